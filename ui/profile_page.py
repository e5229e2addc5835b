"""One office over the years: every indicator, and what became of it."""

from collections.abc import Mapping

import altair as alt
import pandas as pd
import streamlit as st

from extractor.analysis.panel import Figure, Reported, figure
from extractor.reports.base import Measure
from ui.choices import choose_agency, choose_measure, panel
from ui.numbers import figure_cell, measure_name, open_evidence, show_numbers
from ui.plots import BLUE, show_plot
from ui.state import report_type, say


def show_profile() -> None:
    """A line of the chosen indicator, and a table of all of them by year."""
    search, agency_box, measure_box = st.columns([1, 2, 2])
    agency = choose_agency(search, agency_box)
    measure = choose_measure(measure_box)
    if agency is None:
        st.info(say("nothing"))
        return
    by_year = {report.year: report for report in panel(agency_key=agency)}
    years = list(range(min(by_year), max(by_year) + 1))
    show_plot(_line(by_year, years, measure), "profile", description=measure_name(measure))
    rows = [(measure_name(one), [_cell(by_year.get(year), one) for year in years]) for one in report_type().pictured.measures]
    show_numbers("across.profile", [say("measure"), *map(str, years)], rows, open_evidence)
    st.caption(say("reading_hint"))


def _cell(report: Reported | None, measure: Measure) -> dict[str, object]:
    return figure_cell(report, None if report is None else figure(report, measure), measure)


def _line(by_year: dict[int, Reported], years: list[int], measure: Measure) -> alt.LayerChart:
    """A year without a figure is a gap; a figure in doubt is a hollow point."""
    figures = {year: figure(by_year[year], measure) for year in years if year in by_year}
    table = pd.DataFrame(
        [
            {"year": str(year), "value": figures[year].value if year in figures else None, "doubt": _doubt(figures, year)}
            for year in years
        ]
    )
    base = alt.Chart(table).encode(
        x=alt.X("year:N", title=None, scale=alt.Scale(domain=[str(year) for year in years]), axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=measure_name(measure), axis=alt.Axis(format="%" if measure.of else ",d", tickCount=5)),
        tooltip=["year", alt.Tooltip("value", format=".1%" if measure.of else ",d"), alt.Tooltip("doubt", title=say("status"))],
    )
    sure, doubtful = say("certain"), say("legend_doubt")
    points = base.mark_point(size=80, strokeWidth=2, opacity=1).encode(
        fill=alt.Fill("doubt:N", scale=alt.Scale(domain=[sure, doubtful], range=[BLUE, "white"]), legend=None),
        stroke=alt.value(BLUE),
        shape=alt.Shape(
            "doubt:N", title=None, scale=alt.Scale(domain=[sure, doubtful], range=["circle", "diamond"]), legend=alt.Legend(orient="top")
        ),
    )
    chart: alt.LayerChart = (base.mark_line(color=BLUE, invalid="break-paths-show-path-domains") + points).properties(height=230)
    return chart


def _doubt(figures: Mapping[int, Figure], year: int) -> str:
    return say("legend_doubt") if year in figures and figures[year].in_doubt else say("certain")
