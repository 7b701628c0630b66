"""The ways of the desk's page: which page stands where, and what each form does."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl

from sheetplan.model import SheetplanError, many
from sheetplan.model.desks import SUBMITTED, Job
from sheetplan.render.markup import joined, tag
from sheetplan.serve import conflicts, files, found_page, home, multipart, outcome, shell, uploads
from sheetplan.serve.office import Office
from sheetplan.serve.server import Answer, Request
from sheetplan.serve.shell import RESULT, Page
from sheetplan.serve.style import ICON, STYLE
from sheetplan.workbook import save

_SCRIPT = Path(__file__).with_name("desk.js").read_bytes()
_DOWNLOAD = "file/"


class Site:
    """All pages of a desk."""

    def __init__(self, office: Office, root: str, close: Callable[[], None]) -> None:
        """Nothing is shown yet.

        Args:
            office: what goes on behind it.
            root: below which everything is.
            close: called when somebody closes the desk.
        """
        self._office = office
        self._root = root
        self._close = close
        self._put: list[uploads.Put] = []
        self._pages: dict[str, Callable[[], Page | Answer]] = {
            "": lambda: home.home(office),
            "put": lambda: home.put_in(self._put),
            "progress": self._progress,
            "result": self._result,
            "undo": lambda: home.undo(office),
            shell.FINDINGS: lambda: found_page.page(office),
            shell.CONFLICTS: lambda: conflicts.page(office),
            shell.FILES: lambda: files.page(office.desk),
            "far.json": self._far,
            "desk.css": lambda: Answer(HTTPStatus.OK, STYLE.encode(), "text/css; charset=utf-8"),
            "desk.js": lambda: Answer(HTTPStatus.OK, _SCRIPT, "text/javascript; charset=utf-8"),
            "icon.svg": lambda: Answer(HTTPStatus.OK, ICON.encode(), "image/svg+xml"),
        }
        self._forms: dict[str, Callable[[Request], Answer]] = {
            "put": self._take,
            "do": self._do,
            "settle": self._settle,
            "close": self._end,
        }

    def get(self, request: Request) -> Answer:
        """Show a page, or bring a file."""
        try:
            if request.path.startswith(_DOWNLOAD):
                return files.download(self._office.desk, request.path.removeprefix(_DOWNLOAD)) or self._nothing()
            made = self._pages.get(request.path)
            if made is None:
                return self._nothing()
            shown = made()
        except SheetplanError as problem:
            return self._sorry(problem)
        except OSError as problem:
            return self._sorry(_disk(problem))
        return shown if isinstance(shown, Answer) else self._shown(shown)

    def post(self, request: Request) -> Answer:
        """Do what a form asks for."""
        done = self._forms.get(request.path)
        if done is None:
            return self._nothing()
        try:
            if request.problem is not None:
                raise request.problem
            return done(request)
        except SheetplanError as problem:
            return self._sorry(problem, HTTPStatus.BAD_REQUEST)
        except OSError as problem:
            return self._sorry(_disk(problem))

    def _progress(self) -> Page | Answer:
        far = self._office.far()
        return self._to("result") if far is None else outcome.progress(far)

    def _result(self) -> Page | Answer:
        if self._office.far() is not None:
            return self._to("progress")
        ended = self._office.ended
        return outcome.none_yet() if ended is None else outcome.ended(self._office, ended)

    def _far(self) -> Answer:
        far = self._office.far()
        told = {"ended": True} if far is None else {"done": far.done, "all": far.all, "said": outcome.said(far)}
        return Answer(HTTPStatus.OK, json.dumps(told).encode(), "application/json")

    def _take(self, request: Request) -> Answer:
        """Put files in, one form after the other."""
        given = [part for part in multipart.parts(request.content_type, request.body) if part.name == "files"]
        sent = [part for part in given if part.file]
        if not sent:
            raise SheetplanError("No file was chosen, so nothing was put in.", "Choose one, or drop it on the page.")
        if len(sent) > uploads.MOST:
            raise SheetplanError(
                f"{many(len(sent), 'file')} are more than {uploads.MOST} at once, so nothing was put in.",
                "Choose fewer files at a time.",
            )
        folder = self._office.desk / SUBMITTED
        with self._office.putting_in:
            save.make_folder(folder)
            self._put = [uploads.put(folder, part.file or "", part.data) for part in sent]
        return self._to("put")

    def _do(self, request: Request) -> Answer:
        wanted = _fields(request).get("job", "")
        if wanted not in {job.value for job in Job}:
            raise SheetplanError("There is no such job, so nothing was done.", "Choose one on the first page.")
        return self._begun(begun=self._office.begin(Job(wanted)))

    def _settle(self, request: Request) -> Answer:
        fields = _fields(request)
        try:
            torn = conflicts.of_form(self._office, fields)
            made = conflicts.chosen(torn, fields)
        except SheetplanError as problem:
            return self._shown(conflicts.page(self._office, problem), HTTPStatus.BAD_REQUEST)
        return self._begun(begun=self._office.settle(torn, made, tuple(conflicts.told(torn, made))))

    def _begun(self, *, begun: bool) -> Answer:
        return self._to("progress") if begun else self._shown(outcome.busy(self._office.far()), HTTPStatus.CONFLICT)

    def _end(self, request: Request) -> Answer:  # noqa: ARG002 - as every form's
        far = self._office.far()
        told = "The page is closed. You can close this window; to open it again, start the desk once more."
        more = f" {far.title} is still under way; it is brought to its end first." if far is not None else ""
        self._close()
        return self._shown(Page("Closed", (tag("p", told + more),), ended=True))

    def _to(self, way: str) -> Answer:
        """To another page, so that to load that again does nothing twice."""
        return Answer(HTTPStatus.SEE_OTHER, headers={"Location": f"{self._root}{way}#{RESULT}"})

    def _shown(self, page: Page, status: HTTPStatus = HTTPStatus.OK) -> Answer:
        return Answer(status, shell.page(self._office.desk, page))

    def _sorry(self, problem: SheetplanError, status: HTTPStatus = HTTPStatus.CONFLICT) -> Answer:
        notice = tag("div", joined(shell.sentences((problem.reason, problem.fix))), class_="notice bad")
        return self._shown(Page("That was not done", (notice, tag("div", home.back(), class_="actions"))), status)

    def _nothing(self) -> Answer:
        told = tag("p", "There is no such page or file at this desk any more.")
        page = Page("Not found", (told, tag("div", home.back(), class_="actions")))
        return self._shown(page, HTTPStatus.NOT_FOUND)


def _fields(request: Request) -> dict[str, str]:
    """The fields of a form without files."""
    if request.content_type.partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise SheetplanError("What was sent is no form of this page, so nothing was done.", "Go back and try again.")
    try:
        pairs = parse_qsl(request.body.decode("utf-8"), keep_blank_values=True, max_num_fields=20_000)
    except ValueError:
        raise SheetplanError(
            "What was sent could not be read, so nothing was done.", "Go back and try again."
        ) from None
    return dict(pairs)


def _disk(problem: OSError) -> SheetplanError:
    name = Path(problem.filename).name if problem.filename else "The desk"
    return SheetplanError(
        f"{name}: {problem.strerror or problem}. Nothing was changed.", "Check the disk and your access to the folder."
    )
