"""Which files a run reads, and under which name each one's result lies in DIR."""

import csv
import glob
import hashlib
import io
import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.documents.open import name_of
from extractor.errors import UsageError
from extractor.result import write_text

REPORTS = "reports"
_NAMES_FILE = ".inputs.csv"
_LONGEST_NAME = 200
"""Bytes of a result's name: with ``.json`` and what a temporary name adds it stays under file systems' 255."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read; its result is ``DIR/reports/<name>.json``."""

    path: Path
    name: str


def prepare(out: Path) -> Path:
    """Make DIR and its folder of results; its absolute path. Raises UsageError where that cannot be done."""
    try:
        (out / REPORTS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"无法使用文件夹“{out}”：{error.strerror}；请另选 --out。",
            f"The folder {out} cannot be used: {error.strerror}; choose another --out.",
        ) from error
    return out.resolve()


def find_files(
    paths: Iterable[str | Path], out: Path, left_out: Callable[[Path], None] = lambda _: None
) -> list[Path]:
    """The files that ``paths`` (files, folders, globs) name, each once, in a stable order.

    Folders are walked recursively without hidden files and folders (``.…``, ``~$…``) and without ``out`` itself;
    symbolic links to folders are not followed. ``left_out`` is told of what a folder holds and is not read: links to
    files outside of it, which whoever filled the folder may not be allowed to read, and folders that may not be
    opened. A name that exists is never taken as a glob. Raises UsageError where one of ``paths`` names nothing.
    """
    ours = out.resolve()
    found: dict[Path, None] = {}
    for path in paths:
        files = [_located(file) for file in _files(str(path), ours, left_out)]
        if not files:
            raise UsageError(f"“{path}”没有可读的文件；请检查路径。", f"{path} names no file; check the path.")
        found.update(dict.fromkeys(files))
    return list(found)


def _located(file: Path) -> Path:
    """Absolute, by the real folder; the name is kept even where it is a symbolic link's."""
    return file.parent.resolve() / file.name


def _files(name: str, out: Path, left_out: Callable[[Path], None]) -> Iterator[Path]:
    path = Path(name)
    if path.is_dir():
        yield from _walk(path, out, left_out)
    elif os.path.lexists(path):
        yield path
    else:
        for match in sorted(glob.iglob(name, recursive=True)):  # noqa: PTH207 - Path.glob takes no absolute pattern
            yield from _walk(Path(match), out, left_out) if Path(match).is_dir() else (Path(match),)


def _walk(folder: Path, out: Path, left_out: Callable[[Path], None]) -> Iterator[Path]:
    inside = folder.resolve()
    for here, folders, files in os.walk(folder, onerror=lambda error: left_out(Path(error.filename))):
        folders[:] = sorted(name for name in folders if not _hidden(name) and Path(here, name).resolve() != out)
        for file in (Path(here, name) for name in sorted(files) if not _hidden(name)):
            if file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(inside):
                left_out(file)
            else:
                yield file


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$"))


def name_inputs(files: Sequence[Path], out: Path) -> list[Input]:
    """Give each file the name of its result, and keep the names in ``DIR/.inputs.csv``.

    A file is known by its path relative to DIR. One that had a result in DIR keeps that name, so that another file of
    the same name, in this run or a later one, never renames or overwrites a result that somebody has linked. A new
    file gets ``<file name>`` where no other has it, neither in DIR nor in this run, else ``<file name>~<8 hex>`` with
    the SHA-256 of its relative path: the same whatever the order of the files.
    """
    keys = {file: path_from(out, file) for file in files}
    kept = kept_names(out)
    wanted = Counter(_alike(file.name) for file in files if keys[file] not in kept)
    taken = {_alike(name) for name in kept.values()}
    named = [
        Input(file, kept.get(keys[file]) or _name(file, keys[file], wanted[_alike(file.name)] == 1, taken))
        for file in files
    ]
    _keep_names({**kept, **{keys[item.path]: item.name for item in named}}, out)
    return named


def _name(file: Path, key: str, alone: bool, taken: set[str]) -> str:
    name = name_of(file)
    if alone and _alike(file.name) not in taken and len(name.encode()) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(key.encode()).hexdigest()[:8]
    return f"{name.encode()[: _LONGEST_NAME - 9].decode('utf-8', 'ignore')}~{digest}"


def _alike(name: str) -> str:
    """Names that a file system may take for one: macOS and Windows ignore case and the form of accents."""
    return unicodedata.normalize("NFC", name).casefold()


def path_from(out: Path, file: Path) -> str:
    """The path from DIR, as text that can be written down whatever bytes the name is made of."""
    try:
        path = Path(os.path.relpath(file, out)).as_posix()
    except ValueError:  # another drive than DIR's
        path = file.as_posix()
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def kept_names(out: Path) -> dict[str, str]:
    """Path from DIR -> name of the result, of every file that was ever read into DIR."""
    try:
        text = (out / _NAMES_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    rows = csv.reader(io.StringIO(text, newline=""))
    return {row[1]: row[0] for row in rows if len(row) == 2}


def _keep_names(names: Mapping[str, str], out: Path) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows((name, path) for path, name in sorted(names.items()))
    write_text(out / _NAMES_FILE, text.getvalue())
