"""A run on a Ray cluster of two nodes on this machine, one of which is killed while it reads."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from ray.cluster_utils import Cluster
from sqlalchemy import func, select

from extractor.batch.ray import RayPool
from extractor.batch.tasks import Job
from extractor.errors import ClusterError
from extractor.store.engine import open_store
from extractor.store.schema import extractions, results, tasks
from tests.batch.documents import report, write

NUMBER = 120
_SMALL_STORE = 80 << 20
_QUICK = {
    "health_check_initial_delay_ms": 0,
    "health_check_period_ms": 500,
    "health_check_timeout_ms": 2000,
    "health_check_failure_threshold": 2,
}
"""A dead node is known as dead after seconds, not half a minute."""


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """Two nodes with one processor each; the first one is also the run's own."""
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    head = {
        "num_cpus": 1,
        "object_store_memory": _SMALL_STORE,
        "include_dashboard": False,
        "_system_config": _QUICK,
    }
    cluster = Cluster(initialize_head=True, head_node_args=head)
    try:
        yield cluster
    finally:
        cluster.shutdown()


def test_a_node_that_dies_loses_and_doubles_nothing(cluster: Cluster, tmp_path: Path) -> None:
    other = cluster.add_node(num_cpus=1, object_store_memory=_SMALL_STORE)
    cluster.wait_for_nodes()
    for number in range(NUMBER):
        write(tmp_path / "in", f"{number:03}.md", report(f"第{number}号县司法局", 2023))
    out = tmp_path / "out"
    run = _start(tmp_path / "in", out, cluster.address)
    _wait_for(out, 10, run)
    cluster.remove_node(other, allow_graceful=False)
    _, errors = run.communicate(timeout=120)
    assert run.returncode == 0, errors
    assert "Traceback" not in errors
    with closing(open_store(out)) as store, store.reading() as connection:
        numbers = [
            connection.scalar(select(func.count()).select_from(extractions)),
            connection.scalar(select(func.count(extractions.c.document_id.distinct()))),
            connection.scalar(select(func.count()).select_from(results)),
            connection.scalar(select(func.count()).select_from(tasks).where(tasks.c.state == "done")),
        ]
    assert numbers == [NUMBER] * 4
    assert len(list((out / "reports").glob("*.json"))) == NUMBER


def _start(inputs: Path, out: Path, address: str) -> "subprocess.Popen[str]":
    arguments = ["run", str(inputs), "--out", str(out), "--engine", "offline", "--on", "ray", "--address", address]
    return subprocess.Popen(
        [sys.executable, "-m", "extractor", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def _wait_for(out: Path, number: int, run: "subprocess.Popen[str]") -> None:
    """Until so many reports lie in DIR, while the run goes on."""
    deadline = time.monotonic() + 120
    while len(list((out / "reports").glob("*.json"))) < number:
        assert run.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_cluster_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match=r"127\.0\.0\.1:9"):
        RayPool(Job(tmp_path, "offline"), None, "127.0.0.1:9")
