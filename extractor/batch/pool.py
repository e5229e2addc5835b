"""Worker processes that do one task at a time; the death of one costs its task and nothing else."""

import contextlib
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from tempfile import gettempdir
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar, cast

from extractor.batch.interrupts import waiting
from extractor.errors import InternalError

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

Task = TypeVar("Task")
Answer = TypeVar("Answer")

TIME_LIMIT = 60.0
"""Seconds for one task, unless told otherwise. A report takes 0.01 to 10; what takes longer than this hangs."""

_READY = "ready"
_WAITS = "waits"
_SOCKET_NAME = 104
"""Bytes of a socket's name, with the NUL behind it: 104 on macOS, 108 on Linux."""
_OUT_OF_MEMORY = 77
"""Exit code of a worker that ended itself; far from those of shells and interpreters."""


@dataclass(frozen=True, slots=True)
class Crash:
    """A task whose process died, or was ended because it ran out of time. ``exit_code``: negative is a signal."""

    exit_code: int | None
    timed_out: bool

    @property
    def out_of_memory(self) -> bool:
        """Whether the process ended itself since it was refused memory."""
        return self.exit_code == _OUT_OF_MEMORY and not self.timed_out


@dataclass(frozen=True, slots=True)
class _Raised:
    error: BaseException


class _Worker(Generic[Task, Answer]):
    def __init__(self, context: BaseContext, work: Callable[[Task], Answer], time_limit: float) -> None:
        self.time_limit = time_limit
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, work), daemon=True)  # type: ignore[attr-defined]
        if context.get_start_method() == "forkserver":
            _have_server()
        self.process.start()
        theirs.close()
        self.ready = False
        self.task: Task | None = None
        self.waits = False
        self.deadline = 0.0

    @property
    def computes(self) -> bool:
        return self.task is not None and not self.waits

    def give(self, task: Task) -> None:
        self.task = task
        self.waits = False
        self.deadline = time.monotonic() + self.time_limit
        self.connection.send(task)

    def end(self, patience: float = 0.2) -> int | None:
        """Stop the process, after ``patience`` seconds whatever it does, and give its exit code."""
        self.connection.close()
        self.process.join(patience)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        return self.process.exitcode


def _have_server() -> None:
    """Have the server run from which processes are forked, with SIGINT blocked in it from the beginning.

    Ctrl-C goes to the whole group, and the server ignores it only when all is loaded: until then it would die of it.
    Here the signal is not lost but comes after the start.
    """
    resource_tracker.ensure_running()  # would be started together with the server, and end the blocking
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_parents: list[Connection] = []
"""In a worker: the connection to the pool."""


def tell_waiting() -> None:
    """Tell the pool, from within a task, that it waits for another machine, so that this one may begin the next task.

    Where the pool has ended, so does the process: nobody would take what it asks the other machine for.
    """
    for parent in _parents:
        try:
            parent.send(_WAITS)
        except ConnectionError:
            os._exit(0)


