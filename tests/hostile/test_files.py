"""Hostile files in one folder, read by the real command: each gets its own result, and nothing else happens."""

import csv
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.batch.documents import report, write
from tests.hostile.files import CASES, Case
from tests.hostile.running import Outcome, extractor_run, trap

_LONG = "长" * 83 + "ab.md"
"""255 bytes of UTF-8, the most that a file name may have."""
_LINES = "a\n\x1b[2Jb.md"


@dataclass(frozen=True)
class Read:
    """What came of the folder: the run, what the server was asked for, and the folder before and after it."""

    outcome: Outcome
    asked: list[str]
    before: dict[str, str]
    after: dict[str, str]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    folder = tmp_path_factory.mktemp("hostile")
    given = folder / "in"
    with trap() as (server, asked):
        for case in CASES:
            given.mkdir(exist_ok=True)
            (given / case.name).write_bytes(case.data(server))
        write(given, _LONG, report("长名局", 2023))
        write(given, _LINES, report("断行局", 2023))
        write(folder / "elsewhere", "secret.md", report("别处局", 2023))
        (given / "out-of-it.md").symlink_to(folder / "elsewhere" / "secret.md")
        (given / "folder-out-of-it").symlink_to(folder / "elsewhere")
        (given / "inside.md").symlink_to(_LONG)
        (given / "loop.md").symlink_to("loop.md")
        (given / "gone.md").symlink_to("nothing")
        os.mkfifo(given / "pipe.md")
        (given / "zero.md").symlink_to("/dev/zero")
        with (given / "sparse.pdf").open("wb") as file:
            file.truncate(1 << 40)
        before = _state(given)
        outcome = extractor_run([given], folder, "--workers", "2")
        yield Read(outcome, asked, before, _state(given))


def _state(folder: Path) -> dict[str, str]:
    """Each file's name with its size, time and content, which only the huge one is not asked for."""
    state = {}
    for path in folder.iterdir():
        status = path.lstat()
        small = path.is_file() and not path.is_symlink() and status.st_size < 1 << 30
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if small else ""
        state[path.name] = f"{status.st_mode} {status.st_size} {status.st_mtime_ns} {digest}"
    return state


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_file_has_its_own_outcome(case: Case, read: Read) -> None:
    name = case.name if not case.name.startswith("=") else f"'{case.name}"
    assert read.outcome.codes()[name] == case.code, read.outcome.said


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (_LONG, None),
        ("a \x1b[2Jb.md", None),
        ("inside.md", None),
        ("loop.md", "unreadable_file"),
        ("gone.md", "unreadable_file"),
        ("pipe.md", "unreadable_file"),
        ("sparse.pdf", "too_large"),
    ],
)
def test_strange_names_and_kinds_of_files(name: str, code: str | None, read: Read) -> None:
    assert read.outcome.codes()[name] == code


def test_links_that_lead_out_of_the_folder_are_told_and_not_read(read: Read) -> None:
    for name in ("out-of-it.md", "zero.md"):
        assert name not in read.outcome.codes()
        assert f"{name} was left out" in read.outcome.said
    assert "别处局" not in read.outcome.said + (read.outcome.out / "summary.csv").read_text(encoding="utf-8")


def test_the_run_ends_in_words(read: Read) -> None:
    assert read.outcome.status == 1
    assert "Traceback" not in read.outcome.said
    assert "\x1b" not in read.outcome.said


def test_nothing_is_asked_of_the_network_or_written_outside(read: Read) -> None:
    assert read.asked == []
    assert read.outcome.broken_rules == ""
    assert read.after == read.before
    assert not list(Path("/tmp").glob("evil-*"))


def test_nothing_is_left_of_what_was_half_done(read: Read) -> None:
    assert list((read.outcome.out.parent / "t").iterdir()) == []
    assert [path for path in read.outcome.out.rglob("*") if path.suffix == ".part"] == []


def test_no_cell_of_the_summary_is_a_formula(read: Read) -> None:
    with (read.outcome.out / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=1+1.md" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_a_number_of_a_hundred_thousand_digits_is_no_value(read: Read) -> None:
    result = read.outcome.result("digits.txt")
    assert "9" * 50 not in str(result["report"].get("requests"))
    assert [fact for fact in result["report"]["overview"]["facts"] if fact["value"] > 1e15] == []
