"""Ctrl-C in a run is obeyed where the run waits or takes up new work, never in the midst of a transaction.

An exception that strikes between two bytecodes can leave a transaction open behind it: SQLite's one writer would then
wait a minute for itself while the run keeps what is done.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Self

_holding: "list[Interrupts]" = []
"""The run of the main thread, if one holds its signals; Python gives them to that thread alone."""


class Interrupts:
    """Holds SIGINT back until the run is at a place where it may end; one that finds another held back strikes at once.

    A context manager; a pending SIGINT is a KeyboardInterrupt at its end. In another thread than the main one it does
    nothing.
    """

    def __init__(self) -> None:
        self._waiting = False
        self._pending = False

    def __enter__(self) -> Self:
        if _in_main_thread():
            self._before = signal.signal(signal.SIGINT, self._take)
            _holding.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if _in_main_thread():
            _holding.remove(self)
            signal.signal(signal.SIGINT, self._before)
        if error is None:
            self.obey()

    def obey(self) -> None:
        """End the run here if it was asked to."""
        if self._pending:
            self._pending = False
            raise KeyboardInterrupt

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """A wait that SIGINT may cut short."""
        self._waiting = True
        try:
            self.obey()
            yield
        finally:
            self._waiting = False

    def _take(self, number: int, frame: FrameType | None) -> None:
        if self._waiting or self._pending:
            raise KeyboardInterrupt
        self._pending = True


@contextmanager
def waiting() -> Iterator[None]:
    """A wait of whatever serves the run; without a run, as always."""
    if _holding and _in_main_thread():
        with _holding[-1].waiting():
            yield
    else:
        yield


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
