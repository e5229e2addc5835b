"""Quality: how often the machine was right where a person looked, and what is corrected most."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby

import altair as alt
import pandas as pd
import streamlit as st

from extractor.analysis.words import cell_name, path_name
from extractor.reports.registry import report_types
from extractor.review.changes import effective
from extractor.store.panel import Stamp, stamp, titles
from extractor.store.reviewing import all_reviews
from extractor.store.reviews import Logged
from ui.numbers import Cell, evidence, number, open_evidence, page_of, show_numbers
from ui.plots import figures, show_plot
from ui.state import language, say, store

_MOST_FIELDS = 12
NO_READER = "–"
"""Stands for who read a value that only a person found."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a review said of ``count`` values of a document's section: the machine's reading was right, or was not."""

    document_id: int
    day: str
    section: str
    reader: str
    field: str
    right: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """On how many values of a document its independent reviewers agreed, when the last of them was done."""

    document_id: int
    same: int
    different: int


def verdicts(entries: Iterable[tuple[int, Logged]]) -> Iterator[Verdict]:
    """Of every log, entries document by document: what counts of it."""
    for document_id, log in groupby(entries, key=lambda entry: entry[0]):
        for entry in effective(logged for _, logged in log):
            yield from _of(document_id, entry)


def _of(document_id: int, entry: Logged) -> Iterator[Verdict]:
    change, day = entry.change, f"{entry.reviewed_at:%Y-%m-%d}"
    section = _known(change.pointer.split("/")[1]) if "/" in change.pointer else ""
    if change.action == "accept":
        for key, count in change.value_to["accepted"].items():
            place, _, reader = key.partition(" ")
            yield Verdict(document_id, day, _known(place), reader, "", count, 0)
    elif change.action in ("correct", "delete"):
        readers = change.value_from["readers"]
        if readers and "reviewer" not in readers:
            yield Verdict(document_id, day, section, "+".join(readers), change.pointer, 0, 1)
    elif change.action == "add":
        yield Verdict(document_id, day, section, NO_READER, change.pointer, 0, 1)


def show_quality() -> None:
    """The share right by day, by section and reader; the most corrected fields. Every number leads to its reports."""
    found, agreed = _read(stamp(store()))
    if not found:
        st.info(say("no_reviews"))
        return
    _show_totals(found, agreed)
    table = pd.DataFrame([asdict(one) for one in found])
    left, other = st.columns(2)
    with left:
        st.markdown(f"**{say('over_time')}**")
        show_plot(_by_day(table), "quality-by-day", _choose, description=say("over_time"))
        _show_shares(found, "day", lambda one: (one.day,), [say("day")])
    with other:
        st.markdown(f"**{say('by_block')}**")
        show_plot(_by_section(table), "quality-by-section", _choose, description=say("by_block"))
        _show_shares(found, "section", lambda one: (one.section, one.reader), [say("section"), say("reader")])
    _show_fields(found)
    _show_behind(found, agreed)


@st.cache_resource(max_entries=2, show_spinner=False)
def _read(current: Stamp) -> tuple[list[Verdict], list[Agreed]]:
    """What all logs say; they are read again where a result has changed, as every review changes one."""
    entries = list(all_reviews(store()))
    return list(verdicts(entries)), _agreed(entries)


def _show_totals(found: Sequence[Verdict], agreed: Sequence[Agreed]) -> None:
    right, wrong = sum(one.right for one in found), sum(one.wrong for one in found)
    same, different = sum(one.same for one in agreed), sum(one.different for one in agreed)
    words = [say(key) for key in ("reviewed_values", "share_right", "corrections")]
    cells = [
        number(f"{right + wrong:,}", "all", words[0]),
        number(f"{right / (right + wrong):.2%}", "all", words[1]),
        number(f"{wrong:,}", "wrong" if wrong else None, words[2]),
    ]
    if agreed:
        words.append(say("agreement"))
        cells.append(number(f"{same / (same + different):.2%}", "agreed", say("agreement_of", count=len(agreed))))
    show_numbers("quality.totals", ["", *words], [(say("all"), cells)], _choose)


def _agreed(entries: Iterable[tuple[int, Logged]]) -> list[Agreed]:
    return [
        Agreed(document_id, met["same"], met["different"])
        for document_id, entry in entries
        if entry.change.action == "accept" and (met := entry.change.value_to.get("agreement"))
    ]


def _choose(address: str) -> None:
    """Let the list below tell the reports of one number: ``all``, ``wrong``, ``agreed``, or what ``_address`` makes."""
    st.session_state["kept.reviewed"] = address


def _address(what: str, key: Sequence[str]) -> str:
    return "\t".join((what, *key))


def _name(what: str, key: Sequence[str]) -> str:
    """What a person calls the values behind an address."""
    match what:
        case "section":
            return f"{_section(key[0])} · {_reader(key[1])}"
        case "field":
            return _field(key[0])
        case "day":
            return key[0]
    return say({"agreed": "agreement", "wrong": "corrections"}.get(what, "reviewed_values"))


def _show_shares(
    found: Sequence[Verdict], what: str, key_of: Callable[[Verdict], tuple[str, ...]], headers: Sequence[str]
) -> None:
    """The numbers of a plot: values reviewed, those that were wrong, and the share that was right."""
    groups: dict[tuple[str, ...], list[Verdict]] = defaultdict(list)
    for one in found:
        groups[key_of(one)].append(one)
    order = sorted(groups, key=lambda key: (_place(key[0]), key)) if what == "section" else sorted(groups)
    rows = [
        _share_row(_name(what, key), _address(what, key), groups[key]) for key in page_of(f"quality.{what}", order)
    ]
    shown = [say(key) for key in ("reviewed_values", "corrections", "share_right")]
    show_numbers(f"quality.{what}", [" · ".join(headers), *shown], rows, _choose)


