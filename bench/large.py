"""A hundred thousand small reports by two workers: rate, memory beside that of ten thousand, database, review queue."""

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.batches import office, run_command
from bench.line import tell
from extractor.store.engine import open_store
from extractor.store.overview import count_files
from extractor.store.review_queue import Filter, count_queue, list_queue
from tests.batch.documents import report, write

_SMALL, _LARGE = 10_000, 100_000
_WORKERS = 2


def measure() -> None:
    """Both runs, one after the other, each in a folder of its own."""
    small, large = _measure(_SMALL), _measure(_LARGE)
    for part, peak in large.items():
        tell(f"memory, {_LARGE} / {_SMALL}, {part}", f"{peak / small[part]:.2f}", "<= 1.10")


def measure_small() -> None:
    """The smaller run alone, to see whether all is well."""
    _measure(_SMALL)


def _measure(number: int) -> dict[str, int]:
    """Print the figures of a run over ``number`` reports; its peaks of memory in bytes by part."""
    with TemporaryDirectory() as name:
        folder, out = Path(name), Path(name) / "out"
        _write_reports(folder / "in", number)
        seconds, peaks = run_command(folder / "in", out, _WORKERS)
        tell(f"{number} small reports", f"{number / seconds:.0f} /s", "", f"{_WORKERS} workers, {seconds:.0f} s")
        for part, peak in peaks.items():
            tell(f"memory, {number} reports, {part}", f"{peak / (1 << 20):.1f} MB", "")
        size = sum(file.stat().st_size for file in out.glob("workspace.db*"))
        tell(f"database, {number} reports", f"{size / number / 1024:.2f} KiB a report", "", f"{size >> 20} MB")
        _time(f"opening {number} reports", lambda: open_store(out).close())
        with closing(open_store(out)) as store:
            assert count_files(store) == number
            _time(f"review queue of {number}", lambda: list_queue(store, Filter()))
            _time(f"review queue of {number}, counted", lambda: count_queue(store, Filter()))
    return peaks


def _write_reports(folder: Path, number: int) -> None:
    """Reports of as many offices, five years each, a thousand to a folder."""
    for one in range(number):
        text = report(f"{office(one // 5)}县司法局", 2021 + one % 5, received=one % 97 + 3, carried_out=one % 3)
        write(folder, f"{one // 1000:03}/{one:06}.md", text)


def _time(name: str, call: Callable[[], object]) -> None:
    started = time.perf_counter()
    call()
    tell(name, f"{time.perf_counter() - started:.3f} s", "< 0.3 s")
