"""The shortcuts of a desk as text: small scripts that find the desk from their own place and call the program."""

from __future__ import annotations

import plistlib
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from sheetplan.model.desks import ABOUT, BOOK, PAGE, PAGE_ABOUT, TITLES, Job

LINE = "SHEETPLAN_LINE"
"""The variable in which a Windows shortcut hands on the line that it was called with."""
_BY_EXPLORER = re.compile(r'"?[^"]*\.exe"?\s+/c\s+""[^"]*"(?P<files>.*)', re.IGNORECASE | re.DOTALL)
_LOST = (
    "sheetplan is not found on this computer, so nothing was done. Ask whoever looks after your computer to install it."
)
_ANEW = "Throw its folder Quick Actions away, have the desk made again with sheetplan desk, and install this anew."
_PRESS_ENTER = """\
if [ -t 0 ]; then
    printf 'Press Enter to close this window. '
    read -r _
fi
"""


class System(StrEnum):
    """The kinds of computer that there are shortcuts for."""

    WINDOWS = "windows"
    MACOS = "macos"
    LINUX = "linux"


class Launcher(NamedTuple):
    """One shortcut."""

    name: str
    """Its file's name."""
    text: str
    """What it holds."""
    system: System
    """For which system."""

    @property
    def data(self) -> bytes:
        """What the file holds, with the ends of lines that the system needs."""
        ends = "\r\n" if self.system is System.WINDOWS else "\n"
        return self.text.replace("\n", ends).encode("utf-8", "surrogateescape")


def launcher(job: Job, system: System, python: str, desk: str) -> Launcher:
    """The shortcut for a job.

    Args:
        job: what it does.
        system: the kind of computer.
        python: the Python that it is to call first, which has the program.
        desk: where the desk is now, for a shortcut that was copied elsewhere ("Send to").
    """
    about = f"{ABOUT[job]}\nDrop workbooks on it to do that for these alone."
    return _launcher(_Call(TITLES[job], about, f"--do {job}"), system, python, desk)


def page_launcher(system: System, python: str, desk: str) -> Launcher:
    """The shortcut that opens the desk as a page.

    Args:
        system: the kind of computer.
        python: the Python that it is to call first, which has the program.
        desk: where the desk is now, for a shortcut that was copied elsewhere.
    """
    return _launcher(_Call(PAGE, PAGE_ABOUT, "--serve"), system, python, desk)


class _Call(NamedTuple):
    """How a shortcut calls the program."""

    title: str
    about: str
    """What it does, a sentence in a line."""
    words: str
    """What stands on the line behind the desk's folder."""


def _launcher(call: _Call, system: System, python: str, desk: str) -> Launcher:
    ending, text = _KINDS[system]
    return Launcher(f"{call.title}{ending}", text(call, python, desk), system)


def _remarks(call: _Call, sign: str) -> str:
    return "\n".join(f"{sign} {line}" for line in call.about.splitlines())


def dropped(line: str) -> tuple[str, ...] | None:
    """The files that were dropped on a Windows shortcut, from the whole line that it was called with.

    Explorer puts only names with spaces into quotation marks, so a name with & would end the line for the script; the
    whole line still has it.

    Returns:
        None where the shortcut was not started by Explorer: then its arguments are as they are.
    """
    found = _BY_EXPLORER.fullmatch(line)
    return None if found is None else tuple(_split(found["files"].rstrip().removesuffix('"')))


def _split(text: str) -> list[str]:
    """The names in a line: those with spaces stand in quotation marks, which no name on Windows holds."""
    found: list[str] = []
    for at, part in enumerate(text.split('"')):
        found += [part] if at % 2 else part.split()
    return [name for name in found if name.strip()]


