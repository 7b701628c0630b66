"""Who may come in: nobody learns or changes anything who was not let in, and nothing takes for ever."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import desks
from desks import MASTERS, SUBMITTED
from serving import BOUNDARY, Served, multipart, served
from sheetplan.model import SheetplanError
from sheetplan.serve import Door, serve, server, uploads

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "nonsense")
WAYS = (
    *("", "put", "do", "settle", "close", "progress", "result", "undo", "findings", "conflicts", "files"),
    *("far.json", "desk.css", "desk.js", "icon.svg", "file/2/network.xlsx", "file/2/nothing.xlsx", "no such way"),
)
CHANGING = ("put", "do", "settle", "close")


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A desk with a plan, whose page is served."""
    monkeypatch.setattr("sheetplan.serve._LAST_PAGE", 0.0)  # nobody looks at the last page of most
    desk = desks.desk(tmp_path)
    desks.sample("peer-review", desk / MASTERS / "network.xlsx")
    desks.sample("peer-review", desk / SUBMITTED / "sent.xlsx")
    with served(desk) as one:
        yield one


@pytest.fixture
def inside(page: Served) -> Served:
    """The same, when somebody has come in."""
    page.come_in()
    return page


def refused(page: Served) -> tuple[int, list[tuple[str, str]], bytes]:
    """What everybody gets who is not let in."""
    said = page.ask("GET", "/")
    assert said.status == 403
    assert said.body == server.REFUSED
    return said.plain


# Nothing without the secret


def test_without_the_cookie_every_way_and_method_gets_the_same_and_nothing_happens(inside: Served) -> None:
    before, nothing = desks.tree(inside.desk), refused(inside)
    for method in METHODS:
        for way in WAYS:
            target = inside.root + way.replace(" ", "%20")
            said = inside.ask(method, target, inside.known(Cookie=None), b"" if method == "POST" else None)
            # To HEAD and CONNECT no more than the head belongs.
            expected = (*nothing[:2], b"") if method == "HEAD" else nothing
            assert said.plain == expected, (method, way)
    assert desks.tree(inside.desk) == before
    assert inside.get("").status == 200


@pytest.mark.parametrize(
    "cookie",
    ["", "sheetplan=", "sheetplan=x", "sheetplan", "x=y", "sheetplan=\x01", "sheetplan=é", "sheetplan=x; sheetplan=y"],
)
def test_another_cookie_opens_nothing(inside: Served, cookie: str) -> None:
    nothing = refused(inside)
    for way in ("", "files", "file/2/network.xlsx"):
        assert inside.ask("GET", inside.root + way, inside.known(Cookie=cookie)).plain == nothing


def test_the_cookie_opens_nothing_anywhere_else(inside: Served) -> None:
    nothing = refused(inside)
    for target in ("/", "/files", inside.root.rstrip("/"), inside.root.replace("/", "/x", 1), "//" + inside.host, "*"):
        assert inside.ask("GET", target, inside.known()).plain == nothing


@pytest.mark.parametrize(
    "key", ["", "?key=", "?key=x", "?Key={key}", "?key={key}&key={key}", "x?key={key}", "?key={key}x"]
)
def test_what_is_not_the_key_opens_nothing(page: Served, key: str) -> None:
    real = page.address.partition("key=")[2]
    assert page.ask("GET", "/" + key.format(key=real)).plain == refused(page)
    assert page.addresses.empty()


def test_the_key_opens_once_and_then_there_is_another(page: Served) -> None:
    first = page.address
    said = page.come_in()
    assert said.status == 303
    assert said.body == b""
    assert "key" not in said.headers["Location"]
    assert page.ask("GET", first.removeprefix(page.origin)).plain == refused(page)
    page.address = page.addresses.get(timeout=5)
    assert page.address != first
    cookie = page.cookie
    page.come_in()
    assert page.cookie == cookie


def test_the_cookie_is_for_no_script_no_other_site_and_no_other_way(inside: Served) -> None:
    inside.address = inside.addresses.get(timeout=5)
    told = inside.come_in().headers["Set-Cookie"].split("; ")[1:]
    assert told == [f"Path={inside.root}", "HttpOnly", "SameSite=Strict"]
    # Others on this computer would get it with every request, were the way to it not a secret too.
    assert len(inside.root) > 20


