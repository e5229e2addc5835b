"""Overview: how many reports were read, how they stand, and which checks fail."""

from collections.abc import Collection, Mapping

import altair as alt
import pandas as pd
import streamlit as st

from extractor.analysis.adding_up import reports_by_kind
from extractor.store.panel import counts_by_year
from extractor.store.review_queue import NO_YEAR, count_by
from ui.adding_up_page import CAUSES, kind_name, show_kind
from ui.numbers import Cell, number, show_numbers
from ui.plots import figures, show_plot
from ui.state import open_queue, report_type, say, show, store

_STATUSES = ("accepted", "needs_review", "failed")
_STATUS_COLOURS = ("#3b8a5f", "#e0a100", "#c0392b")


def show_overview() -> None:
    """Every number leads to the reports behind it, and these to their values."""
    counts = counts_by_year(store())
    if not counts:
        st.info(say("no_reports"))
        return
    left, right = st.columns(2)
    with left:
        _by_year(counts)
    with right:
        _by_kind()
        _failures()


def _by_year(counts: Mapping[tuple[int | None, str], int]) -> None:
    st.markdown(f"**{say('by_year')}**")
    years = sorted({year for year, _ in counts}, key=lambda year: (year is None, -(year or 0)))
    rows = [
        {
            "year": _year(year),
            "status": say(status),
            "count": counts.get((year, status), 0),
            "address": f"{_told(year)}:{status}",
        }
        for year in years
        for status in _STATUSES
    ]
    show_plot(_stacked(pd.DataFrame(rows)), "overview", _open_queue, description=say("by_year"))
    lines = [_line(say("all"), "", counts, years), *(_line(_year(year), str(_told(year)), counts, [year]) for year in years)]
    headers = [say("year"), say("reports"), *(say(status) for status in _STATUSES)]
    show_numbers("across.years", headers, lines, _open_queue)


def _year(year: int | None) -> str:
    return say("year_unknown") if year is None else str(year)


def _told(year: int | None) -> int:
    return NO_YEAR if year is None else year


def _line(
    name: str, address: str, counts: Mapping[tuple[int | None, str], int], years: Collection[int | None]
) -> tuple[str, list[Cell]]:
    """How many reports of some years there are, and how many of each status."""
    by_status = {status: sum(counts.get((year, status), 0) for year in years) for status in _STATUSES}
    whole = {"": sum(by_status.values()), **by_status}
    return name, [
        number(f"{count:,}", f"{address}:{status}" if count else None, f"{name} · {say(status or 'reports')}")
        for status, count in whole.items()
    ]


def _open_queue(address: str) -> None:
    """``address``: year, status and the code of a failure, with colons between; what is empty takes all."""
    year, status, *code = address.split(":")
    open_queue(int(year) if year else None, status or None, *code)


def _stacked(table: pd.DataFrame) -> alt.Chart:
    names = [say(status) for status in _STATUSES]
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x=alt.X("year:N", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("count:Q", title=say("reports"), axis=figures()),
            color=alt.Color(
                "status:N",
                title=None,
                sort=names,
                scale=alt.Scale(domain=names, range=list(_STATUS_COLOURS)),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=["year", "status", "count"],
        )
        .properties(height=220)
    )
    return chart


def _by_kind() -> None:
    st.markdown(f"**{say('failed_by_kind')}**")
    found = reports_by_kind(store(), report_type().pictured.check_kinds)
    kinds = sorted({kind for kind, _ in found}, key=lambda kind: -sum(found.get((kind, cause), 0) for cause in CAUSES))
    if not kinds:
        st.caption(say("all_add_up"))
        return
    rows = [(kind_name(kind), [_failed(kind, cause, found.get((kind, cause), 0)) for cause in CAUSES]) for kind in kinds]
    show_numbers("across.kinds", [say("check"), *(say(f"cause_{cause}") for cause in CAUSES)], rows, _open_kind)


def _failed(kind: str, cause: str, count: int) -> Cell:
    title = f"{kind_name(kind)} · {say(f'cause_{cause}')}"
    return number(f"{count:,}", f"{kind}:{cause}" if count else None, title)


def _open_kind(address: str) -> None:
    kind, _, cause = address.partition(":")
    show("adding_up")
    show_kind(kind, cause)


def _failures() -> None:
    errors = {code: count for code, count in count_by(store(), "error_code").items() if code is not None}
    if not errors:
        return
    st.markdown(f"**{say('failed')}**")
    rows = [(code, [number(f"{count:,}", f":failed:{code}", code)]) for code, count in sorted(errors.items())]
    show_numbers("across.errors", [say("reason"), say("reports")], rows, _open_queue)
