"""A run over many documents: queue them, read, compare with each other, sum up.

Every result is in the workspace's database before it is anywhere else; the files in DIR follow from there. So a run
may end at any moment, and the same command goes on where it was.
"""

import datetime as dt
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, cast

from structlog.typing import FilteringBoundLogger

from extractor.batch.configuration import AGAIN, configuration_of
from extractor.batch.files import clean_after, found_of, is_written, write_report
from extractor.batch.inputs import REPORTS, Input
from extractor.batch.interrupts import Interrupts
from extractor.batch.log import run_log
from extractor.batch.owner import Owner, dead, owners
from extractor.batch.pool import Crash, Pool
from extractor.batch.staff import READERS
from extractor.batch.tasks import Answer, Compare, Fail, Held, Job, Note, Record, Seen, Staff, Workers
from extractor.errors import InternalError, StoreLostError
from extractor.export.summary import Cell, summary_columns, write_summary
from extractor.llm.questions import Question
from extractor.reports.registry import report_type_of, report_types
from extractor.store.batches import keep_questions, wake
from extractor.store.engine import Store
from extractor.store.enqueue import enqueue, register
from extractor.store.overview import Line, count_files, count_statuses, overview, schemas
from extractor.store.patience import patiently
from extractor.store.peers import comparisons, keep_comparison, texts
from extractor.store.queue import LEASE, complete, holders, lease, reclaim, release, renew, requeue_failed, unfinished
from extractor.store.records import Entry, Task
from extractor.store.results import Report, mark_written, reports_of, standing_files, unwrite, unwritten
from extractor.store.schema import now

if TYPE_CHECKING:
    from extractor.result import Result, Status

SUMMARY = "summary.csv"
_PORTION = 200
"""Inputs that are put on the queue at a time."""
_GROUP, _GROUP_SECONDS = 50, 1.0
"""Results that are committed together, and how long the first of them may wait for the others."""
_LEASED_PER_WORKER = 4
"""Few, since what one run holds another one on the same workspace does not get."""
_LONGEST_MESSAGE = 240

@dataclass(frozen=True)
class Outcome:
    """What a run leaves: its inputs' results, and those of earlier runs in the same workspace."""

    store: Store
    started: dt.datetime
    traces: dict[int, str]

    def records(self, status: "Status | None" = None) -> Iterator[Record]:
        """The inputs' records by name, of one status or of all."""
        for line in overview(self.store, self.started, status):
            yield _record(line, line.read_at < self.started, self.traces.get(line.document_id))

    @property
    def others(self) -> int:
        """How many results in DIR are of earlier runs alone."""
        return patiently(count_files, self.store, before=self.started)


def run(
    inputs: Iterable[Input],
    job: Job,
    staff: Staff,
    seen: Callable[[Seen], None],
    store: Store,
    since: dt.datetime | None = None,
) -> Outcome:
    """Read ``inputs`` into ``job.out``, compare all results there with each other, and write the summary.

    ``seen`` is called with each input as it is done; what was queued ``since`` counts as input, too. Several runs may
    share a workspace; each ends when all is done.
    Raises OutputError where DIR cannot be written, StoreError where the database fails for good.
    """
    with run_log(job.out) as log, Owner(job.out) as owner, Interrupts() as interrupts:
        this = _Run(store, job, owner, seen, log, interrupts, iter(inputs), since or now())
        with this.renewing(), staff(replace(job, shared=owner.shared)) as workers:
            try:
                this.read(workers)
                this.compare(workers)
            finally:
                this.give_up()
        this.tell()
    headline = _headline(store)
    write_summary(job.out / SUMMARY, summary_columns(headline), _rows(store, headline))
    return Outcome(store, this.started, this.traces)


def retry(store: Store, job: Job, codes: Collection[str]) -> int:
    """Queue what failed, all or what has one of the error codes, for the next run; how many documents that are."""
    return patiently(requeue_failed, store, patiently(register, store, configuration_of(job)), codes)


