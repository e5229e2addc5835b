"""The tasks of a run and what comes of them; light, since the parent process needs no more."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from extractor.batch.pool import Crash
from extractor.llm.questions import Question
from extractor.result import Engine, Status
from extractor.store.peers import Peer
from extractor.store.records import Entry, Task


@dataclass(frozen=True, slots=True)
class Job:
    """What all tasks of a run share. ``model``: the name of the one that the engine asks.

    ``later``: questions wait for a provider's batch instead of being asked.
    ``fresh``: read what is unchanged, too. ``debug``: keep tracebacks. ``time_limit``: seconds for one document, after
    which its process is ended. ``memory_limit``: bytes that a document may take beyond what an idle worker has.
    ``report_type``: the name of the type that all documents are read as, None where each is recognised.
    ``calls``: how many calls to the model one process may have under way. ``shared``: see ``ModelSettings``.
    """

    out: Path
    engine: Engine
    model: str | None = None
    fresh: bool = False
    debug: bool = False
    time_limit: float = 60.0
    memory_limit: int = 2 << 30
    report_type: str | None = None
    later: bool = False
    calls: int = 128
    shared: Path | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A document to be read by a process that keeps ``lock`` while it lives: see ``extractor.batch.owner``."""

    task: Task
    lock: Path


@dataclass(frozen=True, slots=True)
class Fail:
    """Give the result of a document whose reading ended a worker process."""

    held: Held
    crash: Crash


@dataclass(frozen=True, slots=True)
class Compare:
    """Hold a result, as JSON text, against others of its workspace."""

    document_id: int
    own: bytes
    same_year: tuple[Peer, ...]
    year_before: tuple[Peer, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker made of a task. ``trace``: of our own fault.

    ``entry`` is None where a comparison changed nothing, and where ``questions`` have to be answered first.
    """

    entry: Entry | None
    trace: str | None = None
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """An input that is done; ``name`` is its result's in DIR. ``tokens`` and ``cost`` were used for it in this run."""

    name: str
    status: Status
    tokens: int = 0
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Note:
    """A reason to look at a report: the code of a flag or the id of a failed check, how often, and its first sentence."""

    code: str
    message: str
    count: int


@dataclass(frozen=True, slots=True)
class Record:
    """What a run tells of a report. ``path`` is the document's, from DIR.

    ``doubts``: why it needs review. ``mistakes``: failed checks that are the agency's own. ``reused``: it was not read
    in this run. ``trace``: the traceback of a fault of ours.
    """

    name: str
    path: str
    status: Status
    doubts: tuple[Note, ...]
    mistakes: tuple[Note, ...]
    error: Note | None
    reused: bool = False
    trace: str | None = None


Work = Held | Fail | Compare


class Workers(Protocol):
    """Whoever carries out tasks: processes of this machine (``Pool``) or of a cluster (``RayPool``)."""

    @property
    def size(self) -> int:
        """How many tasks can be begun at once; those that wait for a model are not among them."""

    def run(self, tasks: Iterable[Work]) -> Iterator[tuple[Work, Answer | Crash]]:
        """Each task with its answer, in the order in which they are done. Raises what the work raised."""


Staff = Callable[[Job], AbstractContextManager[Workers]]
"""Opens the workers of a run."""
