"""Forms with files, as browsers send them and as nobody should."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving import BOUNDARY, multipart
from sheetplan.model import SheetplanError
from sheetplan.serve.multipart import parts

TYPE = f"multipart/form-data; boundary={BOUNDARY}"
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='"\r\n%'), max_size=20)


@given(st.lists(st.tuples(NAMES, st.binary(max_size=200)), max_size=5))
def test_what_is_sent_arrives_to_the_byte(files: list[tuple[str, bytes]]) -> None:
    found = [(part.file, part.data) for part in parts(TYPE, multipart(*files))]
    if files:
        assert found == files


def test_ends_of_lines_and_marks_in_a_file_are_the_files_own() -> None:
    data = b"\r\n--\r\n--" + BOUNDARY.encode()[:-1] + b"\r\n\r\n--" + b"\x00"
    assert [part.data for part in parts(TYPE, multipart(("a.xlsx", data), ("b.xlsx", b"")))] == [data, b""]


def test_names_are_as_people_have_them() -> None:
    (part,) = parts(TYPE, multipart(("Büro %22neu%22.xlsx", b"x")))
    assert part.file == 'Büro "neu".xlsx'


WHOLE = multipart(("a.xlsx", b"data"), ("b.xlsx", b"more"))
MARK = b"--" + BOUNDARY.encode()


@pytest.mark.parametrize(
    ("content_type", "body", "why"),
    [
        ("", WHOLE, "where one file ends"),
        ("text/plain", WHOLE, "where one file ends"),
        ("multipart/form-data", WHOLE, "where one file ends"),
        ("multipart/form-data; boundary=", WHOLE, "where one file ends"),
        (f"multipart/form-data; boundary={'x' * 71}", WHOLE, "where one file ends"),
        ("multipart/mixed; boundary=x", WHOLE, "where one file ends"),
        (TYPE, b"", "does not begin"),
        (TYPE, b"\r\n" + WHOLE, "does not begin"),
        (TYPE, WHOLE[:-4], "does not end"),
        (TYPE, WHOLE[:-30], "in the middle of a file"),
        (TYPE, WHOLE[: WHOLE.index(b"more") + 2], "in the middle of a file"),
        (TYPE, WHOLE[:-4] + b"\r\n", "in the middle of a file"),
        (TYPE, WHOLE + b"and more", "does not end"),
        (TYPE, MARK + b"\r\nno head\r\n" + MARK + b"--", "does not say what it is"),
        (TYPE, MARK + b"\r\nX: y\r\n\r\ndata\r\n" + MARK + b"--", "what it is called"),
        (TYPE, MARK + b"\r\nX: " + b"y" * 9000 + b"\r\n\r\ndata\r\n" + MARK + b"--", "does not say what it is"),
        (TYPE, MARK + WHOLE[len(MARK) :].replace(b"name=", b"game="), "what it is called"),
        (TYPE, multipart(*[("a", b"")] * 501), "more than 500 parts"),
    ],
)
def test_what_is_not_whole_is_refused_in_words(content_type: str, body: bytes, why: str) -> None:
    with pytest.raises(SheetplanError, match="Nothing was put in") as refused:
        list(parts(content_type, body))
    assert why in refused.value.reason
    assert "Choose the files again" in refused.value.fix


@given(st.binary(max_size=300), st.binary(max_size=40), st.integers(0, len(WHOLE)))
def test_whatever_is_sent_is_read_or_refused(noise: bytes, more: bytes, at: int) -> None:
    for body in (noise, MARK + noise, WHOLE[:at] + more + WHOLE[at:]):
        with suppress(SheetplanError):
            assert all(part.data in body for part in parts(TYPE, body))
