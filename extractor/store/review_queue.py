"""The review queue: current results by doubt, filtered by whatever is known of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, and_, exists, func, or_, select

from extractor.store.engine import Store
from extractor.store.schema import assignments, checks, files, flags, results

NO_YEAR = 0
"""The ``year`` of reports that do not tell theirs."""
NOBODY = ""
"""The ``assignee`` of reports that are assigned to nobody."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which results; None takes all. ``check``: the id of a failed check, or its beginning up to a dot.

    ``year``: ``NO_YEAR`` for reports that do not tell theirs. ``reason``: the code of a flag. ``assignee``: who is asked
    to review, ``NOBODY`` for reports that nobody is asked for. ``search``: part of the agency's name, the title or the file's path.
    """

    status: str | None = "needs_review"
    agency: str | None = None
    year: int | None = None
    check: str | None = None
    reason: str | None = None
    error_code: str | None = None
    assignee: str | None = None
    confidence_below: float | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue; ``report_name`` is the result's name in DIR."""

    document_id: int
    report_name: str
    status: str
    agency: str | None
    year: int | None
    title: str | None
    doubt: float
    lowest_confidence: float | None
    failed_checks: int
    review_flags: int
    version: int


def list_queue(
    store: Store, wanted: Filter | None = None, most: int = 50, after: tuple[float, int] | None = None
) -> list[Waiting]:
    """The most doubtful results first, up to ``most``; ``after``: doubt and document of the last one already seen."""
    conditions = _conditions(wanted or Filter())
    if after is not None:
        doubt, document_id = after
        conditions.append(
            or_(results.c.doubt < doubt, and_(results.c.doubt == doubt, results.c.document_id < document_id))
        )
    name = select(func.min(files.c.report_name)).where(files.c.document_id == results.c.document_id).scalar_subquery()
    statement = (
        select(
            results.c.document_id,
            name.label("report_name"),
            *(results.c[column] for column in Waiting.__dataclass_fields__ if column not in _NAMED),
        )
        .where(*conditions)
        .order_by(results.c.doubt.desc(), results.c.document_id.desc())
        .limit(most)
    )
    with store.reading() as connection:
        return [Waiting(**row) for row in connection.execute(statement).mappings()]


_NAMED = {"document_id", "report_name"}


def count_queue(store: Store, wanted: Filter | None = None) -> int:
    """How many results a filter takes."""
    statement = select(func.count()).select_from(results).where(*_conditions(wanted or Filter()))
    with store.reading() as connection:
        return int(connection.scalar(statement) or 0)


Counted = Literal["status", "year", "agency", "error_code", "check", "reason", "assignee"]
_COUNTED: Mapping[Counted, Column[Any]] = {
    "status": results.c.status,
    "year": results.c.year,
    "agency": results.c.agency,
    "error_code": results.c.error_code,
    "check": checks.c.check_id,
    "reason": flags.c.code,
    "assignee": assignments.c.reviewer,
}


def count_by(store: Store, what: Counted) -> Mapping[Any, int]:
    """How many results there are of each status, year …; of each failed check, of each flag's code (``reason``);
    of those who are asked to review (``assignee``)."""
    column: Column[Any] = _COUNTED[what]
    present = exists().where(files.c.document_id == column.table.c.document_id)
    number = func.count(column.table.c.document_id.distinct())
    with store.reading() as connection:
        rows = connection.execute(select(column, number).where(present).group_by(column)).all()
    return {row[0]: row[1] for row in rows}


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    """A document whose file now holds something else has no place in the queue."""
    found: list[ColumnElement[bool]] = [exists().where(files.c.document_id == results.c.document_id)]
    for name in ("status", "agency", "year", "error_code"):
        value = getattr(wanted, name)
        if value is not None:
            found.append(results.c[name].is_(None) if name == "year" and value == NO_YEAR else results.c[name] == value)
    if wanted.confidence_below is not None:
        found.append(results.c.lowest_confidence < wanted.confidence_below)
    if wanted.check is not None:
        same = or_(checks.c.check_id == wanted.check, checks.c.check_id.startswith(f"{wanted.check}.", autoescape=True))
        found.append(exists().where(checks.c.document_id == results.c.document_id, same))
    if wanted.reason is not None:
        found.append(exists().where(flags.c.document_id == results.c.document_id, flags.c.code == wanted.reason))
    if wanted.assignee is not None:
        found.append(_assigned(wanted.assignee))
    if wanted.search is not None:
        found.append(_matches(wanted.search))
    return found


def _assigned(reviewer: str) -> ColumnElement[bool]:
    if reviewer == NOBODY:
        return results.c.document_id.not_in(select(assignments.c.document_id))
    return results.c.document_id.in_(select(assignments.c.document_id).where(assignments.c.reviewer == reviewer))


def _matches(text: str) -> ColumnElement[bool]:
    by_path = select(files.c.document_id).where(files.c.path.contains(text, autoescape=True))
    return or_(
        results.c.agency.contains(text, autoescape=True),
        results.c.title.contains(text, autoescape=True),
        results.c.document_id.in_(by_path),
    )
