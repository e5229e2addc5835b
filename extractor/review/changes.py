"""From the machine's result and the log of reviews to the result that stands: replayed, never edited in place."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from extractor.documents.model import Document
from extractor.errors import UsageError
from extractor.reconcile import status_of
from extractor.reports.base import ReportType
from extractor.result import Check, Evidence, ReportModel, Result, value_at
from extractor.review.entering import Stated
from extractor.store.reviews import Change, Logged

_EMPTY = ("blank", "not_applicable")
_PROVEN = 0.999
"""Confidence of a value that a sum with a reviewed value proves; the same as in ``reconcile``."""


def effective(log: Iterable[Logged]) -> list[Logged]:
    """The entries that count: an undo takes back the last one before it that still counts."""
    kept: list[Logged] = []
    for entry in log:
        if entry.change.action == "undo":
            kept = [other for other in kept if other.number != entry.change.value_from]
        else:
            kept.append(entry)
    return kept


def moved(pointer: str, changes: Iterable[Change]) -> str | None:
    """Where a value stands after changes: those behind a fact that is taken out move up. None where it is taken out."""
    now: str | None = pointer
    for change in changes:
        if change.action == "delete" and now is not None:
            now = _moved_up(now, *_element(change.pointer))
    return now


def moved_back(pointer: str, changes: Sequence[Change]) -> str:
    """Where a value stood before changes; what one of them added gets a place behind all that stood there."""
    for change in reversed(changes):
        if change.action == "delete":
            pointer = _moved_down(pointer, *_element(change.pointer))
    return pointer


@dataclass(frozen=True, slots=True)
class Compared:
    """A check by what it compares. Ids that count (``narrative.parts.2``) are another's once a fact is taken out."""

    kind: str
    pointers: frozenset[str]


def compared(check_id: str, pointers: Iterable[str], changes: Sequence[Change] = ()) -> Compared:
    """What a check compares; ``changes``: those that have moved its operands since."""
    return Compared(re.sub(r"\.\d+$", "", check_id), frozenset(_present(moved(pointer, changes) for pointer in pointers)))


def settled(changes: Sequence[Change]) -> set[Compared]:
    """The checks that a person called the document's own mistake, by what they compare after all changes."""
    return {
        compared(change.pointer, change.value_to["pointers"], changes[place:])
        for place, change in enumerate(changes)
        if change.action == "settle"
    }


def replay(
    machine: Result, changes: Iterable[Change], document: Document, report_type: ReportType, between: Sequence[Check] = ()
) -> Result:
    """The machine's result after changes, with its checks, flags and status worked out anew.

    ``between``: the checks against other reports, which hold until the workspace compares again.
    Raises UsageError for a value that the report type's model does not take.
    """
    draft = _Draft(machine, document)
    for change in changes:
        draft.apply(change)
    return draft.finish(report_type, between)


def is_open(report: ReportModel | dict[str, Any], evidence: Mapping[str, Evidence], pointer: str) -> bool:
    """Whether the document holds something here that nobody could read: null, but neither blank nor ``/``."""
    found = evidence.get(pointer)
    return found is not None and found.qualifier not in _EMPTY and value_at(report, pointer) is None


def covers(above: str, pointer: str) -> bool:
    """Whether ``pointer`` is ``above`` or lies below it; ``""`` is the report."""
    return not above or pointer == above or pointer.startswith(f"{above}/")


def is_proven(result: Result, pointer: str) -> bool:
    """Whether a sum that holds proves the value: overriding it takes a reason."""
    return any(check.proves and pointer in check.pointers for check in result.checks)


def doubted(result: Result) -> list[str]:
    """Pointers of the values in doubt, in the report's order: flagged for review, or in a check that fails unexplained."""
    found = [pointer for flag in result.flags if flag.review for pointer in flag.pointers]
    found += [p for check in result.failed_checks() if check.cause != "source" for p in check.pointers]
    order = {pointer: place for place, pointer in enumerate(result.evidence)}
    return sorted(dict.fromkeys(found), key=lambda pointer: order.get(pointer, len(order)))


