"""What the chosen value rests on, the checks that do not hold, the record of changes, and the keys."""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import streamlit as st

from extractor.analysis.adding_up import kind_of
from extractor.result import Check, Witness
from extractor.review.changes import compared, settled
from extractor.review.desk import Opened, added_fact, settlement
from extractor.review.entering import Stated
from extractor.store.reviews import Change, Logged
from ui.marks import Marks, shown
from ui.sheet import Sheet, fact_name
from ui.state import either, say
from ui.words import KEYS, plain

Act = Callable[[Change], None]
"""Puts a change on record, or says why that cannot be done."""
_CHECKS_HEIGHT = 170
"""Pixels for the failed checks, which scroll: the form below them stays in sight."""


def show_failed(opened: Opened, sheet: Sheet, *, act: Act, choose: Callable[[str], None], locked: bool) -> None:
    """The checks that fail, each with its arithmetic, and what may be done about it."""
    failed = sorted(opened.result.failed_checks(), key=lambda check: check.cause == "source")
    if not failed:
        return
    with (
        st.expander(say("failed_checks", count=len(failed)), expanded=failed[0].cause != "source"),
        st.container(height=_CHECKS_HEIGHT if len(failed) > 1 else "content", border=False, key="checks"),
    ):
        for check in failed:
            _failed(opened, check, sheet, act, choose, locked)


def _failed(
    opened: Opened, check: Check, sheet: Sheet, act: Act, choose: Callable[[str], None], locked: bool
) -> None:
    is_settled = compared(check.id, check.pointers) in settled(opened.changes)
    mark = "!" if check.cause == "source" else "?"
    st.text(f"{mark} {check.message}")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(say("where"), key=f"desk.where.{check.id}", on_click=choose, args=(check.pointers[-1],))
        if check.repair is not None:
            value = shown(Stated(check.repair.value), check.repair.pointer)
            st.button(
                f"{sheet.name(check.repair.pointer)} → {value}",
                key=f"desk.take.{check.id}",
                help=say("proposal", label=sheet.name(check.repair.pointer), value=value),
                disabled=locked,
                on_click=_take,
                args=(opened, check, act, choose),
            )
        if check.cause == "source":
            st.caption(say("settled"), width="content")
        if check.cause != "source" or not is_settled:
            st.button(
                say("source_wrong"),
                key=f"desk.settle.{check.id}",
                disabled=locked,
                on_click=act,
                args=(settlement(check),),
            )


def _take(opened: Opened, check: Check, act: Act, choose: Callable[[str], None]) -> None:
    """The proposal, as a change whose reason is the check it explains."""
    assert check.repair is not None, "only a check with a proposal has the button"
    before = opened.stated(check.repair.pointer)
    found = opened.result.evidence.get(check.repair.pointer)
    kept = {**before.to_json(), "readers": list(found.readers) if found else []}
    choose(check.repair.pointer)
    act(Change("correct", check.repair.pointer, kept, Stated(check.repair.value).to_json(), check.id))


def show_detail(
    opened: Opened,
    marks: Marks,
    sheet: Sheet,
    selected: str | None,
    *,
    delete: Callable[[str], None],
    enter: Callable[..., None],
    locked: bool,
) -> None:
    """The chosen value: what stands, what the machine read, where from, by whom, how sure; why it is asked about."""
    with st.container(height=152, border=True, gap="xxsmall"):
        if selected is None:
            st.caption(say("choose"))
            return
        asking = st.session_state.get("desk.asking")
        if asking is not None and asking[0] == opened.name_of(selected):
            _ask_reason(selected, asking[1], enter)
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{sheet.name(selected)}：{_words(opened, opened.stated(selected), selected)}", width="stretch")
            if "/facts/" in selected and not locked:
                st.button(say("delete_fact"), key="desk.delete", on_click=delete, args=(opened.name_of(selected),))
        st.caption("  \n".join(plain(line) for line in _grounds(opened, selected)))


