"""What the store keeps of one result, made where the result is made, so that the writer has only to write."""

import zlib
from dataclasses import dataclass
from typing import Any

from extractor.export.summary import Cell
from extractor.reports.base import ReportType
from extractor.result import Result, value_at

_LEVEL = 1
"""Deflate's fastest: a tenth of the size at a fifth of the time of the usual level."""
_START = 16_384
"""Bytes inflated at a time where only the beginning is wanted: the values of a usual report take as many."""


@dataclass(frozen=True, slots=True)
class Task:
    """A document to be read by whoever holds the lease; each ``round`` gives one extraction."""

    document_id: int
    path: str
    sha256: str
    round: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A result as columns and rows. ``payload`` is the whole Result as JSON, deflated.

    ``checks``: (id, cause, message) of those that fail; ``flags``: (code, review, message, pointers).
    """

    media_type: str
    pages: int | None
    characters: int
    schema: str
    status: str
    error_code: str | None
    agency: str | None
    year: int | None
    title: str | None
    doubt: float
    lowest_confidence: float | None
    review_flags: int
    summary: dict[str, Cell]
    agency_key: str | None
    digest: str | None
    checks: tuple[tuple[str, str | None, str], ...]
    flags: tuple[tuple[str, bool, str, list[str]], ...]
    prompts: dict[str, str]
    calls: int
    cached: int
    prompt_tokens: int
    completion_tokens: int
    cost: float
    seconds: float
    payload: bytes

    @classmethod
    def of(cls, result: Result, report_type: ReportType | None, summary: dict[str, Cell]) -> "Entry":
        """The entry of a result; agency, year and title are None in report types that have none.

        ``report_type`` is None for a document that failed before its type was known.
        """
        report = result.report
        standing = report_type.across.standing(report) if report and report_type else None
        review_flags = sum(flag.review for flag in result.flags)
        lowest = min((evidence.confidence for evidence in result.evidence.values()), default=None)
        return cls(
            media_type=result.source.media_type,
            pages=result.source.pages,
            characters=result.source.characters,
            schema=result.schema_name,
            status=result.status,
            error_code=result.error.code if result.error else None,
            agency=value_at(report, "/agency") if report else None,
            year=value_at(report, "/year") if report else None,
            title=value_at(report, "/title") if report else None,
            doubt=_doubt(result, review_flags, lowest),
            lowest_confidence=lowest,
            review_flags=review_flags,
            summary=summary,
            agency_key=standing.agency if standing else None,
            digest=standing.digest if standing else None,
            checks=tuple((check.id, check.cause, check.message) for check in result.failed_checks()),
            flags=tuple((flag.code, flag.review, flag.message, flag.pointers) for flag in result.flags),
            prompts=result.run.prompts,
            calls=result.run.calls,
            cached=result.run.cached,
            prompt_tokens=result.run.prompt_tokens,
            completion_tokens=result.run.completion_tokens,
            cost=result.run.cost or 0.0,
            seconds=result.run.seconds,
            payload=pack(result.to_json()),
        )


def _doubt(result: Result, review_flags: int, lowest: float | None) -> float:
    """By what the queue is sorted: one for each flag for review (readers that disagree are flagged) and each failed check
    not the agency's own, one where the model gave values that do not stand in the document, and the least trust."""
    failed = sum(check.cause != "source" for check in result.failed_checks())
    return failed + review_flags + (result.run.dropped > 0) + (1.0 - lowest if lowest is not None else 1.0)


def pack(text: str) -> bytes:
    """Text as the store keeps it."""
    return zlib.compress(text.encode(), _LEVEL)


def unpack(payload: bytes) -> str:
    """The text that ``pack`` was given."""
    return unpack_bytes(payload).decode()


def unpack_bytes(payload: bytes) -> bytes:
    """The text that ``pack`` was given, in UTF-8."""
    return zlib.decompress(payload)


def unpack_until(payload: bytes, mark: bytes) -> str:
    """The beginning of the text that ``pack`` was given, up to ``mark``; all of it where there is none."""
    inflater = zlib.decompressobj()
    text = inflater.decompress(payload, _START)
    while mark not in text and inflater.unconsumed_tail:
        text += inflater.decompress(inflater.unconsumed_tail, _START)
    return text.partition(mark)[0].decode()


def rows_of_checks(document_id: int, entry: Entry) -> list[dict[str, Any]]:
    """Rows of ``checks``."""
    return [
        {"document_id": document_id, "number": number, "check_id": check_id, "cause": cause, "message": message}
        for number, (check_id, cause, message) in enumerate(entry.checks)
    ]


def rows_of_flags(document_id: int, entry: Entry) -> list[dict[str, Any]]:
    """Rows of ``flags``."""
    return [
        {
            "document_id": document_id,
            "number": number,
            "code": code,
            "review": review,
            "message": message,
            "pointers": pointers,
        }
        for number, (code, review, message, pointers) in enumerate(entry.flags)
    ]


def columns_of_result(entry: Entry) -> dict[str, Any]:
    """Columns of ``results`` that say what the current result is."""
    return {
        "schema": entry.schema,
        "status": entry.status,
        "error_code": entry.error_code,
        "agency": entry.agency,
        "year": entry.year,
        "title": entry.title,
        "doubt": entry.doubt,
        "lowest_confidence": entry.lowest_confidence,
        "failed_checks": len(entry.checks),
        "review_flags": entry.review_flags,
        "summary": entry.summary,
        "agency_key": entry.agency_key,
        "digest": entry.digest,
    }
