"""Notes travel with their cell: text, author and shape, and nobody else's note changes."""

from __future__ import annotations

import re

from sheetplan.workbook import notes
from sheetplan.workbook.ranges import Spot

COMMENTS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="urn:main">'
    b"<authors><author>Lead</author><author>R &amp; D</author></authors><commentList>"
    b'<comment ref="C6" authorId="0" shapeId="0"><text><r><rPr><b/></rPr><t>first</t></r></text></comment>'
    b'<comment ref="D8" authorId="1"><text><t xml:space="preserve"> second </t></text></comment>'
    b'<comment ref="A1" authorId="0"><text><t>title</t></text></comment></commentList></comments>'
)
SHAPE = (
    b'<v:shape id="_x0000_s%d" type="#_x0000_t202" style="visibility:hidden"><v:textbox><div><br></div></v:textbox>'
    b'<x:ClientData ObjectType="%s"><x:Anchor>\n    %s</x:Anchor><x:Row>%d</x:Row><x:Column>%d</x:Column>'
    b"</x:ClientData></v:shape>"
)
DRAWING = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml"\n xmlns:o="urn:schemas-microsoft-com:office:office"\n'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    b'<o:idmap v:ext="edit" data="3"/></o:shapelayout><v:shapetype id="_x0000_t202" o:spt="202"><v:path/></v:shapetype>'
    + SHAPE % (3073, b"Note", b"3, 15, 4, 10, 5, 15, 8, 4", 5, 2)
    + SHAPE % (3074, b"Note", b"4, 15, 6, 10, 6, 15, 10, 4", 7, 3)
    + SHAPE % (3080, b"Button", b"1, 0, 7, 0, 2, 0, 8, 0", 0, 0)
    + b"</xml>"
)


def up(spot: Spot) -> Spot | None:
    """Row 6 goes to the archive's row 2, one column to the left; row 8 moves up to row 7."""
    if spot.row == 6:
        return Spot("Archive", 2, spot.column - 1)
    return spot._replace(row=7) if spot.row == 8 else spot


def test_nothing_changes_where_nothing_moves() -> None:
    assert notes.move_comments(COMMENTS, "Plan", lambda spot: spot) == (COMMENTS, [])
    assert notes.move_shapes(DRAWING, "Plan", lambda spot: spot) == (DRAWING, [])


def test_a_note_moves_on_its_sheet_and_to_another() -> None:
    left, leaving = notes.move_comments(COMMENTS, "Plan", up)
    assert notes.cells(left, "Plan") == {Spot("Plan", 7, 4), Spot("Plan", 1, 1)}
    assert b'<t xml:space="preserve"> second </t>' in left
    assert [(one.to, one.author) for one in leaving] == [(Spot("Archive", 2, 2), "Lead")]
    other = notes.add_comments(notes.new_comments("urn:main"), leaving)
    assert notes.cells(other, "Archive") == {Spot("Archive", 2, 2)}
    assert b"<author>Lead</author>" in other
    assert b"<rPr><b/></rPr><t>first</t>" in other


def test_an_author_keeps_the_name_in_another_list() -> None:
    _, leaving = notes.move_comments(COMMENTS, "Plan", lambda spot: spot._replace(sheet="Archive"))
    there = notes.add_comments(COMMENTS.replace(b"<author>Lead</author>", b""), leaving)
    assert b"<author>R &amp; D</author><author>Lead</author>" in there
    written = re.findall(rb'authorId="(\d)"', there)
    assert written[3:] == [b"1", b"0", b"1"]


def test_other_prefixes_are_taken_over() -> None:
    _, leaving = notes.move_comments(COMMENTS, "Plan", up)
    prefixed = b'<x:comments xmlns:x="urn:main"><x:authors/><x:commentList/></x:comments>'
    there = notes.add_comments(prefixed, leaving)
    assert b"<x:author>Lead</x:author>" in there
    assert b'<x:comment ref="B2"' in there
    assert b"<x:t>first</x:t></x:r></x:text></x:comment></x:commentList>" in there


def test_a_shape_goes_with_its_note() -> None:
    left, leaving = notes.move_shapes(DRAWING, "Plan", up)
    assert b"4, 15, 5, 10, 6, 15, 9, 4</x:Anchor><x:Row>6</x:Row><x:Column>3</x:Column>" in left
    assert b"_x0000_s3073" not in left
    assert notes.shape_areas(left) == notes.shape_areas(DRAWING) == [(8, 2, "Button")]
    assert [one.to for one in leaving] == [Spot("Archive", 2, 2)]
    assert b"2, 15, 0, 10, 4, 15, 4, 4</x:Anchor><x:Row>1</x:Row><x:Column>1</x:Column>" in leaving[0].raw


def test_a_new_drawing_has_numbers_of_its_own() -> None:
    _, leaving = notes.move_shapes(DRAWING, "Plan", up)
    there = notes.add_shapes(notes.new_drawing([DRAWING]), [*leaving, notes.Traveller(Spot("Archive", 3, 2), b"")])
    assert b'data="4"' in there
    assert re.findall(rb'id="_x0000_s(\d+)"', there) == [b"4097", b"4098"]
    assert there.count(b'<v:shapetype id="_x0000_t202"') == 1
    again = notes.add_shapes(there, leaving)
    assert re.findall(rb'id="_x0000_s(\d+)"', again) == [b"4097", b"4098", b"4099"]
    assert again.count(b"<v:shapetype") == 1


def test_threads_keep_their_answers() -> None:
    part = (
        b'<ThreadedComments xmlns="urn:t"><threadedComment ref="C6" personId="{P}" id="{1}"><text>a</text>'
        b'</threadedComment><threadedComment ref="C6" personId="{P}" id="{2}" parentId="{1}"><text>b</text>'
        b'</threadedComment><threadedComment ref="D8" personId="{P}" id="{3}"/></ThreadedComments>'
    )
    left, leaving = notes.move_threads(part, "Plan", up)
    assert notes.cells(left, "Plan") == {Spot("Plan", 7, 4)}
    there = notes.add_threads(notes.no_threads(part), leaving)
    assert re.findall(rb'ref="(\w+)" personId="\{P\}" id="(\{\d\})"', there) == [(b"B2", b"{1}"), (b"B2", b"{2}")]
    assert notes.add_threads(left, []) == left


def test_a_note_that_leaves_declares_what_it_uses() -> None:
    part = COMMENTS.replace(
        b'xmlns="urn:main"', b'xmlns="urn:main" xmlns:mc="urn:mc" xmlns:v2="urn:v2" xmlns:xr="urn:xr"'
    )
    more = b'<mc:AlternateContent><mc:Choice Requires="v2"/></mc:AlternateContent></text></comment>'
    part = part.replace(b'shapeId="0"', b'shapeId="0" xr:uid="{0}"').replace(b"</text></comment>", more, 1)
    (leaving,) = notes.move_comments(part, "Plan", up)[1]
    assert leaving.raw.startswith(
        b'<comment ref="B2" authorId="0" shapeId="0" xmlns:mc="urn:mc" xmlns:v2="urn:v2"><text>'
    )
