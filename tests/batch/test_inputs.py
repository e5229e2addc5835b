"""Which files a run reads, and names of results that later runs never change."""

import os
from collections.abc import Iterable
from itertools import permutations
from pathlib import Path

import pytest

from extractor.batch.inputs import Input, Inputs, find_files, kept_names, prepare
from extractor.errors import UsageError
from tests.batch.documents import write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.txt", "2023/a.txt", "2023/c.html", ".hidden/d.txt", ".e.txt", "~$f.docx"):
        write(tmp_path / "in", name, name)
    return tmp_path / "in"


def _named(files: Iterable[Path], out: Path) -> list[Input]:
    return list(Inputs(files, out))


def _names(files: Iterable[Path], folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in files]


def test_folders_are_walked_without_hidden_files(folder: Path, tmp_path: Path) -> None:
    assert _names(find_files([folder], tmp_path / "out"), folder) == ["a.txt", "b.txt", "2023/a.txt", "2023/c.html"]


def test_a_hidden_file_is_read_where_it_is_named(folder: Path, tmp_path: Path) -> None:
    assert _names(find_files([folder / ".e.txt"], tmp_path / "out"), folder) == [".e.txt"]


def test_the_results_of_a_run_are_no_input(folder: Path) -> None:
    out = folder / "out"
    write(prepare(out) / "reports", "a.txt.json", "{}")
    assert _names(find_files([folder], out), folder) == ["a.txt", "b.txt", "2023/a.txt", "2023/c.html"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.txt", ["a.txt", "b.txt"]),
        ("**/*.txt", ["2023/a.txt", "a.txt", "b.txt"]),
        ("20*", ["2023/a.txt", "2023/c.html"]),
    ],
)
def test_quoted_globs(pattern: str, found: list[str], folder: Path, tmp_path: Path) -> None:
    assert _names(find_files([folder / pattern], tmp_path / "out"), folder) == found


def test_a_name_that_exists_is_no_glob(tmp_path: Path) -> None:
    path = write(tmp_path, "[2023]报告.txt", "")
    assert list(find_files([path], tmp_path / "out")) == [path]


def test_a_file_named_twice_is_read_once(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    found = find_files(["a.txt", folder / "a.txt", "2023/../a.txt", "*.txt"], tmp_path / "out")
    assert len(Inputs(found, prepare(tmp_path / "out"))) == 2


@pytest.mark.parametrize("path", ["missing.txt", "*.pdf", ".hidden/none"])
def test_a_path_that_names_nothing_is_wrong_usage(path: str, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="names no file"):
        find_files([folder / "a.txt", folder / path], tmp_path / "out")


def test_a_link_keeps_its_own_name(folder: Path, tmp_path: Path) -> None:
    (folder / "link.txt").symlink_to(folder / "a.txt")
    assert [path.name for path in find_files([folder / "link.txt"], tmp_path / "out")] == ["link.txt"]


def test_names_do_not_depend_on_the_order(folder: Path, tmp_path: Path) -> None:
    files = list(find_files([folder], tmp_path / "any"))
    named = set()
    for number, order in enumerate(permutations(files)):
        out = prepare(tmp_path / f"out-{number}")
        named.add(frozenset((item.path, item.name) for item in _named(order, out)))
    assert len(named) == 1
    names = sorted(name for _, name in named.pop())
    assert names[2:] == ["b.txt", "c.html"]
    assert [name.partition("~")[0] for name in names[:2]] == ["a.txt", "a.txt"]
    assert all(len(name) == len("a.txt~12345678") for name in names[:2])


def test_a_later_file_of_the_same_name_renames_nothing(folder: Path, tmp_path: Path) -> None:
    out = prepare(tmp_path / "out")
    first = _named([folder / "a.txt"], out)
    assert [item.name for item in first] == ["a.txt"]
    other_run = _named([folder / "2023/a.txt"], out)
    assert other_run[0].name.startswith("a.txt~")
    together = _named([folder / "2023/a.txt", folder / "a.txt"], out)
    assert together == [*other_run, *first]
    assert len(list(kept_names(out))) == 2


def test_names_that_some_file_systems_take_for_one_are_kept_apart(tmp_path: Path) -> None:
    files = [write(tmp_path / "1", "A.txt", ""), write(tmp_path / "2", "a.TXT", "")]
    assert all("~" in item.name for item in _named(files, prepare(tmp_path / "out")))


def test_long_names_fit_the_file_system_and_stay_apart(tmp_path: Path) -> None:
    longest = "政" * 80
    files = [tmp_path / f"{longest}{end}.txt" for end in "一二"]
    names = [item.name for item in _named(files, prepare(tmp_path / "out"))]
    assert len(set(names)) == 2
    assert all(len(name.encode()) <= 200 for name in names)


@pytest.mark.skipif(os.name == "nt", reason="file names are text on Windows")
def test_names_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("年报.txt".encode("gb18030"))
    path.write_text("", encoding="utf-8")
    out = prepare(tmp_path / "out")
    assert [item.name for item in _named(find_files([path], out), out)] == ["年报.txt"]
    assert [item.name for item in _named(find_files([path], out), out)] == ["年报.txt"]


def test_a_folder_that_cannot_be_made_is_wrong_usage(tmp_path: Path) -> None:
    write(tmp_path, "file", "")
    with pytest.raises(UsageError, match="cannot be used"):
        prepare(tmp_path / "file")
