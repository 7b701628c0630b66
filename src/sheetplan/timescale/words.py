"""The language of timescales: its words, and the tokens that a text is cut into."""

from __future__ import annotations

import re
from typing import NamedTuple

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTH = {
    **{name: number for number, name in enumerate(MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(MONTHS, 1)},
    "sept": 9, "janu": 1, "febr": 2, "apirl": 4, "aprl": 4, "arpil": 4, "jully": 7, "octo": 10,
}  # fmt: skip
WEEKDAYS = frozenset(
    f"{day}{tail}"
    for day, tails in {
        "mon": ("", "day"), "tue": ("", "s", "sday"), "wed": ("", "s", "nesday"), "thu": ("", "r", "rs", "rsday"),
        "fri": ("", "day"), "sat": ("", "urday"), "sun": ("", "day"),
    }.items()
    for tail in tails
)  # fmt: skip
NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split(),
        1,
    )
} | {"thirty": 30, "sixty": 60, "ninety": 90, "couple": 2}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 5, "final": 5}
SUFFIXES = frozenset("st nd rd th".split())
UNITS = {
    "day": "day", "days": "day", "week": "week", "weeks": "week", "wk": "week", "wks": "week",
    "fortnight": "fortnight", "fortnights": "fortnight", "month": "month", "months": "month", "mth": "month",
    "mths": "month", "year": "year", "years": "year", "yr": "year", "yrs": "year", "hour": "hour",
    "hours": "hour", "hr": "hour", "hrs": "hour", "quarters": "quarter",
}  # fmt: skip
PLURALS = frozenset("days weeks wks fortnights months mths years yrs hours hrs quarters".split())
PARTS = {
    "start": "start", "beginning": "start", "begining": "start", "beg": "start", "early": "early", "mid": "mid",
    "middle": "mid", "late": "late", "end": "end", "close": "end",
}  # fmt: skip
SEASONS = frozenset(
    "spring summer autumn winter easter christmas xmas term terms academic school semester ramadan eid diwali "
    "holiday holidays".split()
)

BY = frozenset("by until till til latest deadline due target to within than".split())
FROM = frozenset(
    "from since starting start starts started commence commences commenced commencing begin begins beginning".split()
)
AFTER = frozenset("after following".split())
BEFORE = frozenset("before".split())
HEDGES = frozenset("the approx approximately around about circa roughly date dates next this coming say".split())
RANGE_WORDS = frozenset("to until till til through thru ending ends end finish finishing finishes".split())
END_WORDS = frozenset("complete completed completion completing finished conclude concluding".split())

ONGOING = frozenset(
    "ongoing continuous continuously continual continually continuing continue continues continued onwards onward "
    "thereafter throughout rolling permanent permanently indefinite indefinitely regular regularly always".split()
)
FREQUENCIES = frozenset(
    "daily weekly fortnightly monthly bimonthly quarterly termly annually annual yearly biannually biannual "
    "biennially biennial".split()
)
WAITS = frozenset(
    "when once if whenever following after upon pending awaiting await awaits subject dependent dependant depending "
    "depends contingent unless before prior until till post".split()
)
RECEIPTS = frozenset(
    "receipt completion approval appointment confirmation publication return request agreement signing".split()
)
HOPES = frozenset("possible practicable practical able feasible poss convenient".split())
DONE = frozenset(
    "completed complete done achieved finished closed actioned accomplished delivered implemented concluded held "
    "discharged".split()
)
TICKS = frozenset("✓✔☑")
NOT_DONE = frozenset(
    "not to be being never until till when once if after before will must should shall yet partly partially part "
    "nearly almost half mostly can could cannot upon need needs isn't hasn't wasn't % except unless".split()
)
EVENTS = frozenset(
    "meeting meetings mtg workshop workshops conference visit visits event events training course courses session "
    "sessions board committee panel forum interview interviews launch agm egm briefing briefings seminar "
    "presentation away-day inspection audit webinar call teleconference appointment hearing group review reviews "
    "fieldwork assembly council congress open exam exams".split()
)
LABELS = frozenset(
    "stage phase step version action part room level section item no number week group unit module objective aim "
    "standard milestone appendix tier band ref year day task page draft cohort wave round indicator priority v".split()
)
MODALS = frozenset("be not need have require take want also only change vary slip go well still or".split())
ARTICLES = frozenset("the a an your our its their this that".split())


class Token(NamedTuple):
    """A number, a word or a sign, and where it stands in the text."""

    kind: str
    word: str
    typed: str
    start: int
    end: int
    glued: bool
    line: int


_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+(?:'[^\W\d_]+)*|\S")
# One character for one, so that places in the plain text are places in the text as typed.
_PLAIN = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣－→➔⇒", "-")  # noqa: RUF001 - the dashes and arrows that people paste from Word
    | dict.fromkeys("’‘ʼ`´", "'")  # noqa: RUF001 - the apostrophes that people paste from Word
    | dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", " ")
)


def tokens_of(text: str) -> list[Token]:
    """Cut a text into tokens; spaces vanish, line breaks are kept as each token's line number."""
    plain = text.replace("\r\n", " \n").translate(_PLAIN)
    found: list[Token] = []
    line, seen = 0, 0
    for match in _TOKEN.finditer(plain):
        start, end = match.span()
        if start > seen:
            line += plain.count("\n", seen, start)
        typed = match[0]
        head = typed[0]
        kind = "n" if "0" <= head <= "9" else "w" if head.isalpha() else "s"
        word = typed.casefold() if kind == "w" else typed
        found.append(Token(kind, word, typed, start, end, start == seen and bool(found), line))
        seen = end
    return found


def month_of(word: str) -> tuple[int, bool]:
    """The month that a word names (0 for none), and whether it is misspelt."""
    exact = MONTH.get(word)
    if exact:
        return exact, False
    if len(word) < 5 or word[0] not in "asondjf":  # the misspelt names below begin with these
        return 0, False
    for number in (1, 2, 8, 9, 10, 11, 12):
        if _one_slip(word, MONTHS[number - 1]):
            return number, True
    return 0, False


def _one_slip(word: str, name: str) -> bool:
    """True where one letter was left out, added, mistaken or swapped with its neighbour."""
    if word[0] != name[0] or abs(len(word) - len(name)) > 1:
        return False
    shorter = min(len(word), len(name))
    head = 0
    while head < shorter and word[head] == name[head]:
        head += 1
    tail = 0
    while tail < shorter - head and word[-1 - tail] == name[-1 - tail]:
        tail += 1
    ours, theirs = word[head : len(word) - tail], name[head : len(name) - tail]
    return (len(ours) <= 1 and len(theirs) <= 1) or (len(ours) == 2 and ours == theirs[::-1])
