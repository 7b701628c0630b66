"""Finds what a text names of the calendar: days, months, quarters and years, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .days import days_in, full_year, real, said
from .look import ANY_YEAR, CUED, SIGNS, Look, Mention
from .surroundings import sharing, with_part
from .words import (
    LABELS,
    MODALS,
    MONTHS,
    ORDINALS,
    PARTS,
    SEASONS,
    SUFFIXES,
    UNITS,
    month_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetplan.model import Period

    from .words import Token


def mentions_of(text: str, tokens: Sequence[Token], period: Period) -> list[Mention]:
    """All of them in the order of the text, days that share a month or a year ("10-14 March 2008") included."""
    scan = _Scan(text, tokens, period)
    found: list[Mention] = []
    place = 0
    while place < len(tokens):
        mention = scan.at(place)
        if mention is None:
            place += 1
            continue
        for shared in sharing(scan, mention, found[-1].hi if found else 0):
            found.append(with_part(scan, shared, found[-1].hi if found else 0))
        place = mention.hi
    return found


class _Scan(Look):
    """Reads what begins at a token; it looks a few tokens ahead or back, so that long cells stay quick."""

    __slots__ = ()

    def at(self, place: int) -> Mention | None:
        """What begins at this token, if anything does."""
        token = self.tokens[place]
        if token.kind == "n":
            named = self._day_month(place)
            if named or self._inside_figures(place):
                return named
            return self._figures(place) or self._year(place) or self._short_figures(place)
        if token.kind == "w":
            return self._month_first(place) or self._quarter(place) or self._financial(place)
        return None

    def _inside_figures(self, place: int) -> bool:
        """True inside a longer run of figures ("10.20.30.40", "v1.2.08"), which is no date."""
        if not self.glued(place):
            return False
        sign = self.word(place - 1)
        if sign == "v":
            return True
        run = sign in ("/", ".") or (sign == "-" and self.word(place + 1) == "-")
        return run and self.glued(place - 1) and self.number(place - 2, 99) >= 0

    # -- figures

    def _figures(self, place: int) -> Mention | None:
        """30/11/2007, 30.11.07, 2026-11-30, 30-Nov-07."""
        sign = self.word(place + 1)
        if not sign or sign not in SIGNS or self.word(place + 3) != sign:
            return None
        tight = all(self.glued(place + step) for step in (1, 2, 3, 4))
        if not tight and sign != "/":
            return None
        first, last = self.word(place), self.word(place + 4)
        if self.glued(place + 5) and self.word(place + 5) == sign and self.number(place + 6, 99) >= 0:
            return None
        if len(first) == 4 and self.number(place + 4) >= 0 and self.number(place + 2) >= 0:
            figures = (full_year(first), self.number(place + 2), self.number(place + 4))
            return self._dated(place, place + 5, *figures, numeric=False)
        if len(first) > 2 or self.number(place + 4, 4) < 0 or len(last) not in (2, 4):
            return None
        month = self.number(place + 2)
        named = 0
        if month < 0:
            named = month_of(self.word(place + 2))[0]
            month = named
        if month < 0 or (month == 0 and not self.word(place + 2).isdigit()) or (sign != "/" and month > 31):
            return None
        return self._dated(place, place + 5, full_year(last), month, int(first), numeric=not named)

    def _dated(self, lo: int, hi: int, year: int, month: int, day: int, *, numeric: bool) -> Mention:
        hi = self._clock(hi)
        if real(year, month, day):
            return Mention(lo, hi, "day", year, month, day, numeric=numeric, core=lo)
        typed = self.typed(lo, hi)
        if 1 <= month <= 12 and year == ANY_YEAR:
            reason = f"{MONTHS[month - 1].title()} never has more than {days_in(year, month)} days."
        elif 1 <= month <= 12 and 1 <= year <= 9999:
            name = MONTHS[month - 1].title() + (f" {year}" if month == 2 else "")
            reason = f"{name} has {days_in(year, month)} days." if day else "There is no day 0."
        elif numeric and (other := real(year, day, month)):
            reason = f"The day is read first, and there is no month {month}; month first it would be {said(other)}."
        else:
            reason = f"There is no month {month}." if not 1 <= month <= 12 else f"There is no year {year}."
        return Mention(lo, hi, "impossible", None, reason=f"{typed} is not a real date. {reason}", core=lo)

    def _clock(self, hi: int) -> int:
        """Past a time of day that follows a date."""
        place = hi + 1 if self.word(hi) in ("t", "at", ",") else hi
        if self.number(place) < 0:
            return hi
        end = place + 1
        while self.word(end) in (":", ".") and self.glued(end) and self.number(end + 1, 6) >= 0 and end < place + 7:
            end += 2
        if self.word(end) in ("am", "pm", "z", "noon"):
            return end + 1
        return end if end > place + 1 and self.word(place + 1) == ":" else hi

    def _short_figures(self, place: int) -> Mention | None:
        """11/2007; and 30/11 without its year, which only counts where its surroundings say that it is a date."""
        sign = self.word(place + 1)
        month = self.number(place + 2)
        if sign not in ("/", "-", ".") or not sign or not (self.glued(place + 1) and self.glued(place + 2)):
            return None
        first = self.number(place)
        if self.word(place + 3) in ("/", ".") and self.glued(place + 3) and self.glued(place + 4):
            return None
        if self.glued(place + 3) and self.tokens[place + 3].kind == "w":
            return None
        if 1 <= first <= 12 and len(self.word(place + 2)) == 4 and self.number(place + 2, 4) >= 1900:
            return Mention(place, place + 3, "month", self.number(place + 2, 4), first, core=place)
        follows = len(self.word(place + 2)) == 2 and month == first + 1 and not self.names_month(place + 3)
        if sign in "/-" and first > 12 and follows and month > 12:
            return Mention(place, place + 3, "financial", 2000 + first, core=place)
        if sign != "/" or (first, month) == (24, 7) or not (1 <= month <= 12 and first > 0):
            return None
        if not real(ANY_YEAR, month, first):
            return None
        return Mention(place, place + 3, "day", None, month, first, numeric=True, core=place)

    # -- words

    def _day_month(self, place: int) -> Mention | None:
        """30 Nov 2007, 30th of November, 2007 November."""
        token = self.tokens[place]
        if len(token.word) == 4:
            month, _ = month_of(self.word(place + 1))
            if not month or not 1900 <= int(token.word) <= 2199 or self.number(place + 2) >= 0:
                return None
            return Mention(place, place + 2, "month", int(token.word), month, core=place)
        if len(token.word) > 2:
            return None
        after = place + 1
        ordinal = self.word(after) in SUFFIXES and self.glued(after)
        after += ordinal
        if self.word(after) in ("of", "day", ",", "-", ".") and month_of(self.word(after + 1))[0]:
            after += 1
        word = self.word(after)
        month, slip = month_of(word)
        if not month or after >= len(self.tokens) or self.tokens[after].kind != "w":
            return None
        day = int(token.word)
        if self.tokens[after].line != token.line and not ordinal and self.word(place - 1) in LABELS:
            return None
        if day > 39 and not ordinal:
            return None
        notes = _slip_note(self.tokens[after].typed, month) if slip else ()
        year, hi = self._year_after(after + 1, month_only=False)
        if year is None:
            if 1 <= day <= days_in(ANY_YEAR, month):
                return Mention(place, self._clock(hi), "day", None, month, day, notes=notes, core=place)
            year = ANY_YEAR
        mention = self._dated(place, hi, year, month, day, numeric=False)
        return mention._replace(notes=notes)

    def _month_first(self, place: int) -> Mention | None:
        """November 2007, Nov 07, Nov '07, Nov 30, 2007, November."""
        token = self.tokens[place]
        month, slip = month_of(token.word)
        if not month or (token.word == "may" and self._modal(place)):
            return None
        notes = _slip_note(token.typed, month) if slip else ()
        dotted = self.word(place + 1) == "." and self.glued(place + 1) and self.word(place + 3) in SUFFIXES
        day, hi = self._american_day(place + 1 + dotted)
        if day:
            year, hi = self._year_after(hi, month_only=False)
            if year is None:
                if day > days_in(ANY_YEAR, month):
                    return None
                return Mention(place, hi, "day", None, month, day, notes=notes, core=place)
            return self._dated(place, hi, year, month, day, numeric=False)._replace(notes=notes)
        year, hi = self._year_after(place + 1, month_only=True)
        return Mention(place, hi, "month", year, month, notes=notes, core=place)

    def _modal(self, place: int) -> bool:
        """True for the verb "may"."""
        near = self.word(place - 1)
        if self.word(place + 1) in MODALS:
            return True
        if self.tokens[place].typed != "may" or self.number(place + 1, 4) > 0 or self.number(place - 1) > 0:
            return False
        return not (near in PARTS or near in CUED or place == 0)

    def _american_day(self, place: int) -> tuple[int, int]:
        """The day after a month's name, and the token after it; 0 where there is none."""
        day = self.number(place)
        if not 1 <= day <= 31 or self.tokens[place].line != self.tokens[place - 1].line:
            return 0, place
        hi = place + 1
        if self.word(hi) in SUFFIXES and self.glued(hi):
            return day, hi + 1
        comma = self.word(hi) == ","
        if len(self.word(hi + comma)) == 4 and 1900 <= self.number(hi + comma, 4) <= 2199:
            return day, hi
        typed = self.word(place)
        if self.word(hi) in UNITS or (self.word(hi) in (":", "-", "/", "%") and self.glued(hi)):
            return 0, place
        if len(typed) == 1 or (typed[0] != "0" and not self.near(full_year(typed), 2)):
            return day, hi
        return 0, place

    def _year_after(self, place: int, *, month_only: bool) -> tuple[int | None, int]:
        """The year that follows a month's name, and the token after it."""
        none = (None, place)
        at = place
        lead = self.word(at)
        if lead and (lead in ",./-'" or lead == "of"):
            at += 1
            if lead == "," and len(self.word(at)) != 4:
                return none
            if lead in "/-" and not (self.glued(place) and self.glued(at)):
                return none
            if lead == "." and self.word(at) == "'":
                at += 1
        elif lead == "the":
            return none
        digits = self.word(at)
        if not digits.isdigit() or len(digits) not in (2, 4) or at >= len(self.tokens):
            return none
        if len(digits) == 4:
            fits = 1900 <= int(digits) <= 2199 or (int(digits) > 2359 and not month_only)
            return (int(digits), at + 1) if fits and self.word(at + 1) != ":" else none
        token, following = self.tokens[at], self.word(at + 1)
        if token.line != self.tokens[place - 1].line or following in UNITS or following in ("%", "am", "pm", "x"):
            return none
        if (following in SUFFIXES and self.glued(at + 1)) or month_of(following)[0]:
            return none
        if following in (":", "/", ".") and self.glued(at + 1) and self.number(at + 2, 4) >= 0 and self.glued(at + 2):
            return none
        wordy = at + 1 < len(self.tokens) and self.tokens[at + 1].kind == "w"
        if wordy and lead != "'" and digits[0] != "0" and not self.near(full_year(digits), 10):
            return none
        return full_year(digits), at + 1

    def _year(self, place: int) -> Mention | None:
        """2026/27, 2026-27, 2008-11, 2008."""
        year = self.number(place, 4)
        if len(self.word(place)) != 4 or not 1900 <= year <= 2199:
            return None
        sign, second = self.word(place + 1), self.number(place + 2, 4)
        ends = not (self.glued(place + 3) and self.word(place + 3) in ("/", "."))
        tight = self.glued(place + 1) and self.glued(place + 2)
        if sign and sign in "/-" and second >= 0 and ends and (tight or sign == "/"):
            typed = self.word(place + 2)
            if (len(typed) < 3 and second == (year + 1) % 10 ** len(typed)) or (sign == "/" and second == year + 1):
                if self._vague(place):
                    return Mention(place, place + 3, "season", year, core=place)
                hi = place + 3
                return self._quarter_after(place, hi, year) or Mention(place, hi, "financial", year, core=place)
            if len(typed) == 2 and 1 <= second <= 12 and tight:
                return Mention(place, place + 3, "month", year, second, core=place)
        if self._vague(place):
            return Mention(place, place + 1, "season", year, core=place)
        return Mention(place, place + 1, "year", year, core=place)

    def _vague(self, place: int) -> bool:
        """True where only a part of the year is meant, which names no day: "Spring 2008", "first half of 2027"."""
        near = (self.word(place - 1), self.word(place - 2))
        if not SEASONS.isdisjoint(near) or near in (("of", "half"), ("in", "half")):
            return True
        number = self.number(place - 1)
        counted = number >= 0 and self.glued(place - 1)
        return counted and (near[1] == "h" or (near[1] == "q" and not 1 <= number <= 4))

    # -- quarters and financial years

    def _quarter_after(self, lo: int, hi: int, year: int) -> Mention | None:
        """The quarter that follows its year: 2026/27 Q2."""
        if self.word(hi) == "q" and 1 <= self.number(hi + 1) <= 4 and self.glued(hi + 1):
            return Mention(lo, hi + 2, "quarter", year, self.number(hi + 1), fiscal=True, core=lo)
        return None

    def _quarter(self, place: int) -> Mention | None:
        """Q2 2026/27, quarter 3 26/27, second quarter of 2026/27, Q2."""
        word, number, hi = self.word(place), self.number(place + 1), place + 2
        if word not in ("q", "qtr", "quarter"):
            if word not in ORDINALS or self.word(place + 1) not in ("quarter", "qtr"):
                return None
            number = min(ORDINALS[word], 4)
        elif word == "quarter" and self.word(place - 1) in SUFFIXES:
            number, place, hi = self.number(place - 2), place - 2, place + 1
        if not 1 <= number <= 4 or (word == "q" and not self.glued(place + 1)):
            return None
        while self.word(hi) in ("of", "in", ",", "-", "(", "fy", "the", "financial", "year") and hi < place + 7:
            hi += 1
        whole = self._year_of_quarter(hi)
        if whole is None or whole.unit not in ("year", "financial"):
            return Mention(place, place + 2, "quarter", None, number, core=place)
        fiscal = whole.unit == "financial"
        return Mention(place, whole.hi, "quarter", whole.year, number, fiscal=fiscal, core=place)

    def _year_of_quarter(self, place: int) -> Mention | None:
        """The year after a quarter, where 07/08 can be no day."""
        first = self.number(place, 4)
        if first < 0:
            return None
        short = first < 100 and self.word(place + 1) in ("/", "-") and self.glued(place + 1)
        if short and self.glued(place + 2) and self.number(place + 2) == (first + 1) % 100:
            return Mention(place, place + 3, "financial", full_year(self.word(place)), core=place)
        return self._year(place) or self._short_figures(place)

    def _financial(self, place: int) -> Mention | None:
        """FY2026/27, FY 26/27."""
        if self.word(place) != "fy" or self.number(place + 1, 4) < 0:
            return None
        whole = self._year(place + 1) or self._short_figures(place + 1)
        if whole is None or whole.unit != "financial":
            return None
        return whole._replace(lo=place, core=place)


def _slip_note(typed: str, month: int) -> tuple[str, ...]:
    return (f'"{typed}" is read as {MONTHS[month - 1].title()}.',)
