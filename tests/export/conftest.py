"""Workspaces to export."""

import shutil
from pathlib import Path

import pytest

from extractor.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def read_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples and one file that is no report, read."""
    folder = tmp_path_factory.mktemp("export")
    (folder / "=letter.txt").write_text("您好。", encoding="utf-8")
    arguments = ["run", str(EXAMPLES), str(folder / "=letter.txt"), "--out", str(folder / "out")]
    assert main([*arguments, "--engine", "offline", "--workers", "1"]) == 1
    return folder / "out"


@pytest.fixture
def out(read_out: Path, tmp_path: Path) -> Path:
    """A copy to write into."""
    return Path(shutil.copytree(read_out, tmp_path / "out"))
