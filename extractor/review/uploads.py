"""A file that a reviewer uploads: kept in DIR/uploads, then read by ``extractor run`` in a process of its own."""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from extractor.batch.inputs import path_from
from extractor.documents.open import refuse_foreign
from extractor.errors import OutputError, TooLargeError, UsageError

LARGEST_UPLOAD = 50
"""Megabytes (2**20 bytes). The server holds an upload in memory; larger scans are put in DIR by hand and run from there."""

_FOLDER = "uploads"
_LONGEST_NAME = 160
"""Bytes of a name, so that what is put behind it (``~`` and eight digits, ``.json``) stays under file systems' 255."""


def keep_upload(folder: Path, name: str, data: bytes) -> Path:
    """Write an upload to ``folder``/uploads, whole or not at all, and never over a file that is there; its path.

    ``name`` is what the browser called it. A file of the same name and content is taken as the same; one of other
    content leaves the new one ``~`` and eight hexadecimal digits of its SHA-256. Raises TooLargeError, EmptyFileError
    and UnsupportedTypeError for what is not kept, OutputError where ``folder`` cannot be written.
    """
    name = _plain_name(name)
    if len(data) > LARGEST_UPLOAD << 20:
        raise TooLargeError(
            f"文件 {name} 超过 {LARGEST_UPLOAD} MB，不能上传；请放入文件夹后用 extractor run 读取。",
            f"{name} is larger than {LARGEST_UPLOAD} MB; put it in a folder and read it with extractor run.",
        )
    refuse_foreign(data, name)
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - of a name that is no path yet
    others = f"{stem}~{hashlib.sha256(data).hexdigest()[:8]}{suffix}"
    try:
        (folder / _FOLDER).mkdir(exist_ok=True)
        return next(path for path in (folder / _FOLDER / one for one in (name, others)) if _written(path, data))
    except OSError as error:
        raise OutputError(
            f"无法写入“{folder / _FOLDER}”：{error.strerror}；请检查磁盘空间和权限。",
            f"{folder / _FOLDER} cannot be written: {error.strerror}; check disk space and rights.",
        ) from error
    except StopIteration as error:
        raise OutputError(
            f"“{others}”已存在，内容却不同；请先移走它。", f"{others} is there with another content; move it away first."
        ) from error


def _plain_name(name: str) -> str:
    """The last part of a path, without what shows nothing, hides a file or leads elsewhere; not too long."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(character for character in last if unicodedata.category(character)[0] != "C").strip(" .~")
    stem, suffix = os.path.splitext(shown)  # noqa: PTH122 - of a name that is no path yet
    suffix = suffix.encode()[:16].decode("utf-8", "ignore")
    return (stem.encode()[: _LONGEST_NAME - len(suffix.encode())].decode("utf-8", "ignore") or "upload") + suffix


def _written(path: Path, data: bytes) -> bool:
    """Whether ``path`` holds ``data``: now, or since before. False where something else is there."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".") as temporary:
        temporary.write(data)
        temporary.flush()
        try:
            os.link(temporary.name, path)  # unlike a rename it never replaces a file
        except FileExistsError:
            return path.is_file() and not path.is_symlink() and path.read_bytes() == data
    path.chmod(0o644)
    return True


@dataclass(frozen=True)
class Reading:
    """A run over one upload. ``key``: its path from DIR, by which the workspace knows it."""

    key: str
    process: "subprocess.Popen[bytes]"
    told: IO[bytes]

    def is_over(self) -> bool:
        """Whether the run has ended."""
        return self.process.poll() is not None

    def complaint(self) -> str:
        """The last line that the run wrote before it ended: what kept it from reading at all."""
        self.told.seek(0)
        lines = self.told.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"extractor run: {self.process.poll()}"


_readings: dict[Path, Reading] = {}


def read_upload(folder: Path, path: Path, store_url: str | None = None) -> Reading:
    """Read an upload by ``extractor run``, in a process of its own and with the limits that every run has.

    Raises UsageError while another upload to ``folder`` is being read by this server.
    """
    refuse_second(folder)
    line = [sys.executable, "-m", "extractor", "run", str(path), "--out", str(folder), "--workers", "1"]
    told = tempfile.TemporaryFile()  # noqa: SIM115 - the process writes into it for as long as it lives
    process = subprocess.Popen(
        [*line, *(["--store", store_url] if store_url else [])], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=told
    )
    _readings[folder] = Reading(path_from(folder, path), process, told)
    return _readings[folder]


def refuse_second(folder: Path) -> None:
    """Raise UsageError while an upload to ``folder`` is being read: one takes up to two gigabytes of memory."""
    before = _readings.get(folder)
    if before is not None and not before.is_over():
        raise UsageError("正在读取另一份上传的文件，请稍后再传。", "Another upload is being read; try again in a while.")
