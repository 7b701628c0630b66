"""The command that serves the desk's page, as somebody starts and ends it."""

from __future__ import annotations

import _thread
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

import desks
from sheetplan.cli import main

SERVE = [sys.executable, "-m", "sheetplan", "desk"]


@pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl-C goes to all of a console")
def test_it_says_its_address_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    desk = desks.desk(tmp_path)
    before = desks.tree(desk)
    command = [*SERVE, str(desk), "--serve", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8") as one:
        assert one.stdout is not None
        address = one.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?key=[\w-]{43}", address)
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(address.partition("?")[0])  # noqa: S310 - our own address
        one.send_signal(signal.SIGINT)
        told, wrong = one.communicate(timeout=30)
    assert one.returncode == 0
    assert "The desk is closed." in told
    assert wrong == ""
    assert desks.tree(desk) == before


def test_there_must_be_a_desk_and_no_job(tmp_path: Path) -> None:
    for arguments, told in (
        ([str(tmp_path), "--serve"], "There is no desk in"),
        ([str(tmp_path), "--serve", "--do", "check"], "--serve does no job by itself"),
        ([str(tmp_path), "plan.xlsx", "--serve"], "--serve does no job by itself"),
    ):
        done = CliRunner().invoke(main, ["desk", *arguments])
        assert done.exit_code == 2
        assert told in done.output
    assert list(tmp_path.iterdir()) == []


def test_the_browser_is_opened_with_the_address_unless_it_is_not_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def interrupt(address: str) -> bool:
        with pytest.raises(urllib.error.HTTPError, match="403"):  # it is answered while the browser goes on
            urllib.request.urlopen(address.partition("?")[0])  # noqa: S310 - our own address
        seen.append(address)
        _thread.interrupt_main()
        return True

    monkeypatch.setattr("webbrowser.open", interrupt)
    done = CliRunner().invoke(main, ["desk", str(desks.desk(tmp_path)), "--serve", "--quiet"])
    assert done.exit_code == 0
    assert seen == [done.output.strip()]
