"""A report on a reviewer's desk: opened from the workspace, changed entry by entry, written back whole or not at all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractor.batch.files import source_file, write_report
from extractor.batch.work import entry_of
from extractor.documents.characters import squeeze
from extractor.documents.model import Document
from extractor.documents.open import open_document
from extractor.errors import ReasonWantedError, ReviewConflictError, UnreadableFileError, UsageError
from extractor.reading import Scalar
from extractor.reports.base import ReportType
from extractor.reports.registry import report_type_of
from extractor.reports.results import load_result
from extractor.result import Check, Result, value_at
from extractor.review.changes import compared, covers, effective, is_open, is_proven, moved, moved_back, replay
from extractor.review.entering import Stated, enter
from extractor.review.independent import agreement, as_seen, entries_of, is_independent, standing, waiting_for
from extractor.review.quoting import numerals_in
from extractor.store.engine import Store
from extractor.store.results import mark_written, reports_of
from extractor.store.reviewing import under_review
from extractor.store.reviews import Change, Logged, append_reviews, assign, assignees, review_log, unassign
from extractor.store.schema import now


@dataclass(frozen=True)
class Opened:
    """A report as a reviewer sees it. ``document`` is None where its file is gone or changed: look, but do not touch.

    ``asked``: who is to review it. Where these are two or more, the reviews are independent: ``result`` is the
    reviewer's own, and ``log`` holds no other's entries before all are done.
    """

    document_id: int
    report_name: str
    version: int
    machine: Result
    result: Result
    log: tuple[Logged, ...]
    document: Document | None
    path: Path | None
    report_type: ReportType
    asked: tuple[str, ...] = ()
    reviewer: str = ""

    @property
    def entries(self) -> list[Logged]:
        """The entries that ``result`` rests on."""
        return effective(self._beside(self.reviewer) if self.reviewer in self.asked else self.log)

    @property
    def changes(self) -> list[Change]:
        """The changes that ``result`` rests on."""
        return [entry.change for entry in self.entries]

    def _beside(self, reviewer: str) -> Sequence[Logged]:
        """The entries that a reviewer's own build on."""
        return entries_of(self.log, reviewer) if is_independent(self.asked) else self.log

    @property
    def is_others(self) -> bool:
        """Whether the report is reviewed independently by others than who has it open."""
        return is_independent(self.asked) and self.reviewer not in self.asked

    @property
    def last(self) -> Logged | None:
        """The entry that an undo would take back."""
        entries = self.entries
        return entries[-1] if entries else None

    def name_of(self, pointer: str) -> str:
        """What a value goes by, whichever facts are taken out or put back: where the machine has it, or would have."""
        return moved_back(pointer, self.changes)

    def place_of(self, name: str) -> str | None:
        """Where the value of a name stands now; None where its fact is not in the report."""
        pointer = moved(name, self.changes)
        if pointer is None or value_at(_report(self), pointer.rpartition("/")[0]) is None:
            return None
        return pointer

    def stated(self, pointer: str) -> Stated:
        """The value that stands at a pointer, and how it is stated."""
        found = self.result.evidence.get(pointer)
        return Stated(_value(self.result, pointer), found.qualifier if found else "blank")

    def machine_stated(self, pointer: str) -> Stated | None:
        """What the machine read of it; None where it read nothing."""
        before = self.name_of(pointer)
        found = self.machine.evidence.get(before)
        return None if found is None else Stated(_value(self.machine, before), found.qualifier)

    def stands_at(self, entry: Logged) -> str | None:
        """Where what an entry speaks of stands now; None where it was taken out since."""
        return self._stands_since(entry, entry.change.pointer)

    def settled_by(self, entry: Logged) -> Check | None:
        """The check that a settlement speaks of, as it stands now; None where nothing is compared any more."""
        pointers = [self._stands_since(entry, pointer) for pointer in entry.change.value_to["pointers"]]
        spoken_of = compared(entry.change.pointer, [pointer for pointer in pointers if pointer is not None])
        return next((check for check in self.result.checks if compared(check.id, check.pointers) == spoken_of), None)

    def _stands_since(self, entry: Logged, pointer: str) -> str | None:
        """Where what stood at a pointer when an entry was made stands now."""
        then = effective(other for other in self._beside(entry.reviewer) if other.number < entry.number)
        now = self.entries
        undone = [other.change for other in then if other not in now]
        since = [other.change for other in now if other not in then]
        return moved(moved_back(pointer, undone), since)


