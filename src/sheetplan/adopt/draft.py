"""The template that a plan of somebody's own needs, as TOML that people can read and correct."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from sheetplan.model import Counted, Drafted, StatusWord, Taken, Vocabulary, letters

_USUAL = 4
"""So many words of each of the vocabulary's lists stand in every template."""
_WIDE = 38


def toml(drafted: Drafted, vocabulary: Vocabulary, *, name: str, title: str, source: str, named: bool = True) -> str:
    """A template for this plan, with remarks in plain words.

    Args:
        drafted: what the plan was taken for.
        vocabulary: whose words it was told by.
        name: the word that people will type.
        title: what the plan is called.
        source: the workbook's file name.
        named: whether the sheet has a name that a plan can keep.
    """
    parts = [
        _head(drafted, name, title, source),
        _plan(drafted, named=named),
        *_columns(drafted, vocabulary),
        *_left(drafted.columns),
        _status(drafted, vocabulary),
        *_rules(drafted),
        *_views(drafted),
    ]
    return "\n".join(parts)


def _head(drafted: Drafted, name: str, title: str, source: str) -> str:
    return f"""\
# How "{_remark(source)}" is read. Drafted by sheetplan adopt.
# Correct it with any text editor, and use it with --template. Lines that begin with # are remarks.
# What is not said here is as in every template. narrative = true: people add to what others wrote in that column, so
# what two of them add in their copies is kept, both.

name = {_text(name)}
title = {_text(title)}
summary = {_text(f'The plan on the sheet "{drafted.sheet}" of {source}')}
version = 1
"""


def _plan(drafted: Drafted, *, named: bool) -> str:
    ref = drafted.taken("ref")
    if ref is not None:
        where = "The column that holds each action's number."
    else:
        where = 'The action\'s number may stand at the beginning of its text ("14. ...").'
    if drafted.dates_required:
        dated = "An action without a due date is something that must be put right. Write false if it need not have one."
    else:
        dated = "An action need not have a due date. Write true if one without must be put right."
    sheet = f"sheet = {_text(drafted.sheet)}\n" if named else ""
    return f"""\
[plan]
{sheet}# {where}
ref_from = {_text(drafted.ref_from)}
# {dated}
dates_required = {_flag(drafted.dates_required)}
{_reason(drafted)}"""


def _reason(drafted: Drafted) -> str:
    """Where people say why a date moved: the first column in which they write how it is going."""
    first = next((one for one in _ordered(drafted.columns) if one.field and one.narrative), None)
    if first is None:
        return ""
    remark = f"Why a due date moved is said in {letters(first.column)}. Take this line out if nobody says it there."
    return f"# {remark}\nreason_field = {_text(first.field)}\n"


def _columns(drafted: Drafted, vocabulary: Vocabulary) -> Iterator[str]:
    about = {role.name: role.about for role in vocabulary.roles}
    written = [column for column in drafted.columns if column.field]
    for column in _ordered(written):
        heading = column.heading or vocabulary.role(column.role).headings[0].capitalize()
        sure = column.sure or "not known"
        lines = [f"# {letters(column.column)}: {about.get(column.role, column.role)} ({sure})."]
        if column.note:
            lines.append(f"# {_remark(column.note)}")
        lines += ["[[column]]", f"field = {_text(column.field)}", f"heading = {_text(heading)}"]
        if column.narrative:
            lines.append("narrative = true")
        if column.type != "text":
            lines.append(f"type = {_text(column.type)}")
        if column.type == "choice":
            lines.append(f"choices = {_list(_all_words(drafted, vocabulary))}")
        if column.field == "action":
            lines += [*(["required = true"] if drafted.action_required else []), f"width = {_WIDE}"]
        elif column.field not in _CORE:
            lines.append('present = "optional"')
        yield "\n".join(lines) + "\n"
    if drafted.taken("ref") is None:
        yield _wanted(drafted, vocabulary, "ref", "No column holds the action's number. Update adds this one for it.")
    if not drafted.status_field and not drafted.complete_when:
        missing = (
            "Nothing here says that an action is done. Add a column with this heading to the workbook, or correct this."
        )
        yield _wanted(drafted, vocabulary, "completed", missing)


