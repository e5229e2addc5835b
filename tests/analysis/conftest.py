"""Workspaces filled with results as they come from reading, without the reading."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from extractor.batch.work import entry_of
from extractor.result import Result
from extractor.store.engine import Store, open_store
from extractor.store.enqueue import Configuration, Found, enqueue, register
from extractor.store.queue import complete, lease
from tests.rendering.years import Filing


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty workspace in ``tmp_path``."""
    opened = open_store(tmp_path)
    yield opened
    opened.close()


def fill(store: Store, filings: Iterable[Filing]) -> None:
    """Keep the results of ``filings``, each a file of its own."""
    keep(store, [filing.result(f"{filing.agency}{filing.year}-{number}.txt") for number, filing in enumerate(filings)])


def keep(store: Store, results: Sequence[Result]) -> None:
    """Keep results, each a file of its own."""
    configuration = register(store, Configuration(engine="offline", version="1"))
    by_path = {f"/in/{result.source.name}": result for result in results}
    found = [
        Found(path, path, hashlib.sha256(path.encode()).hexdigest(), result.source.name)
        for path, result in by_path.items()
    ]
    enqueue(store, found, configuration)
    tasks = lease(store, "one", configuration, len(found))
    assert len(tasks) == len(found)
    complete(store, "one", [(task, entry_of(by_path[task.path])) for task in tasks])
