"""From received to outcome: what became of requests, why information was refused, how challenges ended."""

import altair as alt
import pandas as pd
import streamlit as st

from extractor.analysis.panel import Pooled, Reported, figure, pooled, ranked
from extractor.reports.base import Measure
from ui.choices import Current, choose_agency, choose_year, current, panel
from ui.numbers import Cell, evidence, figure_cell, measure_name, number, open_evidence, page_of, show_numbers, written
from ui.plots import BLUE, COLOURS, GREY, figures, show_plot
from ui.state import either, report_type, say
from ui.words import WORDS

_CAME_IN = 2
"""The first so many of the funnel's measures came in, the others are what became of them."""
_PICTURED = report_type().pictured
_DECIDED = ("upheld", "corrected", "other")


def _kind(results: tuple[Measure, ...]) -> str:
    return results[0].key.rpartition("/")[0]


def _kind_names(kind: str) -> tuple[str, str]:
    chinese, english = report_type().words[kind]
    return chinese, english.capitalize()


def _corrected_of(results: tuple[Measure, ...]) -> Measure:
    """How often offices were corrected, of the challenges of one kind that were decided."""
    by_result = {one.key.rpartition("/")[2]: one for one in results}
    decided = tuple(pointer for result in _DECIDED for pointer in by_result[result].pointers)
    kind = _kind(results)
    names = zip(_kind_names(kind), WORDS["corrected_share"], strict=True)
    chinese, english = (f"{of} · {name}" for of, name in names)
    return Measure(f"{kind}/corrected_share", chinese, english, by_result["corrected"].pointers, decided)


_CHALLENGED = [(_kind(results), (*results, _corrected_of(results))) for _, results in _PICTURED.challenged]
_OUTCOMES = [one for _, results in _CHALLENGED for one in results]
_EVERY = {one.key: one for one in (*_PICTURED.funnel, *_PICTURED.refusals, *_OUTCOMES)}


def show_outcomes() -> None:
    """One year, of all offices or of one."""
    year_box, search, agency_box = st.columns([1, 1, 2])
    year = choose_year(year_box)
    agency = choose_agency(search, agency_box, everybody=True)
    if year is None:
        st.info(say("nothing"))
        return
    reports = panel(year, agency)
    if not reports:
        st.info(say("nothing"))
        return
    st.caption(say("pooled", count=len(reports)))
    totals = _totals(current(), year, agency, reports)
    left, right = st.columns(2)
    with left:
        _funnel(reports, [totals[one.key] for one in _PICTURED.funnel])
    with right:
        _refusals(reports, [totals[one.key] for one in _PICTURED.refusals])
    kinds = [(either(*_kind_names(kind)), [totals[one.key] for one in results]) for kind, results in _CHALLENGED]
    _challenges(reports, kinds)
    _behind(reports)


@st.cache_resource(max_entries=32, show_spinner=False)
def _totals(now: Current, year: int, agency: str | None, _reports: list[Reported]) -> dict[str, Pooled]:
    """Every measure's total, by its key; of the reports of that year and office."""
    return {one.measure.key: one for one in pooled(_reports, _EVERY.values())}


def _funnel(reports: list[Reported], found: list[Pooled]) -> None:
    st.markdown(f"**{say('funnel')}**")
    show_plot(_bars(found, reports, came_in=_CAME_IN), "funnel", _lead, description=say("funnel"))
    _table("across.funnel", found, reports, of=sum(one.total or 0 for one in found[:_CAME_IN]))


def _refusals(reports: list[Reported], reasons: list[Pooled]) -> None:
    st.markdown(f"**{say('refusals')}**")
    found = sorted(reasons, key=lambda one: -(one.total or 0))
    show_plot(_bars(found, reports), "refusals", _lead, description=say("refusals"))
    _table("across.refusals", found, reports, of=sum(one.total or 0 for one in found))


def _bars(found: list[Pooled], reports: list[Reported], came_in: int = 0) -> alt.Chart:
    """Bars in the order given; what no report states has no bar."""
    table = pd.DataFrame(
        [
            {
                "name": measure_name(one.measure),
                "value": one.total,
                "side": "in" if place < came_in else "out",
                "address": _address(one, reports),
            }
            for place, one in enumerate(found)
        ]
    )
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x=alt.X("value:Q", title=say("requests"), axis=figures()),
            y=alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=190)),
            color=alt.Color("side:N", scale=alt.Scale(domain=["in", "out"], range=[GREY, BLUE]), legend=None),
            tooltip=["name", alt.Tooltip("value", format=",d")],
        )
        .properties(height=22 * len(found))
    )
    return chart


def _table(key: str, found: list[Pooled], reports: list[Reported], of: float) -> None:
    """Totals, their share, and how many reports state them; each leads to the reports, or to the only one's cell."""
    rows = [
        (
            measure_name(one.measure),
            [
                _total(one, reports),
                number(f"{one.total / of:.1%}" if one.total is not None and of else "–", _address(one, reports), say("share")),
                number(f"{one.stated}/{one.reports}", _address(one, reports), say("stated_by")),
            ],
        )
        for one in found
    ]
    show_numbers(key, [say("outcome"), say("requests"), say("share"), say("stated_by")], rows, _lead)


def _address(one: Pooled, reports: list[Reported]) -> str:
    """Of a single report its cell, else the key of the measure: the list of the reports behind it."""
    if len(reports) == 1:
        return evidence(reports[0].document_id, figure(reports[0], one.measure).pointer)
    return one.measure.key


def _total(one: Pooled, reports: list[Reported]) -> Cell:
    if len(reports) == 1:
        return figure_cell(reports[0], figure(reports[0], one.measure), one.measure)
    name = measure_name(one.measure)
    if one.total is None:
        return number("", one.measure.key, name, missing=True)
    return number(written(one.total, one.measure), one.measure.key, name, doubt=one.in_doubt)


def _lead(address: str) -> None:
    """To the evidence of a single report, or to the list of the reports that a sum is made of."""
    if address in _EVERY:
        st.session_state["kept.behind"] = address
    else:
        open_evidence(address)


def _challenges(reports: list[Reported], kinds: list[tuple[str, list[Pooled]]]) -> None:
    st.markdown(f"**{say('challenges')}**")
    left, right = st.columns(2)
    with left:
        show_plot(_stacked(kinds, reports), "challenges", _lead, description=say("challenges"))
    with right:
        rows = [(title, [_total(one, reports) for one in found]) for title, found in kinds]
        results = [measure_name(one.measure) for one in kinds[0][1][:-1]]
        show_numbers("across.challenges", [say("challenge"), *results, say("corrected_share")], rows, _lead)


def _stacked(kinds: list[tuple[str, list[Pooled]]], reports: list[Reported]) -> alt.Chart:
    names = [measure_name(one.measure) for one in kinds[0][1] if not one.measure.of]
    table = pd.DataFrame(
        [
            {
                "kind": title,
                "result": measure_name(one.measure),
                "value": one.total,
                "order": place,
                "address": _address(one, reports),
            }
            for title, found in kinds
            for place, one in enumerate(found)
            if not one.measure.of
        ]
    )
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x=alt.X("value:Q", title=say("cases"), axis=figures()),
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
        (place.report.agency, [figure_cell(place.report, place.figure, measure)])
        for place in page_of("across.behind", ranked(reports, measure))
    ]
    show_numbers("across.behind", [say("agency"), measure_name(measure)], rows, open_evidence)