def _share_row(name: str, address: str, own: Sequence[Verdict]) -> tuple[str, list[Cell]]:
    right, wrong = sum(one.right for one in own), sum(one.wrong for one in own)
    return name, [number(text, address, name) for text in (f"{right + wrong:,}", f"{wrong:,}", f"{right / (right + wrong):.2%}")]


def _show_fields(found: Sequence[Verdict]) -> None:
    fields = Counter(one.field for one in found if one.wrong).most_common(_MOST_FIELDS)
    if not fields:
        return
    st.markdown(f"**{say('most_corrected')}**")
    left, right = st.columns([1.6, 1])
    with left:
        show_plot(_by_field(fields), "quality-by-field", _choose, description=say("most_corrected"))
    with right:
        rows = [(_field(field), [number(f"{count:,}", _address("field", [field]), field)]) for field, count in fields]
        show_numbers("quality.fields", [say("where"), say("corrections")], rows, _choose, widths=["80%", "20%"])


def _show_behind(found: Sequence[Verdict], agreed: Sequence[Agreed]) -> None:
    """The reports behind the number last chosen, and of each what was right and wrong."""
    chosen = st.session_state.get("kept.reviewed")
    what, *key = (chosen or "").split("\t")
    if what == "agreed":
        _list({one.document_id: (one.same, one.different, None) for one in agreed}, _name(what, key))
    elif chosen:
        wanted = [one for one in found if _belongs(one, what, key)]
        _list(_by_document(wanted), _name(what, key))


def _belongs(one: Verdict, what: str, key: Sequence[str]) -> bool:
    own = {"all": [], "wrong": [], "day": [one.day], "section": [one.section, one.reader], "field": [one.field]}
    return own.get(what) == list(key) and (what not in ("wrong", "field") or bool(one.wrong))


_Behind = dict[int, tuple[int, int, str | None]]
"""Document -> right, wrong, and a corrected value of it where there is one."""


def _by_document(found: Iterable[Verdict]) -> _Behind:
    behind: _Behind = {}
    for one in found:
        right, wrong, field = behind.get(one.document_id, (0, 0, None))
        behind[one.document_id] = (right + one.right, wrong + one.wrong, field or one.field or None)
    return behind


def _list(behind: _Behind, name: str) -> None:
    if not behind:
        return
    st.markdown(f"**{say('behind', name=name)}**")
    shown = page_of("quality.behind", list(behind))
    known = titles(store(), shown)
    rows = []
    for document_id in shown:
        right, wrong, field = behind[document_id]
        agency, year = known.get(document_id, (None, None))
        title = f"{agency or say('agency_unknown')} {year or ''}"
        address = evidence(document_id, field or "/agency")
        rows.append((title, [number(f"{count:,}", address, title) for count in (right, wrong)]))
    show_numbers("quality.behind", [say("agency"), say("right_values"), say("wrong_values")], rows, open_evidence)


def _known(key: str) -> str:
    """The section of a value; empty for what stands outside the sections: it is about the report itself."""
    return key if key == "series" or any(key in known.sections for known in report_types()) else ""


def _section(key: str) -> str:
    """The form's own heading."""
    if key == "series":
        return say("series")
    headings = (known.sections[key] for known in report_types() if key in known.sections)
    return next(headings, say("meta"))


def _place(section: str) -> int:
    """Where a section stands in its report; what is about the report itself stands first."""
    places = (list(known.sections).index(section) for known in report_types() if section in known.sections)
    return next(places, -1)


def _reader(readers: str) -> str:
    return " + ".join(say(f"read_by_{one}") if one != NO_READER else one for one in readers.split("+"))


def _field(pointer: str) -> str:
    """A cell in the form's own words; of anything else, where it stands."""
    if language() == "en":
        return path_name(pointer)
    names = (cell_name(known, pointer) for known in report_types())
    return next((name for name in names if name != pointer), pointer)


def _shares(table: pd.DataFrame, what: str, by: list[str]) -> pd.DataFrame:
    sums = table.groupby(by, as_index=False)[["right", "wrong"]].sum()
    sums["share"] = sums["right"] / (sums["right"] + sums["wrong"])
    sums["count"] = sums["right"] + sums["wrong"]
    sums["address"] = [_address(what, key) for key in sums[by].itertuples(index=False)]
    return sums


def _by_day(table: pd.DataFrame) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(_shares(table, "day", ["day"]))
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
    rows = [{"field": _field(field), "count": count, "address": _address("field", [field])} for field, count in fields]
    chart: alt.Chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar()
        .encode(
            x=alt.X("count:Q", title=say("corrections"), axis=figures()),
            y=alt.Y("field:N", title=None, sort=None, axis=alt.Axis(labelLimit=420)),
            tooltip=["field", "count"],
        )
    )
    return chart


def _by_section(table: pd.DataFrame) -> alt.Chart:
    sums = _shares(table, "section", ["section", "reader"])
    order = [_section(key) for key in sorted(set(sums["section"]), key=_place)]
    sums["section"], sums["reader"] = sums["section"].map(_section), sums["reader"].map(_reader)
    chart: alt.Chart = (
        alt.Chart(sums)
        .mark_bar()
        .encode(
            x=alt.X("share:Q", title=say("share_right"), axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("section:N", title=None, sort=order, axis=alt.Axis(labelLimit=190)),
            yOffset=alt.YOffset("reader:N"),
            color=alt.Color("reader:N", title=say("reader"), scale=alt.Scale(scheme="tableau10")),
            tooltip=["section", "reader", alt.Tooltip("share", format=".2%"), "count"],
        )
        .properties(height=300)
    )
    return chart
