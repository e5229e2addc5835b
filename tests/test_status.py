"""``extractor status`` and ``extractor retry``: how far a workspace is, and another try for what failed."""

from pathlib import Path

import pytest

from extractor.cli import main
from tests.batch.documents import report, write


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    write(tmp_path / "in", "good.md", report("云浦县司法局", 2023))
    write(tmp_path / "in", "empty.txt", "")
    write(tmp_path / "in", "letter.txt", "尊敬的用户：您好。")
    out = tmp_path / "out"
    assert main(["run", str(tmp_path / "in"), "--out", str(out), "--engine", "offline", "--workers", "1"]) == 1
    capsys.readouterr()
    return out


def test_status_counts_what_the_workspace_holds(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", str(workspace)]) == 0
    told = capsys.readouterr().out
    assert "失败 failed 2" in told
    assert "1  empty_file" in told
    assert "waiting 0" in told
    assert "extractions 3" in told


def test_retry_reads_what_failed_by_its_code(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["retry", str(workspace), "--failed", "--code", "empty_file", "--engine", "offline"]
    assert main(arguments) == 1
    told = capsys.readouterr().out
    assert "1 份 reports" in told
    assert "2 earlier ones" in told
    assert "letter.txt" not in told
    assert main(["status", str(workspace)]) == 0
    assert "extractions 4" in capsys.readouterr().out


def test_a_folder_that_is_no_workspace_is_wrong_usage(tmp_path: Path) -> None:
    assert main(["status", str(tmp_path)]) == 2
    assert main(["retry", str(tmp_path), "--failed"]) == 2
