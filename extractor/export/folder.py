"""The folder that exports go to: every file whole or not at all, and none that a person made or changed is overwritten."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from extractor.errors import OutputError, UsageError

_WRITTEN = ".written.sha256"
"""What this program wrote there, in the form of ``sha256sum``: digest, two spaces, name. Lines are only added."""


class Folder:
    """Writes files by name into one folder. Raises OutputError where that cannot be done."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._digests: dict[str, set[str]] = defaultdict(set)
        try:
            path.mkdir(parents=True, exist_ok=True)
            lines = (path / _WRITTEN).read_text(encoding="utf-8").splitlines() if (path / _WRITTEN).exists() else []
        except OSError as error:
            raise _failed(path, error) from error
        for line in lines:
            digest, _, name = line.partition("  ")
            self._digests[name].add(digest)

    def is_ours(self, name: str) -> bool:
        """Whether a file may be written: there is none of the name, or it is as this program wrote it."""
        path = self.path / name
        return not path.exists() or (name in self._digests and _digest(path) in self._digests[name])

    def refuse_changed(self, names: Iterable[str]) -> None:
        """Raise UsageError where files of these names are not ours."""
        changed = [name for name in names if not self.is_ours(name)]
        if changed:
            raise UsageError(
                f"“{self.path}”中的 {'、'.join(changed)} 已被修改或并非本程序所写，未覆盖；请移走或改名，或用 --out 另选文件夹。",
                f"{', '.join(changed)} in {self.path} changed since written, or is not ours, and was not overwritten; "
                "move or rename it, or choose another folder by --out.",
            )

    @contextmanager
    def writing(self, *names: str) -> Iterator[dict[str, Path]]:
        """Temporary paths for these names; at the end of the block all become the files, after an error none."""
        temporary = {name: self.path / f".{hashlib.sha256(name.encode()).hexdigest()[:16]}.{os.getpid()}.part" for name in names}
        try:
            yield temporary
            for name, path in temporary.items():
                self._note(name, _digest(path))
                path.replace(self.path / name)
        except OSError as error:
            raise _failed(self.path, error) from error
        finally:
            for path in temporary.values():
                path.unlink(missing_ok=True)

    def _note(self, name: str, digest: str) -> None:
        """Before the file is there: one that a crash left unwritten is then still known by its older digest."""
        if digest not in self._digests[name]:
            self._digests[name].add(digest)
            with (self.path / _WRITTEN).open("a", encoding="utf-8") as file:
                file.write(f"{digest}  {name}\n")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _failed(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"无法写入“{path}”：{error.strerror}；请检查磁盘空间和权限，或用 --out 另选文件夹。",
        f"Cannot write to {path}: {error.strerror}; check disk space and rights, or choose another folder by --out.",
    )
