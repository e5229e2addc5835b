"""Plots: shown, and given as PNG and SVG with Chinese letters (drawn by Vega-Lite on this machine, nothing is loaded)."""

from collections.abc import Callable
from functools import partial
from io import BytesIO, StringIO
from typing import Any, Literal

import altair as alt
import streamlit as st

BLUE, GREY, MISSING = "#2f6db3", "#9aa5b1", "#eef0f3"
COLOURS = ("#2f6db3", "#e08e0b", "#5f6b76", "#7d5ba6", "#8fb8de", "#c0392b")
_FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
_WIDTH = 820
"""Pixels of an exported picture, at twice the resolution."""
_CHOSEN = "chosen"


def labels(*, share: bool) -> dict[str, Any]:
    """How a scale of whole numbers, or of shares, is labelled: no two places alike, so that those between two whole
    numbers have no label."""
    return {"format": "~%"} if share else {"format": ",d", "labelExpr": "datum.value % 1 ? '' : datum.label"}


def figures(*, share: bool = False) -> alt.Axis:
    """An axis of figures."""
    return alt.Axis(**labels(share=share), tickCount=5)


def show_plot(
    chart: Any,  # noqa: ANN401 - altair's chart classes
    name: str,
    choose: Callable[[str], None],
    *,
    description: str,
) -> None:
    """A plot with its export. ``choose`` gets the field ``address`` of the point or bar that is chosen;
    ``description`` is what a person who cannot see it is told."""
    styled = chart.configure(font=_FONT).configure_view(stroke=None).configure_axis(labelFontSize=12, titleFontSize=12)
    key = f"plot.{name}"
    st.altair_chart(
        styled.add_params(alt.selection_point(name=_CHOSEN, fields=["address"])),
        theme=None,
        alt=description,
        key=key,
        on_select=partial(_lead, key, choose),
        selection_mode=_CHOSEN,
    )
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


def _lead(key: str, choose: Callable[[str], None]) -> None:
    """Choosing nothing, or what has no address (a gap, a sum of many), leads nowhere."""
    for point in st.session_state[key]["selection"].get(_CHOSEN, []):
        if point.get("address"):
            choose(point["address"])
            return


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
