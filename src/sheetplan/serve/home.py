"""The first page: put plans in, do the jobs of a month, undo the last run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sheetplan.model import long_day, many
from sheetplan.model.desks import ABOUT, BOOK, SUBMITTED, TITLES, Job, Run
from sheetplan.render.markup import Html, bullets, joined, section, tag
from sheetplan.serve import shell, uploads
from sheetplan.serve.office import Office
from sheetplan.serve.shell import Page, button, form, job_button, void
from sheetplan.walks.check import KINDS, found

_LISTED = 200
_MB = 1024**2


def home(office: Office) -> Page:
    """The first page."""
    far = office.far()
    going = [] if far is None else [tag("p", _going(far.title), class_="notice")]
    jobs = section("jobs", "The jobs of a month", tag("ul", joined(_jobs()), class_="jobs"))
    columns = tag("div", joined((_put_in(office), jobs, _undo(office.last_run()))), class_="columns")
    return Page("Your desk", (*going, columns), shell.HOME)


def undo(office: Office) -> Page:
    """Asks before the last run is taken back."""
    run = office.last_run()
    if run is None:
        return Page("Undo the last run", (tag("p", "There is no run to undo."), back()))
    told = (
        f"The last run was {_named(run)}. What it made, replaced or took away is put back as it was before it.",
        "What somebody has changed since is left as it is, and said. The run before it cannot be undone.",
    )
    do = job_button(Job.UNDO, "Undo this run")
    return Page("Undo the last run?", (*shell.sentences(told), tag("div", joined((do, back())), class_="actions")))


def put_in(done: Sequence[uploads.Put]) -> Page:
    """What became of the files that were dropped."""
    there = [one for one in done if one.result != uploads.NOT_PUT]
    refused = [one for one in done if one.result == uploads.NOT_PUT]
    title = f"{many(len(there), 'file')} put in" + (f", {len(refused)} not" if refused else "")
    parts = []
    if refused:
        parts.append(section("refused", "Not put in", tag("ul", joined(map(_put, refused)), class_="lines bad")))
    if there:
        parts.append(section("there", f"In {SUBMITTED}", tag("ul", joined(map(_put, there)), class_="lines")))
        told = "Plans that are sent to you are checked; copies of plans that you keep are brought together."
        buttons = [job_button(Job.CHECK, TITLES[Job.CHECK]), job_button(Job.SYNC, TITLES[Job.SYNC], kind="second")]
        next_ = tag("div", joined((*buttons, back())), class_="actions")
        parts.append(section("next", "What to do next", tag("p", told), next_))
    else:
        parts.append(tag("div", back(), class_="actions"))
    return Page(title, tuple(parts))


def back(label: str = "Back to the desk") -> Html:
    """A way to the first page."""
    return tag("a", label, href=shell.HOME, class_="way")


def _put(one: uploads.Put) -> Html:
    return tag("li", joined((tag("h3", one.file), *shell.sentences((one.told, one.next)))))


def _going(title: str) -> Html:
    return joined((f"Under way: {title}. ", tag("a", "See how far it is", href="progress")), "")


def _put_in(office: Office) -> Html:
    told = (
        f'What people send you, and copies of your plans that come back, go into "{SUBMITTED}". Nothing there is ever '
        "overwritten."
    )
    field = void(
        "input", type="file", id="files", name="files", multiple="", accept=",".join(KINDS), aria_describedby="most"
    )
    most = f"Excel workbooks, up to {uploads.LARGEST // _MB} MB each and {uploads.LARGEST_ALL // _MB} MB together."
    inside = (
        tag("label", "Choose workbooks, or drop them here", for_="files"),
        field,
        tag("p", most, id="most", class_="quiet"),
        tag("p", "", id="chosen", role="status"),
        button("Put them in"),
    )
    limits = {"data_most": str(uploads.LARGEST_ALL), "data_files": str(uploads.MOST)}
    drop = form("put", *inside, enctype="multipart/form-data", id="drop", class_="drop", **limits)
    return section("put-in", "Put plans in", tag("p", told), drop, *_there(office))


def _there(office: Office) -> Iterator[Html]:
    folder = office.desk / SUBMITTED
    files = found([folder])[0] if folder.is_dir() else []
    if not files:
        yield tag("p", f'"{SUBMITTED}" is empty.', class_="quiet")
        return
    names = [path.relative_to(folder).as_posix() for path in files]
    more = [f"and {len(names) - _LISTED} more"] if len(names) > _LISTED else []
    listed = bullets([*names[:_LISTED], *more])
    yield tag("details", joined((tag("summary", f'{many(len(names), "workbook")} in "{SUBMITTED}"'), listed)))


def _jobs() -> Iterator[Html]:
    for job in Job:
        if job is not Job.UNDO:
            about = tag("p", ABOUT[job], id=f"about-{job}")
            yield tag("li", joined((job_button(job, TITLES[job], aria_describedby=f"about-{job}"), about)))
    yield tag("li", tag("p", f"Settings are in {BOOK}, in the desk's folder. Save it there, and they count at once."))


def _undo(run: Run | None) -> Html:
    if run is None:
        return section("undo", TITLES[Job.UNDO], tag("p", "There is nothing to undo.", class_="quiet"))
    told = tag("p", f"The last run: {_named(run)}.")
    return section("undo", TITLES[Job.UNDO], told, tag("p", tag("a", "Undo it ...", href="undo", class_="way")))


def _named(run: Run) -> str:
    by = f", by {run.by}" if run.by else ""
    return f"{TITLES[run.job]}, {long_day(run.when.date())}, {run.when:%H:%M}{by}"
