"""What many organisations sent, as a summary for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sheetplan.model import Batch, Level, Phased, Submission, Waiver, called, long_day, many
from sheetplan.render.batch.phrases import gravity, grouped, kinds_sent, late_by, senders, until, whom, worst_first
from sheetplan.render.safe import printable
from sheetplan.render.text import refusal_text

_CELLS = 3
"""So many cells of one trouble are named, so many files of one kind; of the rest it is said how many there are."""
_GROUPS = 5
"""So many troubles of a file are shown; `check` on that file alone shows all."""
_DETAILED = 20
"""So many files are shown with their troubles, the worst; the others have one line each."""
_LINES = 100
"""So many files and organisations are listed, the worst; of the rest it is said what they have."""
_NOBODY = "organisation not known"


def batch_text(batch: Batch) -> str:
    """What `check` prints for a person about many files: the worst first, the same trouble in one line."""
    parts = (
        _headlines(batch),
        _titled("Not received", _not_sent(batch)),
        _titled("Late", _late(batch)),
        _titled("Sent twice", _twice(batch)),
        _titled("Another kind of plan, or an older template", _templates(batch)),
        _titled("Could not be read", _refused(batch)),
        _titled("By kind of finding, worst first", _kinds(batch)),
        _titled("By organisation, worst first", _organisations(batch)),
        _titled("By file, worst first", _files(batch)),
        _titled("Waived", _waived(batch)),
        _titled("Rules that only advise for now", _phased(batch)),
        _titled("Also", [f"  {sentence}" for sentence in (*_register_said(batch), *batch.said)]),
        _passed_over(batch),
        _totals(batch),
    )
    blocks = ["\n".join(map(printable, lines)) for lines in map(list, parts) if lines]
    return "\n\n".join(blocks) + "\n"


def _titled(title: str, lines: Iterable[str]) -> list[str]:
    """Lines under a title; nothing where there are none."""
    listed = list(lines)
    return [title, *listed] if listed else []


def _headlines(batch: Batch) -> Iterator[str]:
    """What a reader should know before the details."""
    files, day = batch.submissions, long_day(batch.checked.as_of)
    refused = sum(one.refused is not None for one in files)
    bad = sum(one.counts()[Level.MUST_FIX] > 0 for one in files)
    parts = [f"{bad} with something that must be fixed", f"{len(files) - bad - refused} with nothing that must be"]
    parts += [f"{refused} that could not be read"] if refused else []
    yield f"{many(len(files), 'file')} at {day}: {', '.join(parts)}"
    if batch.register is not None:
        name, lines, absent = batch.register.path.name, len(batch.register.lines), len(batch.not_sent)
        yield f"{many(lines, 'line')} in the register {name}: {lines - absent} answered, {absent} not"
    gone, still, new = _against(batch.submissions)
    if any(one.compared for one in files):
        yield f"Since the last return: {gone} fixed, {still} still there, {new} new"


def _against(files: Iterable[Submission]) -> tuple[int, int, int]:
    compared = [one.compared for one in files if one.compared is not None]
    return (
        sum(len(one.fixed) for one in compared),
        sum(len(one.still) for one in compared),
        sum(len(one.new) for one in compared),
    )


def _not_sent(batch: Batch) -> Iterator[str]:
    """Who has sent nothing, the longest late first."""
    for one in sorted(batch.not_sent, key=lambda absent: -late_by(absent, batch)):
        late = late_by(one, batch)
        when = "no day was set" if one.due is None else f"due {long_day(one.due)}"
        how = f"{many(late, 'day')} late, {when}" if late else when if one.due is None else f"not late yet, {when}"
        kind = f" ({one.template})" if one.template else ""
        yield f"  {one.organisation}{kind}: {how}. {whom(one)}"
    if batch.not_sent and batch.register is not None and batch.register.consequence:
        yield f"  If nothing comes: {batch.register.consequence}"


def _refused(batch: Batch) -> Iterator[str]:
    """Each file that could not be read, with the folder that it is in: other folders may have one of that name."""
    sender_of = senders(batch)
    for refusal in batch.checked.refused:
        sender, path = sender_of.get(refusal.path), Path(refusal.path)
        short = len(path.name) if refusal.reason.startswith(path.name) else 0
        named = refusal_text(refusal)[short:] if short else f": {refusal_text(refusal)}"
        yield f"  {refusal.path}{named}{f' It came from {sender}.' if sender else ''}"


def _said(counts: Mapping[Level, int]) -> str:
    """5 must fix, 2 check."""
    return ", ".join(f"{number} {level.label.lower()}" for level, number in counts.items() if number) or "no findings"


def _files(batch: Batch) -> Iterator[str]:
    """Each file with what is wrong in it; those with no findings together at the end."""
    read = [one for one in batch.submissions if one.refused is None]
    found = worst_first(one for one in read if one.has_findings)
    names = batch.names()
    pairs = [(newer, older) for at, (newer, older, _) in enumerate(batch.twice) if batch.is_told(at)]
    replaced = {older.path: names[newer.path] for newer, older in pairs}
    for place, one in enumerate(found[:_LINES]):
        newer = f"; {replaced[one.path]} is newer" if one.path in replaced else ""
        yield f"  {one.path} ({one.organisation or _NOBODY}): {_said(one.counts())}{_since(one)}{newer}"
        if place < _DETAILED:
            yield from _troubles(one)
    yield from _others([one.counts() for one in found[_LINES:]], "file")
    clean = [one for one in read if not one.has_findings]
    if clean:
        listed = _listed([names[one.path] for one in clean], _DETAILED)
        yield f"  No findings in {many(len(clean), 'file')}: {listed}"
    if found:
        yield "  One file in full, with how to put each thing right: sheetplan check FILE"


def _others(rest: Sequence[Mapping[Level, int]], what: str) -> Iterator[str]:
    """What those have that are not listed."""
    if rest:
        counts = _together(rest)
        yield f"  and {many(len(rest), f'more {what}')} with {_said(counts)}: --report and --format csv name all"


def _together(each: Iterable[Mapping[Level, int]]) -> dict[Level, int]:
    """So many findings of each level in all of these."""
    counts = list(each)
    return {level: sum(one[level] for one in counts) for level in Level}


def _since(one: Submission) -> str:
    """What became of the last return's findings."""
    if one.compared is None:
        return ""
    day = f" of {long_day(one.compared.since)}" if one.compared.since else ""
    gone, still, new = _against([one])
    return f"; since the return{day} {gone} fixed, {still} still there, {new} new"


