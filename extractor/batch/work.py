"""What a worker process does with one task."""

import atexit
import resource
import traceback
from dataclasses import replace
from functools import cache
from pathlib import Path

from extractor.batch.files import as_path
from extractor.batch.owner import share
from extractor.batch.pool import Crash, tell_waiting
from extractor.batch.tasks import Answer, Compare, Fail, Held, Job
from extractor.documents.open import name_of, source_of
from extractor.errors import (
    AnswerAwaitedError,
    CrashError,
    DocumentError,
    InternalError,
    MemoryLimitError,
    TimeLimitError,
    UnreadableFileError,
)
from extractor.export.summary import summary_columns, summary_row
from extractor.llm.questions import Question
from extractor.llm.session import ModelSession
from extractor.llm.settings import GGUF, ModelSettings
from extractor.pipeline import extract, failed
from extractor.reconcile import status_of
from extractor.reports.base import ReportType
from extractor.reports.registry import report_type_named, report_type_of, report_types
from extractor.reports.results import load_result
from extractor.result import Engine, Result
from extractor.store.enqueue import NO_CONTENT
from extractor.store.peers import Peer
from extractor.store.records import Entry

report_types()  # loads them where workers are forked from, once for all: none pays for it in its first document's time

_OWN_COLUMNS = 3
"""Columns of the summary that belong to the file, not to the result: name, path, result."""


def carry_out(job: Job, task: Held | Fail | Compare) -> Answer:
    """Carry out one task."""
    if not (job.model or "").startswith(GGUF):  # a model of our own is a child of this process and needs its gigabytes
        limit_memory(job.memory_limit)
    match task:
        case Held():
            return read(job, task)
        case Fail():
            return Answer(entry_of(crashed(as_path(task.held.task.path), task.crash, job.engine)))
        case Compare():
            return _compare(task)


@cache
def limit_memory(most: int) -> None:
    """Let this process have ``most`` bytes more than it has: what asks for more gets a MemoryError."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + most
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def read(job: Job, held: Held) -> Answer:
    """Read a document of the queue."""
    share(held.lock)
    path = as_path(held.task.path)
    try:
        return _answer(job, path, held.task.sha256)
    except MemoryError:
        raise  # ends the process: see extractor.batch.pool
    except Exception as fault:  # of this program: a failed result, too, with the traceback beside it
        if job.later:
            _questions()
        error = _internal(name_of(path), type(fault).__name__)
        return Answer(entry_of(_failed(job, path, error)), traceback.format_exc() if job.debug else None)


def _answer(job: Job, path: Path, expected: str) -> Answer:
    """The document's result; a failed one where its content is not the ``expected`` (a SHA-256) any more."""
    result = _read(job, path)
    questions = _questions() if job.later else ()
    if not expected.startswith(NO_CONTENT) and result.source.sha256 != expected:
        return Answer(entry_of(_changed(job, path)))
    if questions and (result.error is None or result.error.code == AnswerAwaitedError.code):
        return Answer(None, questions=questions)
    return Answer(entry_of(result))


def _read(job: Job, path: Path) -> Result:
    return extract(path, report_type=job.report_type, engine=job.engine, model=_session(job))


def _session(job: Job) -> ModelSession | None:
    """The session of this process, where the engine asks a model."""
    if job.engine == "offline":
        return None
    if job.later:
        from extractor.llm.later import later_session

        return later_session()
    return _asking(job)


@cache
def _asking(job: Job) -> ModelSession:
    """The session by the environment, with its share of the calls; ends with the process.

    Half of a document's time is left for reading it by rules: what these read is kept, whatever the model does.
    """
    settings = ModelSettings.from_environment()
    calls, deadline = min(settings.max_concurrency, job.calls), min(settings.deadline, job.time_limit / 2)
    settings = replace(settings, max_concurrency=calls, deadline=deadline, shared=job.shared)
    session = ModelSession(settings, tell_waiting)
    atexit.register(session.close)
    return session


def _questions() -> tuple[Question, ...]:
    """What the last reading asked, taken out so that the next one begins with none."""
    from extractor.llm.later import later_session

    return later_session().take_questions()


def _internal(name: str, fault: str) -> InternalError:
    return InternalError(
        f"读取“{name}”时程序出错（{fault}）；请用 --debug 重新运行并报告。",
        f"The program failed on {name} ({fault}); run again with --debug and report it.",
    )


def _changed(job: Job, path: Path) -> Result:
    error = UnreadableFileError(
        f"“{name_of(path)}”在读取期间被修改或移走；请重新运行同一命令。",
        f"{name_of(path)} was changed or moved while it was being read; run the same command again.",
    )
    return _failed(job, path, error)


def _failed(job: Job, path: Path, error: DocumentError) -> Result:
    report_type = None if job.report_type is None else report_type_named(job.report_type)
    return failed(source_of(path), error, report_type, engine=job.engine)


def crashed(path: Path, crash: Crash, engine: Engine = "offline") -> Result:
    """The result of a document whose reading ended its process, or was ended because it took too long."""
    name = name_of(path)
    error: DocumentError
    if crash.timed_out:
        error = TimeLimitError(
            f"读取“{name}”超过时限，已终止；请检查该文件，或用更大的 --time-limit 重试。",
            f"Reading {name} took too long and was ended; check the file, or retry it with a larger --time-limit.",
        )
    elif crash.out_of_memory:
        error = MemoryLimitError(
            f"读取“{name}”所需内存超过上限；请检查该文件，或在内存更大的机器上重试。",
            f"Reading {name} took more memory than is allowed; check the file, or retry it on a larger machine.",
        )
    else:
        error = CrashError(
            f"读取“{name}”的进程意外终止（退出码 {crash.exit_code}）；请检查该文件。",
            f"The process that read {name} died (exit code {crash.exit_code}); check the file.",
        )
    return failed(source_of(path), error, engine=engine)


def entry_of(result: Result) -> Entry:
    """What the store keeps of a result."""
    report_type = report_type_of(result.schema_name)
    headline = report_type.headline if report_type else {}
    columns = summary_columns(headline)[_OWN_COLUMNS:]
    cells = summary_row(result, "", "", headline)[_OWN_COLUMNS:]
    return Entry.of(result, report_type, dict(zip(columns, cells, strict=True)))


def _compare(task: Compare) -> Answer:
    own = load_result(task.own)
    assert own is not None, "the store holds results of types that are no more"
    report_type = report_type_of(own.schema_name)
    assert report_type is not None, "only results with a report, and so of a type, are compared"
    across = report_type.across
    checks = [check for check in own.checks if check.id not in across.ids]
    checks += across.check(own, _load(task.same_year, report_type), _load(task.year_before, report_type))
    if checks == own.checks:
        return Answer(None)
    own.checks = checks
    own.status = status_of(checks, own.flags)
    return Answer(entry_of(own))


def _load(peers: tuple[Peer, ...], report_type: ReportType) -> list[tuple[str, Result]]:
    return [(name, result) for name, text in peers if (result := load_result(text, report_type)) is not None]
