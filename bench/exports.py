"""Exports: processor time of a report, and whether memory grows with the number of reports."""

import os
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from bench.line import COMMAND, tell
from bench.store import EXAMPLE, fill
from extractor.batch.work import entry_of
from extractor.pipeline import extract
from extractor.store.engine import open_store

FORMATS = {"csv": (1_100, 2_200), "jsonl": (1_100, 2_200), "parquet": (1_100, 2_200), "xlsx": (50, 150)}
"""Few and many reports: more than one row group of Parquet; few for Excel, whose rows bound what it can hold anyway."""
WANTED = {"csv": "< 1.1", "jsonl": "< 1.1", "parquet": "< 1.1"}
"""Memory at many reports by that at few."""


def measure() -> None:
    """Print the numbers, one line each."""
    entry = entry_of(extract(EXAMPLE, engine="offline"))
    with tempfile.TemporaryDirectory() as folder:
        for number in {number for numbers in FORMATS.values() for number in numbers}:
            with closing(open_store(Path(folder, str(number)))) as store:
                fill(store, entry, 0, number)
        for name, (few, many) in FORMATS.items():
            seconds, memory = zip(*(_export(Path(folder, str(number)), name) for number in (few, many)), strict=True)
            tell(f"export {name}: a report", f"{1000 * (seconds[1] - seconds[0]) / (many - few):.1f} ms", "")
            ratio = memory[1] / memory[0]
            tell(f"export {name}: memory", f"{ratio:.2f}", WANTED.get(name, ""), f"{memory[1] // 1024} MiB at {many} reports")


def _export(workspace: Path, to: str) -> tuple[float, int]:
    """Seconds of processor time, and KiB at the highest."""
    process = subprocess.Popen([*COMMAND, "export", str(workspace), "--to", to], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, f"export --to {to} failed"
    return used.ru_utime + used.ru_stime, used.ru_maxrss