def _troubles(one: Submission) -> Iterator[str]:
    """What must be fixed or checked in a file, a line for the cells with the same trouble."""
    worst = grouped([f for f in one.findings if f.level is not Level.INFORMATION])
    main = one.judged[0].plan.sheet
    for same in worst[:_GROUPS]:
        first = same[0]
        sheet = "" if first.sheet == main else f"{first.sheet} tab, "
        like = "" if len({f.found for f in same}) == 1 else f" ({first.cell}; the others are like it)"
        yield f"    {first.level.label}: {sheet}{_listed([*dict.fromkeys(f.cell for f in same)])}: {first.found}{like}"
    if len(worst) > _GROUPS:
        rest = sum(map(len, worst[_GROUPS:]))
        yield f"    and {rest} more of {many(len(worst) - _GROUPS, 'other kind')}: check this file alone to see all"


def _listed(names: Sequence[str], most: int = _CELLS) -> str:
    """D6, D9, D14 and 8 more."""
    if len(names) <= most + 1:
        return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def _organisations(batch: Batch) -> Iterator[str]:
    """Each organisation's findings and how its actions stand, over all its files."""
    theirs: dict[str | None, list[Submission]] = {}
    for one in batch.submissions:
        theirs.setdefault(one.organisation, []).append(one)
    counted = {name: _together(one.counts() for one in files) for name, files in theirs.items()}
    worst = sorted(counted.items(), key=lambda item: (gravity(item[1]), item[0] or ""))
    for name, counts in worst[:_LINES]:
        files = theirs[name]
        shown = name or _NOBODY.capitalize()
        yield f"  {shown}: {_said(counts)}; {many(len(files), 'file')}{_actions(files)}"
    yield from _others([counts for _, counts in worst[_LINES:]], "organisation")


def _actions(files: Sequence[Submission]) -> str:
    """How many actions there are, and how many are overdue."""
    if not any(one.judged for one in files):
        return ", none of which could be read" if len(files) > 1 else ", which could not be read"
    # From what is known of each plan: to fetch them all from where they lie would take longer than to judge them.
    known = [facts for one in files for facts in one.facts]
    actions, overdue = sum(facts.current for facts in known), sum(facts.overdue for facts in known)
    return f", {many(actions, 'action')}, {overdue} overdue"


