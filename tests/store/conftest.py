"""Every test of the store runs on SQLite and on PostgreSQL (EXTRACTOR_TEST_POSTGRES, see .ci/with-postgres)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extractor.store.engine import Store, open_store
from tests.databases import empty_url, postgres_template, store_url

__all__ = ["empty_url", "postgres_template", "store_url"]


@pytest.fixture
def open_again(store_url: str | None, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens the test's workspace, as often as asked: each time as another process would."""
    opened: list[Store] = []

    def open_one() -> Store:
        opened.append(open_store(tmp_path / "workspace", store_url))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_again: Callable[[], Store]) -> Store:
    """An empty workspace."""
    return open_again()
