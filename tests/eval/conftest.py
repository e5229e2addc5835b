"""One run over the project's own text fixtures, shared by the tests that only look at it."""

import shutil
from pathlib import Path

import pytest

from eval.labels import FIXTURES, LabelSet, load_set
from eval.runs import SavedRun, run

TEXT_FIXTURES = [folder for folder in sorted(FIXTURES.iterdir()) if list(folder.glob("*.txt"))]


@pytest.fixture(scope="session")
def labels(tmp_path_factory: pytest.TempPathFactory) -> LabelSet:
    """The labelled text samples, copied: the same on a machine that has the PDF and on one that has not."""
    root = tmp_path_factory.mktemp("labels")
    for folder in TEXT_FIXTURES:
        shutil.copytree(folder, root / folder.name)
    return load_set(root)


@pytest.fixture(scope="session")
def sample_run(labels: LabelSet, tmp_path_factory: pytest.TempPathFactory) -> SavedRun:
    """The offline engine on them."""
    return run("offline", labels, tmp_path_factory.mktemp("run"))


@pytest.fixture
def one_fixture(tmp_path: Path) -> Path:
    """A folder of labels that a test may spoil, with one fixture."""
    root = tmp_path / "one"
    shutil.copytree(TEXT_FIXTURES[1], root / TEXT_FIXTURES[1].name)
    return root
