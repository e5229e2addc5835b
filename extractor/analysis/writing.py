"""Findings as files: a table for people, JSON for programs; both written whole or not at all, one finding at a time."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from extractor.analysis.findings import Finding, Quote
from extractor.export.summary import Cell, write_summary

FINDINGS_CSV, FINDINGS_JSON = "findings.csv", "findings.json"
"""The files in DIR."""

_COLUMNS = (
    "id",
    "kind",
    "agency",
    "year",
    "subject",
    "arithmetic",
    "expected",
    "actual",
    "cause",
    "chinese",
    "english",
    "evidence",
)


def write_findings(folder: Path, findings: Iterable[Finding]) -> None:
    """Write ``findings.csv`` and ``findings.json`` (a list of ``Finding``) into ``folder``."""
    with _whole(folder / FINDINGS_JSON) as file:
        write_summary(folder / FINDINGS_CSV, _COLUMNS, map(_row, _as_json(file, findings)))


def _as_json(file: TextIO, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Write each finding on its way."""
    file.write("[")
    for number, finding in enumerate(findings):
        file.write(f"{',' if number else ''}\n{finding.model_dump_json()}")
        yield finding
    file.write("\n]\n")


def _row(finding: Finding) -> tuple[Cell, ...]:
    evidence = "; ".join(_place(quote) for quote in finding.evidence)
    return (*(getattr(finding, name) for name in _COLUMNS[:-1]), evidence)


def _place(quote: Quote) -> str:
    where = f"{quote.report}#{quote.pointer}: " if quote.report else ""
    return f"{where}“{quote.raw}”"


@contextmanager
def _whole(path: Path) -> Iterator[TextIO]:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            yield file
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