@dataclass
class _Run:
    store: Store
    job: Job
    owner: Owner
    seen: Callable[[Seen], None]
    log: FilteringBoundLogger
    interrupts: Interrupts
    inputs: Iterator[Input]
    started: dt.datetime
    traces: dict[int, str] = field(default_factory=dict)
    done: list[tuple[Task, Entry]] = field(default_factory=list)
    asked: list[tuple[Task, Sequence[Question]]] = field(default_factory=list)
    failed: deque[Fail] = field(default_factory=deque)
    since: float = 0.0

    def __post_init__(self) -> None:
        self.configuration_id = patiently(register, self.store, configuration_of(self.job))
        self.log.info("run_started", owner=self.owner.id, configuration=self.configuration_id, engine=self.job.engine)

    def read(self, workers: Workers) -> None:
        """Read until nothing waits and nobody reads; what others leave unfinished is read here."""
        self._free_the_dead()
        patiently(wake, self.store, self.configuration_id)
        while True:
            for task, answer in workers.run(self._tasks(workers)):
                self._take(cast("Held | Fail", task), answer)
            self._keep()
            if self.failed:
                continue
            if not patiently(unfinished, self.store, self.configuration_id):
                return
            if not self._free_the_dead():
                with self.interrupts.waiting():
                    time.sleep(0.5)

    def _tasks(self, workers: Workers) -> Iterator[Held | Fail]:
        """What waits in the workspace, then inputs that were not looked at yet, as workers ask for it."""
        while True:
            self.interrupts.obey()
            while self.failed:
                yield self.failed.popleft()
            most = workers.size * _LEASED_PER_WORKER
            leased = patiently(lease, self.store, self.owner.id, self.configuration_id, most)
            yield from (Held(task, self.owner.lock) for task in leased)
            if not leased and not self._enqueue():
                return

    def _enqueue(self) -> bool:
        """Queue the next inputs; whether there were any."""
        portion = list(islice(self.inputs, _PORTION))
        if not portion:
            return False
        found = [found_of(item, self.job.out) for item in portion]
        standings = patiently(enqueue, self.store, found, self.configuration_id, again=AGAIN, fresh=self.job.fresh)
        current = [key for key, standing in standings.items() if standing == "current"]
        files = patiently(standing_files, self.store, current)
        lost = [file.file_id for file in files if not is_written(self.job.out, file)]
        patiently(unwrite, self.store, lost)
        for file in files:
            self.seen(Seen(file.report_name, cast("Status", file.status)))
        return True

    def _take(self, task: Held | Fail, answer: Answer | Crash) -> None:
        held = task if isinstance(task, Held) else task.held
        if isinstance(answer, Crash):
            if isinstance(task, Fail):
                raise _died(held.task.path, answer)
            self.log.warning("worker_died", path=held.task.path, exit=answer.exit_code, late=answer.timed_out)
            self.failed.append(Fail(held, answer))
            return
        if answer.trace:
            self.traces[held.task.document_id] = answer.trace
        if not self.done and not self.asked:
            self.since = time.monotonic()
        if answer.questions:
            self.asked.append((held.task, answer.questions))
        else:
            self._end(held.task, answer.entry)
        if len(self.done) + len(self.asked) >= _GROUP or time.monotonic() - self.since > _GROUP_SECONDS:
            self._keep()

    def _end(self, task: Task, entry: Entry | None) -> None:
        assert entry is not None, "only a comparison gives none"
        if entry.error_code:
            self.log.warning("document_failed", path=task.path, code=entry.error_code)
        self.done.append((task, entry))

    def _keep(self) -> None:
        """Commit what is done, and what is asked, then write it to DIR."""
        if self.asked:
            patiently(keep_questions, self.store, self.owner.id, self.asked)
            self.asked.clear()
        if not self.done:
            return
        taken = patiently(complete, self.store, self.owner.id, self.done)
        entries = {task.document_id: entry for task, entry in self.done}
        self.done.clear()
        reports = patiently(reports_of, self.store, taken)
        self._write(reports)
        for report in reports:
            if report.seen_at >= self.started:
                entry = entries[report.document_id]
                tokens = entry.prompt_tokens + entry.completion_tokens
                self.seen(Seen(report.report_name, cast("Status", report.status), tokens, entry.cost))

    def _write(self, reports: Sequence[Report]) -> None:
        for report in reports:
            write_report(self.job.out, report, self.owner.id)
        patiently(mark_written, self.store, reports)

    def compare(self, workers: Workers) -> None:
        """Hold results against others of the same agency, where these are others than the last time."""
        waiting = {}

        def tasks() -> Iterator[Compare]:
            for comparison in comparisons(self.store):
                ((_, own),) = patiently(texts, self.store, (comparison.document_id,))
                same = patiently(texts, self.store, comparison.same_year)
                before = patiently(texts, self.store, comparison.year_before)
                task = Compare(comparison.document_id, own, tuple(same), tuple(before))
                waiting[task.document_id] = comparison
                yield task

        for task, answer in workers.run(tasks()):
            document_id = cast("Compare", task).document_id
            if isinstance(answer, Crash):
                raise _died(str(document_id), answer)
            patiently(keep_comparison, self.store, waiting.pop(document_id), answer.entry)

    def write_all(self) -> None:
        """Bring the files in DIR to what the workspace holds."""
        for portion in unwritten(self.store):
            self._write(portion)

    def tell(self) -> None:
        """Log the end of a run that was not cut short."""
        self.log.info("run_finished", **patiently(count_statuses, self.store, self.started))

    def give_up(self) -> None:
        """Keep what is done, write it to DIR, and give back what is not done, as far as the database lets us."""
        try:
            self._keep()
            release(self.store, [self.owner.id])
            self.write_all()
        except StoreLostError as error:
            self.log.error("not_released", error=error.english)

    def _free_the_dead(self) -> int:
        """Free what runs hold that are gone; how many tasks that were."""
        others = (patiently(holders, self.store) | owners(self.job.out)) - {self.owner.id}
        gone = dead(self.job.out, others)
        freed = patiently(release, self.store, gone) + patiently(reclaim, self.store)
        for owner in gone:
            clean_after(self.job.out, owner)
        if freed:
            self.log.warning("tasks_freed", owners=gone, tasks=freed)
        return freed

    @contextmanager
    def renewing(self) -> Iterator[None]:
        """Renew the leases from a thread, whatever the run waits for."""
        over = threading.Event()

        def keep_on() -> None:
            while not over.wait(LEASE.total_seconds() / 3):
                try:
                    renew(self.store, self.owner.id)
                except StoreLostError as error:
                    self.log.warning("not_renewed", error=error.english)

        thread = threading.Thread(target=keep_on, name="extractor-leases", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def _died(name: str, crash: Crash) -> InternalError:
    return InternalError(
        f"处理“{name}”的进程意外终止（退出码 {crash.exit_code}）。",
        f"The process that worked on {name} died (exit code {crash.exit_code}).",
    )


def _headline(store: Store) -> dict[str, str]:
    """The columns of the report types that the workspace has; of every type where it has no report."""
    found = [known for schema in patiently(schemas, store) if (known := report_type_of(schema)) is not None]
    return {column: pointer for known in found or report_types() for column, pointer in known.headline.items()}


def _rows(store: Store, headline: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    columns = summary_columns(headline)[3:]
    for line in overview(store):
        cells = (line.summary.get(column) for column in columns)
        yield (PurePosixPath(line.key).name, line.key, f"{REPORTS}/{line.name}.json", *cells)


def _record(line: Line, reused: bool, trace: str | None) -> Record:
    code, message = line.summary.get("error_code"), line.summary.get("error_message")
    return Record(
        name=line.name,
        path=line.key,
        status=cast("Status", line.status),
        doubts=_notes(line.doubts),
        mistakes=_notes(line.mistakes),
        error=Note(code, str(message), 1) if code else None,
        reused=reused,
        trace=trace,
    )


def _notes(found: Sequence[tuple[str, str]]) -> tuple[Note, ...]:
    counts = Counter(code for code, _ in found)
    first = dict(reversed(found))
    return tuple(Note(code, first[code][:_LONGEST_MESSAGE], count) for code, count in counts.items())


def extract_many(paths: Iterable[str | Path], workers: int = 1) -> "Iterator[tuple[Path, Result]]":
    """Read many documents: each path with its result, as they are done.

    Streams: holds no more than one document a worker. ``workers`` above 1 are processes, and results then come in the
    order in which they are done; a script that asks for them guards its main part by ``if __name__ == "__main__":``.
    """
    from extractor.pipeline import extract

    if workers == 1:
        yield from ((Path(path), extract(path)) for path in paths)
        return
    pool: Pool[Path, Result] = Pool(extract, workers, READERS)
    with pool:
        for path, answer in pool.run(map(Path, paths)):
            yield path, _crashed(path, answer) if isinstance(answer, Crash) else answer


def _crashed(path: Path, crash: Crash) -> "Result":
    from extractor.batch.work import crashed

    return crashed(path, crash)
