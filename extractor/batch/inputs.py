"""Which files a run reads, and under which name each one's result lies in DIR."""

import csv
import glob
import hashlib
import os
import sqlite3
import unicodedata
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.documents.open import name_of
from extractor.errors import OutputError, UsageError

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
) -> Iterator[Path]:
    """The files that ``paths`` (files, folders, globs) name, in a stable order, as they are found.

    One that several of ``paths`` name comes several times. Folders are walked recursively without hidden files and
    folders (``.…``, ``~$…``) and without ``out`` itself; symbolic links to folders are not followed. ``left_out`` is
    told of what a folder holds and is not read: links to files outside of it, which whoever filled the folder may not
    be allowed to read, and folders that may not be opened. A name that exists is never taken as a glob. Raises
    UsageError at once where one of ``paths`` names nothing.
    """
    names, ours = [str(path) for path in paths], out.resolve()
    for name in names:
        if next(_files(name, ours, lambda _: None), None) is None:
            raise UsageError(f"“{name}”没有可读的文件；请检查路径。", f"{name} names no file; check the path.")
    return (_located(file) for name in names for file in _files(name, ours, left_out))


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


class Inputs:
    """The files of a run, each once, with the names of their results, which are kept in ``DIR/.inputs.csv``.

    A file is known by its path relative to DIR. One that had a result in DIR keeps that name, so that another file of
    the same name, in this run or a later one, never renames or overwrites a result that somebody has linked. A new
    file gets ``<file name>`` where no other has it, neither in DIR nor in this run, else ``<file name>~<8 hex>`` with
    the SHA-256 of its relative path: the same whatever the order of the files.

    Everything is in a database of its own, on disk and gone with this object: a run takes the same memory whatever the
    number of its files. Raises OutputError where the disk is full or DIR cannot be written.
    """

    def __init__(self, files: Iterable[Path], out: Path) -> None:
        self._database = sqlite3.connect("")
        weakref.finalize(self, self._database.close)
        try:
            self._name(files, out)
        except (OSError, sqlite3.Error) as error:
            raise OutputError(
                f"无法在“{out}”中记下文件名：{error}；请检查磁盘空间和权限，然后重新运行同一命令。",
                f"The files' names cannot be kept in {out}: {error}; check disk space and rights, then run the same "
                "command again.",
            ) from error

    def _name(self, files: Iterable[Path], out: Path) -> None:
        self._database.executescript(_TABLES)
        self._database.executemany(
            "INSERT OR IGNORE INTO kept VALUES (?, ?, ?)",
            ((key, name, _alike(name)) for key, name in kept_names(out)),
        )
        self._database.executemany(
            "INSERT OR IGNORE INTO found (path, key, alike) VALUES (?, ?, ?)",
            ((os.fsencode(file), path_from(out, file), _alike(file.name)) for file in files),
        )
        self._database.executescript(_FRESH)
        new = self._database.execute(_NEW)
        self._database.executemany(
            "INSERT INTO added VALUES (?, ?)",
            ((key, _name(_path(path), key, alone=bool(alone))) for path, key, alone in new),
        )
        _keep_names(self._database.execute("SELECT name, key FROM named ORDER BY key"), out)

    def __len__(self) -> int:
        number: int = self._database.execute("SELECT count(*) FROM found").fetchone()[0]
        return number

    def __iter__(self) -> Iterator[Input]:
        rows = self._database.execute("SELECT path, name FROM found JOIN named USING (key) ORDER BY number")
        return (Input(_path(path), name) for path, name in rows)


_TABLES = """
CREATE TABLE kept (key TEXT PRIMARY KEY, name TEXT, alike BLOB);
CREATE TABLE found (number INTEGER PRIMARY KEY, path BLOB UNIQUE, key TEXT, alike BLOB);
CREATE TABLE added (key TEXT PRIMARY KEY, name TEXT);
CREATE VIEW named AS SELECT key, name FROM kept UNION ALL SELECT key, name FROM added;
"""
_FRESH = """
CREATE INDEX kept_alike ON kept (alike);
CREATE TABLE fresh AS SELECT path, key, alike FROM found WHERE key NOT IN (SELECT key FROM kept);
CREATE INDEX fresh_alike ON fresh (alike);
"""
_NEW = """
SELECT path, key, (SELECT count(*) FROM fresh AS other WHERE other.alike = fresh.alike) = 1
    AND alike NOT IN (SELECT alike FROM kept)
FROM fresh
"""


def _path(raw: bytes) -> Path:
    return Path(os.fsdecode(raw))


def _name(file: Path, key: str, *, alone: bool) -> str:
    name = name_of(file)
    if alone and len(name.encode()) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(key.encode()).hexdigest()[:8]
    return f"{name.encode()[: _LONGEST_NAME - 9].decode('utf-8', 'ignore')}~{digest}"


def _alike(name: str) -> bytes:
    """Names that a file system may take for one: macOS and Windows ignore case and the form of accents."""
    return os.fsencode(unicodedata.normalize("NFC", name).casefold())


def path_from(out: Path, file: Path) -> str:
    """The path from DIR, as text that can be written down whatever bytes the name is made of."""
    try:
        path = Path(os.path.relpath(file, out)).as_posix()
    except ValueError:  # another drive than DIR's
        path = file.as_posix()
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def kept_names(out: Path) -> Iterator[tuple[str, str]]:
    """The path from DIR and the name of the result of every file that was ever read into DIR."""
    try:
        with (out / _NAMES_FILE).open(encoding="utf-8", newline="") as file:
            yield from ((row[1], row[0]) for row in csv.reader(file) if len(row) == 2)
    except FileNotFoundError:
        return


def _keep_names(rows: Iterable[tuple[str, str]], out: Path) -> None:
    temporary = out / f"{_NAMES_FILE}.{os.getpid()}.part"
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        temporary.replace(out / _NAMES_FILE)
    finally:
        temporary.unlink(missing_ok=True)
