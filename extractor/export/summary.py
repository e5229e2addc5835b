"""The summary table of a run: one row per report, made to be opened in Excel and read by programs."""

import csv
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from extractor.export.text import begins_formula
from extractor.result import Result, value_at

Cell = str | int | float | None

def summary_columns(headline: Mapping[str, str]) -> tuple[str, ...]:
    """The columns in order; ``headline`` is the report type's own part."""
    return ("name", "path", "result", "status", *headline, "failed_checks", "flags", "error_code", "error_message")


def summary_row(result: Result, path: str, stored: str, headline: Mapping[str, str]) -> tuple[Cell, ...]:
    """One report's cells in the order of ``summary_columns``.

    ``path``: the document's, from DIR. ``stored``: the result's, from DIR. Failed checks and flags that ask for review
    are given by id and code.
    """
    report, error = result.report, result.error
    return (
        result.source.name,
        path,
        stored,
        result.status,
        *(_cell(None if report is None else value_at(report, pointer)) for pointer in headline.values()),
        "; ".join(check.id for check in result.failed_checks()),
        "; ".join(dict.fromkeys(flag.code for flag in result.flags if flag.review)),
        None if error is None else error.code,
        None if error is None else error.message,
    )


def _cell(value: object) -> Cell:
    return value if value is None or isinstance(value, str | int | float) else str(value)


def write_summary(path: Path, columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> None:
    """Write the table whole or not at all: UTF-8 with a byte order mark, which Excel needs to see that it is UTF-8."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([neutral(cell) for cell in row] for row in rows)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def neutral(cell: Cell) -> Cell:
    """``cell`` on one line, and never a formula."""
    if not isinstance(cell, str):
        return cell
    text = " ".join(cell.split())
    return f"'{text}" if begins_formula(text) else text