def _windows(called: _Call, python: str, desk: str) -> str:
    # Names come from variables with "!": what is in these is never read as part of a command, be it & or %.
    call = f'desk "!DESK!" {called.words} --hold %*'
    return f"""\
@echo off
setlocal DisableDelayedExpansion EnableExtensions
chcp 65001 >nul
title {called.title}
{_remarks(called, "rem")}
rem Made by sheetplan; it finds its desk from its own place.
set "PYTHONUTF8=1"
set "DESK=%~dp0."
if not exist "%~dp0{BOOK}" if exist "{_batch(desk)}\\{BOOK}" set "DESK={_batch(desk)}"
set "PYTHON={_batch(python)}"
setlocal EnableDelayedExpansion
set "{LINE}=!cmdcmdline!"
set "CODE=2"
set "FOUND="
if exist "!PYTHON!" "!PYTHON!" -c "import sheetplan" >nul 2>nul && set "FOUND=own"
if not defined FOUND where sheetplan >nul 2>nul && set "FOUND=path"
if "!FOUND!"=="own" "!PYTHON!" -m sheetplan {call}
if "!FOUND!"=="path" sheetplan {call}
if defined FOUND set "CODE=!errorlevel!"
if not defined FOUND echo {_LOST}
if not defined FOUND pause
set "REST=!{LINE}:/c =!"
if not "!REST!"=="!{LINE}!" exit !CODE!
exit /b !CODE!
"""


def _batch(path: str) -> str:
    """A path as it stands in a batch file: what is between two % would be taken for a variable."""
    return path.replace("%", "%%").rstrip("\\")


def _macos(call: _Call, python: str, desk: str) -> str:
    # The Terminal leaves its window open.
    return _unix(call, python, desk, "", "")


def _linux(call: _Call, python: str, desk: str) -> str:
    return _unix(call, python, desk, " --hold", _PRESS_ENTER)


def _unix(call: _Call, python: str, desk: str, hold: str, wait: str) -> str:
    return f"""\
#!/bin/sh
# {call.title}
{_remarks(call, "#")}
# Made by sheetplan; it finds its desk from its own place.
self=$0
while [ -L "$self" ]; do
    link=$(readlink "$self")
    case $link in
        /*) self=$link ;;
        *) self=$(dirname "$self")/$link ;;
    esac
done
desk=$(CDPATH='' cd "$(dirname "$self")" && pwd)
made={_quoted(desk)}
if [ ! -e "$desk/{BOOK}" ] && [ -e "$made/{BOOK}" ]; then
    desk=$made
fi
python={_quoted(python)}
if [ -x "$python" ] && "$python" -c 'import sheetplan' >/dev/null 2>&1; then
    exec "$python" -m sheetplan desk "$desk" {call.words}{hold} "$@"
fi
PATH=$PATH:$HOME/.local/bin
if command -v sheetplan >/dev/null 2>&1; then
    exec sheetplan desk "$desk" {call.words}{hold} "$@"
fi
echo '{_LOST}'
{wait}exit 2
"""


QUICK_ACTIONS = "Quick Actions"
"""The folder of a desk on a Mac in which they are."""
WITH_FILES = tuple(job for job in Job if job is not Job.UNDO)
"""Jobs that can be done with files that somebody names."""


class QuickAction(NamedTuple):
    """What does a job with the files that are chosen in the Finder: a Mac hands none to a shortcut."""

    name: str
    """What its bundle is called, which the system takes for one file."""
    parts: Mapping[str, bytes]
    """Path in the bundle to what it holds."""


def quick_action(job: Job, python: str, desk: str) -> QuickAction:
    """The Quick Action for a job.

    Args:
        job: one that can be done with files.
        python: the Python that it is to call first, which has the program.
        desk: where the desk is; once installed it stands elsewhere, and cannot find it from its own place.
    """
    title = TITLES[job]
    service = {
        "NSMenuItem": {"default": title},
        "NSMessage": "runWorkflowAsService",
        "NSRequiredContext": {"NSApplicationIdentifier": "com.apple.finder"},
        "NSSendFileTypes": ["public.item"],
    }
    return QuickAction(
        f"{title}.workflow",
        {
            "Contents/Info.plist": plistlib.dumps({"NSServices": [service]}),
            "Contents/document.wflow": plistlib.dumps(_workflow(job, _in_finder(job, python, desk))),
        },
    )


