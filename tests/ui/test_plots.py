"""Exported pictures: Chinese letters are drawn as themselves, not as the boxes of a missing font."""

import re

import altair as alt
import pandas as pd
import pymupdf
import pytest

from extractor.analysis.agency_names import AgencyNames
from extractor.analysis.provinces import by_province
from ui.map_page import _tiles
from ui.plots import figures, picture
from ui.state import report_type


def _chart(words: str) -> alt.Chart:
    chart: alt.Chart = alt.Chart(pd.DataFrame([{"words": words}])).mark_text(fontSize=40).encode(text="words:N")
    return chart


def test_a_png_has_chinese_letters() -> None:
    one, other = (pymupdf.Pixmap(picture(_chart(words), "png")).samples for words in ("机", "关"))
    assert one != other  # two letters that a font lacks look alike


def test_an_svg_keeps_its_words() -> None:
    assert "行政机关" in picture(_chart("行政机关"), "svg").decode()


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_plot_without_values_is_drawn(kind: str) -> None:
    chart: alt.Chart = alt.Chart(pd.DataFrame([{"value": None}])).mark_bar().encode(x="value:Q")
    assert picture(chart, "png" if kind == "png" else "svg")


@pytest.mark.parametrize(("share", "values"), [(False, [95, 96]), (False, [0, 1]), (False, [0, 12_000]), (True, [0.951, 0.954])])
def test_no_two_ticks_are_labelled_alike(share: bool, values: list[float]) -> None:
    x = alt.X("value:Q", title=None, scale=alt.Scale(zero=False), axis=figures(share=share))
    chart: alt.Chart = alt.Chart(pd.DataFrame({"value": values})).mark_point().encode(x=x)
    found = re.findall(r">([\d,.%]+)</text>", picture(chart, "svg").decode())
    assert len(found) == len(set(found)) > 0


def test_a_map_without_figures_has_no_scale() -> None:
    measure = report_type().pictured.measures[0]
    regions, _ = by_province([], AgencyNames({}, {}), measure)
    assert "NaN" not in picture(_tiles(regions, measure), "svg").decode()
