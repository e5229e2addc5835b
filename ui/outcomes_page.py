"""From received to outcome: what became of requests, why information was refused, how challenges ended."""

import altair as alt
import pandas as pd
import streamlit as st

from extractor.analysis.panel import Pooled, Reported, figure, pooled, ranked
from ui.choices import choose_agency, choose_year, panel
from ui.numbers import Cell, figure_cell, measure_name, number, open_evidence, show_numbers
from ui.plots import BLUE, COLOURS, GREY, show_plot
from ui.state import report_type, say

_CAME_IN = 2
"""The first so many of the funnel's measures came in, the others are what became of them."""
_PICTURED = report_type().pictured
_OUTCOMES = [one for _, results in _PICTURED.challenged for one in results]
_EVERY = {one.key: one for one in (*_PICTURED.funnel, *_PICTURED.refusals, *_OUTCOMES)}


def show_outcomes() -> None:
    """One year, of all offices or of one."""
    year_box, search, agency_box = st.columns([1, 1, 2])
    year = choose_year(year_box)
    agency = choose_agency(search, agency_box, everybody=True)
    if year is None:
        st.info(say("nothing"))
        return
    reports = [report for report in panel(year) if agency in (None, report.agency_key)]
    if not reports:
        st.info(say("nothing"))
        return
    st.caption(say("pooled", count=len(reports)))
    left, right = st.columns(2)
    with left:
        _funnel(reports)
    with right:
        _refusals(reports)
    _challenges(reports)
    _behind(reports)


def _funnel(reports: list[Reported]) -> None:
    st.markdown(f"**{say('funnel')}**")
    found = pooled(reports, _PICTURED.funnel)
    show_plot(_bars(found, came_in=_CAME_IN), "funnel", description=say("funnel"))
    _table("across.funnel", found, reports, of=sum(one.total or 0 for one in found[:_CAME_IN]))


def _refusals(reports: list[Reported]) -> None:
    st.markdown(f"**{say('refusals')}**")
    found = sorted(pooled(reports, _PICTURED.refusals), key=lambda one: -(one.total or 0))
    show_plot(_bars(found), "refusals", description=say("refusals"))
    _table("across.refusals", found, reports, of=sum(one.total or 0 for one in found))


def _bars(found: list[Pooled], came_in: int = 0) -> alt.Chart:
    """Bars in the order given; what no report states has no bar."""
    table = pd.DataFrame(
        [
            {"name": measure_name(one.measure), "value": one.total, "side": "in" if place < came_in else "out"}
            for place, one in enumerate(found)
        ]
    )
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x=alt.X("value:Q", title=say("requests"), axis=alt.Axis(format=",d", tickCount=5)),
            y=alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=190)),
            color=alt.Color("side:N", scale=alt.Scale(domain=["in", "out"], range=[GREY, BLUE]), legend=None),
            tooltip=["name", alt.Tooltip("value", format=",d")],
        )
        .properties(height=22 * len(found))
    )
    return chart


def _table(key: str, found: list[Pooled], reports: list[Reported], of: float) -> None:
    """Totals, their share, and how many reports state them; a number leads to the reports, or to the only one's cell."""
    rows = [
        (
            measure_name(one.measure),
            [
                _total(one, reports),
                number(f"{one.total / of:.1%}" if one.total is not None and of else "–", None, ""),
                number(f"{one.stated}/{one.reports}", None, say("stated_by")),
            ],
        )
        for one in found
    ]
    show_numbers(key, [say("outcome"), say("requests"), say("share"), say("stated_by")], rows, _lead)


def _total(one: Pooled, reports: list[Reported]) -> Cell:
    doubt = any(figure(report, one.measure).in_doubt for report in reports)
    if len(reports) == 1:
        return figure_cell(reports[0], figure(reports[0], one.measure), one.measure)
    name = measure_name(one.measure)
    if one.total is None:
        return number("", one.measure.key, name, missing=True)
    return number(f"{one.total:,}", one.measure.key, name, doubt=doubt)


def _lead(address: str) -> None:
    """To the evidence of a single report, or to the list of the reports that a sum is made of."""
    if address in _EVERY:
        st.session_state["kept.behind"] = address
    else:
        open_evidence(address)


def _challenges(reports: list[Reported]) -> None:
    st.markdown(f"**{say('challenges')}**")
    kinds = [(title, pooled(reports, results)) for title, results in _PICTURED.challenged]
    left, right = st.columns(2)
    with left:
        show_plot(_stacked(kinds), "challenges", description=say("challenges"))
    with right:
        rows = [(title, [*(_total(one, reports) for one in found), _corrected(found)]) for title, found in kinds]
        results = [measure_name(one.measure) for one in kinds[0][1]]
        show_numbers("across.challenges", [say("challenge"), *results, say("corrected_share")], rows, _lead)


def _corrected(found: list[Pooled]) -> Cell:
    """How often the office was corrected, of the challenges that were decided."""
    totals = {one.measure.key.rpartition("/")[2]: one.total for one in found}
    decided = sum(totals[key] or 0 for key in ("upheld", "corrected", "other"))
    corrected = totals["corrected"]
    text = f"{corrected / decided:.1%}" if corrected is not None and decided else "–"
    return number(text, None, say("corrected_share"))


def _stacked(kinds: list[tuple[str, list[Pooled]]]) -> alt.Chart:
    names = [measure_name(one.measure) for one in kinds[0][1]]
    table = pd.DataFrame(
        [
            {"kind": title, "result": measure_name(one.measure), "value": one.total, "order": place}
            for title, found in kinds
            for place, one in enumerate(found)
        ]
    )
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x=alt.X("value:Q", title=say("cases"), axis=alt.Axis(format=",d", tickMinStep=1)),
            y=alt.Y("kind:N", title=None, sort=None, axis=alt.Axis(labelLimit=180)),
            color=alt.Color(
                "result:N", title=None, sort=names, scale=alt.Scale(domain=names, range=list(COLOURS[:4])), legend=alt.Legend(orient="top")
            ),
            order="order:O",
            tooltip=["kind", "result", "value"],
        )
        .properties(height=200)
    )
    return chart


def _behind(reports: list[Reported]) -> None:
    """The reports that the number last chosen is made of, the largest part first."""
    measure = _EVERY.get(st.session_state.get("kept.behind", ""))
    if measure is None or len(reports) == 1:
        return
    st.markdown(f"**{say('behind', name=measure_name(measure))}**")
    rows = [
        (place.report.agency, [figure_cell(place.report, place.figure, measure)]) for place in ranked(reports, measure)
    ]
    show_numbers("across.behind", [say("agency"), measure_name(measure)], rows, open_evidence)
