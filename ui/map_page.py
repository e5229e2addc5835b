"""The country as tiles: what the offices of each province report of one indicator."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from extractor.analysis.panel import Reported, ranked
from extractor.analysis.provinces import Regional, by_province
from extractor.reports.base import Measure
from ui.choices import choose_measure, choose_year, names, panel
from ui.numbers import figure_cell, measure_name, number, open_evidence, page_of, show_numbers, written
from ui.plots import MISSING, labels, show_plot
from ui.state import either, say

_ELSEWHERE = "00"
"""Stands for the offices whose names tell no province."""


def show_map() -> None:
    """Tiles, the provinces' medians, and the offices of the one that was chosen."""
    left, right = st.columns([1, 2])
    year = choose_year(left)
    measure = choose_measure(right)
    if year is None:
        st.info(say("nothing"))
        return
    regions, unknown = by_province(panel(year), names(), measure)
    drawn, listed = st.columns([1.3, 1])
    with drawn:
        show_plot(_tiles(regions, measure), "map", _choose, description=measure_name(measure))
        st.caption(say("map_hint", count=len(unknown)))
    with listed:
        _provinces(regions, unknown, measure)
    _offices(regions, unknown, measure)


def _name(region: Regional) -> str:
    return either(region.tile.chinese, region.tile.english)


def _tiles(regions: list[Regional], measure: Measure) -> alt.LayerChart:
    """Provinces without a figure are pale and dashed, not coloured as if they had few."""
    table = pd.DataFrame(
        [
            {
                "name": _name(region),
                "column": region.tile.column,
                "row": region.tile.row,
                "value": region.median,
                "shown": "–" if region.median is None else written(_rounded(region.median), measure),
                "offices": len(region.reports),
                "address": region.tile.code if region.reports else None,
            }
            for region in regions
        ]
    )
    words = {"name": say("province"), "shown": say("median_short"), "offices": say("offices")}
    base = alt.Chart(table).encode(
        x=alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.06)),
        y=alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.06)),
        tooltip=[alt.Tooltip(field, title=title) for field, title in words.items()],
    )
    dashed = base.transform_filter("!isValid(datum.value)").mark_rect(
        color=MISSING, stroke="#98a1ab", strokeDash=[3, 3], cornerRadius=4
    )
    filled = (
        base.transform_filter("isValid(datum.value)")
        .mark_rect(cornerRadius=4)
        .encode(
            color=alt.Color(
                "value:Q",
                title=measure_name(measure),
                scale=alt.Scale(scheme="blues"),
                legend=_legend(measure) if any(region.median is not None for region in regions) else None,
            )
        )
    )
    names = base.mark_text(dy=-7, fontSize=12, fontWeight="bold").encode(text="name:N", color=_ink(regions))
    values = base.mark_text(dy=10, fontSize=11).encode(text="shown:N", color=_ink(regions))
    chart: alt.LayerChart = (dashed + filled + names + values).properties(height=430)
    return chart


def _legend(measure: Measure) -> alt.Legend:
    return alt.Legend(**labels(share=bool(measure.of)), orient="top", gradientLength=220, titleLimit=260)


def _ink(regions: list[Regional]) -> Any:  # noqa: ANN401 - altair's conditions have no public type
    """White on the darker half of the scale, dark elsewhere."""
    values = [region.median for region in regions if region.median is not None]
    middle = (min(values) + max(values)) / 2 if values else 0
    test = f"isValid(datum.value) && datum.value > {middle}"
    return alt.condition(test, alt.value("white"), alt.value("#222"))


def _rounded(value: float) -> float:
    return int(value) if value == int(value) else value


def _provinces(regions: list[Regional], unknown: list[Reported], measure: Measure) -> None:
    found = sorted((one for one in regions if one.reports), key=lambda one: (one.median is None, -(one.median or 0)))
    rows = [
        (
            _name(region),
            [
                number(
                    "" if region.median is None else written(_rounded(region.median), measure),
                    region.tile.code,
                    f"{_name(region)} · {measure_name(measure)}",
                    missing=region.median is None,
                ),
                number(f"{region.stated}/{len(region.reports)}", region.tile.code, say("stated_by")),
            ],
        )
        for region in found
    ]
    if unknown:
        count = number(f"{len(unknown)}", _ELSEWHERE, say("no_province"))
        rows.append((say("no_province"), [number("–", _ELSEWHERE, say("no_province")), count]))
    show_numbers("across.provinces", [say("province"), say("median_short"), say("stated_by")], rows, _choose)


def _choose(code: str) -> None:
    st.session_state["kept.province"] = code


def _offices(regions: list[Regional], unknown: list[Reported], measure: Measure) -> None:
    code = st.session_state.get("kept.province")
    inside = next((region for region in regions if region.tile.code == code), None)
    reports = unknown if code == _ELSEWHERE else list(inside.reports) if inside is not None else []
    if not reports:
        return
    name = say("no_province") if inside is None else _name(inside)
    st.markdown(f"**{say('behind', name=f'{name} · {measure_name(measure)}')}**")
    rows = [
        (place.report.agency, [figure_cell(place.report, place.figure, measure)])
        for place in page_of("across.inside", ranked(reports, measure))
    ]
    show_numbers("across.inside", [say("agency"), measure_name(measure)], rows, open_evidence)
