"""Between the workspace's database and files: inputs by their content, results as files in DIR."""

import hashlib
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote_to_bytes

from extractor.batch.inputs import REPORTS, Input, path_from
from extractor.documents.open import content_hash
from extractor.errors import OutputError
from extractor.store.enqueue import NO_CONTENT, Found
from extractor.store.results import Report, StandingFile

_URI = "file://"


def found_of(item: Input, out: Path) -> Found:
    """An input as the workspace knows it, with the hash of its content; one that cannot be read by its path."""
    key = path_from(out, item.path)
    digest = content_hash(item.path) or NO_CONTENT + hashlib.sha256(key.encode()).hexdigest()
    return Found(key=key, path=as_text(item.path), sha256=digest, report_name=item.name)


def as_text(path: Path) -> str:
    """A path as the database can hold it: itself, or a URI where its bytes are no UTF-8."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return path.as_uri()
    return text


def as_path(text: str) -> Path:
    """The path that ``as_text`` was given."""
    return Path(os.fsdecode(unquote_to_bytes(text.removeprefix(_URI)))) if text.startswith(_URI) else Path(text)


def source_file(out: Path, keys: Sequence[str], path: str | None, sha256: str) -> Path | None:
    """Where the very content that was read lies now; ``keys``: paths from DIR, ``path``: where it was last opened."""
    places = [out / key for key in keys] + ([as_path(path)] if path else [])
    for place in places:
        if place.is_file() and _digest(place, place.stat().st_mtime_ns) == sha256:
            return place
    return None


@lru_cache(maxsize=64)
def _digest(path: Path, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_written(out: Path, file: StandingFile) -> bool:
    """Whether DIR has the report as it was written."""
    try:
        return _file(out, file.report_name).stat().st_size == file.size
    except OSError:
        return False


def write_report(out: Path, report: Report, owner: str) -> None:
    """Write a report whole or not at all. Raises OutputError where that cannot be done."""
    temporary = _temporary(out, owner)
    try:
        temporary.write_bytes(report.content)
        temporary.replace(_file(out, report.report_name))
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(
            f"无法写入“{report.report_name}.json”：{error.strerror}；请检查磁盘空间和权限，然后重新运行同一命令。",
            f"Cannot write {report.report_name}.json: {error.strerror}; "
            "check disk space and rights, then run the same command again.",
        ) from error


def clean_after(out: Path, owner: str) -> None:
    """Take away what a run that was killed left half-written."""
    _temporary(out, owner).unlink(missing_ok=True)


def _file(out: Path, name: str) -> Path:
    return out / REPORTS / f"{name}.json"


def _temporary(out: Path, owner: str) -> Path:
    """Each run has one of its own: two that write the same report never write into one file."""
    return out / REPORTS / f".{owner}.part"
