"""The workspace's database at 100,000 reports: rate of writing, size, opening, listing the review queue."""

import hashlib
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from bench.line import tell
from extractor.batch.work import entry_of
from extractor.pipeline import extract
from extractor.store.engine import Store, open_store
from extractor.store.enqueue import Configuration, Found, enqueue, register
from extractor.store.queue import complete, lease
from extractor.store.records import Entry
from extractor.store.results import mark_written, reports_of
from extractor.store.review_queue import Filter, count_queue, list_queue

EXAMPLE = Path("examples/001_79dfd87bc59a18f9.txt")
NUMBER = 100_000
_PORTION = 50


def measure() -> None:
    """Print the numbers, one line each."""
    extract(EXAMPLE, engine="offline")
    started = time.perf_counter()
    entry = entry_of(extract(EXAMPLE, engine="offline"))
    reading = time.perf_counter() - started
    small = replace(entry, payload=entry.payload[:2000])  # a small report's; listing does not look into it
    with tempfile.TemporaryDirectory() as folder, closing(open_store(Path(folder))) as store:
        seconds = fill(store, entry, 0, 2_000) / 2_000
        tell("store: writing a report", f"{seconds / reading:.1%} of reading", "< 15%", f"{seconds * 1000:.2f} ms")
        size = sum(file.stat().st_size for file in Path(folder).glob("workspace.db*"))
        tell("store: size of a report", f"{size / 2_000 / 1024:.1f} KiB", "")
        fill(store, small, 2_000, NUMBER)
        _time("store: opening", lambda: open_store(Path(folder)).close())
        for name, wanted in (
            ("all", Filter()),
            ("one year", Filter(year=2019)),
            ("failed check", Filter(check="requests.balance")),
            ("flag", Filter(reason="low_confidence")),
            ("search", Filter(search="局7")),
        ):
            _time(f"store: queue, {name}", lambda wanted=wanted: list_queue(store, wanted))
            _time(f"store: queue counted, {name}", lambda wanted=wanted: count_queue(store, wanted))


def fill(store: Store, entry: Entry, first: int, last: int) -> float:
    """Let reports numbered so be queued, taken, kept and (the first ones) marked as written, through the store's own
    functions; the seconds that it took. They differ in status, doubt, agency (9,973) and year (17)."""
    configuration_id = register(store, Configuration(engine="offline", version="bench"))
    started = time.perf_counter()
    for start in range(first, last, _PORTION):
        names = [f"{number}.txt" for number in range(start, start + _PORTION)]
        found = [Found(name, f"/in/{name}", hashlib.sha256(name.encode()).hexdigest(), name) for name in names]
        enqueue(store, found, configuration_id)
        tasks = lease(store, "bench", configuration_id, _PORTION)
        done = [(task, _varied(entry, task.document_id)) for task in tasks]
        mark_written(store, reports_of(store, complete(store, "bench", done))) if first == 0 else complete(
            store, "bench", done
        )
    return time.perf_counter() - started


def _varied(entry: Entry, number: int) -> Entry:
    return replace(
        entry,
        status="needs_review" if number % 3 else "accepted",
        doubt=number % 997 / 100,
        agency=f"某市局{number % 9973}",
        year=2008 + number % 17,
    )


def _time(name: str, call: object) -> None:
    started = time.perf_counter()
    call()  # type: ignore[operator]
    tell(name, f"{time.perf_counter() - started:.3f} s", "< 0.3 s")
