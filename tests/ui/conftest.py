"""A workspace of the examples, read once and copied for each test that writes into it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from extractor.cli import main
from extractor.store.engine import Store, open_store
from extractor.store.review_queue import Filter, list_queue
from tests.ui.browsing import chromium, launched
from tests.ui.panel import write_reports

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def read_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspaces") / "read"
    assert main(["run", str(EXAMPLES), "--out", str(folder), "--engine", "offline", "--workers", "1"]) == 0
    return folder


@pytest.fixture(scope="session")
def panel_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Several years of several offices, held against each other."""
    folder = tmp_path_factory.mktemp("panel")
    (folder / "in").mkdir()
    write_reports(folder / "in")
    assert main(["run", str(folder / "in"), "--out", str(folder / "out"), "--engine", "offline", "--workers", "1"]) == 0
    assert main(["compare", str(folder / "out")]) == 0
    return folder / "out"


@pytest.fixture
def workspace(read_workspace: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(read_workspace, tmp_path / "workspace"))


@pytest.fixture
def store(workspace: Path) -> Iterator[Store]:
    store = open_store(workspace)
    yield store
    store.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        pytest.skip("no chromium; apt-get install chromium fonts-noto-cjk")
    with launched() as opened:
        yield opened


def document_of(store: Store, name: str) -> int:
    """The document of the example whose name begins so."""
    lines = list_queue(store, Filter(status=None))
    return next(line.document_id for line in lines if line.report_name.startswith(name))
