"""The desk's page in a browser: everything that the shortcuts do, for everybody who uses one."""

from __future__ import annotations

import shutil
import threading
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import desks
import staff
from desks import CHECKED, KEPT, MASTERS, REPORTS, SUBMITTED
from judges.browser import WIDTHS, violations
from packages import ole2
from serving import Served, served
from sheetplan.model.desks import BOOK, TITLES, Job
from sheetplan.serve import office
from sheetplan.serve.gate import Gate
from sheetplan.walks import understand

DAY = date(2008, 2, 29)
SCRIPT = "<script>document.title='run'</script>\"'><img src=x onerror=\"document.title='run'\">"
"""What nobody should run."""
SHEET = "<i>&'sheet<i>"
HURT = "hurt's <b>&amp;.xlsx"
"""A name that some systems allow."""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk with a plan that is kept."""
    made = desks.desk(tmp_path, position=DAY, contact="The network office")
    desks.sample("peer-review", made / MASTERS / "network.xlsx")
    desks.worked(made, Job.UPDATE)
    return made


@pytest.fixture
def page(browser: Any, desk: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The first page, in a browser that has just opened it; what goes wrong in it fails the test."""
    monkeypatch.setattr("sheetplan.serve._LAST_PAGE", 0.5)
    with served(desk) as one:
        yield from opened(browser, one)


def opened(browser: Any, one: Served, **how: Any) -> Iterator[Any]:
    context = browser.new_context(locale="en-GB", **how)
    found = context.new_page()
    wrong: list[str] = []
    found.on("pageerror", lambda error: wrong.append(str(error)))
    found.on("console", lambda said: wrong.append(said.text) if said.type == "error" and not _status(said) else None)
    found.served = one
    found.goto(one.address)
    yield found
    context.close()
    assert wrong == []


def _status(said: Any) -> bool:
    """A page that says what was wrong comes with a number that browsers write down."""
    return "the server responded with a status of 4" in said.text


def do(page: Any, job: Job) -> None:
    """Do a job with its button, and wait for what came of it."""
    page.get_by_role("link", name="Desk", exact=True).click()
    page.get_by_role("button", name=TITLES[job], exact=True).click()
    done(page)


def done(page: Any) -> None:
    page.wait_for_url("**/result*", timeout=60_000)


def torn(desk: Path) -> None:
    """Copies that say otherwise than the plan does by now, and the conflicts of it."""
    for name, cells in {
        "network from PM": {"B10": "By 30 Apr 2008", "C12": "Theirs"},
        "network (1)": {"B10": "By 15 Jun 2008"},
    }.items():
        copy = Path(shutil.copy(desk / MASTERS / "network.xlsx", desk / SUBMITTED / f"{name}.xlsx"))
        staff.typed(copy, {"Action plan": cells})
    staff.typed(desk / MASTERS / "network.xlsx", {"Action plan": {"B10": "By 31 May 2008", "C12": "Ours"}})
    desks.worked(desk, Job.SYNC)


def text(page: Any) -> str:
    return str(page.locator("main").inner_text())


# What must not be


def test_the_secret_does_not_stay_in_the_address_nor_in_scripts(page: Any) -> None:
    assert "key" not in page.url
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("document.referrer") == ""
    assert page.title() == f"Your desk – {desks.ODD_NAME}"


def test_nothing_comes_from_anywhere_else(page: Any) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in ("Findings", "Conflicts", "Files", "Desk"):
        page.get_by_role("link", name=name, exact=True).click()
    assert len(asked) >= 8
    assert {url for url in asked if not url.startswith(page.served.origin)} == set()


