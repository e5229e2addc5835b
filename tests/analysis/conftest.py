"""Workspaces filled with results as they come from reading, without the reading."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from extractor.batch.work import entry_of
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
    configuration = register(store, Configuration(engine="offline", version="1"))
    results = {}
    for number, filing in enumerate(filings):
        name = f"{filing.agency}{filing.year}-{number}.txt"
        results[f"/in/{name}"] = filing.result(name)
    found = [
        Found(key=path, path=path, sha256=hashlib.sha256(path.encode()).hexdigest(), report_name=path[4:])
        for path in results
    ]
    enqueue(store, found, configuration)
    tasks = lease(store, "one", configuration, len(found))
    assert len(tasks) == len(found)
    complete(store, "one", [(task, entry_of(results[task.path])) for task in tasks])
