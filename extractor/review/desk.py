"""A report on a reviewer's desk: opened from the workspace, changed entry by entry, written back whole or not at all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractor.batch.files import source_file, write_report
from extractor.batch.work import entry_of
from extractor.documents.characters import fold, squeeze
from extractor.documents.model import Document
from extractor.documents.open import open_document
from extractor.errors import ReasonWantedError, UnreadableFileError, UsageError
from extractor.readers.numbers import find_numerals
from extractor.reports.base import ReportType
from extractor.reports.registry import report_type_of
from extractor.reports.results import load_result
from extractor.result import Check, Result, value_at
from extractor.review.changes import covers, effective, is_open, is_proven, replay
from extractor.review.entering import Stated, enter
from extractor.store.engine import Store
from extractor.store.results import mark_written, reports_of
from extractor.store.reviewing import under_review
from extractor.store.reviews import Change, Logged, append_reviews, review_log
from extractor.store.schema import now


@dataclass(frozen=True)
class Opened:
    """A report as a reviewer sees it. ``document`` is None where its file is gone or changed: look, but do not touch."""

    document_id: int
    report_name: str
    version: int
    machine: Result
    result: Result
    log: tuple[Logged, ...]
    document: Document | None
    path: Path | None
    report_type: ReportType

    @property
    def last(self) -> Logged | None:
        """The entry that an undo would take back."""
        entries = effective(self.log)
        return entries[-1] if entries else None

    def stated(self, pointer: str) -> Stated:
        """The value that stands at a pointer, and how it is stated."""
        found = self.result.evidence.get(pointer)
        return Stated(_value(self.result, pointer), found.qualifier if found else "blank")

    def machine_stated(self, pointer: str) -> Stated | None:
        """What the machine read there; None where it read nothing. Elements of lists are compared while none is gone."""
        if "/facts/" in pointer and any(entry.change.action == "delete" for entry in effective(self.log)):
            return None
        found = self.machine.evidence.get(pointer)
        return None if found is None else Stated(_value(self.machine, pointer), found.qualifier)


def open_review(store: Store, folder: Path, document_id: int) -> Opened:
    """Take a report from the workspace. Raises UsageError where it has none, or one without values (``failed``)."""
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
    return Opened(document_id, row.report_name, row.version, machine, result, log, document, path, report_type)


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
    entries = effective([*opened.log, *_as_logged(opened.version, reviewer, changes)])
    result = replay(
        opened.machine,
        [entry.change for entry in entries],
        opened.document,
        opened.report_type,
        _between(opened),
    )
    append_reviews(store, opened.document_id, opened.version, reviewer, changes, entry_of(result))
    reports = reports_of(store, [opened.document_id])
    for report in reports:
        write_report(folder, report, f"review-{opened.document_id}")
    mark_written(store, reports)
    return open_review(store, folder, opened.document_id)


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

    ``fact``: indicator, label, typed value and unit. Raises UsageError where the value does not stand in the quote.
    """
    assert opened.document is not None, "only a report with its source has text to select"
    start, end = quote
    words = opened.document.text[start:end]
    stated = enter(opened.report_type, f"/{section}/facts/0/value", str(fact["value"]))
    if stated.value not in [numeral.value for numeral in find_numerals(fold(words))]:
        raise UsageError("选中的文字里没有这个数。", "The selected text does not hold this number.")
    content = {
        "indicator": fact["indicator"],
        "label": fact["label"],
        "unit": fact["unit"] or None,
        "scope": None,
        "quote": squeeze(words),
        **stated.to_json(),
    }
    return Change("add", f"/{section}/facts", None, {"fact": content, "start": start, "end": end})


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