def test_what_people_typed_is_never_run(page: Any, desk: Path) -> None:
    copy = desks.sample("peer-review", desk / SUBMITTED / HURT)
    staff.typed(copy, {"Action plan": {"B10": SCRIPT, "F9": SCRIPT, "A9": SCRIPT}})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl leaves out of the sample matters to nobody here
        book = openpyxl.load_workbook(copy)
    book["Action plan"].title = SHEET
    book.save(copy)
    torn(desk)
    staff.typed(desk / MASTERS / "network.xlsx", {"Action plan": {"B10": SCRIPT}})
    copy = Path(shutil.copy(desk / SUBMITTED / "network (1).xlsx", desk / SUBMITTED / "network (7).xlsx"))
    staff.typed(copy, {"Action plan": {"B10": SCRIPT + "2"}})
    for job in (Job.CHECK, Job.SYNC):
        do(page, job)
        assert HURT in text(page)
        assert page.locator("main b, main script, main img").count() == 0
    for name in ("Findings", "Conflicts", "Files", "Desk"):
        page.get_by_role("link", name=name, exact=True).click()
        assert page.locator("main b, main i, main script, main img").count() == 0
        assert "run" not in page.title()
        if name in ("Findings", "Conflicts"):
            assert "<script>document.title=" in text(page)
        if name == "Findings":
            assert f"{SHEET}, " in text(page)
    assert HURT in page.locator("details li").all_text_contents()


