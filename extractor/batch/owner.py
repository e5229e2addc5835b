"""Who holds tasks, and whether it still lives: a lock on a file that the system gives back when a process ends.

A run and its workers share the lock of one file in ``DIR/.locks``. When a run is killed, its tasks are free as soon as
its last worker is gone, at once and without a clock; until then nobody else asks a model what a worker of the dead run
is still asking. A run on another machine is known by its lease alone.
"""

import fcntl
import os
import re
import shutil
import uuid
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

_LOCKS = ".locks"
_OWNER = re.compile("[0-9a-f]{32}")


class Owner:
    """This run among all that work on a workspace; a context manager.

    ``shared``: a folder, made by whoever needs it first, for what the workers use and find out together; gone with the run.
    """

    def __init__(self, out: Path) -> None:
        self.id = uuid.uuid4().hex
        self.lock = out / _LOCKS / self.id
        self.shared = _shared(self.lock)
        self.lock.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.lock.open("w")
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.shared, ignore_errors=True)
        if error is None:  # else tasks may still be in its name, and the file says that nobody works on them
            self.lock.unlink(missing_ok=True)
        self._file.close()


@cache
def share(lock: Path) -> int:
    """Hold a run's lock in a worker of it, for as long as the process lives; the descriptor.

    Raises ProcessLookupError where the run is gone already and its tasks may be another's.
    """
    try:
        descriptor = os.open(lock, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        if lock.stat().st_ino == os.fstat(descriptor).st_ino:
            return descriptor
    except FileNotFoundError:
        pass
    raise ProcessLookupError(lock.name)


def owners(out: Path) -> set[str]:
    """Every run on this machine that has not ended as it should: those at work, and those that were killed."""
    return {lock.name for lock in (out / _LOCKS).iterdir() if _OWNER.fullmatch(lock.name)}


def dead(out: Path, owners: Iterable[str]) -> list[str]:
    """Those of the owners that ran on this machine and are gone with all their workers."""
    return [owner for owner in owners if _is_dead(out / _LOCKS / owner)]


def _is_dead(lock: Path) -> bool:
    try:
        with lock.open("r") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            lock.unlink()
            shutil.rmtree(_shared(lock), ignore_errors=True)
    except FileNotFoundError:  # another machine's
        return False
    except BlockingIOError:
        return False
    return True


def _shared(lock: Path) -> Path:
    return lock.with_suffix(".shared")