def _workflow(job: Job, script: str) -> dict[str, object]:
    """A service of one action, "Run Shell Script", which gets the chosen files as arguments."""
    parameters = {
        "COMMAND_STRING": script,
        "CheckedForUserDefaultShell": True,
        "inputMethod": 1,  # as arguments, not on the standard input
        "shell": "/bin/sh",
        "source": "",
    }
    # The same for the same job, so that making a desk again makes the same.
    ids = {
        name: str(uuid5(NAMESPACE_URL, f"sheetplan {job} {name}")).upper()
        for name in ("InputUUID", "OutputUUID", "UUID")
    }
    action = {
        "AMAccepts": {"Container": "List", "Optional": True, "Types": ["com.apple.cocoa.path"]},
        "AMActionVersion": "2.0.3",
        "AMApplication": ["Automator"],
        "AMParameterProperties": {name: {} for name in parameters},
        "AMProvides": {"Container": "List", "Types": ["com.apple.cocoa.string"]},
        "ActionBundlePath": "/System/Library/Automator/Run Shell Script.action",
        "ActionName": "Run Shell Script",
        "ActionParameters": parameters,
        "BundleIdentifier": "com.apple.RunShellScript",
        "CFBundleVersion": "2.0.3",
        "CanShowSelectedItemsWhenRun": False,
        "CanShowWhenRun": True,
        "Category": ["AMCategoryUtilities"],
        "Class Name": "RunShellScriptAction",
        "Keywords": ["Shell", "Script"],
        "UnlocalizedApplications": ["Automator"],
        **ids,
    }
    files, nothing = "com.apple.Automator.fileSystemObject", "com.apple.Automator.nothing"
    about = {
        "inputTypeIdentifier": files,
        "outputTypeIdentifier": nothing,
        "serviceApplicationBundleID": "com.apple.finder",
        "serviceApplicationPath": "/System/Library/CoreServices/Finder.app",
        "serviceInputTypeIdentifier": files,
        "serviceOutputTypeIdentifier": nothing,
        "serviceProcessesInput": 0,
        "workflowTypeIdentifier": "com.apple.Automator.servicesMenu",
    }
    return {
        "AMApplicationBuild": "523",
        "AMApplicationVersion": "2.10",
        "AMDocumentVersion": "2",
        "actions": [{"action": action, "isViewVisible": 1}],
        "connectors": {},
        "workflowMetaData": about,
    }


def _in_finder(job: Job, python: str, desk: str) -> str:
    """There is no window: what stands in no workbook of results is shown by the system."""
    return f"""\
# {TITLES[job]}, with the files that are chosen in the Finder. Made by sheetplan.
desk={_quoted(desk)}
python={_quoted(python)}
PATH=$PATH:$HOME/.local/bin:/opt/homebrew/bin:/usr/local/bin
tell() {{
    osascript -e 'on run said' -e 'display alert "{TITLES[job]}" message (item 1 of said)' -e 'end run' "$1"
    exit 0
}}
if [ ! -e "$desk/{BOOK}" ]; then
    tell "The desk is not in $desk any more, so nothing was done. {_ANEW}"
fi
if [ -x "$python" ] && "$python" -c 'import sheetplan' >/dev/null 2>&1; then
    said=$("$python" -m sheetplan desk "$desk" --do {job} "$@" 2>&1 >/dev/null) || [ -z "$said" ] || tell "$said"
elif command -v sheetplan >/dev/null 2>&1; then
    said=$(sheetplan desk "$desk" --do {job} "$@" 2>&1 >/dev/null) || [ -z "$said" ] || tell "$said"
else
    tell '{_LOST}'
fi
"""


def _quoted(path: str) -> str:
    """A path as one word for the shell, whatever is in it."""
    return "'" + path.replace("'", "'\\''") + "'"


_KINDS: Mapping[System, tuple[str, Callable[[_Call, str, str], str]]] = {
    System.WINDOWS: (".cmd", _windows),
    System.MACOS: (".command", _macos),
    System.LINUX: (".sh", _linux),
}
