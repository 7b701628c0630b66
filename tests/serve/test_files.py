"""What can be downloaded: what stands in three folders of the desk, to the byte, and nothing else on the computer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

import desks
from desks import CHECKED, KEPT, MASTERS, REPORTS, SUBMITTED
from serving import Served, served
from sheetplan.model.desks import BOOK, Job
from sheetplan.serve import uploads

ODD = "Büro & 100% #1 (it's new); a=b.xlsx"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A desk with something in every folder, whose page somebody has opened."""
    monkeypatch.setattr("sheetplan.serve._LAST_PAGE", 0.0)
    desk = desks.desk(tmp_path)
    for folder in (SUBMITTED, CHECKED, MASTERS, REPORTS, KEPT):
        (desk / folder / ODD).write_bytes(folder.encode())
    (desk / MASTERS / "below").mkdir()
    (desk / MASTERS / "below" / "plan.xlsx").write_bytes(b"below")
    (desk / MASTERS / ".hidden.xlsx").write_bytes(b"hidden")
    (desk / MASTERS / "~$plan.xlsx").write_bytes(b"mark")
    (desk / MASTERS / "notes.txt").write_bytes(b"notes")
    (tmp_path / "outside.xlsx").write_bytes(b"outside")
    with served(desk) as one:
        one.come_in()
        yield one


@pytest.mark.parametrize(
    "way",
    [
        *("file/", "file/0", "file/0/", "file//" + quote(ODD), "file/3/" + quote(ODD), "file/-1/" + quote(ODD)),
        *("file/00/" + quote(ODD), "file/x/" + quote(ODD), "file/" + quote(f"../{MASTERS}/{ODD}", safe="")),
        *("file/2/notes.txt", "file/2/.hidden.xlsx", "file/2/~$plan.xlsx", "file/2/below", "file/2/below/plan.xlsx"),
        *("file/2/below%2Fplan.xlsx", "file/2/..", "file/2/.", "file/2/" + quote(f"./{ODD}")),
        *(f"file/2/{quote(f'../{BOOK}', safe='')}", f"file/2/../{BOOK}", f"file/2/..%5C{BOOK}", f"../{BOOK}", BOOK),
        *("file/2/" + quote(f"../{KEPT}/{ODD}", safe=""), "file/2/" + quote(f"../{SUBMITTED}/{ODD}", safe="")),
        *("file/2/..%2F..%2Foutside.xlsx", "file/2/%2Fetc%2Fpasswd", "file/2/%252e%252e%252foutside.xlsx"),
        *("file/2/" + quote(ODD).upper(), "file/2/" + quote(ODD) + "%00", "file/2/%FF%FE", "file/2/C:outside.xlsx"),
    ],
)
def test_nothing_else_can_be_downloaded(page: Served, way: str) -> None:
    said = page.get(way)
    assert said.status == 404
    assert b"There is no such page or file" in said.body
    # The page says the same whether there is such a file or not.
    assert said.plain == page.get("file/2/no such file.xlsx".replace(" ", "%20")).plain


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_lead_nowhere(page: Served, tmp_path: Path) -> None:
    (page.desk / MASTERS / "link.xlsx").symlink_to(tmp_path / "outside.xlsx")
    assert page.get("file/2/link.xlsx").status == 404
    assert b"link.xlsx" not in page.get("files").body


@pytest.mark.parametrize(("number", "folder"), [(0, CHECKED), (1, REPORTS), (2, MASTERS)])
def test_what_stands_in_a_folder_comes_to_the_byte_and_is_saved_not_shown(
    page: Served, number: int, folder: str
) -> None:
    assert f"file/{number}/{quote(ODD, safe='')}".encode() in page.get("files").body
    said = page.get(f"file/{number}/{quote(ODD, safe='')}")
    assert said.status == 200
    assert said.body == folder.encode()
    assert said.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote(ODD, safe='')}"
    assert said.headers["X-Content-Type-Options"] == "nosniff"
    assert "html" not in said.headers["Content-Type"]


def test_what_is_asked_for_wrongly_changes_nothing_and_is_said(page: Served) -> None:
    before = desks.tree(page.desk)
    assert page.post("do", {"job": "format"}).status == 400
    assert page.post("do", {}).status == 400
    assert page.post("settle", {"plan": f"../{BOOK}", "sha": "x"}).status == 400
    assert page.post("no such form".replace(" ", "-"), {}).status == 404
    assert page.post("do", {"job": "check"}, Content_Type="text/plain").status == 400
    said = page.put(*((f"{number}.xlsx", b"x") for number in range(uploads.MOST + 1)))
    assert said.status == 400
    assert f"{uploads.MOST + 1} files are more than {uploads.MOST} at once" in said.body.decode()
    assert "No file was chosen" in page.put(("", b"")).body.decode()
    said = page.ask(
        "POST", f"{page.root}put", page.known(Content_Type="multipart/form-data; boundary=x"), b"--x\r\nbroken"
    )
    assert "Nothing was put in" in said.body.decode()
    assert desks.tree(page.desk) == before


def test_names_of_files_that_are_put_in_lead_nowhere_else(page: Served, tmp_path: Path) -> None:
    before = desks.tree(tmp_path)
    said = page.put(
        (f"../{MASTERS}/in.xlsx", b"1"), ("..\\..\\in.xlsx", b"2"), ("/etc/in.xlsx", b"3"), (f"../{BOOK}", b"4")
    )
    assert said.status == 200
    made = desks.tree(tmp_path).items() - before.items()
    names = {f"{page.desk.name}/{SUBMITTED}/{name}" for name in ("in.xlsx", "in (2).xlsx", "in (3).xlsx", BOOK)}
    assert {name for name, _ in made} == names


def test_a_folder_that_somebody_took_away_is_made_again(page: Served) -> None:
    (page.desk / SUBMITTED / ODD).unlink()
    (page.desk / SUBMITTED).rmdir()
    assert page.get("").status == 200
    assert page.put(("plan.xlsx", b"data")).status == 200
    assert (page.desk / SUBMITTED / "plan.xlsx").read_bytes() == b"data"


def test_two_jobs_at_once_are_one(page: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    from sheetplan.serve import office

    go, real, ran = Event(), office.do, list[Job]()

    def slow(desk: Path, job: Job, asked: object) -> object:
        ran.append(job)
        assert go.wait(60)
        return real(desk, job, asked)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(office, "do", slow)
    said = [page.post("do", {"job": job}) for job in ("month", "chase", "month")]
    assert [one.status for one in said] == [303, 409, 409]
    assert "Nothing was begun" in said[1].body.decode()
    go.set()
    page.wait()
    assert ran == [Job.MONTH]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # it is what is tried
def test_where_the_program_itself_fails_the_page_says_so_and_goes_on(
    page: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sheetplan.serve import office

    def wrong(*_: object) -> None:
        raise RuntimeError("our mistake")

    monkeypatch.setattr(office, "do", wrong)
    page.post("do", {"job": "month"})
    said = page.wait().body.decode()
    assert "The program itself failed" in said
    assert "our mistake" not in said
    assert page.post("do", {"job": "month"}).status == 303
    page.wait()


def test_another_run_at_the_desk_is_named(page: Served) -> None:
    from desks import NOW
    from sheetplan.walks import lock

    with lock.held(page.desk / BOOK, "a colleague", NOW):
        page.post("do", {"job": "month"})
        assert f"{BOOK} is being updated by a colleague" in page.wait().body.decode()
