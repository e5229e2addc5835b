"""A workspace of the examples, read once and copied for each test that writes into it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.cli import main
from extractor.store.engine import Store, open_store
from extractor.store.review_queue import Filter, list_queue

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def read_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspaces") / "read"
    assert main(["run", str(EXAMPLES), "--out", str(folder), "--engine", "offline", "--workers", "1"]) == 0
    return folder


@pytest.fixture
def workspace(read_workspace: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(read_workspace, tmp_path / "workspace"))


@pytest.fixture
def store(workspace: Path) -> Iterator[Store]:
    store = open_store(workspace)
    yield store
    store.close()


def document_of(store: Store, name: str) -> int:
    """The document of the example whose name begins so."""
    lines = list_queue(store, Filter(status=None))
    return next(line.document_id for line in lines if line.report_name.startswith(name))
