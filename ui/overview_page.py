"""Overview: how many reports were read, how they stand, and which checks fail."""

from collections.abc import Mapping

import altair as alt
import pandas as pd
import streamlit as st

from extractor.analysis.adding_up import reports_by_kind
from extractor.store.panel import counts_by_year, failed_checks
from extractor.store.review_queue import count_by
from ui.adding_up_page import CAUSES, kind_name, show_kind
from ui.numbers import Cell, number, show_numbers
from ui.plots import show_plot
from ui.state import open_queue, report_type, say, show, store

_STATUSES = ("accepted", "needs_review", "failed")
_STATUS_COLOURS = ("#3b8a5f", "#e0a100", "#c0392b")


def show_overview() -> None:
    """Every number leads to the reports behind it, and these to their values."""
    counts = counts_by_year(store())
    if not counts:
        st.info(say("no_reports"))
        return
    for box, status in zip(st.columns(4), ("all", *_STATUSES), strict=True):
        total = sum(count for (_, other), count in counts.items() if status in ("all", other))
        box.metric(say(status if status != "all" else "reports_read"), f"{total:,}")
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
        {"year": _year(year), "status": say(status), "count": counts.get((year, status), 0)}
        for year in years
        for status in _STATUSES
    ]
    show_plot(_stacked(pd.DataFrame(rows)), "overview", description=say("by_year"))
    show_numbers(
        "across.years",
        [say("year"), *(say(status) for status in _STATUSES)],
        [(_year(year), [_count(year, status, counts.get((year, status), 0)) for status in _STATUSES]) for year in years],
        _open_queue,
    )


def _year(year: int | None) -> str:
    return say("year_unknown") if year is None else str(year)


def _count(year: int | None, status: str, count: int) -> Cell:
    return number(f"{count:,}", f"{'' if year is None else year}:{status}" if count else None, f"{_year(year)} · {say(status)}")


def _open_queue(address: str) -> None:
    year, _, status = address.partition(":")
    open_queue(year=int(year) if year else None, status=status)


def _stacked(table: pd.DataFrame) -> alt.Chart:
    names = [say(status) for status in _STATUSES]
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x=alt.X("year:N", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("count:Q", title=say("reports"), axis=alt.Axis(tickMinStep=1, format="d")),
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
    found = reports_by_kind(failed_checks(store()), report_type().pictured.check_kinds)
    kinds = sorted({kind for kind, _ in found}, key=lambda kind: -sum(found.get((kind, cause), 0) for cause in CAUSES))
    if not kinds:
        st.caption(say("all_add_up"))
        return
    rows = [(kind_name(kind), [_failed(kind, found.get((kind, cause), 0)) for cause in CAUSES]) for kind in kinds]
    show_numbers("across.kinds", [say("check"), *(say(f"cause_{cause}") for cause in CAUSES)], rows, _open_kind)


def _failed(kind: str, count: int) -> Cell:
    return number(f"{count:,}", kind if count else None, kind_name(kind))


def _open_kind(kind: str) -> None:
    show("adding_up")
    show_kind(kind)


def _failures() -> None:
    errors = {code: count for code, count in count_by(store(), "error_code").items() if code is not None}
    if not errors:
        return
    st.markdown(f"**{say('failed')}**")
    rows = [(code, [number(str(count), ":failed", code)]) for code, count in sorted(errors.items())]
    show_numbers("across.errors", [say("reason"), say("reports")], rows, _open_queue)
