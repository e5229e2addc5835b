"""Entries of results that were really read, and files found, for tests of the store."""

import hashlib
from functools import cache
from pathlib import Path

from extractor.export.summary import Cell
from extractor.pipeline import extract
from extractor.reports.disclosure import DISCLOSURE
from extractor.result import Result
from extractor.store.engine import Store
from extractor.store.enqueue import Configuration, Found, enqueue, register
from extractor.store.queue import complete, lease
from extractor.store.records import Entry

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.txt"))
OFFLINE = Configuration(engine="offline", version="1")
_SUMMARY: dict[str, Cell] = {"agency": "某局"}


@cache
def read_example(number: int = 0) -> Result:
    """The result of an example; a copy is for the caller to change."""
    return extract(EXAMPLES[number])


def entry_of(result: Result) -> Entry:
    """The entry of a result."""
    return Entry.of(result, DISCLOSURE, _SUMMARY)


def found(name: str, content: str = "") -> Found:
    """A file of some content (its own where none is given)."""
    digest = hashlib.sha256((content or name).encode()).hexdigest()
    return Found(key=f"in/{name}", path=f"/data/in/{name}", sha256=digest, report_name=name)


def fill(store: Store, names: list[str], entry: Entry, configuration: Configuration = OFFLINE) -> list[int]:
    """Let files be found and read; their documents."""
    configuration_id = register(store, configuration)
    enqueue(store, [found(name) for name in names], configuration_id)
    tasks = lease(store, "one", configuration_id, len(names))
    assert len(tasks) == len(names)
    complete(store, "one", [(task, entry) for task in tasks])
    return [task.document_id for task in tasks]