def _serve(connection: Connection, work: Callable[[Task], Answer]) -> None:
    """A worker's life: until the parent closes the connection, or is gone itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the parent decides
    _parents.append(connection)
    with contextlib.suppress(EOFError, ConnectionError):
        connection.send(_READY)
        while True:
            try:
                connection.send(_answer(work, connection.recv()))
            except MemoryError:  # what it holds cannot be known, and the next task would pay for it
                os._exit(_OUT_OF_MEMORY)


def _answer(work: Callable[[Task], Answer], task: Task) -> "Answer | _Raised":
    try:
        return work(task)
    except MemoryError:
        raise
    except Exception as error:
        return _Raised(error)


def _has_fork_server() -> bool:
    """Whether the system has such servers, and a name for its socket, 32 characters below the folder for temporary files."""
    return "forkserver" in multiprocessing.get_all_start_methods() and len(os.fsencode(gettempdir())) + 32 < _SOCKET_NAME


class Pool(Generic[Task, Answer]):
    """Up to ``workers`` processes, started as there is work. ``work`` has to be importable (a module's function).

    Processes are forked from one server that has loaded ``preload`` (spawned where there can be no such server), so the
    time and the memory that the imports cost are spent once. ``time_limit``: seconds for one task. ``patience``:
    seconds that workers get at the end to finish what they do, unless SIGINT cuts that wait short; ``patient`` is called
    before it where any of them is at work. ``computing``: how many tasks may be under way without one of them waiting
    (see ``tell_waiting``), where that is fewer than there are workers.
    """

    def __init__(
        self,
        work: Callable[[Task], Answer],
        workers: int,
        preload: Sequence[str],
        time_limit: float | None = None,
        patience: float = 0.2,
        computing: int | None = None,
        patient: Callable[[], None] = lambda: None,
    ) -> None:
        self._context = multiprocessing.get_context("forkserver" if _has_fork_server() else "spawn")
        self._context.set_forkserver_preload(list(preload))
        self._work = work
        self._places = workers
        self.size = min(computing or workers, workers)
        self._time_limit = time_limit
        self._patience = patience
        self._patient = patient
        self._workers: dict[int, _Worker[Task, Answer]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        workers = list(self._workers.values())
        self._workers.clear()
        for worker in workers:
            worker.connection.close()
        if any(worker.task is not None for worker in workers):
            self._patient()
        try:
            with waiting():
                for worker in workers:
                    worker.end(self._patience)
        finally:
            for worker in workers:
                worker.end(0.0)

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Answer | Crash]]:
        """Each task with its answer, in the order in which they are done. Raises what ``work`` raised."""
        unstarted = iter(tasks)
        while self._feed(unstarted):
            for place, worker, late in self._speaking():
                task, outcome = worker.task, self._hear(place, worker, late=late)
                if outcome in (_READY, _WAITS) or task is None:
                    continue
                if isinstance(outcome, _Raised):
                    raise outcome.error
                self._feed(unstarted)
                yield task, cast("Answer | Crash", outcome)

    def _feed(self, unstarted: Iterator[Task]) -> bool:
        """Give idle workers a task while there is room for it; whether anything is being worked on."""
        for place in range(self._places):
            if sum(worker.computes for worker in self._workers.values()) >= self.size:
                break
            worker = self._workers.get(place)
            if worker is None or worker.task is None:
                task = next(unstarted, None)
                if task is None:
                    break
                self._give(place, task)
        return any(worker.task is not None for worker in self._workers.values())

    def _give(self, place: int, task: Task) -> None:
        worker = self._workers.get(place)
        if worker is not None:
            try:
                worker.give(task)
            except OSError:  # it died while it had nothing to do
                worker.end()
            else:
                return
        self._workers[place] = _Worker(self._context, self._work, self._time_limit or TIME_LIMIT)
        self._workers[place].give(task)

    def _speaking(self) -> list[tuple[int, _Worker[Task, Answer], bool]]:
        """Wait for the next workers that answer, die, or run out of time; the last is told by True."""
        busy = {place: worker for place, worker in self._workers.items() if worker.task is not None}
        first = min(worker.deadline for worker in busy.values())
        with waiting():
            ready = wait([worker.connection for worker in busy.values()], max(first - time.monotonic(), 0))
        now = time.monotonic()
        return [
            (place, worker, worker.connection not in ready)
            for place, worker in busy.items()
            if worker.connection in ready or worker.deadline < now
        ]

    def _hear(self, place: int, worker: _Worker[Task, Answer], *, late: bool) -> object:
        """What a worker says; a Crash where it is gone or late, and its place is then free."""
        if not late:
            try:
                said = worker.connection.recv()
            except (EOFError, OSError):
                pass
            else:
                worker.ready = True
                if said == _WAITS:
                    worker.waits = True
                elif said != _READY:
                    worker.task = None
                return said
        exit_code = self._workers.pop(place).end()
        if not worker.ready and not late:
            raise InternalError(
                f"工作进程无法启动（退出码 {exit_code}）。",
                f"A worker process could not start (exit code {exit_code}).",
            )
        return Crash(exit_code, late)