def _kinds(batch: Batch) -> Iterator[str]:
    """Each kind of finding: how many, in how many files, and where most of them are."""
    names = batch.names()
    where: dict[tuple[Level, str], Counter[str]] = {}
    for one in batch.submissions:
        for f in one.findings:
            where.setdefault((f.level, f.code), Counter())[names[one.path]] += 1
    order = list(Level)
    for (level, code), files in sorted(
        where.items(), key=lambda item: (order.index(item[0][0]), -item[1].total(), item[0][1])
    ):
        name, most = files.most_common(1)[0]
        place = f"in {name}" if len(files) == 1 else f"in {len(files)} files"
        place += f", most in {name} ({most})" if most * len(files) > files.total() else ""
        yield f"  {level.label:<15} {files.total():>5}  {called(code)} ({code}), {place}"


def _late(batch: Batch) -> Iterator[str]:
    for one, days in sorted(batch.late, key=lambda item: -item[1]):
        due = f", due {long_day(one.expected.due)}" if one.expected and one.expected.due else ""
        yield f"  {one.path} ({one.organisation or _NOBODY}): {many(days, 'day')} late{due}"


def _twice(batch: Batch) -> Iterator[str]:
    for at, (newer, older, same) in enumerate(batch.twice):
        how = "Both hold the same" if same else "They differ"
        known = f" {batch.newer_by[at]}" if at < len(batch.newer_by) else ""
        told = batch.is_told(at)
        both = f"{newer.path} is newer than {older.path}" if told else f"{newer.path} and {older.path}"
        ask = "ask whether it replaces the other" if told else "ask which of them counts"
        yield f"  {newer.organisation or _NOBODY}: {both}. {how}; {'either will do' if same else ask}.{known}"


def _templates(batch: Batch) -> Iterator[str]:
    for one in batch.other_template:
        asked = one.expected.template if one.expected else None
        sent = f"sent as {' and '.join(kinds_sent(one))}" if kinds_sent(one) else "of another kind"
        wanted = f"the register asks for {asked or 'another kind'}"
        yield f"  {one.path} ({one.organisation or _NOBODY}): {sent}; {wanted}. Ask for that, or change the register."
    for one in batch.submissions:
        if one.older_template:
            yield f"  {one.path} ({one.organisation or _NOBODY}): {one.older_template}"


def _waived(batch: Batch) -> Iterator[str]:
    """Every waiver with what it covers, those that cover nothing too."""
    names = batch.names()
    covered: dict[Waiver, dict[str, list[str]]] = {}
    for one in batch.submissions:
        for finding, waiver in one.waived:
            covered.setdefault(waiver, {}).setdefault(names[one.path], []).append(finding.cell)
    for waiver in dict.fromkeys((*batch.waivers, *covered)):
        whom = ", ".join(filter(None, (waiver.organisation or "all organisations", waiver.plan, waiver.ref)))
        over = f", ran out on {long_day(waiver.until)}" if _is_over(waiver, batch) and waiver.until else until(waiver)
        files = [f"{name} {_listed(cells)}" for name, cells in covered.get(waiver, {}).items()]
        cells = _listed(files) if files else "nothing is waived by it now"
        yield f"  {called(waiver.code)} ({waiver.code}), {whom}{over}: {cells}. {waiver.reason}".rstrip()


def _is_over(waiver: Waiver, batch: Batch) -> bool:
    return waiver.until is not None and waiver.until < batch.checked.as_of


def _phased(batch: Batch) -> Iterator[str]:
    for rule in batch.phased:
        kind = f" in {rule.template} plans" if rule.template else ""
        found = _advised(rule, batch)
        yield f"  {called(rule.code)} ({rule.code}){kind}: must be fixed from {long_day(rule.since)} on; {found} now"


def _advised(rule: Phased, batch: Batch) -> int:
    plans = [pair for one in batch.submissions for pair in zip(one.templates, one.judged, strict=True)]
    meant = [judged for template, judged in plans if rule.template in ("", template)]
    return sum(f.code == rule.code and f.level is Level.CHECK for judged in meant for f in judged.findings)


def _register_said(batch: Batch) -> tuple[str, ...]:
    return batch.register.said if batch.register is not None else ()


def _passed_over(batch: Batch) -> Iterator[str]:
    if batch.checked.passed_over:
        reasons = Counter(reason for _, reason in batch.checked.passed_over)
        yield f"Passed over: {'; '.join(f'{reason} ({number})' for reason, number in sorted(reasons.items()))}."


def _totals(batch: Batch) -> Iterator[str]:
    counts = _together(one.counts() for one in batch.submissions)
    waived = sum(len(one.waived) for one in batch.submissions)
    shown = [f"{counts[level]} {level.label.lower()}" for level in Level] + ([f"{waived} waived"] if waived else [])
    yield f"Findings: {', '.join(shown)}"
