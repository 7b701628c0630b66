"""Two whole plans compared: actions by ref and column, the tabs beside them, the Cover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime

from sheetplan import diff
from sheetplan.diff.rows import (
    IN_ARCHIVE,
    IN_PLAN,
    Pair,
    Placed,
    Row,
    name,
    out_of_order,
    paired,
    place,
    placed,
    words,
)
from sheetplan.model import Difference, Plan, TabRead, Value, folded, is_blank, many, shown

ReadDay = Callable[[str], date | None]
"""Gives the day that a text writes out and nothing else; None for any other text."""
_MANY = 20
"""From so many moved actions on, if they are most of them, the whole plan was put into another order."""


def differences(before: Plan, after: Plan, day: ReadDay) -> tuple[Difference, ...]:
    """Everything that people typed and that differs; computed columns never count.

    Args:
        before: the first plan, as read.
        after: the second one.
        day: reads a day.
    """
    rows = placed(before), placed(after)
    return (
        *_actions(before, after, rows, day),
        *(found for name in _tab_names(before, after) for found in _tab(before, after, name, day)),
        *_cover(before, after, day),
        *_people(before, after),
    )


def said(before: Plan, after: Plan) -> tuple[str, ...]:
    """What a person should know of how the two were compared, one sentence each."""
    told = []
    if before.plan_id and after.plan_id and before.plan_id != after.plan_id:
        told.append("These are two different plans: they have different ids.")
    if before.template.name != after.template.name:
        told.append(f"They are plans of different kinds: {before.template.name} and {after.template.name}.")
    for plan, other, which in ((before, after, "first"), (after, before, "second")):
        only = [place.heading for field, place in plan.columns.items() if field not in other.columns]
        known = {folded(text) for text in other.others.values()}
        only += [text for text in plan.others.values() if folded(text) not in known]
        if only:
            told.append(f"Only the {which} has the {_counted(only, 'column')}.")
        tabs = [read.sheet for key, read in plan.tabs.items() if key not in other.tabs and _typed_fields(read)]
        if tabs:
            told.append(f"Only the {which} has the {_counted(tabs, 'tab')}.")
        refs = Counter(ref for frame in (plan.actions, plan.archived) for ref in frame["at_ref"] if ref)
        twice = [str(ref) for ref, number in refs.items() if number > 1]
        if twice:
            stand = f"ref {twice[0]} stands" if len(twice) == 1 else f"the refs {', '.join(twice)} stand"
            told.append(f"In the {which}, {stand} more than once; such actions were told apart by their words.")
    return tuple(told)


def alike(before: Value, after: Value, day: ReadDay) -> bool:
    """Whether two cells say the same, be it in another form: 1.0 and "1", a day as a date or written out."""
    if before is after:
        return True
    if isinstance(before, bool) is not isinstance(after, bool):
        return False
    if diff.same(before, after):
        return True
    if is_blank(before) or is_blank(after):
        return False
    one, other = _plainest(before, day), _plainest(after, day)
    return one is not None and one == other


def _plainest(value: Value, day: ReadDay) -> date | float | None:
    """A cell as a day or a number, however it is written."""
    if isinstance(value, datetime):
        return value.date() if value == datetime.combine(value.date(), datetime.min.time(), value.tzinfo) else None
    if isinstance(value, date | float | int):
        return value
    text = str(value).strip()
    if not text or len(text) > 40 or not any(map(str.isdigit, text)):
        return None
    try:
        return float(text) if text.isascii() and "_" not in text else None
    except ValueError:
        return day(text)


def _counted(names: Sequence[str], what: str) -> str:
    listed = ", ".join(f'"{text}"' for text in names)
    return f"{what if len(names) == 1 else what + 's'} {listed}"


def _actions(
    before: Plan, after: Plan, rows: tuple[Sequence[Placed], Sequence[Placed]], day: ReadDay
) -> Iterator[Difference]:
    pairs = paired(*rows, after.template)
    renamed = _renamed(pairs)
    moved, order = _moved(pairs, rows, renamed, after)
    columns = _columns(before, after)
    yield from _retitled(pairs, renamed, after)
    sheets = {IN_PLAN: after.sheet, IN_ARCHIVE: after.archive_sheet or after.template.archive_sheet}
    were = {IN_PLAN: before.sheet, IN_ARCHIVE: before.archive_sheet or before.template.archive_sheet}
    for old, new, was, now in pairs:
        if new is None:
            if old is not None:
                yield Difference("removed", were[was], name(old), words(old, before.template))
            continue
        if old is None:
            yield Difference("added", sheets[now], name(new), words(new, after.template))
            continue
        cells = [
            cell for cell in _cells(old, new, columns, was == now == IN_ARCHIVE, after) if not alike(*cell[2:], day)
        ]
        if not cells and was == now and id(new) not in moved:
            continue
        sheet, known_by, about = sheets[now], name(new) or name(old), words(new, after.template)
        if was != now:
            yield Difference("archived" if now == IN_ARCHIVE else "reopened", sheet, known_by, about)
        if id(new) in moved:
            stood, stands = moved[id(new)]
            yield Difference("moved", sheet, known_by, about, before=stood, after=stands)
        for field, heading, one, other in cells:
            if field != "ref" or not old["at_ref"] or old["at_ref"] != new["at_ref"]:
                yield Difference("changed", sheet, known_by, about, field, heading, one, other)
    if order:
        yield Difference("moved", after.sheet, "", order)


def _columns(before: Plan, after: Plan) -> list[tuple[str, str]]:
    """Fields and headings of what people type, in the second plan's order, then what only the first has."""
    places = {**before.columns, **after.columns}
    known = [column.field for column in (*after.template.columns, *before.template.columns)]
    return [(field, places[field].heading or field) for field in dict.fromkeys(known) if field in places]


