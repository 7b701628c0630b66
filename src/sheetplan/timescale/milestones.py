"""Cuts a cell that names several milestones at its lines and after each date."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .look import cued_word
from .statements import Statement, stands, superseded, trailing
from .words import DONE, ONGOING, TICKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .reading import Cell
    from .words import Token

_BULLETS = frozenset("•·-*◦▪§►‣●○■□➢✓")
_UNFINISHED = frozenset(
    "to by of and the for with in on at end from until till before after between a an is be or within & - , : /".split()
)
_JOINTS = frozenset("and & then / or".split())
_TRAILING_SIGNS = frozenset("-:,;()!.")


class Item(NamedTuple):
    """A stretch of tokens that is one milestone, and the date that it states, if any."""

    lo: int
    hi: int
    statement: Statement | None


class _Line(NamedTuple):
    """One line or several joined ones: tokens without their bullet, and the dates in them."""

    lo: int
    hi: int
    own: bool
    """True where a bullet or blank line above says that it is an item of its own."""
    stated: Statement | None
    """The first date in it."""


def items_of(cell: Cell) -> list[Item]:
    """Every milestone of a cell in its order; one item where it names only one."""
    lines = _lines(cell)
    merged = _merged(cell, lines)
    found: list[Item] = []
    statements = list(cell.statements)[::-1]
    for line in merged:
        own: list[Statement] = []
        while statements and statements[-1].lo < line.hi:
            statement = statements.pop()
            if statement.lo >= line.lo:
                own.append(statement)
        found += _cut(cell, line, own)
    dated = [item for item in found if item.statement]
    described = any(_described(cell, item) for item in dated)
    if len(found) < 2 or (len(dated) < 2 and not (described or _all_own(cell, merged, dated))):
        return [Item(0, len(cell.tokens), dated[0].statement if dated else None)]
    return [item for item in found if item.statement or _is_item(cell, item, lists=described or len(dated) != 1)]


def _all_own(cell: Cell, merged: Sequence[_Line], dated: Sequence[Item]) -> bool:
    """True for a cell without dates whose lines are clearly items: each stands apart and says something."""
    return (
        not dated
        and all(line.own and _words(cell.tokens, line.lo, line.hi) >= 3 for line in merged[1:])
        and _words(cell.tokens, merged[0].lo, merged[0].hi) >= 3
    )


def _words(tokens: Sequence[Token], lo: int, hi: int) -> int:
    return sum(token.kind == "w" for token in tokens[lo:hi])


def _described(cell: Cell, item: Item) -> bool:
    """True where words besides the date say what is to be reached."""
    statement = item.statement
    if statement is None:
        return False
    words = [
        token.word
        for token in (*cell.tokens[item.lo : statement.lo], *cell.tokens[statement.hi : item.hi])
        if token.kind == "w"
    ]
    return sum(word not in DONE and word not in ONGOING for word in words) >= 2


def _is_item(cell: Cell, item: Item, *, lists: bool) -> bool:
    return lists and _words(cell.tokens, item.lo, item.hi) >= 2


# -- lines


def _lines(cell: Cell) -> list[_Line]:
    tokens = cell.tokens
    found: list[_Line] = []
    lo, above = 0, -1
    starts = iter([*(statement for statement in cell.statements), None])
    statement = next(starts)
    while lo < len(tokens):
        hi = lo
        while hi < len(tokens) and tokens[hi].line == tokens[lo].line:
            hi += 1
        while statement and statement.lo < hi < statement.hi:  # a date that runs over a line break
            while hi < len(tokens) and (hi < statement.hi or tokens[hi].line == tokens[hi - 1].line):
                hi += 1
        first = None
        while statement and statement.lo < hi:
            if first is None and (not statement.weak or stands(tokens, statement, lo, hi)):
                first = statement
            statement = next(starts)
        body = _after_bullet(tokens, lo, hi)
        apart = above >= 0 and tokens[lo].line - above > 1
        if body < hi:
            found.append(_Line(body, hi, body > lo or apart, first))
        above = tokens[hi - 1].line
        lo = hi
    return found


def _after_bullet(tokens: Sequence[Token], lo: int, hi: int) -> int:
    """Past "•", "-", "1.", "a)", "(ii)" at the start of a line."""
    first = tokens[lo]
    if first.word in _BULLETS or "\ue000" <= first.word <= "\uf8ff" or (first.typed == "o" and hi - lo > 1):
        return lo + 1
    if lo + 2 >= hi:
        return lo
    second, third = tokens[lo + 1], tokens[lo + 2]
    short = (first.kind == "n" and len(first.word) < 3) or (first.kind == "w" and len(first.word) == 1)
    if short and second.glued and (second.word == ")" or (second.word == "." and not third.glued)):
        return lo + 2
    if first.word == "(" and third.word == ")" and len(second.word) <= 3 and second.word != "to":
        return lo + 3 if lo + 3 < hi else lo
    return lo


def _merged(cell: Cell, lines: Sequence[_Line]) -> list[_Line]:
    """Lines that only carry on the line above are joined to it."""
    found: list[_Line] = []
    heading = bool(lines) and _bare(cell, lines[0])
    for line in lines:
        if found and _carries_on(cell, found[-1], line, heading=heading):
            above = found[-1]
            found[-1] = _Line(above.lo, line.hi, above.own, above.stated or line.stated)
        else:
            found.append(line)
    return found


def _bare(cell: Cell, line: _Line) -> bool:
    """True for a line that is a date and little else."""
    stated = line.stated
    if stated is None or line.hi - line.lo > 15:
        return False
    around = (*cell.tokens[line.lo : stated.lo], *cell.tokens[stated.hi : line.hi])
    return not any(token.kind == "w" and not cued_word(token.word) for token in around)


def _carries_on(cell: Cell, above: _Line, line: _Line, *, heading: bool) -> bool:
    tokens = cell.tokens
    first, last = tokens[line.lo], tokens[above.hi - 1]
    if last.word in _UNFINISHED:
        return True
    lower = first.kind == "w" and first.typed[0].islower()
    if lower and not (line.stated and above.stated):
        return True
    if above.stated and not line.stated:
        if heading:
            return not line.own or _bare(cell, above)
        return _words(tokens, line.lo, line.hi) < 3
    if line.stated and not above.stated:
        return not heading and _bare(cell, line)
    return False


# -- inside a line


def _cut(cell: Cell, line: _Line, statements: Sequence[Statement]) -> list[Item]:
    """After each date; or before each, where the line begins with one and goes on after the last."""
    real = [each for each in statements if stands(cell.tokens, each, line.lo, line.hi)]
    nexts: list[Statement | None] = [*real[1:], None]
    real = [a for a, b in zip(real, nexts, strict=False) if not superseded(cell.tokens, a, b)] or real
    strong = [each for each in real if not each.weak]
    real = strong or real
    if any(each.cue in ("by", "before") for each in real):
        real = [each for each in real if not _names(cell.tokens, each, line.hi)]
    if len(real) < 2:
        return [Item(line.lo, line.hi, real[0] if real else None)]
    leads = _words(cell.tokens, line.lo, real[0].lo) == 0 and _words(cell.tokens, real[-1].hi, line.hi) > 0
    between = _words(cell.tokens, real[0].hi, real[1].lo) > 0
    found: list[Item] = []
    lo = line.lo
    for place, statement in enumerate(real):
        if place + 1 == len(real):
            hi = line.hi
        elif leads and between:
            hi = real[place + 1].lo
        else:
            hi = _past_claim(cell.tokens, statement.hi, real[place + 1].lo)
        found.append(Item(_past_joint(cell.tokens, lo, statement.lo), hi, statement))
        lo = hi
    return found


def _names(tokens: Sequence[Token], statement: Statement, hi: int) -> bool:
    """True for a month that only names something else: "March 2008 minutes agreed by 25/3/08"."""
    if statement.cue or statement.second or statement.first.part or statement.first.unit == "day":
        return False
    following = tokens[statement.hi] if statement.hi < hi else None
    return following is not None and following.kind == "w" and not trailing(following.word)


def _past_claim(tokens: Sequence[Token], place: int, limit: int) -> int:
    """Past what still belongs to the date before: "- completed", "(done)"."""
    at = place
    while at < limit and at < place + 4 and tokens[at].word in _TRAILING_SIGNS:
        at += 1
    if at < limit and (tokens[at].word in DONE or tokens[at].word in TICKS or tokens[at].word in ONGOING):
        at += 1
        return at + 1 if at < limit and tokens[at].word in (")", ";", ",", ".") else at
    return place + 1 if place < limit and tokens[place].word == ")" else place


def _past_joint(tokens: Sequence[Token], lo: int, limit: int) -> int:
    """Past the signs and "and" that only join it to what stands before."""
    while lo < limit and (tokens[lo].word in _TRAILING_SIGNS or tokens[lo].word in _JOINTS):
        lo += 1
    return min(_after_bullet(tokens, lo, limit), limit) if lo < limit else lo