def test_secrets_are_long_and_new_each_time(tmp_path: Path) -> None:
    seen: set[str] = set()
    for number in range(2):
        with served(desks.desk(tmp_path, f"desk {number}")) as one:
            key = one.address.partition("key=")[2]
            one.come_in()
            found = {key, one.root, one.cookie}
            assert all(len(secret.strip("/").removeprefix("sheetplan=")) >= 22 for secret in found)
            assert not found & seen
            seen |= found


# Another name, another page


@pytest.mark.parametrize(
    "host", ["", "localhost:{port}", "127.0.0.1", "127.0.0.1:1", "plans.example:{port}", "[::1]:{port}"]
)
def test_a_request_for_another_name_gets_nothing(inside: Served, host: str) -> None:
    headers = inside.known(Host=host.format(port=inside.port))
    nothing, before = refused(inside), desks.tree(inside.desk)
    for method, way in (("GET", ""), ("GET", "file/2/network.xlsx"), ("POST", "do")):
        assert inside.ask(method, inside.root + way, headers, b"").plain == nothing
    assert desks.tree(inside.desk) == before


def test_the_key_under_another_name_opens_nothing(page: Served) -> None:
    target = page.address.removeprefix(page.origin)
    assert page.ask("GET", target, {"Host": f"plans.example:{page.port}"}).plain == refused(page)
    assert page.ask("GET", target, {}).plain == refused(page)


def test_two_names_are_none(inside: Served) -> None:
    lines = [f"GET {inside.root} HTTP/1.1", f"Host: {inside.host}", "Host: plans.example", f"Cookie: {inside.cookie}"]
    assert inside.raw("\r\n".join([*lines, "", ""]).encode()).endswith(server.REFUSED)


ELSEWHERE: list[dict[str, str | None]] = [
    {"Origin": None},
    {"Origin": "null"},
    {"Origin": "http://plans.example"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "http://127.0.0.1"},
    {"Origin": "https://{host}"},
    {"Origin": "http://{host}.plans.example"},
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
    {"Sec_Fetch_Site": "none"},
    {"Sec_Fetch_Site": ""},
]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_what_changes_something_must_come_from_a_page_of_ours(inside: Served, headers: dict[str, str | None]) -> None:
    headers = {name: value and value.format(host=inside.host) for name, value in headers.items()}
    nothing, before = refused(inside), desks.tree(inside.desk)
    for way in CHANGING:
        assert inside.post(way, {"job": "check"}, **headers).plain == nothing
    assert inside.put(("new.xlsx", b"x"), **headers).plain == nothing
    assert desks.tree(inside.desk) == before
    assert inside.get("").status == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
@pytest.mark.parametrize("way", ["", "files", "file/2/network.xlsx", "far.json", "desk.js"])
def test_nothing_is_shown_or_brought_to_a_page_of_somebody_else(inside: Served, site: str, way: str) -> None:
    assert inside.get(way, Sec_Fetch_Site=site).plain == refused(inside)
    assert inside.ask("GET", inside.root + way, inside.known(Origin="http://127.0.0.1:1")).plain == refused(inside)
    assert inside.get(way, Sec_Fetch_Site="none").status == 200


def test_every_answer_keeps_others_out(inside: Served) -> None:
    inside.address = inside.addresses.get(timeout=5)
    answers = [inside.come_in(), *(inside.get(way.replace(" ", "%20")) for way in WAYS), inside.ask("GET", "/")]
    answers.append(inside.post("do", {"job": "nothing"}))
    for said in answers:
        headers = {name.casefold(): value for name, value in said.headers.items()}
        assert not [name for name in headers if name.startswith("access-control-")]
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "base-uri 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "python" not in headers["server"].casefold()


def test_no_page_has_a_script_or_a_look_of_its_own_or_of_somebody_else(inside: Served) -> None:
    for way in ("", "findings", "conflicts", "files", "undo", "result"):
        text = inside.get(way).body.decode()
        assert re.findall(r"<script[^>]*>", text) == ['<script src="desk.js" defer="">']
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|https?://", text)


def test_it_listens_on_this_computer_alone(inside: Served) -> None:
    others = {"127.0.0.2", *(found[4][0] for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET))}
    for other in map(str, others - {"127.0.0.1"}):
        with pytest.raises(OSError):  # noqa: PT011 - refused, or not to be reached at all
            socket.create_connection((other, inside.port), timeout=2).close()


# What cannot be read, and what takes too long


