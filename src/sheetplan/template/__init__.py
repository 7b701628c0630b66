"""Loads a template: one TOML file, the packaged one of that name or somebody's own, becomes a Template."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from sheetplan.model import MeetingWords, NameWords, SheetplanError, SubmissionWords, Template, Vocabulary
from sheetplan.template import people, reminding, whole
from sheetplan.template import submission_words as for_submissions
from sheetplan.template import vocabulary as words
from sheetplan.template.shape import AmissError

__all__ = ["load", "meeting_words", "name_words", "names", "packaged", "parse", "submission_words", "vocabulary"]


def names() -> tuple[str, ...]:
    """The names of the packaged templates, in alphabetical order."""
    folder = resources.files("sheetplan") / "templates"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


@cache
def packaged() -> tuple[Template, ...]:
    """All packaged templates, in alphabetical order of their names."""
    return tuple(load(name) for name in names())


def load(name: str) -> Template:
    """The template of this name, or the one that a .toml file describes.

    Args:
        name: a packaged template's name, or the path of a file that ends in .toml.

    Raises:
        SheetplanError: there is no such template, or the file does not describe one; it says which line of the
            template is meant.
    """
    if name.lower().endswith(".toml"):
        path = Path(name)
        return parse(_read(path, f"The template {name}"), str(path))
    if name not in names():
        raise SheetplanError(
            f'There is no template called "{name}".',
            f"The templates are: {', '.join(names())}. A template of your own is named by its .toml file.",
        )
    text = (resources.files("sheetplan") / "templates" / f"{name}.toml").read_text(encoding="utf-8")
    return parse(text, name)


def parse(text: str, source: str) -> Template:
    """Turn a template's TOML into a Template; what it does not say is as in `common.toml`.

    Args:
        text: the TOML.
        source: where it came from, for messages.

    Raises:
        SheetplanError: a part is missing, unknown or of the wrong kind.
    """
    data = _tables(text, f"The template {source}")
    try:
        return whole.template(data, _common())
    except AmissError as problem:
        raise SheetplanError(f"The template {source}: {problem}", "Correct the template and try again.") from None


def vocabulary(own: Path | None = None) -> Vocabulary:
    """What people call the columns of plans, and how they say how an action stands.

    Args:
        own: a file with words of somebody's own, in another language for instance; they come before the usual ones.

    Raises:
        SheetplanError: the file cannot be read, or does not hold a vocabulary.
    """
    usual = words.whole(words.vocabulary(tomllib.loads(_packaged("vocabulary.toml"))))
    if own is None:
        return usual
    what = f"The vocabulary {own}"
    try:
        return words.together(words.vocabulary(_tables(_read(own, what), what)), usual)
    except AmissError as problem:
        raise SheetplanError(f"{what}: {problem}", "Correct the file and try again.") from None


@cache
def submission_words() -> SubmissionWords:
    """What people call the columns of registers and of lists of waivers, and how they write organisations' names."""
    return for_submissions.submission_words(tomllib.loads(_packaged("submissions.toml")))


@cache
def meeting_words() -> MeetingWords:
    """The page on which notes are taken, and what becomes of what is entered there."""
    return reminding.meeting_words(tomllib.loads(_packaged("meeting.toml")))


@cache
def name_words() -> NameWords:
    """By what words people's names are told from other words."""
    return people.name_words(tomllib.loads(_packaged("people.toml")))


def _read(path: Path, what: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise SheetplanError(
            f"{what} is not saved as UTF-8 text.", "Save it again with the encoding UTF-8."
        ) from problem
    except OSError as problem:
        raise SheetplanError(
            f"{what} could not be read: {problem.strerror}.", "Check the file's name and place."
        ) from problem


def _tables(text: str, what: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise SheetplanError(f"{what} is not written as TOML: {problem}.", "Correct that line.") from problem


def _packaged(name: str) -> str:
    return (resources.files("sheetplan") / "template" / name).read_text(encoding="utf-8")


@cache
def _common() -> dict[str, Any]:
    """What all templates share unless they say otherwise."""
    return tomllib.loads(_packaged("common.toml"))
