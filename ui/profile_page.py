"""One office over the years: every indicator, and what became of it."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from extractor.analysis.panel import Figure, Reported, figure
from extractor.reports.base import Measure
from ui.choices import choose_agency, choose_measure, panel
from ui.numbers import evidence, figure_cell, joined, measure_name, open_evidence, show_numbers
from ui.plots import BLUE, figures, show_plot
from ui.state import report_type, say
from ui.words import plain


def show_profile() -> None:
    """A line of the chosen indicator, and a table of all of them by year."""
    search, agency_box, measure_box = st.columns([1, 2, 2])
    agency = choose_agency(search, agency_box)
    measure = choose_measure(measure_box)
    if agency is None:
        st.info(say("nothing"))
        return
    reports = sorted(panel(identity=agency), key=lambda report: (report.year, report.agency))
    _names(reports)
    show_plot(_line(reports, measure), "profile", open_evidence, description=measure_name(measure))
    columns = _columns(reports)
    rows = [(measure_name(one), [_cell(report, one) for _, report in columns]) for one in report_type().pictured.measures]
    show_numbers("across.profile", [say("measure"), *(name for name, _ in columns)], rows, open_evidence)
    st.caption(say("reading_hint"))


def _names(reports: Sequence[Reported]) -> None:
    """What the office was called when, where reports have several names for it."""
    years: dict[str, list[int]] = {}
    for report in reports:
        years.setdefault(report.agency, []).append(report.year)
    if len(years) > 1:
        spans = [f"{name}（{own[0]}–{own[-1]}）" if len(own) > 1 else f"{name}（{own[0]}）" for name, own in years.items()]
        st.caption(say("names_over_years", names=plain(joined(spans))))


def _years(reports: Sequence[Reported]) -> range:
    return range(reports[0].year, reports[-1].year + 1)


def _columns(reports: Sequence[Reported]) -> list[tuple[str, Reported | None]]:
    """A column for each year; one for each report where predecessors reported apart."""
    columns: list[tuple[str, Reported | None]] = []
    for year in _years(reports):
        own = [report for report in reports if report.year == year]
        apart = len(own) > 1
        columns += [(f"{year} {report.agency}" if apart else str(year), report) for report in own] or [(str(year), None)]
    return columns


def _cell(report: Reported | None, measure: Measure) -> dict[str, object]:
    return figure_cell(report, None if report is None else figure(report, measure), measure)


def _line(reports: Sequence[Reported], measure: Measure) -> alt.LayerChart:
    """A year without a figure is a gap, and one in which predecessors reported apart; a figure in doubt is hollow."""
    years = list(_years(reports))
    found = [_point(report, figure(report, measure)) for report in reports]
    several = {year for year in years if sum(report.year == year for report in reports) > 1}
    by_year = {int(point["year"]): point["value"] for point in found}
    line = [{"year": str(year), "value": None if year in several else by_year.get(year)} for year in years]
    x = alt.X("year:N", title=None, scale=alt.Scale(domain=[str(year) for year in years]), axis=alt.Axis(labelAngle=0))
    y = alt.Y("value:Q", title=measure_name(measure), axis=figures(share=bool(measure.of)))
    sure, doubtful = say("certain"), say("legend_doubt")
    points = (
        alt.Chart(pd.DataFrame(found))
        .mark_point(size=80, strokeWidth=2, opacity=1, cursor="pointer")
        .encode(
            x=x,
            y=y,
            fill=alt.Fill("doubt:N", scale=alt.Scale(domain=[sure, doubtful], range=[BLUE, "white"]), legend=None),
            stroke=alt.value(BLUE),
            shape=alt.Shape(
                "doubt:N",
                title=None,
                scale=alt.Scale(domain=[sure, doubtful], range=["circle", "diamond"]),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("year", title=say("year")),
                alt.Tooltip("agency", title=say("agency")),
                alt.Tooltip("value", title=measure_name(measure), format=".1%" if measure.of else ",d"),
                alt.Tooltip("doubt", title=say("status")),
            ],
        )
    )
    drawn = alt.Chart(pd.DataFrame(line)).mark_line(color=BLUE, invalid="break-paths-show-path-domains").encode(x=x, y=y)
    chart: alt.LayerChart = (drawn + points).properties(height=230)
    return chart


def _point(report: Reported, shown: Figure) -> dict[str, Any]:
    return {
        "year": str(report.year),
        "agency": report.agency,
        "value": shown.value,
        "doubt": say("legend_doubt" if shown.in_doubt else "certain"),
        "address": evidence(report.document_id, shown.pointer),
    }
