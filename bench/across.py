"""Comparing a workspace across years and offices: rate, and memory as it grows."""

import hashlib
import resource
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from bench.line import EXAMPLES, tell
from extractor.analysis import compare, read_agency_names
from extractor.batch.work import entry_of
from extractor.pipeline import extract
from extractor.reports.disclosure import DISCLOSURE
from extractor.store.engine import Store, open_store
from extractor.store.enqueue import Configuration, Found, enqueue, register
from extractor.store.queue import complete, lease
from extractor.store.records import Entry

_FEW, _MANY, _YEARS, _PORTION = 1_000, 10_000, 5, 100


def measure() -> None:
    """Print the numbers, one line each. Every office has five years, and repeats all of its prose."""
    entry = entry_of(extract(EXAMPLES[1], engine="offline"))
    with tempfile.TemporaryDirectory() as folder, closing(open_store(Path(folder))) as store:
        fill(store, entry, 0, _FEW)
        _compare(store, Path(folder))
        before = _memory()
        fill(store, entry, _FEW, _MANY)
        started = time.perf_counter()
        found = _compare(store, Path(folder))
        seconds = time.perf_counter() - started
        tell("across: reports", f"{_MANY / seconds:.0f}/s", "", f"{found} findings, one process")
        grown = (_memory() - before) / 2**20
        tell(f"across: memory, {_FEW} to {_MANY}", f"+{grown:.0f} MiB", "< 100 MiB", f"{before / 2**20:.0f} MiB before")


def _compare(store: Store, folder: Path) -> int:
    return sum(1 for _ in compare(store, read_agency_names(store, folder / "names.csv"), DISCLOSURE))


def _memory() -> int:
    """The most that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def fill(store: Store, entry: Entry, first: int, last: int) -> None:
    """Let reports numbered so be queued, taken and kept: an office for every five of them, with as many years."""
    configuration_id = register(store, Configuration(engine="offline", version="bench"))
    for start in range(first, last, _PORTION):
        names = [f"{number}.txt" for number in range(start, start + _PORTION)]
        found = [Found(name, f"/in/{name}", hashlib.sha256(name.encode()).hexdigest(), name) for name in names]
        enqueue(store, found, configuration_id)
        tasks = lease(store, "bench", configuration_id, _PORTION)
        complete(store, "bench", [(task, _of(entry, int(Path(task.path).stem))) for task in tasks])


def _of(entry: Entry, number: int) -> Entry:
    return replace(entry, agency_key=f"云浦县第{number // _YEARS}局", year=2019 + number % _YEARS)
