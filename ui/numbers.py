"""Tables of numbers that lead to their evidence: drawn by the report's own component, so that marks mean the same."""

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any, TypeVar

import streamlit as st

from extractor.analysis.panel import Figure, Reported
from extractor.reports.base import Measure
from extractor.result import Number
from ui.sheet import MARKS, SHEET
from ui.state import either, go, language, say

MOST_ROWS = 200
"""Rows of one table: a page of thousands would be read by nobody."""

Cell = dict[str, Any]
_Item = TypeVar("_Item")


def show_numbers(
    key: str,
    headers: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Cell]]],
    choose: Callable[[str], None],
    *,
    widths: Sequence[str] | None = None,
) -> None:
    """A table of labelled rows; ``choose`` gets the address of the cell chosen. ``widths``: where cells are sentences."""
    shown = [{"label": label, "cells": list(cells)} for label, cells in rows]
    table = {
        "title": None,
        "headers": [[[header, 1] for header in headers]],
        "rows": shown,
        "columns": len(headers),
        "labels": True,
        "text": widths is not None,
        "widths": widths,
    }
    SHEET(
        key=key,
        data={
            "sections": [{"title": None, "tables": [table]}],
            "selected": None,
            "locked": True,
            "plain": True,
            "marks": {mark: say(f"legend_{mark}") for mark in MARKS},
            "blank": say("legend_blank"),
        },
        on_chosen_change=lambda: choose(st.session_state[key]["chosen"]),
    )


def first_row(key: str, count: int) -> int:
    """Of a table of ``count`` rows the first one of the page that is chosen; as many as ``MOST_ROWS`` stand on a page."""
    pages = ceil(count / MOST_ROWS)
    if pages <= 1:
        return 0
    name = f"kept.page.{key}.{count}"
    page = st.pagination(pages, default=min(st.session_state.get(name, 1), pages), key=f"page.{key}.{count}")
    st.session_state[name] = page
    return (page - 1) * MOST_ROWS


def page_of(key: str, items: Sequence[_Item]) -> Sequence[_Item]:
    """Those of a table's rows that stand on the page that is chosen."""
    first = first_row(key, len(items))
    return items[first : first + MOST_ROWS]


def number(text: str, address: str | None, title: str, *, doubt: bool = False, missing: bool = False) -> Cell:
    """One cell: what it shows and, where it is clicked, the address that it leads to."""
    return {
        "p": address,
        "kind": "absent" if missing and address is None else "blank" if missing else "value",
        "text": "·" if missing else text,
        "edit": "",
        "old": None,
        "mark": "doubt" if doubt else "",
        "note": None,
        "title": title,
    }


def figure_cell(report: Reported | None, figure: Figure | None, measure: Measure) -> Cell:
    """A report's figure; hatched where the report leaves it out, a dot where there is no report."""
    if report is None or figure is None:
        return number("", None, say("no_report"), missing=True)
    title = f"{report.agency} {report.year} · {measure_name(measure)}"
    address = evidence(report.document_id, figure.pointer)
    if figure.value is None:
        return number("", address, f"{title} · {say('missing')}", doubt=figure.in_doubt, missing=True)
    return number(written(figure.value, measure), address, title, doubt=figure.in_doubt)


def evidence(document_id: int, pointer: str) -> str:
    """The address of a value in a report."""
    return f"{document_id}:{pointer}"


def open_evidence(address: str) -> None:
    """Open the report at the value that ``evidence`` names."""
    document_id, _, pointer = address.partition(":")
    go(int(document_id), pointer)


def measure_name(measure: Measure) -> str:
    """What a measure is called in the session's language."""
    return either(measure.chinese, measure.english)


def written(value: Number, measure: Measure) -> str:
    """A figure as it is shown: shares as percentages."""
    return f"{value:.1%}" if measure.of else f"{value:,}"


def joined(names: Sequence[str]) -> str:
    """Names in one line."""
    return ("、" if language() == "zh" else ", ").join(names)