class _Draft:
    def __init__(self, machine: Result, document: Document) -> None:
        assert machine.report is not None, "a result without a report has nothing to review"
        self.machine = machine
        self.document = document
        self.report: dict[str, Any] = machine.report.model_dump(mode="json")
        self.evidence = {pointer: item.model_copy(deep=True) for pointer, item in machine.evidence.items()}
        self.flags = [flag.model_copy(deep=True) for flag in machine.flags]
        self.accepted: list[str] = []
        self.changes: list[Change] = []

    def apply(self, change: Change) -> None:
        self.changes.append(change)
        match change.action:
            case "correct":
                self._correct(change.pointer, Stated.of(change.value_to))
            case "accept":
                self._accept(change.pointer)
            case "settle":
                for pointer in change.value_to["pointers"]:
                    self._accept(pointer)
            case "add":
                self._add(change.pointer, change.value_to)
            case "delete":
                self._delete(change)

    def _correct(self, pointer: str, stated: Stated) -> None:
        above, _, name = pointer.rpartition("/")
        holder: Any = value_at(self.report, above) if above else self.report
        holder[int(name) if isinstance(holder, list) else name] = stated.value
        if name == "value" and "qualifier" in holder:
            holder["qualifier"] = stated.qualifier
        found = self.evidence.get(pointer) or Evidence(
            raw="", start=0, end=0, qualifier="exact", readers=[], confidence=1.0
        )
        self.evidence[pointer] = found.model_copy(
            update={"qualifier": stated.qualifier, "readers": ["reviewer"], "confidence": 1.0}
        )

    def _accept(self, above: str) -> None:
        """A cell that nobody could read stays open: it takes a value, not a nod."""
        self.accepted.append(above)
        for pointer, found in self.evidence.items():
            if covers(above, pointer) and not is_open(self.report, self.evidence, pointer):
                found.confidence = 1.0
                if "reviewer" not in found.readers:
                    found.readers = [*found.readers, "reviewer"]

    def _add(self, pointer: str, added: Mapping[str, Any]) -> None:
        """A fact that a person saw, at the end of its list: pointers of the others, which the log names, stay."""
        start, end = added["start"], added["end"]
        elements = value_at(self.report, pointer)
        place = self.document.place(start, end)
        self.evidence[f"{pointer}/{len(elements)}/value"] = Evidence(
            raw=self.document.text[start:end],
            start=start,
            end=end,
            page=None if place is None else place.page,
            bbox=None if place is None else place.box,
            qualifier=added["fact"]["qualifier"],
            readers=["reviewer"],
            confidence=1.0,
        )
        elements.append(dict(added["fact"]))

    def _delete(self, change: Change) -> None:
        """Take an element out; those behind it move up, and what points at them with them."""
        above, number = _element(change.pointer)
        value_at(self.report, above).pop(number)
        self.evidence = {
            now: found for old, found in self.evidence.items() if (now := moved(old, [change])) is not None
        }
        for flag in self.flags:
            flag.pointers = _present(moved(old, [change]) for old in flag.pointers)
        self.accepted = _present(moved(old, [change]) for old in self.accepted)

    def finish(self, report_type: ReportType, between: Sequence[Check]) -> Result:
        try:
            report = report_type.model.model_validate(self.report)
        except ValidationError as error:
            first = error.errors()[0]
            where = "/" + "/".join(str(part) for part in first["loc"])
            raise UsageError(f"{where} 不能取这个值。", f"{where} cannot have this value: {first['msg']}.") from error
        self.report = report.model_dump(mode="json")
        own = report_type.check(self.report, self.evidence, self.document.text)
        others = [check.model_copy(deep=True) for check in between]
        self._blame(own, others)
        checks = [*own, *others]
        self._resolve(self._prove(checks))
        status = status_of(checks, self.flags)
        return self.machine.model_copy(
            update={
                "report": report,
                "evidence": self.evidence,
                "checks": checks,
                "flags": self.flags,
                "status": status,
            }
        )

    def _blame(self, own: Sequence[Check], between: Sequence[Check]) -> None:
        """What a reviewer settles is the document's own mistake. What did not fail as the machine read it is not: it
        may be the reviewer's slip, at an operand or beside it (other words of the prose are held against the table now)."""
        before = {compared(check.id, check.pointers, self.changes) for check in self.machine.failed_checks()}
        corrections = [(place, one) for place, one in enumerate(self.changes) if one.action == "correct"]
        corrected = {moved(one.pointer, self.changes[place:]) for place, one in corrections}
        slips = [check for check in own if compared(check.id, check.pointers) not in before]
        slips += [check for check in between if corrected.intersection(check.pointers)]
        for check in slips:
            if check.cause == "source":
                check.cause = "unknown"
        known = settled(self.changes)
        for check in (*own, *between):
            if check.status == "fail" and compared(check.id, check.pointers) in known:
                check.cause = "source"

    def _prove(self, checks: Iterable[Check]) -> set[str]:
        """Values that a reviewed one proves, by a sum that holds; what stands for itself in no sum stays as it was."""
        proven: set[str] = set()
        for check in checks:
            if check.proves and any(self._reviewed(pointer) for pointer in check.pointers):
                proven.update(check.pointers)
        for pointer in proven & self.evidence.keys():
            found = self.evidence[pointer]
            found.confidence = max(found.confidence, _PROVEN)
        return proven

    def _reviewed(self, pointer: str) -> bool:
        found = self.evidence.get(pointer)
        return found is not None and "reviewer" in found.readers

    def _resolve(self, proven: set[str]) -> None:
        """A flag asks for review as long as one of its values does; one without values until the report is accepted."""
        for flag in self.flags:
            if flag.review:
                left = [pointer for pointer in flag.pointers if not self._settled(pointer, proven)]
                flag.review = bool(left) if flag.pointers else "" not in self.accepted
                flag.pointers = left or flag.pointers

    def _settled(self, pointer: str, proven: set[str]) -> bool:
        if is_open(self.report, self.evidence, pointer):
            return False
        return self._reviewed(pointer) or pointer in proven or any(covers(above, pointer) for above in self.accepted)


def _element(pointer: str) -> tuple[str, int]:
    """The list that an element is in, and its place there."""
    above, _, number = pointer.rpartition("/")
    return above, int(number)


def _moved_up(pointer: str, above: str, gone: int) -> str | None:
    """A pointer after element ``gone`` of the list at ``above`` is taken out; None where it was in it."""
    number = _number_in(pointer, above)
    if number is None or number < gone:
        return pointer
    return None if number == gone else _renumbered(pointer, above, number - 1)


def _moved_down(pointer: str, above: str, back: int) -> str:
    """A pointer after element ``back`` of the list at ``above`` is put back where it was."""
    number = _number_in(pointer, above)
    return pointer if number is None or number < back else _renumbered(pointer, above, number + 1)


def _number_in(pointer: str, above: str) -> int | None:
    """The element of the list at ``above`` that a pointer leads into."""
    if not pointer.startswith(f"{above}/"):
        return None
    return int(pointer[len(above) + 1 :].partition("/")[0])


def _renumbered(pointer: str, above: str, number: int) -> str:
    _, slash, rest = pointer[len(above) + 1 :].partition("/")
    return f"{above}/{number}{slash}{rest}"


def _present(pointers: Iterable[str | None]) -> list[str]:
    return [pointer for pointer in pointers if pointer is not None]


