"""Choices of the pages across reports: what was chosen on one page is kept on the others and behind an opened report."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from extractor.analysis.panel import Reported, read_panel
from extractor.reports.base import Measure
from extractor.store.panel import Stamp, agencies, stamp, years
from ui.numbers import measure_name
from ui.state import box_key, folder, report_type, say, store

_MOST_CHOICES = 300


def choose_one(
    box: Any,  # noqa: ANN401 - one of Streamlit's places
    key: str,
    options: Sequence[Any],
    name: Callable[[Any], str] = str,
) -> Any:  # noqa: ANN401 - one of the options
    """One of ``options``; the first one unless another was chosen before, on any page."""
    kept = st.session_state.get(f"kept.{key}")
    index = options.index(kept) if kept in options else 0
    chosen = box.selectbox(say(key), options, index=index, format_func=name, key=box_key(f"across.{key}"))
    st.session_state[f"kept.{key}"] = chosen
    return chosen


def choose_year(box: Any) -> int | None:  # noqa: ANN401 - one of Streamlit's places
    """A year of the workspace, the one with the latest reports first; None where it has none."""
    known = years(store())
    if not known:
        return None
    return int(choose_one(box, "year", list(known), lambda year: f"{year} ({known[year]})"))


def choose_measure(box: Any) -> Measure:  # noqa: ANN401 - one of Streamlit's places
    """One indicator."""
    by_key = {measure.key: measure for measure in report_type().pictured.measures}
    return by_key[choose_one(box, "measure", list(by_key), lambda key: measure_name(by_key[key]))]


def choose_agency(search: Any, box: Any, *, everybody: bool = False) -> str | None:  # noqa: ANN401 - Streamlit's places
    """An agency's folded name, of those that the search finds; None for all of them, or where none is found."""
    words = search.text_input(say("search_agency"), st.session_state.get("kept.search", ""), key="across.search").strip()
    st.session_state["kept.search"] = words
    known = {key: name for key, name in _agencies(_stamp()).items() if words in name}
    options = [*([None] if everybody else []), *list(known)[:_MOST_CHOICES]]
    if not options:
        return None
    chosen: str | None = choose_one(box, "agency", options, lambda key: say("all") if key is None else known[key])
    return chosen


def panel(year: int | None = None, agency_key: str | None = None) -> list[Reported]:
    """The reports of a year or of an agency, read once as long as nothing changes."""
    return _panel(str(folder()), year, agency_key, _stamp())


def _stamp() -> Stamp:
    return stamp(store())


@st.cache_resource(max_entries=32, show_spinner=False)
def _panel(workspace: str, year: int | None, agency_key: str | None, current: Stamp) -> list[Reported]:
    return read_panel(store(), year, agency_key)


@st.cache_resource(max_entries=2, show_spinner=False)
def _agencies(current: Stamp) -> dict[str, str]:
    return agencies(store())