def _words(opened: Opened, stated: Stated, pointer: str) -> str:
    if pointer not in opened.result.evidence:
        return say("absent")
    if stated.value is None:
        return say(stated.qualifier) if stated.qualifier in ("blank", "not_applicable") else say("open")
    return shown(stated, pointer)


def _grounds(opened: Opened, pointer: str) -> Iterator[str]:
    """Line by line: what was read, why it is in doubt, and the checks that speak about it."""
    yield _witness(opened, pointer)
    for flag in opened.result.flags:
        if pointer in flag.pointers and flag.review:
            yield f"? {flag.message}"
    for check in opened.result.checks:
        if pointer in check.pointers and check.status != "not_applicable":
            yield f"{'✓' if check.status == 'pass' else '✕'} {check.message}"


def _witness(opened: Opened, pointer: str) -> str:
    found = opened.result.evidence.get(pointer)
    if found is None:
        return ""
    machine = opened.machine_stated(pointer)
    parts = [
        *(f"{say(f'read_by_{one.reader}')}：{_said(one)}" for one in found.witnesses),
        f"{say('machine')}：{_words(opened, machine, pointer)}" if machine is not None else "",
        f"{say('raw')}：“{found.raw[:40]}”" if found.raw else "",
        f"{say('readers')}：{' + '.join(say(f'read_by_{reader}') for reader in found.readers)}",
        f"{say('confidence')}：{found.confidence:.3f}",
    ]
    return "　".join(part for part in parts if part)


def _said(witness: Witness) -> str:
    """What one reader read, with the words that it read."""
    value = say("blank") if witness.value is None else f"{witness.value}"
    return f"{value}（“{witness.raw[:20]}”）" if witness.raw else value


def show_notes(opened: Opened) -> None:
    """What else the readers had to say: no value's cell tells of it (a section is missing, answers were dropped)."""
    shown_elsewhere = opened.result.evidence.keys()
    notes = [flag for flag in opened.result.flags if not shown_elsewhere & set(flag.pointers)]
    if not notes:
        return
    with st.expander(say("notes", count=len(notes)), expanded=any(note.review for note in notes)):
        for note in notes:
            st.text(f"{'?' if note.review else 'i'} {note.message}")


def _ask_reason(pointer: str, typed: str, enter: Callable[..., None]) -> None:
    with st.form("desk.reason", border=False):
        asked = f"{say('reason_wanted')} → {plain(typed) or say('blank')}"
        reason = st.text_input(asked, placeholder=say("why"), key="desk.reason.text")
        with st.container(horizontal=True):
            if st.form_submit_button(say("save"), type="primary") and reason.strip():
                enter(pointer, typed, reason.strip())
                st.rerun()
            if st.form_submit_button(say("cancel")):
                st.session_state.pop("desk.asking", None)
                st.rerun()


def show_add_fact(opened: Opened, picked: tuple[int, int], *, add: Act) -> None:
    """A form for a fact at the selected text. Its fields have keys: what is typed outlives a change of language."""
    from extractor.errors import ExtractorError

    assert opened.document is not None, "text is selected only where there is a source"
    with st.form("desk.fact"):
        st.caption(f"{say('add_fact')} · {say('add_from')}：{plain(opened.document.text[slice(*picked)][:80])}")
        boxes = st.columns([1, 1.4, 0.8, 1.2, 1.2])
        value = boxes[0].text_input(say("value"), key="desk.fact.value")
        label = boxes[1].text_input(say("label"), key="desk.fact.label")
        unit = boxes[2].text_input(say("unit"), key="desk.fact.unit")
        indicator = _choose_indicator(boxes[3], opened)
        sections = opened.report_type.sections
        section = boxes[4].selectbox(
            say("section"), list(opened.report_type.facts), format_func=lambda key: sections[key], key="desk.fact.section"
        )
        with st.container(horizontal=True):
            save, cancel = st.form_submit_button(say("save"), type="primary"), st.form_submit_button(say("cancel"))
    if cancel:
        del st.session_state["desk.picked"]
        st.rerun()
    if save:
        fact = {"value": value, "label": label.strip(), "unit": unit.strip(), "indicator": indicator}
        try:
            change = added_fact(opened, section, picked, fact)
        except ExtractorError as error:
            st.error(plain(either(error.chinese, error.english)))
            return
        add(change)
        st.rerun()


