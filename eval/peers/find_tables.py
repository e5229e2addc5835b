"""PyMuPDF's own table finder, its rows read by position: what a short script with the library would do.

Only pages have tables to find; a text file is laid out as pages without rules, so nothing is found in it.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pymupdf

from eval.peers.base import Answer, PeerError, put, run_peer
from extractor.reports.base import Column, Row
from extractor.reports.disclosure.form import APPLICANTS, BLOCKS, CHALLENGES, REQUEST_ROWS, RESULTS
from extractor.result import Number, Result

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_REQUESTS_WIDTH, _CHALLENGES_WIDTH = 10, 15

Line = Sequence[str]


def extract(path: Path) -> Result:
    """Read one file."""
    return run_peer(path, _read)


def _read(path: Path) -> Answer:
    try:
        document = pymupdf.open(path)
    except (pymupdf.FileDataError, pymupdf.mupdf.FzErrorBase) as error:
        raise PeerError(str(error)) from error
    with document:
        lines = [
            line for page in document.pages() for table in page.find_tables().tables for line in _lines(table.extract())
        ]
    cells = {**_requests(lines), **_challenges(lines), **_section_two(lines)}
    if not cells:
        raise PeerError("no table found")
    report: dict[str, Any] = {}
    for pointer, text in cells.items():
        put(report, pointer, _value(text))
    return Answer(report, {pointer: text for pointer, text in cells.items() if text})


def _lines(rows: Sequence[Sequence[str | None]]) -> Iterator[Line]:
    yield from (["" if cell is None else cell.strip() for cell in row] for row in rows)


def _value(text: str) -> Number | None:
    if not _NUMBER.fullmatch(text):
        return None
    return float(text) if "." in text else int(text)


def _is_data(cells: Sequence[str]) -> bool:
    return any(_NUMBER.fullmatch(cell) for cell in cells) and all(not cell or _NUMBER.fullmatch(cell) for cell in cells)


def _requests(lines: Sequence[Line]) -> dict[str, str]:
    """The n-th row of numbers is the form's n-th row."""
    width = len(APPLICANTS)
    data = [line[-width:] for line in lines if len(line) == _REQUESTS_WIDTH and _is_data(line[-width:])]
    rows = REQUEST_ROWS if len(data) >= len(REQUEST_ROWS) else [row for row in REQUEST_ROWS if not row.optional]
    return {
        f"/requests/{row.key}/{column.key}": text
        for row, cells in zip(rows, data, strict=False)
        for column, text in zip(APPLICANTS, cells, strict=True)
    }


def _challenges(lines: Sequence[Line]) -> dict[str, str]:
    data = [line for line in lines if len(line) == _CHALLENGES_WIDTH and _is_data(line)]
    keys = [f"/challenges/{row.key}/{column.key}" for row in CHALLENGES for column in RESULTS]
    return dict(zip(keys, data[0], strict=True)) if data else {}


def _section_two(lines: Sequence[Line]) -> dict[str, str]:
    """The n-th row of numbers is the n-th row of the edition whose number of rows it is."""
    data = [line[1:] for line in lines if len(line) < _REQUESTS_WIDTH and line[0] and _is_data(line[1:])]
    for edition in ("2019", "2021"):
        rows = list(_edition_rows(edition))
        if len(rows) == len(data):
            return {
                f"/proactive/{row.key}/{column.key}": text
                for (row, columns), cells in zip(rows, data, strict=True)
                for column, text in zip(columns, [cell for cell in cells if cell], strict=False)
            }
    return {}


def _edition_rows(edition: str) -> Iterator[tuple[Row, Sequence[Column]]]:
    for block in BLOCKS:
        for layout in block.layouts:
            if block.section == "proactive" and layout.edition == edition:
                yield from ((row, layout.columns) for row in block.rows if row.edition in (None, edition))