def open_review(store: Store, folder: Path, document_id: int, reviewer: str = "") -> Opened:
    """Take a report from the workspace. Raises UsageError where it has none, or one without values (``failed``).

    ``reviewer``: who opens it; of independent reviews one sees one's own.
    """
    row = under_review(store, document_id)
    machine, result = load_result(row.machine), load_result(row.current)
    report_type = None if result is None else report_type_of(result.schema_name)
    if machine is None or result is None or result.report is None or report_type is None:
        raise UsageError(
            f"“{row.report_name}”没有读出数值，无法审核。", f"{row.report_name} gave no values; there is nothing to review."
        )
    path = source_file(folder, row.keys, row.path, row.sha256)
    document = None if path is None else _document(path, row.sha256)
    log = tuple(review_log(store, document_id))
    asked = tuple(assignees(store, document_id))
    opened = Opened(
        document_id, row.report_name, row.version, machine, result, log, document, path, report_type, asked, reviewer
    )
    return _alone(opened, reviewer) if is_independent(asked) and reviewer in asked else opened


def _alone(opened: Opened, reviewer: str) -> Opened:
    """What one of several independent reviewers sees: their own work, and what they differ in once all are done."""
    own = entries_of(opened.log, reviewer)
    result = opened.result if opened.document is None else as_seen(_replayed(opened, own), opened.result)
    return replace(opened, result=result, log=tuple(own if waiting_for(opened.log, opened.asked) else opened.log))


def _replayed(opened: Opened, log: Sequence[Logged]) -> Result:
    assert opened.document is not None, "changes are replayed on a source that is there"
    changes = [entry.change for entry in effective(log)]
    return replay(opened.machine, changes, opened.document, opened.report_type, _between(opened))


@lru_cache(maxsize=16)
def _document(path: Path, digest: str) -> Document:
    return open_document(path)


def submit(store: Store, folder: Path, opened: Opened, reviewer: str, changes: Sequence[Change]) -> Opened:
    """Add changes to the log, write the result that follows, and open it again.

    Raises ReviewConflictError, with nothing written, where somebody else holds or changed the report meanwhile;
    UnreadableFileError where the source is gone; UsageError for a value that does not fit.
    """
    if opened.document is None:
        raise UnreadableFileError(
            f"“{opened.report_name}”的原文件已移走或改变，不能再审核；请恢复文件或重新读取。",
            f"The file of {opened.report_name} was moved or changed; put it back, or read it again, to review it.",
        )
    if opened.is_others:
        names = "、".join(opened.asked)
        raise ReviewConflictError(
            f"这份报告由“{names}”独立审核；请先分配给自己。", f"{names} review this report independently; assign it to yourself first."
        )
    before = review_log(store, opened.document_id)
    log = [*before, *_as_logged(opened.version, reviewer, changes)]
    if is_independent(opened.asked) and waiting_for(before, opened.asked) and not waiting_for(log, opened.asked):
        changes = [*changes[:-1], _with_agreement(opened, log, changes[-1])]
    _keep(store, folder, opened, reviewer, changes, _standing(opened, log, opened.asked))
    return open_review(store, folder, opened.document_id, reviewer)


def ask(store: Store, folder: Path, opened: Opened, reviewer: str, asked: Sequence[str]) -> Opened:
    """Assign a report to those ``asked`` and to nobody else; two or more are asked for independent reviews.

    Raises ReviewConflictError where somebody else holds or changed the report meanwhile.
    """
    if opened.document is not None and (is_independent(opened.asked) or is_independent(asked)):
        log = review_log(store, opened.document_id)
        _keep(store, folder, opened, reviewer, [], _standing(opened, log, asked))
    for name in set(opened.asked) - set(asked):
        unassign(store, opened.document_id, name)
    for name in asked:
        assign(store, opened.document_id, name)
    return open_review(store, folder, opened.document_id, reviewer)


def _standing(opened: Opened, log: Sequence[Logged], asked: Sequence[str]) -> Result:
    """The result that everybody but the reviewers at work sees."""
    if not is_independent(asked):
        return _replayed(opened, log)
    waiting = waiting_for(log, asked)
    reviews = {} if waiting else _reviews(opened, log, asked)
    return standing(_replayed(opened, []), reviews, waiting)


def _reviews(opened: Opened, log: Sequence[Logged], asked: Sequence[str]) -> dict[str, Result]:
    return {name: _replayed(opened, entries_of(log, name)) for name in asked}


def _with_agreement(opened: Opened, log: Sequence[Logged], change: Change) -> Change:
    """The acceptance that ends the last of independent reviews tells how far they agree."""
    reviews = list(_reviews(opened, log, opened.asked).values())
    return replace(change, value_to={**change.value_to, "agreement": agreement(reviews)})


def _keep(
    store: Store, folder: Path, opened: Opened, reviewer: str, changes: Sequence[Change], result: Result
) -> None:
    """Put changes on record with the result that stands, and write the latter into DIR."""
    append_reviews(store, opened.document_id, opened.version, reviewer, changes, entry_of(result))
    reports = reports_of(store, [opened.document_id])
    for report in reports:
        write_report(folder, report, f"review-{opened.document_id}")
    mark_written(store, reports)


def _as_logged(version: int, reviewer: str, changes: Sequence[Change]) -> list[Logged]:
    return [Logged(version + step, reviewer, now(), change, 0) for step, change in enumerate(changes, 1)]