def _choose_indicator(box: st.delta_generator.DeltaGenerator, opened: Opened) -> str:
    """One of those that the report's type knows; any word where it knows none."""
    known = opened.report_type.indicators
    if not known:
        return box.text_input(say("indicator"), key="desk.fact.indicator").strip()
    return str(
        box.selectbox(
            say("indicator"),
            list(known),
            index=list(known).index("other") if "other" in known else 0,
            format_func=lambda key: either(f"{known[key]} {key}", key),
            key="desk.fact.indicator",
        )
    )


def show_history(opened: Opened, sheet: Sheet) -> None:
    """Who, when, what, from, to, why; newest first."""
    if not opened.log:
        st.caption(say("nobody"))
        return
    rows = [
        {
            plain("#"): str(entry.number),
            say("when"): f"{entry.reviewed_at:%Y-%m-%d %H:%M}",
            say("by"): plain(entry.reviewer),
            say("action"): say(entry.change.action),
            say("where"): plain(_where(opened, sheet, entry)),
            say("from"): plain(_kept(entry.change.value_from, entry.change)),
            say("to"): plain(_kept(entry.change.value_to, entry.change)),
            say("why"): plain(_why(opened, entry.change)),
        }
        for entry in reversed(opened.log)
    ]
    st.table(pd.DataFrame(rows), hide_index=True)  # unlike a data frame it wraps: a popover shows no wider one whole


def _where(opened: Opened, sheet: Sheet, entry: Logged) -> str:
    """What an entry speaks of, by the name that it has now; a fact by its own."""
    change = entry.change
    if not change.pointer:
        return say("whole")
    if change.action == "undo":
        return next(_where(opened, sheet, other) for other in opened.log if other.number == change.value_from)
    if change.action in ("add", "delete"):
        return fact_name((change.value_to or change.value_from)["fact"])
    if change.action == "settle":
        check = opened.settled_by(entry)
        return _check_name(opened, change.pointer) if check is None else check.message
    pointer = opened.stands_at(entry)
    return say("taken_out") if pointer is None else sheet.name(pointer)


def _why(opened: Opened, change: Change) -> str:
    """A reviewer's words; of a proposal that was taken, the check that it explained."""
    return _check_name(opened, change.reason or "") if change.action == "correct" else change.reason or ""


def _check_name(opened: Opened, check_id: str) -> str:
    """What a check's kind is called; other words stay as they are."""
    kinds = opened.report_type.pictured.check_kinds
    kind = kind_of(check_id, kinds)
    return either(*kinds[kind]) if kind in kinds else check_id


def _kept(value: Any, change: Change) -> str:  # noqa: ANN401 - any JSON value of the log
    if change.action == "settle":
        return say(f"cause_{value['cause'] if isinstance(value, dict) else value or 'unknown'}")
    if isinstance(value, dict) and "qualifier" in value:
        return shown(Stated.of(value), change.pointer) or say("blank")
    if isinstance(value, dict) and "fact" in value:
        return str(value["fact"]["quote"])
    if isinstance(value, dict) and "accepted" in value:
        return str(sum(value["accepted"].values()))
    if isinstance(value, int) and change.action == "undo":
        return f"#{value}"
    return "" if value is None or isinstance(value, dict) else str(value)


def show_help() -> None:
    """The card of keys."""

    @st.dialog(say("keys_title"))
    def card() -> None:
        st.table(pd.DataFrame([{say("help"): key, "": say(what)} for key, what in KEYS]).set_index(say("help")))

    card()