_CORE = ("ref", "action", "owner", "due", "timescale", "status")


def _ordered(columns: Sequence[Taken]) -> list[Taken]:
    """In the order of the sheet, with the action before other texts: the first text of a template is the action."""
    first = [one for one in columns if one.field in ("ref", "action")]
    return [*sorted(first, key=lambda one: one.field != "ref"), *(one for one in columns if one not in first)]


def _wanted(drafted: Drafted, vocabulary: Vocabulary, name: str, about: str) -> str:
    """A column that is not in the workbook yet."""
    used = {column.heading.casefold() for column in drafted.columns}
    heading = next(one for one in vocabulary.role(name).headings if one.casefold() not in used)
    lines = [f"# {about}", "[[column]]", f"field = {_text(name)}", f"heading = {_text(heading.capitalize())}"]
    return "\n".join([*lines, *(['type = "date"'] if name == "completed" else []), 'present = "optional"', ""])


def _left(columns: Sequence[Taken]) -> Iterator[str]:
    """The columns that the template does not name: they stay where they are and go along with their action."""
    left = [one for one in columns if not one.field and one.heading]
    if left:
        named = ", ".join(f"{letters(one.column)} {_remark(one.heading)}"[:60] for one in left)
        yield f"# Kept as they are, and carried along with their action: {named}.\n"


def _status(drafted: Drafted, vocabulary: Vocabulary) -> str:
    lines = ["[status]"]
    if drafted.status_field:
        lines.append("# How the words of the status column count. Move a word to another list if it counts otherwise.")
        unknown = [one.word for one in drafted.statuses if not one.sure]
        if unknown:
            lines.append(f"# Not known, and so counted as open: {_remark(', '.join(unknown))}.")
        lines.append(f"field = {_text(drafted.status_field)}")
        lines += [f"{kind} = {_list(_words(drafted.statuses, kind, vocabulary))}" for kind in _KINDS]
    completing = drafted.complete_when or (() if drafted.status_field else ("completed",))
    if completing:
        alone = "; a closed word alone does not do" if drafted.status_field else ""
        lines.append(f"# An action is complete when this column is filled{alone}.")
        lines.append(f"complete_when = {_list(completing)}")
    elif drafted.taken("completed") is not None:
        lines.append('# A closed word is enough. Write complete_when = ["completed"] if the day must be there too.')
    return "\n".join(lines) + "\n"


def _rules(drafted: Drafted) -> Iterator[str]:
    if drafted.taken("due") is not None and drafted.taken("timescale") is not None:
        yield """\
[rules]
# The later day counts, so that it differs from the first one is nothing to put right.
without = ["due-disagrees"]
"""


def _views(drafted: Drafted) -> Iterator[str]:
    """The tabs that only show the plan, ready to be asked for."""
    says = drafted.taken("action")
    owner = drafted.taken("owner")
    if says is not None and says.field:
        counted = [owner.field] if owner is not None and owner.field else []
        yield f"""\
# Update can make two tabs that show the plan: counts with charts, and its months. Take the # away before the words.
# [views]
# dashboard = true
# timeline = true
# says = {_text(says.field)}
# count_by = {_list(counted)}
"""


_KINDS: tuple[Counted, ...] = ("closed", "open", "withdrawn")


def _words(used: Sequence[StatusWord], kind: Counted, vocabulary: Vocabulary) -> list[str]:
    """The words in use that count so, then the usual ones."""
    usual = {"closed": vocabulary.closed, "open": vocabulary.open, "withdrawn": vocabulary.withdrawn}[kind][:_USUAL]
    mine = [one.word for one in used if one.counted == kind]
    taken = {one.word.casefold() for one in used}
    return [*mine, *(word for word in usual if word.casefold() not in taken)]


def _all_words(drafted: Drafted, vocabulary: Vocabulary) -> list[str]:
    return [word for kind in _KINDS for word in _words(drafted.statuses, kind, vocabulary)]


def _remark(text: str) -> str:
    """Text on one line, without signs that a remark cannot hold."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, words))}]"


def _text(text: str) -> str:
    """A TOML text; JSON writes texts as TOML does, but for one sign."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _flag(value: bool) -> str:
    return "true" if value else "false"
