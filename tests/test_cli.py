"""The commands as a user runs them: in a process of their own."""

import argparse
import csv
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from extractor.cli import parser
from tests.batch.documents import report, write

EXAMPLES = Path(__file__).parents[1] / "examples"
EXAMPLE = EXAMPLES / "001_79dfd87bc59a18f9.txt"
NO_MODEL = {name: "" for prefix in ("EXTRACTOR", "OPENAI") for name in (f"{prefix}_MODEL", f"{prefix}_BASE_URL")}


def command(*arguments: str | Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """The finished command, with no model configured unless ``variables`` say so."""
    return subprocess.run(
        [sys.executable, "-m", "extractor", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env={**os.environ, **NO_MODEL, "PYTHONUTF8": "1", **variables},
    )


def test_run_reads_the_examples(tmp_path: Path) -> None:
    done = command("run", EXAMPLES, "--out", tmp_path / "out")
    assert done.returncode == 0
    assert done.stdout.startswith("引擎 offline")
    assert "Engine offline (no language model is configured)" in done.stdout.splitlines()[0]
    assert "21 + 0 ≠ 21 + 1" in done.stdout
    assert str(tmp_path / "out" / "summary.csv") in done.stdout
    assert len(done.stderr.splitlines()) == 5
    assert len(list((tmp_path / "out" / "reports").glob("*.json"))) == 5
    with (tmp_path / "out" / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == sorted(path.name for path in EXAMPLES.glob("*.txt"))


def test_failed_files_are_named_with_their_reason(tmp_path: Path) -> None:
    write(tmp_path / "in", "letter.txt", "您好。")
    write(tmp_path / "in", "good.md", report("云浦县司法局", 2023))
    done = command("run", tmp_path / "in", "--out", tmp_path / "out", "--workers", "1")
    assert done.returncode == 1
    assert "letter.txt" in done.stdout
    assert "not_a_report" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_unchanged_files_are_told(tmp_path: Path) -> None:
    command("run", EXAMPLE, "--out", tmp_path / "out")
    assert "1 of them are unchanged" in command("run", EXAMPLE, "--out", tmp_path / "out").stdout
    assert "are unchanged" not in command("run", EXAMPLE, "--out", tmp_path / "out", "--fresh").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("run",),
        ("run", "x.txt"),
        ("run", "--out", "out"),
        ("run", "missing.txt", "--out", "out"),
        ("run", str(EXAMPLE), "--out", "out", "--workers", "0"),
        ("run", str(EXAMPLE), "--out", "out", "--workers", "two"),
        ("run", str(EXAMPLE), "--out", "out", "--engine", "magic"),
        ("run", str(EXAMPLE), "--out", str(EXAMPLE)),
        ("run", str(EXAMPLE), "--out", str(EXAMPLE), "--max-tokens", "1"),
        ("unknown",),
        ("text",),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = command(*arguments)
    assert done.returncode == 2
    assert re.search("[\u4e00-\u9fff]", done.stderr)
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_every_command_takes_debug() -> None:
    def commands_of(given: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
        yield given
        for action in given._actions:
            if isinstance(action, argparse._SubParsersAction):
                for below in action.choices.values():
                    yield from commands_of(below)

    assert all("--debug" in one.format_usage() for one in commands_of(parser()))
    assert parser().parse_args(["--debug", "schema"]).debug
    assert parser().parse_args(["schema", "--debug"]).debug
    assert not parser().parse_args(["schema"]).debug


@pytest.mark.parametrize("engine", ["llm", "hybrid"])
def test_a_model_engine_without_a_model_says_what_to_set(engine: str, tmp_path: Path) -> None:
    done = command("run", EXAMPLE, "--out", tmp_path / "out", "--engine", engine)
    assert done.returncode == 2
    assert "EXTRACTOR_MODEL" in done.stderr


def test_text_prints_what_offsets_point_into(tmp_path: Path) -> None:
    command("run", EXAMPLE, "--out", tmp_path / "out")
    stored = json.loads((tmp_path / "out" / "reports" / f"{EXAMPLE.name}.json").read_text(encoding="utf-8"))
    text = command("text", EXAMPLE).stdout
    assert len(text) == stored["source"]["characters"]
    for evidence in stored["evidence"].values():
        assert text[evidence["start"] : evidence["end"]] == evidence["raw"]


def test_text_of_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    done = command("text", tmp_path / "missing.pdf")
    assert done.returncode == 1
    assert "missing.pdf" in done.stderr
    assert "Traceback" not in done.stderr


def test_results_follow_the_schema(tmp_path: Path) -> None:
    schema = json.loads(command("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    write(tmp_path / "in", "letter.txt", "您好。")
    command("run", tmp_path / "in", EXAMPLES, "--out", tmp_path / "out")
    results = list((tmp_path / "out" / "reports").glob("*.json"))
    assert len(results) == 6
    for path in results:
        validator.validate(json.loads(path.read_text(encoding="utf-8")))


def test_show_takes_a_result_or_a_document(tmp_path: Path) -> None:
    command("run", EXAMPLE, "--out", tmp_path / "out")
    result = command("show", tmp_path / "out" / "reports" / f"{EXAMPLE.name}.json", COLUMNS="100")
    document = command("show", EXAMPLE, COLUMNS="100")
    assert result.returncode == document.returncode == 0
    assert result.stdout == document.stdout
    assert "21 + 0 ≠ 21 + 1" in result.stdout


def test_show_of_a_failed_document(tmp_path: Path) -> None:
    done = command("show", write(tmp_path, "empty.txt", ""))
    assert done.returncode == 1
    assert "empty_file" in done.stdout


def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    line = f'"{sys.executable}" -m extractor text "{EXAMPLE}" | head -c 10'
    done = subprocess.run(["bash", "-c", line], capture_output=True, timeout=60, check=False)
    assert done.stderr == b""


def test_a_bar_on_a_terminal(tmp_path: Path) -> None:
    screen, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "extractor", "run", str(EXAMPLE), "--out", str(tmp_path / "out"), "--engine", "offline"],
        stdout=subprocess.DEVNULL,
        stderr=terminal,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(terminal)
    shown = b""
    while chunk := _read(screen):
        shown += chunk
    os.close(screen)
    assert process.wait(60) == 0
    assert "1/1" in shown.decode()
    assert "left" in shown.decode()


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 65536)
    except OSError:  # the other side is closed
        return b""


def test_ctrl_c_ends_the_run_and_the_same_command_goes_on(tmp_path: Path) -> None:
    for number in range(200):
        write(tmp_path / "in", f"{number:03}.txt", f"{EXAMPLE.read_text(encoding='utf-8')}\n{number}\n")
    arguments = ["run", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--engine", "offline", "--workers", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "extractor", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    reports = tmp_path / "out" / "reports"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (reports.is_dir() and len(list(reports.glob("*.json"))) >= 3):
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted" in errors
    assert "Traceback" not in errors
    done = len(list(reports.glob("*.json")))
    assert 3 <= done < 200
    again = command(*arguments)
    assert again.returncode == 0
    assert f"{done} of them are unchanged" in again.stdout
    assert len(list(reports.glob("*.json"))) == 200


def test_large_batches_are_told_by_reason_in_few_lines(tmp_path: Path) -> None:
    for number in range(30):
        write(tmp_path / "in", f"{number}.md", report(f"第{number}号县司法局", 2023))
    done = command("run", tmp_path / "in", "--out", tmp_path / "out", "--workers", "2")
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) <= 21
    reasons = [line.split() for line in done.stdout.splitlines() if "table_missing" in line]
    assert [line[0] for line in reasons] == ["30"]


def test_help_loads_nothing_heavy() -> None:
    probe = (
        "import sys; from extractor.cli import parser; parser().format_help(); "
        "heavy = {'pydantic', 'pymupdf', 'lxml', 'rich', 'openai', 'instructor', 'opencc', 'numpy', 'docx', 'openpyxl', 'pyarrow'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_a_type_may_be_asked_for_and_another_one_is_another_reading(tmp_path: Path) -> None:
    excerpt = Path(__file__).parent / "reports" / "work_report" / "excerpts" / "linqi.txt"
    wanted = ("run", excerpt, "--out", tmp_path / "out", "--engine", "offline", "--workers", "1")
    assert command(*wanted, "--type", "work-report").returncode == 0
    done = command(*wanted, "--type", "disclosure")
    assert (done.returncode, "not_a_report" in done.stdout) == (1, True)
    assert command(*wanted).returncode == 0
    unknown = command(*wanted, "--type", "novel")
    assert unknown.returncode == 2
    assert "work-report" in unknown.stderr


def test_the_schema_of_each_type() -> None:
    assert "WorkFact" in command("schema", "work-report").stdout
    assert command("schema").stdout == command("schema", "disclosure").stdout
    assert command("schema", "novel").returncode == 2
