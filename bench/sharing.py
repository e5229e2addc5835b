"""Two processes that share a PostgreSQL workspace against one; ``.ci/with-postgres`` starts the server."""

import os
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.batches import write_variations
from bench.line import COMMAND, tell
from tests.databases import POSTGRES, new_database

_REPORTS = 8000
"""Enough that starting up and the last few reports, for which one run waits for the other, do not count."""


def measure() -> None:
    """The same reports by one run of one worker, and by two such runs that start at once."""
    if not os.environ.get(POSTGRES):
        raise SystemExit(f"{POSTGRES} names no server: .ci/with-postgres python -m bench sharing")
    with TemporaryDirectory() as name:
        write_variations(Path(name) / "in", _REPORTS)
        seconds = {runs: _seconds(Path(name), runs) for runs in (1, 2)}
    details = ", ".join(f"{runs}: {_REPORTS / taken:.0f} /s" for runs, taken in seconds.items())
    tell(f"two runs / one, PostgreSQL, {_REPORTS}", f"{seconds[1] / seconds[2]:.2f}", ">= 1.8", details)


def _seconds(folder: Path, runs: int) -> float:
    """Until the last of ``runs`` runs over one new workspace has ended."""
    with new_database() as url:
        arguments = ("run", str(folder / "in"), "--out", str(folder / f"out-{runs}"), "--store", url)
        command = [*COMMAND, *arguments, "--workers", "1", "--engine", "offline"]
        started = time.perf_counter()
        both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(runs)]
        codes = [process.wait() for process in both]
        seconds = time.perf_counter() - started
    if any(codes):
        raise SystemExit(f"the runs gave {codes}")
    return seconds
