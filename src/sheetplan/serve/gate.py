"""Who may come in: a request is let in by a secret that only the coordinator's own browser holds, and nothing else is.

Every program on the computer can reach a port of it, and every page that the browser shows can send requests there.

- The address that is opened bears a key that opens once. Others see it for a moment (in the list of processes, in the
  browser's history), and it is worth nothing once it was used.
- It is exchanged for a cookie that no script can read and that no other site's requests bear.
- Browsers send cookies to every port of a host, so to any other program's page on this computer: the cookie is tied to
  a path that nobody else knows, and is sent to nobody else.
- The name that the request is for must be ours, or a page of the internet whose name is made to lead here could read
  us.
- What changes something must come from a page of ours, and so must all else, as far as the browser says.
"""

from __future__ import annotations

import secrets
import threading
from email.message import Message
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

HOST = "127.0.0.1"
_COOKIE = "sheetplan"
_OURS = "same-origin"
_TYPED = "none"
"""What browsers say of an address that was typed or opened from a bookmark."""


class Gate:
    """The secrets of one run of the desk's page."""

    def __init__(self, port: int) -> None:
        """Make them; nothing of them is kept anywhere."""
        self._host = f"{HOST}:{port}"
        self._session = secrets.token_urlsafe(32)
        self._key = secrets.token_urlsafe(32)
        self._lock = threading.Lock()
        self.root = f"/{secrets.token_urlsafe(16)}/"
        """Below it everything is."""

    @property
    def origin(self) -> str:
        """Where our pages come from, as browsers say it."""
        return f"http://{self._host}"

    def address(self) -> str:
        """The address to open; it opens once."""
        with self._lock:
            return f"{self.origin}/?key={self._key}"

    def cookie(self) -> str:
        """What a browser that brought the key is to keep; it forgets it when it is closed."""
        return f"{_COOKIE}={self._session}; Path={self.root}; HttpOnly; SameSite=Strict"

    def opens(self, target: str, headers: Message) -> bool:
        """Whether a request brings the key; a key opens once, then there is another."""
        path, _, query = target.partition("?")
        keys = parse_qs(query).get("key", [])
        if path != "/" or len(keys) != 1 or not self._is_for_us(headers):
            return False
        with self._lock:
            if not _same(keys[0], self._key):
                return False
            self._key = secrets.token_urlsafe(32)
        return True

    def admits(self, method: str, headers: Message) -> bool:
        """Whether a request comes from the browser that was let in, and from a page of ours or from nowhere.

        Args:
            method: GET only looks, anything else may change something.
            headers: of the request.
        """
        return self._is_for_us(headers) and self._is_known(headers) and self._is_ours(method, headers)

    def _is_for_us(self, headers: Message) -> bool:
        return headers.get_all("Host", []) == [self._host]

    def _is_known(self, headers: Message) -> bool:
        held: SimpleCookie = SimpleCookie()
        try:
            held.load("; ".join(headers.get_all("Cookie", [])))
        except CookieError:
            return False
        return _COOKIE in held and _same(held[_COOKIE].value, self._session)

    def _is_ours(self, method: str, headers: Message) -> bool:
        """Whether it comes from a page of ours; every browser gives the origin of what changes something."""
        sites, origins = headers.get_all("Sec-Fetch-Site", []), headers.get_all("Origin", [])
        if method == "GET":
            return sites in ([], [_OURS], [_TYPED]) and origins in ([], [self.origin])
        return sites in ([], [_OURS]) and origins == [self.origin]


def _same(given: str, secret: str) -> bool:
    """Compared in a time that tells nothing about how much of it was right."""
    return secrets.compare_digest(given.encode("utf-8", "replace"), secret.encode())
