"""The desk's page in these tests: served as the command does it, asked by a browser's own words or by anybody's."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from queue import Queue
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from desks import NOW, TODAY
from sheetplan.serve import Door, serve

BOUNDARY = "----a-browser's-own"


class Said(NamedTuple):
    """What was answered."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def plain(self) -> tuple[int, list[tuple[str, str]], bytes]:
        """All of it but the hour."""
        return self.status, [(name, value) for name, value in self.headers.items() if name != "Date"], self.body


class Served:
    """A page that is served."""

    def __init__(self, desk: Path) -> None:
        """Serve it; `stopped` says when it has ended."""
        self.desk = desk
        self.addresses: Queue[str] = Queue()
        self.problem: BaseException | None = None
        ids = iter(f"plan-{number}" for number in range(1, 100))
        door = Door(lambda: TODAY, lambda: NOW, "somebody", lambda: next(ids), self.addresses.put)
        self._thread = threading.Thread(target=self._serve, args=(door,), daemon=True)
        self._thread.start()
        self.address = self.addresses.get(timeout=20)
        parts = urlsplit(self.address)
        self.host = parts.netloc
        self.origin = f"http://{parts.netloc}"
        self.port = int(parts.port or 0)
        self.root = self.cookie = ""

    def _serve(self, door: Door) -> None:
        try:
            serve(self.desk, door, self.addresses.put)
        except BaseException as problem:  # noqa: BLE001 - whoever waits for it is told
            self.problem = problem

    def come_in(self) -> Said:
        """Use the key as a browser does, and keep what it gives."""
        said = self.ask("GET", self.address.removeprefix(self.origin))
        self.root = said.headers["Location"]
        self.cookie = said.headers["Set-Cookie"].partition(";")[0]
        return said

    def known(self, **more: str | None) -> dict[str, str]:
        """Headers of somebody who came in and sits on a page of ours; None leaves one out."""
        usual = {"Host": self.host, "Cookie": self.cookie, "Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        named = {**usual, **{name.replace("_", "-"): value for name, value in more.items()}}
        return {name: value for name, value in named.items() if value is not None}

    def ask(
        self, method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Said:
        """Send a request with these headers and no others."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in ({"Host": self.host} if headers is None else headers).items():
                connection.putheader(name, value)
            if body is not None and "Content-Length" not in (headers or {}):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Said(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def get(self, way: str, **headers: str | None) -> Said:
        """Look at a page as somebody who came in."""
        return self.ask("GET", self.root + way, self.known(Origin=None, **headers))

    def post(self, way: str, fields: Mapping[str, str], **headers: str | None) -> Said:
        """Send a form as somebody who came in."""
        form = self.known(**{"Content_Type": "application/x-www-form-urlencoded", **headers})
        return self.ask("POST", self.root + way, form, urlencode(fields).encode())

    def put(self, *files: tuple[str, bytes], **headers: str | None) -> Said:
        """Put files in as somebody who came in; what became of them."""
        form = self.known(**{"Content_Type": f"multipart/form-data; boundary={BOUNDARY}", **headers})
        said = self.ask("POST", f"{self.root}put", form, multipart(*files))
        return self.get("put") if said.status == 303 else said

    def raw(self, data: bytes, *, cut: bool = False) -> bytes:
        """Send anything at all, and where it is cut nothing more; all that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(data)
            if cut:
                connection.shutdown(socket.SHUT_WR)
            found = b""
            try:
                while block := connection.recv(65536):
                    found += block
            except ConnectionError:
                pass
        return found

    def wait(self) -> Said:
        """Wait until the job is done; what came of it."""
        for _ in range(600):
            said = self.get("result")
            if said.status != 303:
                return said
            threading.Event().wait(0.1)
        raise AssertionError("it does not end")

    def stopped(self, seconds: float = 20) -> bool:
        """Whether it has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()


@contextmanager
def served(desk: Path) -> Iterator[Served]:
    """A page that is served, and closed in the end."""
    one = Served(desk)
    try:
        yield one
    finally:
        if not one.stopped(0):
            if not one.cookie:
                while not one.addresses.empty():  # a browser has used the first key
                    one.address = one.addresses.get()
                one.come_in()
            with suppress(OSError):  # it may be about to end
                one.post("close", {})
        assert one.stopped()
        assert one.problem is None


def multipart(*files: tuple[str, bytes]) -> bytes:
    """A form with files, as a browser sends it."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
        + data
        for name, data in files
    ]
    return b"".join(part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()