def _cells(
    old: Row, new: Row, columns: Sequence[tuple[str, str]], in_archive: bool, plan: Plan
) -> Iterator[tuple[str, str, Value, Value]]:
    """What people typed on both sides, where it is not the very same: field, heading, and the two values."""
    for field, heading in columns:
        one, other = old.get(field), new.get(field)
        if one is not other and one != other:
            yield field, heading, one, other
    was, now = old.get("at_others"), new.get("at_others")
    if was or now:
        was, now = was or {}, now or {}
        for heading in dict.fromkeys((*now, *was)):
            yield heading, heading, was.get(heading), now.get(heading)
    if in_archive:
        yield "at_reopen", plan.template.archive_headings["reopen"], old.get("at_reopen"), new.get("at_reopen")
    stood, stands = old.get("at_due"), new.get("at_due")
    if not is_blank(stood) and not is_blank(stands) and stood != stands and _same_timescale(old, new, plan):
        # Typed over ours: where the words stayed, nothing else moves it.
        yield "at_due", plan.template.computed["due"], stood, stands


def _same_timescale(old: Row, new: Row, plan: Plan) -> bool:
    fields = [c.field for c in plan.template.columns if c.type == "timescale" and c.field in plan.columns]
    return bool(fields) and all(diff.same(old.get(field), new.get(field)) for field in fields)


def _moved(
    pairs: Sequence[Pair],
    rows: tuple[Sequence[Placed], Sequence[Placed]],
    renamed: Mapping[str, str],
    after: Plan,
) -> tuple[dict[int, tuple[str, str]], str]:
    """Where each action that was moved stood and stands, by its row's id; a sentence where nearly all were."""
    both = [(old, new) for old, new, was, now in pairs if was == now == IN_PLAN and old is not None and new is not None]
    old_rows, new_rows = ([row for where, row in side if where == IN_PLAN] for side in rows)
    stood, stands = ({id(row): i for i, row in enumerate(side)} for side in (old_rows, new_rows))
    found: dict[int, tuple[str, str]] = {}
    stay = []
    for old, new in both:
        if old.get("at_section") != new.get("at_section") and _section(old, renamed) != _section(new, {}):
            found[id(new)] = _titled(old), _titled(new)
        else:
            stay.append((old, new))
    moved = out_of_order([stood[id(old)] for old, _ in stay])
    if len(moved) >= _MANY and len(moved) * 2 > len(stay):
        return found, f"The actions stand in another order: {len(moved)} of {many(len(stay), 'action')}."
    for old, new in (stay[at] for at in moved):
        where = place(old_rows, stood[id(old)], after.template)
        found[id(new)] = where, place(new_rows, stands[id(new)], after.template)
    return found, ""


def _section(row: Row | None, renamed: Mapping[str, str]) -> str:
    text = folded(row.get("at_section")) if row is not None else ""
    return renamed.get(text, text)


def _titled(row: Row) -> str:
    section = row.get("at_section")
    return "before the first section" if is_blank(section) else f'in "{" ".join(str(section).split())}"'


def _retitled(pairs: Sequence[Pair], renamed: Mapping[str, str], after: Plan) -> Iterator[Difference]:
    """Sections that got another title."""
    told: set[str] = set()
    for pair in pairs if renamed else ():
        section = _section(pair.before, {})
        if section in renamed and section not in told and pair.before is not None and pair.after is not None:
            told.add(section)
            was, now = pair.before.get("at_section"), pair.after.get("at_section")
            yield Difference("changed", after.sheet, "", "", "at_section", "Section", was, now)


def _renamed(pairs: Sequence[Pair]) -> dict[str, str]:
    """Sections whose title alone was edited: all of their actions went to one that is new, and no other's did."""
    became: dict[str, set[str]] = {}
    came: dict[str, set[str]] = {}
    for pair in pairs:
        if not pair.was == pair.now == IN_PLAN or pair.before is None or pair.after is None:
            continue
        if pair.before.get("at_section") is None and pair.after.get("at_section") is None:
            became.setdefault("", set()).add("")
            came.setdefault("", set()).add("")
            continue
        old, new = _section(pair.before, {}), _section(pair.after, {})
        became.setdefault(old, set()).add(new)
        came.setdefault(new, set()).add(old)
    found = {}
    for old, those in became.items():
        (one, *others) = those
        if old and one and not others and one != old and came[one] == {old} and one not in became and old not in came:
            found[old] = one
    return found


