"""Exported pictures: Chinese letters are drawn as themselves, not as the boxes of a missing font."""

import altair as alt
import pandas as pd
import pymupdf
import pytest

from ui.plots import picture


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
