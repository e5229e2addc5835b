"""Quality: how often the machine was right where a person looked, and what is corrected most."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from extractor.reports.registry import report_types
from extractor.review.changes import effective
from extractor.store.reviewing import all_reviews
from extractor.store.reviews import Logged
from ui.state import say, store

_MOST_FIELDS = 12


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a review said of ``count`` values of a section: the machine's reading was right, or was not."""

    day: str
    section: str
    reader: str
    field: str
    right: int
    wrong: int


def verdicts(entries: Iterable[tuple[int, Logged]]) -> Iterator[Verdict]:
    """Of every log, entries document by document: what counts of it."""
    for _, log in groupby(entries, key=lambda entry: entry[0]):
        for entry in effective(logged for _, logged in log):
            yield from _of(entry)


def _of(entry: Logged) -> Iterator[Verdict]:
    change, day = entry.change, f"{entry.reviewed_at:%Y-%m-%d}"
    section = change.pointer.split("/")[1] if "/" in change.pointer else ""
    if change.action == "accept":
        for key, count in change.value_to["accepted"].items():
            place, _, reader = key.partition(" ")
            yield Verdict(day, place, reader, "", count, 0)
    elif change.action in ("correct", "delete"):
        readers = change.value_from["readers"]
        if readers and "reviewer" not in readers:
            yield Verdict(day, section, "+".join(readers), change.pointer, 0, 1)
    elif change.action == "add":
        yield Verdict(day, section, "–", change.pointer, 0, 1)


def show_quality() -> None:
    """The share right by day, by section and reader; the most corrected fields."""
    entries = list(all_reviews(store()))
    found = list(verdicts(entries))
    if not found:
        st.info(say("no_reviews"))
        return
    right, wrong = sum(one.right for one in found), sum(one.wrong for one in found)
    one, two, three, four = st.columns(4)
    one.metric(say("reviewed_values"), f"{right + wrong:,}")
    two.metric(say("share_right"), f"{right / (right + wrong):.2%}")
    three.metric(say("corrections"), f"{wrong:,}")
    _show_agreement(four, entries)
    table = pd.DataFrame(found)
    table["section"] = table["section"].map(_section)
    left, other = st.columns(2)
    left.markdown(f"**{say('over_time')}**")
    left.altair_chart(_by_day(table))
    other.markdown(f"**{say('by_block')}**")
    other.altair_chart(_by_section(table))
    st.markdown(f"**{say('most_corrected')}**")
    fields = Counter(verdict.field for verdict in found if verdict.wrong).most_common(_MOST_FIELDS)
    if fields:
        st.altair_chart(_by_field(fields))


def _show_agreement(box: Any, entries: Iterable[tuple[int, Logged]]) -> None:  # noqa: ANN401 - one of Streamlit's places
    """The share of values on which independent reviewers agreed, when the last of them was done."""
    met = [
        entry.change.value_to["agreement"]
        for _, entry in entries
        if entry.change.action == "accept" and "agreement" in entry.change.value_to
    ]
    if met:
        same, different = (sum(one[what] for one in met) for what in ("same", "different"))
        box.metric(say("agreement"), f"{same / (same + different):.2%}", help=say("agreement_of", count=len(met)))


def _section(key: str) -> str:
    """The form's own heading; what stands outside the sections is about the report itself."""
    if key == "series":
        return say("series")
    headings = (known.sections[key] for known in report_types() if key in known.sections)
    return next(headings, say("meta"))


def _shares(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    sums = table.groupby(by, as_index=False)[["right", "wrong"]].sum()
    sums["share"] = sums["right"] / (sums["right"] + sums["wrong"])
    sums["count"] = sums["right"] + sums["wrong"]
    return sums


def _by_day(table: pd.DataFrame) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(_shares(table, ["day"]))
        .mark_line(point=True)
        .encode(
            x=alt.X("day:O", title=say("day")),
            y=alt.Y("share:Q", title=say("share_right"), axis=alt.Axis(format=".2%"), scale=alt.Scale(zero=False)),
            tooltip=["day", alt.Tooltip("share", format=".2%"), "count"],
        )
        .properties(height=300)
    )
    return chart


def _by_field(fields: list[tuple[str, int]]) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(pd.DataFrame(fields, columns=["field", "count"]))
        .mark_bar()
        .encode(
            x=alt.X("count:Q", title=say("corrections"), axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("field:N", title=None, sort=None, axis=alt.Axis(labelLimit=420)),
            tooltip=["field", "count"],
        )
    )
    return chart


def _by_section(table: pd.DataFrame) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(_shares(table, ["section", "reader"]))
        .mark_bar()
        .encode(
            x=alt.X("share:Q", title=say("share_right"), axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("section:N", title=None, axis=alt.Axis(labelLimit=190)),
            yOffset=alt.YOffset("reader:N"),
            color=alt.Color("reader:N", title=say("reader"), scale=alt.Scale(scheme="tableau10")),
            tooltip=["section", "reader", alt.Tooltip("share", format=".2%"), "count"],
        )
        .properties(height=300)
    )
    return chart
