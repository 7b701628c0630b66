"""What a run at a desk did, for a person."""

from __future__ import annotations

from collections.abc import Iterator

from sheetplan.model.desks import TITLES, Ran
from sheetplan.render.safe import printable


def desk_text(ran: Ran) -> str:
    """What a shortcut prints: each file, how it ended, and what to do next."""
    return "\n".join(map(printable, _lines(ran))) + "\n"


def _lines(ran: Ran) -> Iterator[str]:
    yield TITLES[ran.job]
    for line in ran.lines:
        yield ""
        yield f"{line.file}: {line.result}"
        if line.told:
            yield f"  {line.told}"
        if line.next:
            yield f"  Next: {line.next}"
    if ran.said:
        yield ""
        yield from ran.said
    if not ran.lines and not ran.said:
        yield ""
        yield "There was nothing to do."
