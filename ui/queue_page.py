"""The queue: what waits for a person, the most doubtful first."""

from typing import Any

import pandas as pd
import streamlit as st

from extractor.store.review_queue import NO_YEAR, NOBODY, Filter, Waiting, count_by, count_queue, list_queue
from ui.state import box_key, go, reviewer, say, store
from ui.upload import show_upload

_PAGE = 50
_MOST_CHOICES = 300
"""Of thousands of agencies a list offers those with the most reports; the search finds the others."""
_STATUS = ("needs_review", "accepted", "failed")


def show_queue() -> None:
    """Filters, the most doubtful reports, and the way into one."""
    wanted = _filters()
    after: tuple[float, int] | None = st.session_state.get("queue.after")
    lines = list_queue(store(), wanted, _PAGE, after)
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.markdown(f"**{say('matching', count=count_queue(store(), wanted))}** · {say('open_hint')}")
    first = next((line for line in lines if line.status != "failed"), None)
    right.button(
        say("open_next"),
        type="primary",
        shortcut="N",
        width="stretch",
        disabled=first is None,
        on_click=go,
        args=(first.document_id if first else None,),
    )
    if lines:
        _table(lines)
        _pages(lines, after)
    else:
        st.info(say("nothing"))
    show_upload()


def _filters() -> Filter:
    """Each filter offers what the workspace holds, with counts."""
    boxes = st.columns([1.7, 1.6, 1.1, 1, 1.4, 1.5, 1.2])
    search = boxes[0].text_input(
        say("search"), st.session_state.get("queue.search", ""), key="queue.box.search", on_change=_first_page
    )
    st.session_state["queue.search"] = search
    chosen = {
        "agency": _choice(boxes[1], "agency", _counted("agency")),
        "status": _choice(boxes[2], "status", {name: say(name) for name in _STATUS}, "needs_review"),
        "year": _choice(boxes[3], "year", _years()),
        "check": _choice(boxes[4], "check", _counted("check")),
        "assignee": _choice(boxes[6], "assignee", _asked()),
    }
    why = "error_code" if chosen["status"] == "failed" else "reason"
    chosen[why] = _choice(boxes[5], why, _counted(why))
    return Filter(**chosen, search=search.strip() or None)


def _years() -> dict[int, str]:
    """The years that reports tell, then those that tell none."""
    unknown = _counts("year").get(None)
    return _counted("year") | ({} if unknown is None else {NO_YEAR: f"{say('year_unknown')} ({unknown})"})


def _asked() -> dict[str, str]:
    """Oneself first, nobody, then the others that are asked to review."""
    others = _counted("assignee")
    others.pop(reviewer(), None)
    return {reviewer(): say("mine"), NOBODY: say("nobody_asked"), **others}


@st.cache_data(ttl=10, show_spinner=False)
def _counts(what: Any) -> dict[Any, int]:  # noqa: ANN401 - the store's own names of what it counts
    return dict(count_by(store(), what))


def _counted(what: str) -> dict[Any, str]:
    found = sorted(((value, count) for value, count in _counts(what).items() if value is not None), key=lambda pair: -pair[1])
    return {value: f"{value} ({count})" for value, count in found[:_MOST_CHOICES]}


def _choice(box: Any, key: str, options: dict[Any, str], default: Any = None) -> Any:  # noqa: ANN401 - any filter's value
    """One of the options or None for all of them; what was chosen is kept behind an opened report."""
    values = [None, *options]
    kept = st.session_state.get(f"queue.{key}", default)
    chosen = box.selectbox(
        say(key),
        values,
        index=values.index(kept if kept in values else default),
        format_func=lambda value: say("all") if value is None else options.get(value, str(value)),
        key=box_key(f"queue.box.{key}"),
        on_change=_first_page,
    )
    st.session_state[f"queue.{key}"] = chosen
    return chosen


def _first_page() -> None:
    st.session_state.pop("queue.after", None)


def _table(lines: list[Waiting]) -> None:
    table = pd.DataFrame(
        {
            say("doubt"): [round(line.doubt, 2) for line in lines],
            say("agency"): [line.agency or "" for line in lines],
            say("year"): [str(line.year or "") for line in lines],
            say("status"): [say(line.status) for line in lines],
            say("checks"): [line.failed_checks for line in lines],
            say("flags"): [line.review_flags for line in lines],
            say("lowest"): [line.lowest_confidence for line in lines],
            say("file"): [line.report_name for line in lines],
        }
    )
    chosen = st.dataframe(
        table,
        hide_index=True,
        height=min(38 + 35 * len(lines), 560),
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        key=f"queue.table.{st.session_state.get('queue.opened', 0)}",
        column_config={
            say("agency"): st.column_config.TextColumn(width="large"),
            say("lowest"): st.column_config.NumberColumn(format="%.3f", width="small"),
            **{say(name): st.column_config.Column(width="small") for name in ("doubt", "year", "status", "checks", "flags")},
        },
    )
    rows = [*chosen["selection"]["rows"], *(row for row, _ in chosen["selection"]["cells"])]
    if rows and lines[rows[0]].status != "failed":
        st.session_state["queue.opened"] = st.session_state.get("queue.opened", 0) + 1
        go(lines[rows[0]].document_id)
        st.rerun()


def _pages(lines: list[Waiting], after: tuple[float, int] | None) -> None:
    left, right, _ = st.columns([1, 1, 4])
    if after is not None and left.button(say("first_page")):
        _first_page()
        st.rerun()
    if len(lines) == _PAGE and right.button(say("more")):
        st.session_state["queue.after"] = (lines[-1].doubt, lines[-1].document_id)
        st.rerun()
