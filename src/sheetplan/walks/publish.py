"""Publish: a copy of a plan fit for people outside, once somebody has decided about all that looks like a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sheetplan import share, template
from sheetplan.model import Decisions, Judged, Level, Plan, Published, SheetplanError, few, folded, many
from sheetplan.walks import choices, past, understand
from sheetplan.walks.check import DECISIONS
from sheetplan.workbook import deciding, published, read, save, unseen


@dataclass(frozen=True)
class Options:
    """How a copy was asked for."""

    output: Path
    """Where it goes; nothing may be there yet."""
    today: date
    """The calendar day."""
    title: str = ""
    """What the copy is called; empty for what stands on the Cover."""
    summary: bool = False
    """Whether it is only what comes next."""
    decisions: Path | None = None
    """The workbook of decisions; None takes the one beside the plan."""
    as_of: date | None = None
    template: str | None = None
    sheet: str | None = None
    dry_run: bool = False


def publish(path: Path, options: Options) -> Published:
    """Make a copy for people outside, as the plan's template says.

    Nothing is written as long as words in it look like names or personal data and nobody has decided about them; these
    are then listed in the workbook of decisions.

    Args:
        path: the plan's workbook; it is only read.
        options: where the copy goes, and what it shows.

    Returns:
        What was made, or what has to be decided first.

    Raises:
        SheetplanError: the plan or the decisions cannot be read, or the copy cannot be written there.
    """
    read.refuse_to_write(path)
    _refuse_target(options.output)
    plan, hidden = _plan(path, options), unseen.of(path)
    if plan.sheet in hidden.sheets:
        raise SheetplanError(
            f'The sheet "{plan.sheet}" of {path.name} is hidden, and what is hidden is not published.',
            "Show it in Excel (right-click a tab, Unhide), save, and try again.",
        )
    day = understand.position(plan, options.as_of, options.today)
    judged = understand.judged(plan, day, options.today, past.last(plan))
    rules, words = plan.template.publishing, template.name_words()
    decided = deciding.read(_place(path, options), rules)
    drafted = share.draft(judged, words, hidden, _further(), title=options.title, summary=options.summary)
    undecided = share.wordings(drafted.copy, decided.lines, words)
    listed = False
    if undecided:
        listed = not options.dry_run
        if listed:
            _list(decided, deciding.write(decided, undecided, rules, path.name, day), path)
    elif not options.dry_run:
        copy = share.carried_out(drafted.copy, decided.lines, rules.words["kept_back"])
        save.write_new(published.write(copy), options.output)
    return Published(
        path=options.output,
        plan=path,
        template=plan.template.name,
        day=day,
        sheets=tuple((sheet.name, len(sheet.rows)) for sheet in drafted.copy.sheets),
        undecided=undecided,
        decisions=decided.path,
        decided=sum(bool(one.choice) for one in decided.lines),
        said=(*decided.said, *drafted.said, *_besides(judged)),
        dry_run=options.dry_run,
        listed=listed,
    )


def _refuse_target(output: Path) -> None:
    if output.suffix.casefold() != ".xlsx":
        raise SheetplanError(f"{output.name} must end in .xlsx.", f"Call it {output.with_suffix('.xlsx').name}.")
    if output.exists():
        raise SheetplanError(f"{output} is there already, and is not written over.", "Choose another name with -o.")


def _plan(path: Path, options: Options) -> Plan:
    plans = understand.plans(path, options.template)
    named = [plan for plan in plans if options.sheet is None or folded(plan.sheet) == folded(options.sheet)]
    if len(named) == 1:
        return named[0]
    sheets = few([plan.sheet for plan in plans])
    if not named:
        raise SheetplanError(f'{path.name} has no plan on a sheet "{options.sheet}".', f"It is on {sheets}.")
    raise SheetplanError(
        f"{path.name} holds more than one plan, on the sheets {sheets}.", "Name the one that is meant with --sheet."
    )


def _place(path: Path, options: Options) -> Path:
    place = options.decisions or path.with_name(f"{path.stem}{DECISIONS}")
    if place.suffix.casefold() != ".xlsx":
        raise SheetplanError(f"{place.name} must end in .xlsx.", f"Call it {place.with_suffix('.xlsx').name}.")
    return place


def _list(decided: Decisions, content: bytes, plan: Path) -> None:
    """The wordings into the workbook of decisions, for those alone who may read the plan.

    What somebody saves into it meanwhile stays.
    """
    if decided.content is None:
        save.write_new(content, decided.path, plan)
    elif content != decided.content:
        save.replace(content, decided.path, decided.content)


def _further() -> frozenset[str]:
    """Words of which headings of plans are made, whatever their template."""
    roles = template.vocabulary().roles
    return frozenset(word for role in roles for text in (*role.headings, *role.words) for word in text.split())


def _besides(judged: Judged) -> Iterator[str]:
    """What stands in the plan that somebody may want to settle before others see it."""
    left = choices.open_lines(judged.plan)
    if left:
        yield (
            f"{many(left, 'conflict')} in the plan {'is' if left == 1 else 'are'} not settled yet: what the plan "
            "itself says is what is published."
        )
    must = sum(finding.level is Level.MUST_FIX for finding in judged.findings)
    if must:
        yield f"{many(must, 'thing')} in the plan must be put right: sheetplan check says what and where."
