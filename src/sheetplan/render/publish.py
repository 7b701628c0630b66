"""What `publish` did, for a person and for other programs."""

from __future__ import annotations

from collections.abc import Iterator

from sheetplan.model import Published, long_day, many
from sheetplan.render.safe import as_json, printable

_LISTED = 12
_PLACES = 3


def publish_text(published: Published) -> str:
    """What `publish` prints for a person; with a dry run, what it would do."""
    return "\n".join(map(printable, _lines(published))) + "\n"


def _lines(published: Published) -> Iterator[str]:
    if published.undecided:
        yield from _undecided(published)
    else:
        made = "would be made" if published.dry_run else "made"
        yield f"{published.path.name}: copy {made} of {published.plan.name}, position at {long_day(published.day)}"
        sheets = (f"{name} ({many(rows, 'row')})" for name, rows in published.sheets)
        yield f"  Sheets: {', '.join(sheets)}"
    yield from (f"  {sentence}" for sentence in published.said)
    if not published.undecided:
        yield "  Read it before you send it: a program does not know every name."


def _undecided(published: Published) -> Iterator[str]:
    number = len(published.undecided)
    looks, one = ("looks", "it") if number == 1 else ("look", "them")
    yield (
        f"{published.plan.name}: not published. {many(number, 'wording')} {looks} like a name or personal data, and "
        f"nobody has decided about {one}"
    )
    for wording in published.undecided[:_LISTED]:
        places = ", ".join(wording.places[:_PLACES]) + (" and others" if len(wording.places) > _PLACES else "")
        yield f'  {places}: "{wording.text}" ({wording.why})'
    if number > _LISTED:
        yield f"  ... and {number - _LISTED} more"
    if published.listed:
        yield f'  Decide about {one} in "{published.decisions.name}", save it, and run the same command again.'
    else:
        yield f'  Without the dry run, they would be listed in "{published.decisions.name}", to be decided about.'


def publish_json(published: Published) -> str:
    """The same for other programs."""
    return as_json(
        {
            "path": str(published.path),
            "plan": str(published.plan),
            "template": published.template,
            "position_date": published.day.isoformat(),
            "published": not published.undecided and not published.dry_run,
            "sheets": [{"name": name, "rows": rows} for name, rows in published.sheets],
            "undecided": [
                {"wording": one.text, "why": one.why, "found_in": list(one.places), "context": one.context}
                for one in published.undecided
            ],
            "decisions": str(published.decisions),
            "decided": published.decided,
            "said": list(published.said),
            "dry_run": published.dry_run,
        }
    )