@pytest.mark.parametrize(
    "line",
    [
        *("GET", "GET /", "GET / HTTP/9.9", "GET / HTTP/x", "\x00\x01", "GET //[ HTTP/1.1", "GET http://[ HTTP/1.1"),
        *("GET /" + "x" * 70000 + " HTTP/1.1", "POST / HTTP/1.1", "get / http/1.1"),
    ],
    ids=lambda line: line[:20],
)
def test_what_cannot_be_read_gets_the_same(inside: Served, line: str) -> None:
    told = inside.raw(f"{line}\r\nCookie: {inside.cookie}\r\n\r\n".encode("latin-1"))
    assert told == b"" or told.endswith(server.REFUSED)
    assert b"<" not in told
    assert inside.get("").status == 200


def test_whoever_sends_letter_by_letter_is_not_waited_for(inside: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_FOR_HEAD", 0.5)
    with socket.create_connection(("127.0.0.1", inside.port), timeout=20) as slow:
        ended = threading.Event()

        def drip() -> None:
            for letter in f"GET {inside.root} HTTP/1.1\r\nX: " + "x" * 2000:
                try:
                    slow.sendall(letter.encode())
                except OSError:
                    break
                if ended.wait(0.05):
                    return
            ended.set()

        thread = threading.Thread(target=drip)
        thread.start()
        assert inside.get("").status == 200
        assert ended.wait(20), "it is waited for without end"
        thread.join()


def test_a_body_that_does_not_come_changes_nothing(inside: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_FOR_BODY", 0.5)
    before = desks.tree(inside.desk)
    body = multipart(("new.xlsx", b"x" * 1000))
    headers = inside.known(Content_Type=f"multipart/form-data; boundary={BOUNDARY}", Content_Length=str(len(body)))
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    assert inside.raw(f"POST {inside.root}put HTTP/1.1\r\n{head}\r\n".encode() + body[:-20]) == b""
    # Nor does one that is cut off where it could be taken for whole.
    headers |= {"Content-Type": "application/x-www-form-urlencoded"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    assert inside.raw(f"POST {inside.root}do HTTP/1.1\r\n{head}\r\njob=month".encode(), cut=True) == b""
    assert inside.get("result").body.count(b"Nothing was done yet") > 0
    assert desks.tree(inside.desk) == before
    assert inside.get("").status == 200


def test_silent_guests_do_not_keep_others_out_for_long(inside: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_FOR_HEAD", 2.0)
    silent = [socket.create_connection(("127.0.0.1", inside.port), timeout=20) for _ in range(60)]
    try:
        # So many are answered at the same time; the others were turned away at once.
        time.sleep(0.3)
        turned_away = sum(map(_is_ended, silent))
        assert turned_away > len(silent) / 2
        for _ in range(100):
            try:
                assert inside.get("").status == 200
                break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("nobody comes in any more")
    finally:
        for one in silent:
            one.close()


def _is_ended(connection: socket.socket) -> bool:
    connection.settimeout(0.01)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


@pytest.mark.parametrize("length", [None, "", "-1", "1e3", "x", "٣", "1, 1", "9" * 400])
def test_what_does_not_say_how_long_it_is_is_not_taken(inside: Served, length: str | None) -> None:
    before = desks.tree(inside.desk)
    headers = inside.known(Content_Type="application/x-www-form-urlencoded", Content_Length=length)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    told = inside.raw(f"POST {inside.root}do HTTP/1.1\r\n{head}\r\njob=check".encode("utf-8", "replace"))
    assert b"400" in told.partition(b"\r\n")[0]
    assert b"does not say how long it is" in told
    assert desks.tree(inside.desk) == before


def test_too_much_at_once_is_refused_in_words(inside: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_LARGEST_BODY", 3_000_000)
    before = desks.tree(inside.desk)
    said = inside.put(("large.xlsx", b"x" * 4_000_000))
    assert said.status == 400
    assert f"more than {uploads.LARGEST_ALL // 1024**2} MB at once, so nothing was put in" in said.body.decode()
    assert desks.tree(inside.desk) == before


# Begin and end


def test_there_must_be_a_desk(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    nothing: Any = None
    with pytest.raises(SheetplanError, match="There is no desk in"):
        serve(tmp_path, Door(nothing, nothing, "", nothing, nothing), nothing)
    assert list(desks.tree(tmp_path)) == ["mine.txt"]


def test_the_button_closes_it(inside: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheetplan.serve._LAST_PAGE", 1.0)
    said = inside.post("close", {})
    assert said.status == 200
    assert "The page is closed" in said.body.decode()
    assert inside.get("desk.css").status == 200, "the last page can still be shown as it looks"
    assert inside.stopped()
    with pytest.raises(OSError):  # noqa: PT011 - nobody listens
        inside.get("")
