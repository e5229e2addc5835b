"""Offices side by side in one year: ranking and distribution of chosen indicators."""

from collections import Counter
from math import floor, log10
from statistics import median

import altair as alt
import pandas as pd
import streamlit as st

from extractor.analysis.panel import Ranked, figure, ranked
from extractor.reports.base import Measure
from ui.choices import choose_year, panel
from ui.numbers import evidence, figure_cell, measure_name, open_evidence, page_of, show_numbers, written
from ui.plots import BLUE, figures, show_plot
from ui.state import box_key, report_type, say

_DEFAULT = ("received", "refused_share", "corrected_share")
_MOST_BARS = 20
_BETWEEN = "~"
"""Stands between the measure and the bounds of a bar in its address."""


def show_comparison() -> None:
    """Ranked by the first indicator; the others stand beside it."""
    left, right = st.columns([1, 4])
    year = choose_year(left)
    measures = _measures(right)
    if year is None or not measures:
        st.info(say("nothing"))
        return
    places = ranked(panel(year), measures[0])
    stated = [place for place in places if place.figure.value is not None]
    st.caption(say("stated", stated=len(stated), missing=len(places) - len(stated)))
    if stated:
        bars, spread = st.columns(2)
        with bars:
            st.markdown(f"**{say('ranking')}**")
            show_plot(_bars(stated[:_MOST_BARS], measures[0]), "ranking", open_evidence, description=measure_name(measures[0]))
        with spread:
            st.markdown(f"**{say('distribution')}**")
            show_plot(_spread(stated, measures[0]), "distribution", _lead, description=measure_name(measures[0]))
    rows = [
        (
            f"{place.rank or '–'}　{place.report.agency}",
            [figure_cell(place.report, figure(place.report, measure), measure) for measure in measures],
        )
        for place in page_of("across.ranking", _narrowed(places, measures[0]))
    ]
    show_numbers("across.ranking", [say("agency"), *map(measure_name, measures)], rows, open_evidence)
    st.caption(say("reading_hint"))


def _lead(address: str) -> None:
    """To a report, or to the offices of a bar of the distribution."""
    if _BETWEEN in address:
        st.session_state["kept.between"] = address
    else:
        open_evidence(address)


def _narrowed(places: list[Ranked], measure: Measure) -> list[Ranked]:
    """The offices of the bar that was chosen, as long as the page shows what it was chosen for; else all."""
    key, *bounds = st.session_state.get("kept.between", "").split(_BETWEEN)
    if key != measure.key or not bounds:
        return places
    low, high = map(float, bounds)
    inside = [place for place in places if place.figure.value is not None and low <= place.figure.value < high]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(say("between", low=written(low, measure), high=written(high, measure), count=len(inside)))
        st.button(say("all"), on_click=st.session_state.pop, args=("kept.between",), type="tertiary")
    return inside


def _measures(box: st.delta_generator.DeltaGenerator) -> list[Measure]:
    by_key = {measure.key: measure for measure in report_type().pictured.measures}
    chosen = box.multiselect(
        say("measures"),
        list(by_key),
        default=st.session_state.get("kept.measures", _DEFAULT),
        format_func=lambda key: measure_name(by_key[key]),
        max_selections=5,
        key=box_key("across.measures"),
    )
    st.session_state["kept.measures"] = chosen
    return [by_key[key] for key in chosen]


def _table(places: list[Ranked]) -> pd.DataFrame:
    rows = [
        {
            "agency": place.report.agency,
            "value": place.figure.value,
            "address": evidence(place.report.document_id, place.figure.pointer),
        }
        for place in places
    ]
    return pd.DataFrame(rows)


def _tips(measure: Measure) -> list[alt.Tooltip]:
    form = ".1%" if measure.of else ",d"
    return [alt.Tooltip("agency", title=say("agency")), alt.Tooltip("value", title=measure_name(measure), format=form)]


def _bars(places: list[Ranked], measure: Measure) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(_table(places))
        .mark_bar(color=BLUE)
        .encode(
            x=alt.X("value:Q", title=measure_name(measure), axis=figures(share=bool(measure.of))),
            y=alt.Y("agency:N", title=None, sort=None, axis=alt.Axis(labelLimit=180)),
            tooltip=_tips(measure),
        )
        .properties(height=max(18 * len(places), 60))
    )
    return chart


def _width(span: float, *, whole: bool) -> float:
    """Of a bar: 1, 2 or 5 times a power of ten, so that there are up to twenty or so."""
    power = 10.0 ** floor(log10(span / _MOST_BARS)) if span else 1.0
    width = next(power * times for times in (1, 2, 5, 10) if power * times * _MOST_BARS >= span)
    return max(width, 1.0) if whole else width


def _counted(places: list[Ranked], measure: Measure) -> pd.DataFrame:
    """How many offices are in each bar: from ``low`` up to but not including ``high``."""
    values = [place.figure.value or 0 for place in places]
    width = _width(max(values) - min(values), whole=not measure.of)
    counts = Counter(floor(value / width) for value in values)
    rows = [
        {
            "low": bar * width,
            "high": (bar + 1) * width,
            "count": count,
            "address": _BETWEEN.join((measure.key, repr(bar * width), repr((bar + 1) * width))),
        }
        for bar, count in counts.items()
    ]
    return pd.DataFrame(rows)


def _spread(places: list[Ranked], measure: Measure) -> alt.LayerChart:
    """How many offices have how much, each office a tick below, the median a line."""
    form = "%" if measure.of else ",d"
    table = _table(places)
    x = alt.X("value:Q", title=measure_name(measure), axis=figures(share=bool(measure.of)))
    bars = alt.Chart(_counted(places, measure)).mark_bar(color=BLUE, opacity=0.55, binSpacing=1).encode(
        x=alt.X("low:Q", bin="binned", title=measure_name(measure), axis=figures(share=bool(measure.of))),
        x2="high:Q",
        y=alt.Y("count:Q", title=say("offices"), axis=figures()),
        tooltip=[
            alt.Tooltip("low", title="≥", format=form),
            alt.Tooltip("high", title="<", format=form),
            alt.Tooltip("count", title=say("offices")),
        ],
    )
    ticks = alt.Chart(table).mark_point(shape="stroke", angle=90, size=90, color="#333").encode(
        x=x, y=alt.value(alt.expr("height")), tooltip=_tips(measure)
    )
    middle = median(table["value"])
    words = say("median", value=written(middle, measure))
    rule = pd.DataFrame([{"value": middle, "words": words, "address": table["address"][len(places) // 2]}])
    line = alt.Chart(rule).mark_rule(color="#c0392b", strokeDash=[5, 3], strokeWidth=2).encode(x=x)
    told = alt.Chart(rule).mark_text(align="left", dx=5, dy=-6, color="#c0392b").encode(x=x, y=alt.value(0), text="words:N")
    chart: alt.LayerChart = (bars + ticks + line + told).properties(height=300)
    return chart
