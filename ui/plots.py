"""Plots: shown, and given as PNG and SVG with Chinese letters (drawn by Vega-Lite on this machine, nothing is loaded)."""

from functools import partial
from io import BytesIO, StringIO
from typing import Any, Literal

import streamlit as st

BLUE, GREY, MISSING = "#2f6db3", "#9aa5b1", "#eef0f3"
COLOURS = ("#2f6db3", "#e08e0b", "#5f6b76", "#7d5ba6", "#8fb8de", "#c0392b")
_FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
_WIDTH = 820
"""Pixels of an exported picture, at twice the resolution."""


def show_plot(chart: Any, name: str, *, description: str) -> None:  # noqa: ANN401 - altair's chart classes
    """A plot with its export; ``description`` is what a person who cannot see it is told."""
    styled = chart.configure(font=_FONT).configure_view(stroke=None).configure_axis(labelFontSize=12, titleFontSize=12)
    st.altair_chart(styled, theme=None, alt=description)
    with st.container(horizontal=True, gap="small", horizontal_alignment="right"):
        for kind in ("png", "svg"):
            st.download_button(
                kind.upper(),
                partial(picture, chart, kind),
                file_name=f"{name}.{kind}",
                on_click="ignore",
                key=f"plot.{name}.{kind}",
                type="tertiary",
                icon=":material/download:",
            )


def picture(chart: Any, kind: Literal["png", "svg"]) -> bytes:  # noqa: ANN401 - altair's chart classes
    """A plot as a file's content."""
    styled = chart.properties(width=_WIDTH).configure(font=_FONT, background="white").configure_view(stroke=None)
    if kind == "svg":
        text = StringIO()
        styled.save(text, format="svg")
        return text.getvalue().encode()
    content = BytesIO()
    styled.save(content, format="png", scale_factor=2)
    return content.getvalue()
