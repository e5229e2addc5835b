"""The examples of docs/exports.md, run as they stand there."""

import contextlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from extractor.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
RSCRIPT = shutil.which("Rscript")


@pytest.fixture(scope="module")
def exported(read_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``out/`` in which the commands of the page were carried out."""
    folder = tmp_path_factory.mktemp("page")
    shutil.copytree(read_out, folder / "out")
    with contextlib.chdir(folder):
        for language, block in BLOCKS:
            for line in block.splitlines() if language == "sh" else ():
                assert main(line.partition("#")[0].split()[1:]) == 0
    return folder


def test_the_examples_run(exported: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(exported)
    for language, block in BLOCKS:
        if language == "python":
            exec(compile(block, "docs/exports.md", "exec"), {})
    assert "21 + 0 ≠ 21 + 1" in capsys.readouterr().out


@pytest.mark.skipif(RSCRIPT is None, reason="R (Rscript) is not installed here")
def test_the_example_in_r_runs(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(exported)
    for language, block in BLOCKS:
        if language == "r":
            done = subprocess.run([str(RSCRIPT), "-e", block], capture_output=True, text=True, timeout=60, check=False)
            assert done.returncode == 0, done.stderr
            assert "2020" in done.stdout
