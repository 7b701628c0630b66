"""The same check on a real Dask cluster of several processes: the same to the byte, whatever becomes of a worker."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import workers
from sheetplan import render
from sheetplan.model import Checked, SheetplanError
from sheetplan.walks import portion, shelf, spread, understand, update
from sheetplan.walks.drafted import Options

dask = pytest.importorskip("dask", reason="Dask is not installed: pip install sheetplan[dask]")
distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install sheetplan[dask]")

DAY = date(2008, 2, 29)
NOW = datetime(2008, 2, 29, 9, 30, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2] / "samples"
SAMPLE = SAMPLES / "peer-review" / "plan.xlsx"
ASKED = portion.Asked(DAY, understand.templates(None))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers in processes of their own, on this machine."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
    ) as there:
        yield there


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Plans of several kinds, one with kept versions beside it, one that is no workbook, one that is not there."""
    for number in range(9):
        kind = ("peer-review", "care-improvement", "quality-mark")[number % 3]
        found = SAMPLES / kind / "plan.xlsx"
        (tmp_path / f"plan-{number}.xlsx").write_bytes((found if found.exists() else SAMPLE).read_bytes())
    (tmp_path / "not.xlsx").write_text("no workbook at all", encoding="utf-8")
    (tmp_path / "apart").mkdir()
    (tmp_path / "apart" / "plan.xlsx").write_bytes(SAMPLE.read_bytes())
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [*sorted(folder.glob("*.xlsx")), folder / "apart" / "plan.xlsx", folder / "not there.xlsx"]


def printed(folder: Path, **more: Any) -> str:
    """All of it, as JSON."""
    came = list(spread.came(files(folder), ASKED, **more))
    plans = tuple(judged for one in came for judged in one.judged)
    refused = tuple(one.refused for one in came if one.refused)
    return render.check_json(Checked(DAY, plans, refused, (), DAY))


def test_on_a_cluster_it_is_the_same_to_the_byte(cluster: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "_MOST_FILES", 3)
    assert printed(folder, scheduler=cluster.scheduler_address) == printed(folder)


def test_the_work_is_done_by_the_workers(cluster: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "_MOST_FILES", 2)
    found = list(spread.came(files(folder), ASKED, sift=workers.facts, scheduler=cluster.scheduler_address))
    pids = {pid for one in found for _, pid in one.facts}
    assert len(pids) == 2
    assert os.getpid() not in pids


def test_a_plan_with_kept_versions_is_compared_with_them(cluster: Any, folder: Path) -> None:
    plan = folder / "apart" / "plan.xlsx"
    update.update(plan, Options(today=DAY, now=NOW))
    (folder / "apart" / "other.xlsx").write_bytes(plan.read_bytes())
    assert printed(folder, scheduler=cluster.scheduler_address) == printed(folder)


def test_the_workers_need_not_see_the_folder(cluster: Any, folder: Path) -> None:
    data = [(path, path.read_bytes()) for path in files(folder)[:3]]
    there = [(Path("nowhere", path.name), content) for path, content in data]
    with distributed.Client(cluster, set_as_default=False) as client:
        found = client.submit(portion.sent, there, ASKED, pure=False).result()
    assert [one.path for one in found] == [path for path, _ in there]
    assert [shelf.unpack_findings(one.plans[0].findings) for one in found if one.plans] == [
        judged.findings for one in spread.came(files(folder)[:3], ASKED) for judged in one.judged
    ]


def test_a_file_that_kills_worker_after_worker_costs_only_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "_MOST_FILES", 2)
    (folder / f"plan-1-{workers.DEADLY}.xlsx").write_bytes(SAMPLE.read_bytes())
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        ) as fragile,
    ):
        found = list(spread.came(files(folder)[:5], ASKED, sift=workers.deadly, scheduler=fragile.scheduler_address))
    lost = [one for one in found if one.refused and "brought down" in one.refused.reason]
    assert [one.path.name for one in lost] == [f"plan-1-{workers.DEADLY}.xlsx"]
    assert [one.path for one in found] == files(folder)[:5]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1:9", "nonsense", "nonsense://x", ""])
def test_a_scheduler_that_cannot_be_reached_is_said_in_one_line(folder: Path, address: str) -> None:
    with pytest.raises(SheetplanError) as told:
        list(spread.came(files(folder), ASKED, scheduler=address))
    assert told.value.reason == f'No Dask scheduler answers at "{address}".'


def test_a_scheduler_without_workers_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sheetplan.walks import cluster as walk

    monkeypatch.setattr(walk, "_PATIENCE", 1)
    with (
        distributed.LocalCluster(n_workers=0, processes=True, dashboard_address="127.0.0.1:0") as empty,
        pytest.raises(SheetplanError, match="has no workers"),
    ):
        list(spread.came(files(folder), ASKED, scheduler=empty.scheduler_address))


def test_where_dask_is_not_installed_it_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SheetplanError, match=r"pip install \"sheetplan\[dask\]\""):
        list(spread.came(files(folder), ASKED, scheduler="tcp://127.0.0.1:9"))


def test_without_a_scheduler_dask_is_not_imported(folder: Path) -> None:
    script = """
import sys
from datetime import date
from pathlib import Path
from sheetplan.walks import portion, spread, understand
asked = portion.Asked(date(2008, 2, 29), understand.templates(None))
list(spread.came([Path(sys.argv[1])], asked))
print(sorted({"distributed", "dask", "openpyxl", "xlsxwriter"} & set(sys.modules)))
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script, str(folder / "plan-0.xlsx")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