def _typed_fields(read: TabRead) -> list[str]:
    """What people type on a tab."""
    ours = {column.field for column in read.tab.columns if column.works_out is not None} | read.tab.filled_by_update
    return [field for field in read.columns if field not in ours]


def _tab_names(before: Plan, after: Plan) -> Iterator[str]:
    for key in dict.fromkeys((*after.tabs, *before.tabs)):
        read = after.tabs.get(key) or before.tabs[key]
        if _typed_fields(read):
            yield key


def _tab(before: Plan, after: Plan, key: str, day: ReadDay) -> Iterator[Difference]:
    """Rows of a tab: those that are the same first, then by what they begin with."""
    old, new = before.tabs.get(key), after.tabs.get(key)
    read = new or old
    if read is None:
        return
    fields = list(dict.fromkeys((*(_typed_fields(new) if new else ()), *(_typed_fields(old) if old else ()))))
    headings = {column.field: column.heading for column in read.tab.columns}
    known = {column.field for column in read.tab.columns}
    left, came = _without_same(old.rows if old else (), new.rows if new else (), fields)
    first = fields[0]
    by_name: dict[str, list[Mapping[str, Value]]] = {}
    for row in left:
        by_name.setdefault(folded(row.get(first)), []).append(row)
    for row in came:
        label, same = _label(row, fields), by_name.get(folded(row.get(first)))
        if not same:
            yield Difference("added", read.sheet, label, _whole(row, fields[1:]))
            continue
        one = same.pop(0)
        for field in fields:
            if not alike(one.get(field), row.get(field), day):
                heading = headings[field] if field in known else field
                yield Difference("changed", read.sheet, label, "", field, heading, one.get(field), row.get(field))
    for rows in by_name.values():
        for row in rows:
            yield Difference("removed", (old or read).sheet, _label(row, fields), _whole(row, fields[1:]))


def _without_same(
    old: Sequence[Mapping[str, Value]], new: Sequence[Mapping[str, Value]], fields: Sequence[str]
) -> tuple[list[Mapping[str, Value]], list[Mapping[str, Value]]]:
    """The rows of each side that the other does not have just so."""
    there = Counter(_key(row, fields) for row in new)
    left = []
    for row in old:
        if there[_key(row, fields)]:
            there[_key(row, fields)] -= 1
        else:
            left.append(row)
    here = Counter(_key(row, fields) for row in old)
    came = []
    for row in new:
        if here[_key(row, fields)]:
            here[_key(row, fields)] -= 1
        else:
            came.append(row)
    return left, came


def _key(row: Mapping[str, Value], fields: Sequence[str]) -> tuple[Value, ...]:
    values = (row.get(field) for field in fields)
    return tuple(None if is_blank(v) else v.strip().replace("\r\n", "\n") if isinstance(v, str) else v for v in values)


def _label(row: Mapping[str, Value], fields: Sequence[str]) -> str:
    """By what a tab's row is known: what stands first in it."""
    return next((" ".join(shown(row[f]).split()) for f in fields if not is_blank(row.get(f))), "")


def _whole(row: Mapping[str, Value], fields: Sequence[str]) -> str:
    return "; ".join(" ".join(shown(row[field]).split()) for field in fields if not is_blank(row.get(field)))


def _cover(before: Plan, after: Plan, day: ReadDay) -> Iterator[Difference]:
    """What is entered on the Cover, and who signed on the form itself."""
    labels = {line.field: line.label for line in (*before.template.cover, *after.template.cover)}
    for field in dict.fromkeys((*labels, *after.cover, *before.cover)):
        one, other = before.cover.get(field), after.cover.get(field)
        if field != "version" and not alike(one, other, day):
            label = labels.get(field, field)
            yield Difference("changed", after.template.cover_sheet, "", "", field, label, one, other)
    signed = {one.field: one for one in before.signatures}
    for now in after.signatures:
        was = signed.get(now.field)
        places = now.cells or (was.cells if was is not None else None) or {}
        for part, (sheet, *_) in places.items():
            if folded(sheet) == folded(after.template.cover_sheet):
                continue
            attribute = "day" if part == "date" else part
            one = getattr(was, attribute) if was is not None else None
            other = getattr(now, attribute)
            if not alike(one, other, day):
                yield Difference("changed", sheet, "", "", f"{now.field}_{part}", f"Signature: {part}", one, other)


def _people(before: Plan, after: Plan) -> Iterator[Difference]:
    """The role key: who is who."""
    sheet = after.template.roles_sheet
    for code in dict.fromkeys((*after.people, *before.people)):
        if code not in before.people:
            yield Difference("added", sheet, code, after.people[code])
        elif code not in after.people:
            yield Difference("removed", sheet, code, before.people[code])
        elif not diff.same(before.people[code], after.people[code]):
            heading = after.template.roles_headings[1] if len(after.template.roles_headings) > 1 else ""
            yield Difference("changed", sheet, code, "", "people", heading, before.people[code], after.people[code])
