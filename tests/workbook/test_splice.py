"""Elements are told apart exactly, however they are nested and called; so are merged areas, however written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetplan.workbook import merging, splice

_NAMES = st.sampled_from(["a", "ab", "abc", "x:a", "x:ab"])
_SPACES = st.sampled_from(["", " ", "\n"])
_TEXTS = st.sampled_from(["", "text", " &lt;a>", "<!-- <a> -->", "<![CDATA[</a>]]>", "<?a </ab>?>"])


@st.composite
def _elements(draw: st.DrawFn, inside: st.SearchStrategy[str] = _TEXTS) -> str:
    name, attributes = (
        draw(_NAMES),
        draw(st.sampled_from(["", ' k="/>"', " k='>'", '\n a = "</a"'.replace("<", "&lt;")])),
    )
    if draw(st.booleans()):
        return f"<{name}{attributes}{draw(_SPACES)}/>"
    content = "".join(draw(st.lists(inside, max_size=3)))
    return f"<{name}{attributes}{draw(_SPACES)}>{content}</{name}{draw(_SPACES)}>"


_TREES = st.recursive(_TEXTS, _elements, max_leaves=12)


@given(st.lists(st.tuples(_TEXTS, _elements(_TREES)), max_size=4), _TEXTS)
def test_top_level_elements_are_told_apart_and_nothing_is_lost(parts: list[tuple[str, str]], last: str) -> None:
    whole = "".join(text + element for text, element in parts) + last
    chunks = splice.children(whole.encode())
    assert b"".join(one.raw for one in chunks) == whole.encode()
    assert [one.raw.decode() for one in chunks if one.name is not None] == [element for _, element in parts]


@pytest.mark.parametrize("data", ["<a><b/>", "<a><a></a>", "</a>", "<a", "<a></a", "<a><a/></a"])
def test_an_element_that_does_not_end_is_none(data: str) -> None:
    chunks = splice.children(data.encode())
    assert [one.name for one in chunks] == [None]
    assert b"".join(one.raw for one in chunks) == data.encode()


USUAL = '<mergeCell ref="A1:B2"/>'


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("<mergeCell ref='A1:B2'/>", (1, 1, 2, 2)),
        ('<mergeCell xr:uid="{1}"  ref = "A1:B2" ></mergeCell>', (1, 1, 2, 2)),
        ('<mergeCell\nref="$A$1:$B$2"/>', (1, 1, 2, 2)),
        ('<mergeCell ref="a1:b2"/>', (1, 1, 2, 2)),
        ('<mergeCell ref="B2:A1"/>', (1, 1, 2, 2)),
        ('<mergeCell ref="A2:B1"/>', (1, 1, 2, 2)),
        ('<mergeCell ref="C7"/>', (7, 3, 7, 3)),
        ('<x:mergeCell ref="&#65;1:B2"/>', (1, 1, 2, 2)),
        ('<mergeCell ref="Z1:XFD1048576"/>', (1, 26, 1_048_576, 16_384)),
        ('<mergeCell ref="A:B"/>', None),
        ('<mergeCell href="A1:B2"/>', None),
        ('<!-- <mergeCell ref="A1:B2"/> -->', None),
    ],
)
def test_a_merged_area_is_found_however_it_is_written(written: str, area: tuple[int, int, int, int] | None) -> None:
    expected = () if area is None else (area,)
    for content, others in ((written, ()), (USUAL + written, ((1, 1, 2, 2),))):
        element = f"<mergeCells count='9' ref='D4:E5'>{content}</mergeCells>".encode()
        assert merging.areas((element,)) == (*others, *expected)


@pytest.mark.parametrize(
    ("text", "count", "measure"),
    [
        ("12", 12, 12.0),
        ("9.140625", 0, 9.140625),
        ("1.5E+1", 0, 15.0),
        ("2e-1", 0, 0.2),
        ("", 0, 0.0),
        (None, 0, 0.0),
        ("-3", 0, 0.0),
        ("x", 0, 0.0),
        ("nan", 0, 0.0),
        ("inf", 0, 0.0),
        ("1e999", 0, 0.0),
        ("²", 0, 0.0),
        ("9" * 5000, 0, 0.0),
    ],
)
def test_what_is_no_number_counts_as_nought(text: str | None, count: int, measure: float) -> None:
    assert splice.counted(text) == count
    assert splice.measured(text) == measure
