"""Choices of the pages across reports: what was chosen on one page is kept on the others and behind an opened report."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from extractor.analysis.agency_names import AGENCY_NAMES, AgencyNames, read_agency_names
from extractor.analysis.panel import Panel, Reported
from extractor.reports.base import Measure
from extractor.store.panel import Stamp, stamp, years
from ui.numbers import measure_name
from ui.state import box_key, folder, report_type, say, store

Current = tuple[str, Stamp, int | None]
"""Workspace, its results, its table of names."""
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
    """The identity of an office one of whose names has the words searched for; None for all of them, or for none found."""
    words = search.text_input(say("search_agency"), st.session_state.get("kept.search", ""), key="across.search").strip()
    st.session_state["kept.search"] = words
    known = [identity for identity, own in names().offices().items() if any(words in name for name in (identity, *own))]
    options = [*([None] if everybody else []), *known[:_MOST_CHOICES]]
    if not options:
        return None
    chosen: str | None = choose_one(box, "agency", options, lambda identity: say("all") if identity is None else identity)
    return chosen


def panel(year: int | None = None, identity: str | None = None) -> list[Reported]:
    """The reports of a year or of an office; only those that have changed are read again."""
    with st.spinner(say("reading_reports")):
        return _read(current(), year, identity)


def names() -> AgencyNames:
    """Whose name every name is, by the table that ``extractor compare`` leaves and people correct."""
    return _names(current())


def current() -> Current:
    """Equal as long as nothing has changed that the pages tell."""
    path = _table()
    return str(folder()), stamp(store()), path.stat().st_mtime_ns if path.exists() else None


def _table() -> Path:
    return folder() / AGENCY_NAMES


@st.cache_resource(show_spinner=False)
def _panel(workspace: str) -> Panel:
    return Panel(store(), report_type().pictured)


@st.cache_resource(max_entries=32, show_spinner=False)
def _read(now: Current, year: int | None, identity: str | None) -> list[Reported]:
    return _panel(now[0]).read(_names(now), year, identity)


@st.cache_resource(max_entries=2, show_spinner=False)
def _names(now: Current) -> AgencyNames:
    return read_agency_names(store(), _table())
