"""Answers already paid for, on disk by content: whatever makes another answer makes another key."""

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from extractor.errors import SettingsError


def key_of(**parts: object) -> str:
    """SHA-256 of everything that decides an answer, as JSON with sorted names."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class Cache:
    """One JSON file an entry, in folders by the key's first two digits. Safe for several processes and threads:
    a file appears whole (written elsewhere, then renamed), and two writers of one key write the same thing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> None:
        """Make the folder where there is none. Raises SettingsError where nothing can be kept there."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                pass
        except OSError as error:
            raise SettingsError(
                f"回答缓存的文件夹“{self.folder}”无法写入：{error.strerror}；请更改 EXTRACTOR_CACHE，或设为 off。",
                f"Answers cannot be kept in {self.folder}: {error.strerror}; change EXTRACTOR_CACHE, or set it to off.",
            ) from error

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"

    def get(self, key: str) -> Any | None:  # noqa: ANN401 - any JSON value
        """The entry; None where there is none that can be read: a full disk may have cut the file off."""
        try:
            return json.loads(self._path(key).read_bytes())
        except (OSError, ValueError, RecursionError):
            return None

    def put(self, key: str, value: object) -> None:
        """Keep ``value`` (JSON) under ``key``. Raises OSError."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(value, file, ensure_ascii=False)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
