"""The page's own small server: on this computer alone, for one browser, and nothing takes too long."""

from __future__ import annotations

import io
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any

from sheetplan.model import SheetplanError
from sheetplan.serve import uploads
from sheetplan.serve.gate import HOST, Gate

_MOST_AT_ONCE = 24
"""Requests that are answered at the same time; a browser has six. More are turned away, not queued."""
_FOR_HEAD, _FOR_BODY = 10.0, 120.0
"""Seconds in which all of a request's head, and all of what it brings, must be there, however it is sent."""
_AT_ONCE = 20.0
"""Seconds of silence after which nobody waits any more."""
_LARGEST_BODY = uploads.LARGEST_ALL + 1024**2
_LARGEST_READ_AWAY = 2 * 1024**3
"""Of what is too large so much is read and thrown away, so that the browser comes to see why it was refused."""
_BLOCK = 256 * 1024
REFUSED = b"This page opens only from the address that its own window gives.\n"
"""All that anybody sees who was not let in, whatever was asked for."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS: Mapping[str, str] = {
    # Nothing is run, shown or sent but what comes from here, whatever somebody typed in a plan.
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # To ourselves the browser says where a form comes from, and to nobody else anything.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "Connection": "close",
}
"""Headers of every answer."""


@dataclass(frozen=True)
class Request:
    """What a page of ours asks for."""

    path: str
    """Below the root; not yet decoded."""
    query: str
    """What stands behind the question mark."""
    content_type: str = ""
    """Of what it brings."""
    body: bytes = b""
    """What it brings."""
    problem: SheetplanError | None = None
    """Why what it brings was not taken."""


@dataclass(frozen=True)
class Answer:
    """What is sent back."""

    status: HTTPStatus
    """How it went."""
    body: bytes = b""
    """What is sent."""
    content_type: str = "text/html; charset=utf-8"
    """What that is."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further headers."""


class _InTime(io.RawIOBase):
    """What comes in, until a moment at which all of it must be there: one letter at a time keeps nobody waiting."""

    def __init__(self, connection: socket.socket) -> None:
        """The head must be there soon."""
        self._socket = connection
        self._until = monotonic() + _FOR_HEAD

    def more_time(self) -> None:
        """The head is there, and belongs to somebody who may come in."""
        self._until = monotonic() + _FOR_BODY

    def readable(self) -> bool:
        """It is read from."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next that has come."""
        left = self._until - monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(min(left, _AT_ONCE))
        return self._socket.recv_into(buffer)


class Server(ThreadingHTTPServer):
    """Listens on this computer alone."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    # On Windows another program could take the port over.
    allow_reuse_address = False

    def __init__(self) -> None:
        """Take a free port; nothing is answered yet."""
        super().__init__((HOST, 0), _Handler)
        self.gate = Gate(self.server_address[1])
        self.get: Callable[[Request], Answer] = lambda _: Answer(HTTPStatus.NOT_FOUND)
        self.post: Callable[[Request], Answer] = lambda _: Answer(HTTPStatus.NOT_FOUND)
        self.opened: Callable[[str], None] = lambda _: None
        self._places = threading.BoundedSemaphore(_MOST_AT_ONCE)

    def server_bind(self) -> None:
        """Without asking the network what this computer is called."""
        if sys.platform == "win32":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own, where there is a place."""
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Give the place back, however it ended."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever went away or was too slow is nothing to tell anybody of."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One request, one answer, one connection."""

    server: Server

    def setup(self) -> None:
        """Read in time."""
        super().setup()
        self.connection.settimeout(_AT_ONCE)
        self._incoming = _InTime(self.connection)
        self.rfile = io.BufferedReader(self._incoming)

    def do_GET(self) -> None:
        """Look at something."""
        if self.server.gate.opens(self.path, self.headers):
            self._let_in()
        elif (request := self._admitted()) is not None:
            self._answer(self.server.get, request)

    def do_POST(self) -> None:
        """Do something."""
        request = self._admitted()
        if request is not None:
            self._answer(self.server.post, self._with_body(request))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 - http.server's own signature
        """What cannot even be read gets what everybody gets who is not let in."""
        self._refuse()

    def version_string(self) -> str:
        """Nobody has to know what answers."""
        return "desk"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's own signature
        """Addresses bear secrets, so nothing is written down."""

    def _let_in(self) -> None:
        """Whoever brought the key gets the cookie, and an address without it."""
        gate = self.server.gate
        self._send(Answer(HTTPStatus.SEE_OTHER, headers={"Location": gate.root, "Set-Cookie": gate.cookie()}))
        self.server.opened(gate.address())

    def _admitted(self) -> Request | None:
        """What is asked for; None where whoever asks was sent away."""
        gate = self.server.gate
        path, _, query = self.path.partition("?")
        if not gate.admits(self.command, self.headers) or not path.startswith(gate.root):
            self._refuse()
            return None
        self._incoming.more_time()
        return Request(path.removeprefix(gate.root), query)

    def _with_body(self, request: Request) -> Request:
        lengths = self.headers.get_all("Content-Length", [])
        if len(lengths) != 1 or not (lengths[0].isascii() and lengths[0].isdecimal()) or len(lengths[0]) > 15:
            problem = SheetplanError(
                "What was sent does not say how long it is, so it was not taken.", "Send it again."
            )
            return Request(request.path, request.query, problem=problem)
        length = int(lengths[0])
        if length > _LARGEST_BODY:
            self._read_away(length)
            problem = SheetplanError(
                f"That is more than {uploads.LARGEST_ALL // 1024**2} MB at once, so nothing was put in.",
                "Choose fewer files at a time.",
            )
            return Request(request.path, request.query, problem=problem)
        body = self.rfile.read(length)
        if len(body) < length:
            raise TimeoutError
        return Request(request.path, request.query, self.headers.get("Content-Type", ""), body)

    def _read_away(self, length: int) -> None:
        left = min(length, _LARGEST_READ_AWAY)
        while left > 0 and (block := self.rfile.read(min(left, _BLOCK))):
            left -= len(block)

    def _answer(self, by: Callable[[Request], Answer], request: Request) -> None:
        try:
            answer = by(request)
        except Exception:
            sentence = b"The program itself failed; the window in which it was started says how."
            self._send(Answer(HTTPStatus.INTERNAL_SERVER_ERROR, sentence, "text/plain; charset=utf-8"))
            raise
        self._send(answer)

    def _refuse(self) -> None:
        self._send(Answer(HTTPStatus.FORBIDDEN, REFUSED, "text/plain; charset=utf-8"))

    def _send(self, answer: Answer) -> None:
        self.close_connection = True
        # A request whose first line cannot be read is of a kind that is answered without a head.
        self.request_version = "HTTP/1.0"
        self.send_response(answer.status)
        for name, value in {**ALWAYS, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        with suppress(ConnectionError, TimeoutError):
            self.wfile.write(answer.body)
