"""Exports: reports a second, and whether memory grows with the number of reports."""

import os
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.line import COMMAND, tell
from bench.store import EXAMPLE, fill
from extractor.batch.work import entry_of
from extractor.pipeline import extract
from extractor.store.engine import open_store

FORMATS = {"csv": "< 1.2", "jsonl": "< 1.2", "parquet": "< 1.2", "xlsx": ""}
"""Memory at many reports by that at few; a workbook is allowed to grow, since Excel's rows bound it."""
FEW, MANY = 500, 2_000


def measure() -> None:
    """Print the numbers, one line each."""
    entry = entry_of(extract(EXAMPLE, engine="offline"))
    with tempfile.TemporaryDirectory() as folder:
        for number in (FEW, MANY):
            with closing(open_store(Path(folder, str(number)))) as store:
                fill(store, entry, 0, number)
        for name, wanted in FORMATS.items():
            seconds, memory = zip(*(_export(Path(folder, str(number)), name) for number in (FEW, MANY)), strict=True)
            tell(f"export {name}: reports a second", f"{(MANY - FEW) / (seconds[1] - seconds[0]):.0f}", "")
            ratio = memory[1] / memory[0]
            tell(f"export {name}: memory", f"{ratio:.2f}", wanted, f"{memory[1] // 1024} MiB at {MANY} reports")


def _export(workspace: Path, to: str) -> tuple[float, int]:
    """Seconds, and KiB at the highest."""
    started = time.perf_counter()
    process = subprocess.Popen([*COMMAND, "export", str(workspace), "--to", to], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, f"export --to {to} failed"
    return time.perf_counter() - started, used.ru_maxrss