def _between(opened: Opened) -> list[Check]:
    """Checks against other reports, with the causes they had before anybody settled them."""
    causes = {entry.change.pointer: entry.change.value_from for entry in opened.log if entry.change.action == "settle"}
    return [
        check.model_copy(update={"cause": causes.get(check.id, check.cause)})
        for check in opened.result.checks
        if check.id in opened.report_type.across.ids
    ]


def correction(opened: Opened, pointer: str, typed: str, reason: str | None = None) -> Change:
    """The change that lets ``typed`` stand at a pointer. Raises UsageError where it does not fit, where nothing would
    change, or where a sum proves the present value and no reason is given."""
    stated = enter(opened.report_type, pointer, typed)
    before = opened.stated(pointer)
    if stated == before and pointer in opened.result.evidence:
        raise UsageError("数值没有变化。", "The value is the same as before.")
    if reason is None and is_proven(opened.result, pointer):
        raise ReasonWantedError(
            "这个值已被勾稽关系证实；修改请写明理由。", "A sum proves this value; give a reason to change it."
        )
    found = opened.result.evidence.get(pointer)
    kept = {**before.to_json(), "readers": list(found.readers) if found else []}
    return Change("correct", pointer, kept, stated.to_json(), reason)


def acceptance(opened: Opened, above: str) -> Change:
    """The change that accepts a value, a block or (``""``) the report; it counts what is accepted, by section and reader."""
    counts: Counter[str] = Counter()
    for pointer, found in opened.result.evidence.items():
        fresh = covers(above, pointer) and "reviewer" not in found.readers
        if fresh and not is_open(_report(opened), opened.result.evidence, pointer):
            counts[f"{pointer.split('/')[1]} {'+'.join(found.readers)}"] += 1
    return Change("accept", above, None, {"accepted": dict(counts)})


def settlement(check: Check, reason: str | None = None) -> Change:
    """The change that says: the document itself is wrong here."""
    return Change("settle", check.id, check.cause, {"cause": "source", "pointers": check.pointers}, reason)


def added_fact(opened: Opened, section: str, quote: tuple[int, int], fact: Mapping[str, Any]) -> Change:
    """The change that adds a fact stated at ``quote`` (offsets into the document's text) to a section's facts.

    ``fact``: indicator, label, typed value and unit. Raises UsageError where the value does not stand in the quote, where
    the indicator is none of the type's, and where the report already has this fact.
    """
    assert opened.document is not None, "only a report with its source has text to select"
    start, end = quote
    words = opened.document.text[start:end]
    stated = enter(opened.report_type, f"/{section}/facts/0/value", str(fact["value"]))
    if stated.value not in [numeral.value for numeral in numerals_in(opened.document, start, end)]:
        raise UsageError("选中的文字里没有这个数。", "The selected text does not hold this number.")
    known = opened.report_type.indicators
    if known and fact["indicator"] not in known:
        raise UsageError(f"没有“{fact['indicator']}”这个指标。", f"There is no indicator {fact['indicator']}.")
    if _is_listed(opened, section, quote, stated.value, fact["indicator"]):
        raise UsageError("报告中已有这个事实。", "The report already has this fact.")
    content = {
        "indicator": fact["indicator"],
        "label": fact["label"],
        "unit": fact["unit"] or None,
        "scope": None,
        "quote": squeeze(words),
        **stated.to_json(),
    }
    return Change("add", f"/{section}/facts", None, {"fact": content, "start": start, "end": end})


def _is_listed(opened: Opened, section: str, quote: tuple[int, int], value: Scalar, indicator: str) -> bool:
    """Whether a fact of this indicator and value is stated within the quote already."""
    listed = value_at(_report(opened).model_dump(mode="json"), opened.report_type.facts[section])
    for number, fact in enumerate(listed):
        found = opened.result.evidence[f"{opened.report_type.facts[section]}/{number}/value"]
        if found.start < quote[1] and quote[0] < found.end and (fact["value"], fact["indicator"]) == (value, indicator):
            return True
    return False


def deletion(opened: Opened, pointer: str) -> Change:
    """The change that takes a fact out."""
    found = opened.result.evidence.get(f"{pointer}/value")
    kept = {"fact": value_at(_report(opened).model_dump(mode="json"), pointer), "readers": found.readers if found else []}
    return Change("delete", pointer, kept)


def undoing(opened: Opened) -> Change:
    """The change that takes back the last one that counts. Raises UsageError where there is none."""
    if opened.last is None:
        raise UsageError("没有可撤销的修改。", "There is nothing to undo.")
    return Change("undo", opened.last.change.pointer, opened.last.number)


def _report(opened: Opened) -> Any:  # noqa: ANN401 - the report type's own model
    assert opened.result.report is not None, "open_review refuses results without a report"
    return opened.result.report


def _value(result: Result, pointer: str) -> Any:  # noqa: ANN401 - any JSON value
    value = value_at(result.report, pointer) if result.report is not None else None
    return value if value is None or isinstance(value, str | int | float) else str(value)