class _Others:
    """A page of another program on this computer, which tries everything it can."""

    def __init__(self, target: str) -> None:
        seen: list[tuple[str, str]] = []
        tries = f"""<!DOCTYPE html><title>trying</title><body>
        <iframe name=f id=frame src="{target}"></iframe><img id=img src="{target}icon.svg">
        <script src="{target}desk.js"></script><link rel=stylesheet href="{target}desk.css">
        <form id=plain target=f method=post action="{target}do"><input name=job value=check></form>
        <form id=files target=f method=post enctype="multipart/form-data" action="{target}put">
        <input name=files value=x></form>"""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                seen.append((self.path, self.headers.get("Cookie", "")))
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(tries.encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.seen = seen
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def test_a_page_of_another_program_gets_nothing_and_does_nothing(
    page: Any, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desks.tree(desk)
    came: list[tuple[str, bool]] = []
    admits = Gate.admits

    def watched(gate: Gate, method: str, headers: Any) -> bool:
        is_let_in = admits(gate, method, headers)
        # The browser may still be at our own page's icon.
        if not headers.get("Referer", "").startswith(page.served.origin):
            came.append((method, is_let_in))
        return is_let_in

    monkeypatch.setattr(Gate, "admits", watched)
    others = _Others(page.url)
    try:
        other = page.context.new_page()
        other.goto(others.origin + page.url.removeprefix(page.served.origin))
        ways = ["", "files", "file/2/network.xlsx", "far.json"]
        got = other.evaluate(
            """async ([root, ways]) => {
              const tried = [];
              for (const mode of ["cors", "no-cors"]) {
                for (const [method, body] of [["GET", undefined], ["POST", "job=check"]]) {
                  for (const way of ways) {
                    try {
                      const said = await fetch(root + way, {mode, method, body, credentials: "include",
                        headers: body ? {"Content-Type": "application/x-www-form-urlencoded"} : {}});
                      tried.push(said.type + " " + said.status + " " + (await said.text()));
                    } catch (problem) { tried.push("refused"); }
                  }
                }
              }
              for (const name of ["plain", "files"]) document.getElementById(name).submit();
              await new Promise(wake => setTimeout(wake, 1000));
              let inside = "refused";
              try { inside = document.getElementById("frame").contentDocument?.body.innerText ?? "refused"; } catch {}
              tried.push(inside === "" ? "refused" : inside);
              tried.push(document.getElementById("img").naturalWidth ? "an image" : "refused");
              return tried;
            }""",
            [page.url, [*ways, "do", "close"]],
        )
        assert set(got) <= {"refused", "opaque 0 "}
        assert {method for method, _ in came} >= {"GET", "POST"}
        assert len(came) > 20
        assert not any(is_let_in for _, is_let_in in came)
        other.evaluate("target => { location.href = target; }", page.url)
        other.wait_for_url(page.url)
        assert other.inner_text("body").startswith("This page opens only")
        # Browsers hand cookies to every port of a host: ours goes to no other, but for who knows its secret way.
        other.goto(others.origin + "/")
        assert dict(others.seen)["/"] == ""
    finally:
        others.server.shutdown()
        others.server.server_close()
    assert desks.tree(desk) == before
    page.reload()
    assert page.title().startswith("Your desk")


# What it does


def test_plans_are_put_in_checked_and_brought_back(page: Any, desk: Path, tmp_path: Path) -> None:
    files = tmp_path / "mail"
    files.mkdir()
    good = desks.sample("project-plan", files / "college.xlsx")
    (files / "not a workbook.xlsx").write_bytes(b"no workbook")
    (files / "letter.docx").write_bytes(b"PK")
    (files / "empty.xlsx").write_bytes(b"")
    (files / "locked.xlsx").write_bytes(ole2("EncryptedPackage"))
    page.get_by_label("Choose workbooks, or drop them here").set_input_files(sorted(map(str, files.iterdir())))
    assert "Chosen: " in page.locator("#chosen").inner_text()
    page.get_by_role("button", name="Put them in").click()
    page.wait_for_url("**/put*")
    assert page.evaluate("document.activeElement.id") == "result"
    assert page.locator("h1").inner_text() == "3 files put in, 2 not"
    assert "letter.docx is a Word document" in text(page)
    assert "empty.xlsx is empty" in text(page)
    assert (desk / SUBMITTED / "college.xlsx").read_bytes() == good.read_bytes()
    assert {path.name for path in (desk / SUBMITTED).iterdir()} == {
        "college.xlsx",
        "not a workbook.xlsx",
        "locked.xlsx",
    }
    # The same once more, then another of the same name.
    again = desks.sample("peer-review", tmp_path / "college.xlsx")
    for file, told in ((good, "nothing in it is new"), (again, "this one stands beside it as college (2).xlsx")):
        page.get_by_role("link", name="Desk", exact=True).click()
        page.get_by_label("Choose workbooks, or drop them here").set_input_files(str(file))
        page.get_by_role("button", name="Put them in").click()
        page.wait_for_url("**/put*")
        assert told in text(page)
    assert (desk / SUBMITTED / "college.xlsx").read_bytes() == good.read_bytes()
    page.get_by_role("button", name=TITLES[Job.CHECK]).click()
    done(page)
    bad = page.locator("#not-done").inner_text()
    assert "not a workbook.xlsx is not an Excel workbook" in bad
    assert "locked.xlsx" in bad
    assert "password" in bad
    # A marked copy comes back to the byte, as does the workbook of results.
    for name in ("college checked 2026-10-31.xlsx", f"{TITLES[Job.CHECK]}, done 2026-10-31.xlsx"):
        with page.expect_download() as waited:
            page.get_by_role("link", name=name).first.click()
        assert waited.value.suggested_filename == name
        folder = desk / (REPORTS if "done" in name else CHECKED)
        assert Path(waited.value.path()).read_bytes() == (folder / name).read_bytes()
    # Findings, the worst first, each with where, what and how.
    page.get_by_role("link", name="Read the findings").click()
    levels = page.locator("#file-0 .level").all_inner_texts()
    assert levels == sorted(levels, key=["Must fix", "Check", "For information"].index)
    assert "Could not be read" in text(page)
    assert "How to put it right" in text(page)


def test_files_are_put_in_where_they_are_dropped(page: Any, desk: Path) -> None:
    data = (staff.SAMPLES / "peer-review" / "plan.xlsx").read_bytes()
    page.evaluate(
        """numbers => {
          const given = new DataTransfer();
          given.items.add(new File([new Uint8Array(numbers)], "dropped.xlsx"));
          for (const name of ["dragenter", "dragover", "drop"]) {
            document.body.dispatchEvent(new DragEvent(name, {dataTransfer: given, bubbles: true, cancelable: true}));
          }
        }""",
        list(data),
    )
    page.wait_for_url("**/put*")
    assert (desk / SUBMITTED / "dropped.xlsx").read_bytes() == data


def test_a_form_without_a_file_is_not_sent(page: Any, desk: Path) -> None:
    page.get_by_role("button", name="Put them in").click()
    assert page.locator("#chosen").inner_text() == "Choose a file first, or drop one here."
    assert page.evaluate("document.activeElement.id") == "files"
    assert list((desk / SUBMITTED).iterdir()) == []


@pytest.mark.parametrize(
    ("label", "typed", "choices"),
    [
        ("Keep what the plan says", "", ("Master", "Master")),
        ("Take what network from PM.xlsx says", "", ("Copy", "Master")),
        ("Take your own words", "By 1 Jul 2008", ("Own words", "Master")),
    ],
)
def test_a_conflict_chosen_here_gives_the_same_plan_as_in_excel(
    page: Any, desk: Path, tmp_path: Path, label: str, typed: str, choices: tuple[str, str]
) -> None:
    torn(desk)
    beside = Path(shutil.copytree(desk, tmp_path / "the same desk"))
    before = desks.tree(desk, KEPT)
    page.get_by_role("link", name="Conflicts", exact=True).click()
    asked = page.get_by_role("group", name="Action 10, Timescales/Milestones")
    said = asked.inner_text()
    assert [part in said for part in ("20/12/07 Meeting", "By 31 May 2008", "By 30 Apr 2008", "By 15 Jun 2008")]
    if typed:
        asked.get_by_label("What is to stand there").fill(typed)
        assert asked.get_by_label(label).is_checked()
    else:
        asked.get_by_label(label).check()
    page.get_by_role("button", name="Carry out the choices for network.xlsx").click()
    done(page)
    assert page.locator("h1").inner_text() == "Settle conflicts in network.xlsx: done"
    assert page.locator("#chosen").inner_text().startswith("What you chose\nAction 10, Timescales/Milestones, ")
    # The same by hand: typed on the tab, then the shortcut.
    master = beside / MASTERS / "network.xlsx"
    tab = understand.only_plan(master, None).conflicts
    assert tab is not None
    lines = [row for row in tab.rows if row.get("ref") == "10"]
    theirs = {row["whose"]: row["at_row"] for row in lines}
    rows = [theirs["network from PM.xlsx"], theirs["network (1).xlsx"]]
    if typed:  # own words stand in the first line, and the others give way
        rows = sorted(rows)
    cells = {f"J{row}": choice for row, choice in zip(rows, choices, strict=True)}
    if typed:
        cells[f"K{rows[0]}"] = typed
    staff.typed(master, {tab.sheet: cells})
    desks.worked(beside, Job.UPDATE)
    assert staff.dump(desk / MASTERS / "network.xlsx") == staff.dump(master)
    assert staff.parts(desk / MASTERS / "network.xlsx") == staff.parts(master)
    # It stays open what was not chosen; and all of it can be undone.
    page.get_by_role("link", name="Conflicts", exact=True).click()
    assert page.get_by_role("group").count() == 1
    page.get_by_role("link", name="Desk", exact=True).click()
    page.get_by_role("link", name="Undo it").click()
    page.get_by_role("button", name="Undo this run").click()
    done(page)
    left = {name: sha for name, sha in desks.tree(desk, KEPT).items() if ", done" not in name}
    assert left == {name: sha for name, sha in before.items() if ", done" not in name}


def test_a_plan_that_was_changed_meanwhile_is_not_chosen_in(page: Any, desk: Path) -> None:
    torn(desk)
    page.get_by_role("link", name="Conflicts", exact=True).click()
    staff.typed(desk / MASTERS / "network.xlsx", {"Action plan": {"C16": "Typed meanwhile"}})
    before = desks.tree(desk)
    page.get_by_label("Keep what the plan says").first.check()
    page.get_by_role("button", name="Carry out the choices").click()
    assert "was changed since its conflicts were shown" in page.get_by_role("alert").inner_text()
    assert desks.tree(desk) == before


def test_choices_are_kept_where_the_plan_is_open(page: Any, desk: Path) -> None:
    torn(desk)
    mark = desk / MASTERS / ".~lock.network.xlsx#"
    mark.write_text("somebody", encoding="utf-8")
    before = (desk / MASTERS / "network.xlsx").read_bytes()
    page.get_by_role("link", name="Conflicts", exact=True).click()
    asked = page.get_by_role("group", name="Action 12")
    asked.get_by_label("What is to stand there").fill("Both of\nthem & <more>")
    page.get_by_role("button", name="Carry out the choices").click()
    done(page)
    assert "network.xlsx is open" in page.locator("#not-done").inner_text()
    assert (desk / MASTERS / "network.xlsx").read_bytes() == before
    mark.unlink()
    page.get_by_role("link", name="Conflicts", exact=True).click()
    assert asked.get_by_label("Take your own words").is_checked()
    assert asked.get_by_label("What is to stand there").input_value() == "Both of\nthem & <more>"
    page.get_by_role("button", name="Carry out the choices").click()
    done(page)
    assert "Both of\nthem & <more>" in [row[2] for row in staff.shown(desk / MASTERS / "network.xlsx", "Action plan")]


def test_nothing_chosen_is_said_and_nothing_is_done(page: Any, desk: Path) -> None:
    torn(desk)
    before = desks.tree(desk)
    page.get_by_role("link", name="Conflicts", exact=True).click()
    page.get_by_role("button", name="Carry out the choices").click()
    assert "Nothing was chosen" in page.get_by_role("alert").inner_text()
    assert desks.tree(desk) == before


def test_every_job_of_the_shortcuts_is_done_by_the_page(page: Any, desk: Path, tmp_path: Path) -> None:
    staff.typed(desk / BOOK, {"New plan": {"A5": "peer-review", "B5": "Our plan"}})
    desks.sample("project-plan", desk / SUBMITTED / "college.xlsx")
    beside = Path(shutil.copytree(desk, tmp_path / "the same desk"))
    for job in Job:
        if job is Job.UNDO:
            page.get_by_role("link", name="Desk", exact=True).click()
            page.get_by_role("link", name="Undo it").click()
            page.get_by_role("button", name="Undo this run").click()
            done(page)
        else:
            do(page, job)
        ran = desks.worked(beside, job)
        for line in ran.lines:
            assert line.file in text(page)
            assert line.result in text(page)
    ours, theirs = (desks.tree(folder, KEPT) for folder in (desk, beside))
    assert ours.keys() == theirs.keys()
    differing = {name for name, sha in ours.items() if theirs[name] != sha}
    assert {name for name in differing if not name.startswith(REPORTS)} == set()


# One at a time


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A job that goes on until it is let go."""
    go = threading.Event()
    real = office.do

    def slow(desk: Path, job: Job, asked: Any) -> Any:
        asked.seen(Path("first.xlsx"))
        assert go.wait(60)
        return real(desk, job, asked)

    monkeypatch.setattr(office, "do", slow)
    yield go
    go.set()


def test_one_job_is_done_at_a_time_and_can_be_watched(page: Any, desk: Path, held_up: threading.Event) -> None:
    desks.sample("peer-review", desk / SUBMITTED / "one.xlsx")
    desks.sample("peer-review", desk / SUBMITTED / "two.xlsx")
    page.get_by_role("button", name=TITLES[Job.CHECK], exact=True).click()
    page.wait_for_url("**/progress*")
    page.get_by_text("1 of 2 done, last first.xlsx.").wait_for()
    assert page.get_by_role("progressbar", name=TITLES[Job.CHECK]).get_attribute("value") == "1"
    assert page.get_by_role("status").inner_text() == "1 of 2 done, last first.xlsx."
    assert violations(page) == []
    page.get_by_role("link", name="Desk", exact=True).click()
    assert f"Under way: {TITLES[Job.CHECK]}" in text(page)
    page.get_by_role("button", name=TITLES[Job.UPDATE], exact=True).click()
    assert page.locator("h1").inner_text() == "Please wait"
    assert violations(page) == []
    page.get_by_role("link", name="See how far it is").click()
    held_up.set()
    done(page)
    assert f"{TITLES[Job.CHECK]}: done" in page.locator("h1").inner_text()
    assert not (desk / REPORTS / f"{TITLES[Job.UPDATE]}, done 2026-10-31 (2).xlsx").exists()


def test_a_job_under_way_is_brought_to_its_end_when_the_desk_is_closed(
    page: Any, desk: Path, held_up: threading.Event
) -> None:
    desks.sample("peer-review", desk / SUBMITTED / "one.xlsx")
    page.get_by_role("button", name=TITLES[Job.CHECK], exact=True).click()
    page.wait_for_url("**/progress*")
    page.get_by_role("button", name="Close the desk").click()
    assert "is brought to its end first" in text(page)
    assert not page.served.stopped(1.5)
    held_up.set()
    assert page.served.stopped()
    assert (desk / REPORTS / f"{TITLES[Job.CHECK]}, done 2026-10-31.xlsx").is_file()


# Everybody


def test_without_scripts_all_of_it_works(browser: Any, desk: Path, tmp_path: Path) -> None:
    torn(desk)
    sent = desks.sample("peer-review", tmp_path / "late.xlsx")
    with served(desk) as one:
        for page in opened(browser, one, java_script_enabled=False):
            page.get_by_label("Choose workbooks, or drop them here").set_input_files(str(sent))
            page.get_by_role("button", name="Put them in").click()
            assert (desk / SUBMITTED / "late.xlsx").is_file()
            page.get_by_role("button", name=TITLES[Job.CHECK]).click()
            done(page)  # it looks again by itself
            assert page.locator("h1").inner_text() == f"{TITLES[Job.CHECK]}: done"
            page.get_by_role("link", name="Conflicts", exact=True).click()
            page.get_by_label("Keep what the plan says").first.check()
            page.get_by_role("button", name="Carry out the choices").click()
            done(page)
            assert "Settle conflicts in network.xlsx: done" in page.locator("h1").inner_text()
            page.get_by_role("button", name="Close the desk").click()
            assert "The page is closed" in text(page)


def test_everybody_can_use_every_state(page: Any, desk: Path, tmp_path: Path) -> None:
    seen: dict[str, list[str]] = {}

    def look(state: str) -> None:
        seen[state] = violations(page)

    def go(name: str) -> Callable[[], None]:
        return lambda: page.get_by_role("link", name=name, exact=True).click()

    for name in ("Desk", "Findings", "Conflicts", "Files"):
        go(name)()
        look(f"empty {name}")
    desks.sample("project-plan", desk / SUBMITTED / f"{'a very long name without an end ' * 3}{'x' * 60}.xlsx")
    desks.sample("peer-review", desk / SUBMITTED / "one.xlsx")
    (desk / SUBMITTED / "broken.xlsx").write_bytes(b"broken")
    torn(desk)
    (tmp_path / "letter.docx").write_bytes(b"PK")
    go("Desk")()
    look("full Desk")
    page.locator("details summary").click()
    look("what is there")
    page.get_by_label("Choose workbooks, or drop them here").set_input_files(
        [str(tmp_path / "letter.docx"), str(desk / SUBMITTED / "one.xlsx")]
    )
    look("files chosen")
    page.get_by_role("button", name="Put them in").click()
    page.wait_for_url("**/put*")
    look("files put in")
    for job in (Job.CHECK, Job.SYNC, Job.NEW):
        do(page, job)
        look(f"results of {job}")
    for name in ("Findings", "Conflicts", "Files"):
        go(name)()
        look(f"full {name}")
    go("Conflicts")()
    page.get_by_label("Keep what the plan says").first.check()
    look("chosen")
    page.get_by_label("Decide later").first.check()
    page.get_by_role("button", name="Carry out the choices").click()
    look("nothing chosen")
    page.goto(page.url.replace("settle", "undo"))
    look("undo")
    page.goto(page.url.replace("undo", "no such page"))
    look("not found")
    (desk / BOOK).write_bytes(b"broken")
    page.goto(page.url.replace("no%20such%20page", "conflicts"))
    look("settings broken")
    do(page, Job.MONTH)
    look("a job that cannot be done")
    page.get_by_role("button", name="Close the desk").click()
    look("closed")
    assert seen == {state: [] for state in seen}
    assert len(seen) == 21
    assert min(WIDTHS) == 320


def test_the_keyboard_is_enough(page: Any, desk: Path) -> None:
    torn(desk)
    desks.sample("project-plan", desk / SUBMITTED / "college.xlsx")

    def tab_to(name: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            said = page.evaluate(
                """() => { const e = document.activeElement;
                  return [...(e.labels ?? [])].map(l => l.innerText).join(" ") || e.innerText || ""; }"""
            )
            if said.strip() == name:
                box = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert box != "none", f"{name} does not show that it has the focus"
                return
        raise AssertionError(f"{name} is not reached")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab_to("Choose workbooks, or drop them here")
    tab_to(TITLES[Job.CHECK])
    page.keyboard.press("Enter")
    done(page)
    assert page.evaluate("document.activeElement.id") == "result"
    tab_to("Read the findings")
    page.keyboard.press("Enter")
    page.wait_for_url("**/findings")
    tab_to("Conflicts")
    page.keyboard.press("Enter")
    page.wait_for_url("**/conflicts")
    tab_to("Decide later")
    page.keyboard.press("ArrowDown")  # round to the first
    assert page.get_by_label("Keep what the plan says").first.is_checked()
    tab_to("Carry out the choices for network.xlsx")
    page.keyboard.press("Enter")
    done(page)
    assert page.evaluate("document.activeElement.id") == "result"
    tab_to("Desk")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to("Undo it ...")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to("Undo this run")
    page.keyboard.press("Enter")
    done(page)
    tab_to("Close the desk")
    page.keyboard.press("Enter")
    page.get_by_text("The page is closed").wait_for()


def test_headings_and_places_are_in_order(page: Any, desk: Path) -> None:
    torn(desk)
    do(page, Job.CHECK)
    for name in ("Desk", "Findings", "Conflicts", "Files"):
        page.get_by_role("link", name=name, exact=True).click()
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(one => Number(one.tagName[1]))")
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        for role in ("banner", "navigation", "main", "contentinfo"):
            assert page.get_by_role(role).count() >= 1
        assert page.locator("nav a[aria-current=page]").inner_text() == name


def test_on_paper_stands_what_was_found_and_no_button(page: Any, desk: Path) -> None:
    desks.sample("peer-review", desk / SUBMITTED / "one.xlsx")
    do(page, Job.CHECK)
    page.get_by_role("link", name="Read the findings").click()
    page.emulate_media(media="print")
    assert page.locator(".finding").first.is_visible()
    assert not page.get_by_role("button").count()
    assert not page.locator("nav").first.is_visible()


def test_nothing_moves_for_those_who_do_not_want_it(page: Any) -> None:
    moves = "getComputedStyle(document.querySelector('button')).transitionDuration"
    assert page.evaluate(moves) != "0s"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moves) == "0s"
