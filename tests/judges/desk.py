"""Sits inside LibreOffice's own Python with one soffice process and carries out one request a line.

Run by `judges.libreoffice`, never imported by it: the UNO bindings belong to the Python that LibreOffice
came with. A request is a JSON object on standard input, its answer a JSON object on standard output; the first
line says soffice's process id. The end of the input ends soffice too, so that nothing is left behind when the
test run is killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException, Locale

VALUE, DATETIME, STRING, FORMULA = 1, 2, 4, 16  # com.sun.star.sheet.CellFlags
CONTENT = VALUE | DATETIME | STRING | FORMULA
DATE_FORMAT, TIME_FORMAT, LOGICAL_FORMAT = 2, 4, 1024  # com.sun.star.util.NumberFormat
TEXT_RESULT = 2  # com.sun.star.sheet.FormulaResult.STRING
PIPE = f"sheetplan-{os.getpid()}"
FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "pdf": "calc_pdf_Export",
    "csv": "Text - txt - csv (StarCalc)",
}


def start(soffice: str, profile: Path) -> tuple[subprocess.Popen[bytes], Any]:
    """Start soffice with a profile of its own and wait for its desktop."""
    command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo"]
    command += ["--nodefault", "--nolockcheck", f"--accept=pipe,name={PIPE};urp;"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    deadline = time.monotonic() + 90
    while True:
        try:
            remote = resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if process.poll() is not None or time.monotonic() > deadline:
                stop(process, None)
                raise
            time.sleep(0.1)
        else:
            return process, remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)


def stop(process: subprocess.Popen[bytes], desktop: Any) -> None:
    """End soffice: by asking first, then with its whole process group."""
    with contextlib.suppress(Exception):
        desktop.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with contextlib.suppress(ProcessLookupError, AttributeError):  # Windows has no process groups to kill
        os.killpg(process.pid, signal.SIGKILL)
    if process.poll() is None:
        process.kill()
        process.wait()
    for left in Path(tempfile.gettempdir()).glob(f"OSL_PIPE_*_{PIPE}"):  # a killed soffice leaves its pipe behind
        left.unlink()


def properties(**values: Any) -> tuple[PropertyValue, ...]:
    """Named values as UNO wants them."""
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def carry_out(desktop: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Open the request's file, type, recalculate, save and read, as far as it asks for each.

    Macros never run and links are never followed.
    """
    url = Path(request["path"]).as_uri()
    document = desktop.loadComponentFromURL(
        url, "_blank", 0, properties(Hidden=True, MacroExecutionMode=0, UpdateDocMode=0)
    )
    if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        return {"failed": "LibreOffice does not open it as a spreadsheet"}
    try:
        answer: dict[str, Any] = {}
        for sheet, (row, count) in request.get("inserted", {}).items():
            document.Sheets.getByName(sheet).Rows.insertByIndex(row - 1, count)
        for sheet, cells in request.get("typed", {}).items():
            for address, value in cells.items():
                type_one(document, sheet, address, value)
        if request.get("recalculate"):
            document.calculateAll()
        if request.get("out"):
            wanted = FILTERS[request["to"]]
            document.storeToURL(Path(request["out"]).as_uri(), properties(FilterName=wanted, Overwrite=True))
        if request.get("read"):
            answer["values"] = {name: read(document, name) for name in document.Sheets.ElementNames}
        return answer
    finally:
        document.close(True)


def type_one(document: Any, sheet: str, address: str, value: Any) -> None:
    """Put one value into a cell as a person would; raises ValueError where the sheet is missing or locks it."""
    if not document.Sheets.hasByName(sheet):
        raise ValueError(f"there is no sheet {sheet!r}; there are {list(document.Sheets.ElementNames)}")
    cell = document.Sheets.getByName(sheet).getCellRangeByName(address)
    if document.Sheets.getByName(sheet).isProtected() and cell.CellProtection.IsLocked:
        raise ValueError(f"{sheet}!{address} is locked")
    if value is None:
        cell.clearContents(CONTENT)
    elif isinstance(value, dict):
        moment = datetime.fromisoformat(value["date"])
        cell.setValue((moment - null_date(document)) / timedelta(days=1))
        if not format_type(document, cell) & DATE_FORMAT:
            cell.NumberFormat = date_format(document)
    elif isinstance(value, bool):
        cell.setFormula("=TRUE()" if value else "=FALSE()")
    elif isinstance(value, str) and value.startswith("="):
        cell.setFormula(value)
    elif isinstance(value, str):
        cell.setString(value.removeprefix("'"))
    else:
        cell.setValue(value)


def null_date(document: Any) -> datetime:
    """The day that the document counts its dates from."""
    day = document.NullDate
    return datetime(day.Year, day.Month, day.Day)


def date_format(document: Any) -> int:
    """The key of the format that a typed date gets where the cell has none."""
    english = Locale("en", "GB", "")
    key = document.NumberFormats.queryKey("D MMM YYYY", english, False)
    return document.NumberFormats.addNew("D MMM YYYY", english) if key == -1 else key


def format_type(document: Any, cell: Any) -> int:
    """What kind of number a cell's format shows, as flags."""
    return document.NumberFormats.getByKey(cell.NumberFormat).Type


def read(document: Any, name: str) -> dict[str, Any]:
    """Every cell of a sheet that holds something, by its address."""
    sheet = document.Sheets.getByName(name)
    found: dict[str, Any] = {}
    for flag in (VALUE, DATETIME, STRING, FORMULA):
        for area in sheet.queryContentCells(flag).RangeAddresses:
            block = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
            for down, row in enumerate(block.getDataArray()):
                for across, value in enumerate(row):
                    address = f"{letters(area.StartColumn + across)}{area.StartRow + down + 1}"
                    if flag in (DATETIME, FORMULA):
                        value = shown(document, block.getCellByPosition(across, down), value)
                    found[address] = value
    return found


def shown(document: Any, cell: Any, value: Any) -> Any:
    """A formula's result or a date as a person sees it: a failed formula is its sign (#N/A, Err:507)."""
    if cell.getError():
        return cell.getString()
    if cell.getFormula().startswith("=") and cell.FormulaResultType2 == TEXT_RESULT:
        return cell.getString()
    kind = format_type(document, cell)
    if kind & LOGICAL_FORMAT:
        return bool(value)
    if kind & DATE_FORMAT and isinstance(value, float):
        moment = null_date(document) + timedelta(seconds=round(value * 86400))
        return {"date": moment.isoformat() if kind & TIME_FORMAT else moment.date().isoformat()}
    return value


def letters(column: int) -> str:
    """A column's letters; 0 is A."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def say(answer: dict[str, Any]) -> None:
    """One line of output."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Serve until the input ends."""
    process, desktop = start(sys.argv[1], Path(sys.argv[2]))
    try:
        say({"soffice": process.pid})
        for line in sys.stdin:
            try:
                answer = carry_out(desktop, json.loads(line))
            except DisposedException:
                answer = {"failed": "LibreOffice ended while it had the file open", "ended": True}
            except Exception as problem:  # noqa: BLE001 - whatever goes wrong, the test that asked must be told
                answer = {"failed": f"{type(problem).__name__}: {problem}"}
            say(answer)
    finally:
        stop(process, desktop)


if __name__ == "__main__":
    main()
