"""A worker's work in which documents kill their process by their name: crash, hang, memory."""

import os
import signal
import time
from pathlib import Path

from extractor.batch import work as real
from extractor.batch.tasks import Answer, Compare, Fail, Held, Job
from extractor.pipeline import extract
from extractor.result import Result

CODES = {"crash": "crashed", "hang": "time_limit", "memory": "memory_limit"}


def _extract(path: Path, *, report_type: str | None, engine: str, model: None) -> Result:
    if "crash" in path.name:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "hang" in path.name:
        time.sleep(600)
    if "memory" in path.name:
        return extract(Path("x" * (4 << 30)), engine="offline")
    return extract(path, report_type, engine="offline")


def work(job: Job, task: Held | Fail | Compare) -> Answer:
    """``extractor.batch.staff.work`` with another extractor."""
    real.extract = _extract  # type: ignore[assignment]
    return real.carry_out(job, task)
