"""Answers already paid for, on disk by content: whatever makes another answer makes another key."""

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


def key_of(**parts: object) -> str:
    """SHA-256 of everything that decides an answer, as JSON with sorted names."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class Cache:
    """One JSON file an entry, in folders by the key's first two digits. Safe for several processes and threads:
    a file appears whole (written elsewhere, then renamed), and two writers of one key write the same thing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"

    def get(self, key: str) -> Any | None:  # noqa: ANN401 - any JSON value
        """The entry; None where there is none, or only what is left of a file that a full disk cut off."""
        try:
            return json.loads(self._path(key).read_bytes())
        except (FileNotFoundError, json.JSONDecodeError):
            return None

    def put(self, key: str, value: object) -> None:
        """Keep ``value`` (JSON) under ``key``."""
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
