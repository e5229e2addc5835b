"""One report: the source on the left, the form on the right, and what the chosen value rests on."""

import streamlit as st

from extractor.errors import ExtractorError, ReasonWantedError, ReviewConflictError
from extractor.review.desk import (
    Opened,
    acceptance,
    ask,
    correction,
    deletion,
    open_review,
    submit,
    undoing,
)
from extractor.review.quoting import quote_at
from extractor.store.review_queue import Filter, count_by, list_queue
from extractor.store.reviews import Change, lock, unlock
from ui.detail import show_add_fact, show_detail, show_failed, show_help, show_history, show_notes
from ui.fixtures import export_fixture
from ui.language import show_language
from ui.marks import Marks
from ui.sheet import SHEET, Sheet, above
from ui.source import SOURCE, page_data, source_data
from ui.state import either, folder, go, pointed_at, reviewer, say, store
from ui.words import plain

_MARK = {"accepted": "✓", "needs_review": "?", "failed": "✕"}


def show_report(document_id: int) -> None:
    """Everything a reviewer does with one report."""
    desk = _Desk(document_id)
    marks = Marks.of(desk.opened)
    sheet = Sheet(desk.opened, marks)
    desk.head(sheet, marks)
    with st.container():  # stands there without a message, too: what is below it is drawn anew where its place changes
        desk.say_messages()
    left, right = st.columns([0.44, 0.56], gap="small")
    with left:
        desk.source(marks)
    with right:
        with st.container():
            show_notes(desk.opened)
            show_failed(desk.opened, sheet, act=desk.act, choose=desk.choose, locked=desk.locked)
        with st.container():
            if desk.picked is not None:
                show_add_fact(desk.opened, desk.picked, add=desk.add)
            else:
                show_detail(
                    desk.opened, marks, sheet, desk.selected, delete=desk.delete, enter=desk.enter, locked=desk.locked
                )
        SHEET(
            key="desk.sheet",
            data=sheet.data(desk.selected, locked=desk.locked),
            on_selected_change=desk.chosen_in_sheet,
            on_edited_change=desk.edited,
        )


class _Desk:
    """The open report in this session, its lock, and what the buttons do."""

    def __init__(self, document_id: int) -> None:
        self.document_id = document_id
        if "desk.opened" not in st.session_state:
            st.session_state["desk.opened"] = open_review(store(), folder(), document_id, reviewer())
            self.choose(pointed_at())
        self.holder = self._lock()

    @property
    def opened(self) -> Opened:
        """The report as this session last saw it."""
        opened: Opened = st.session_state["desk.opened"]
        return opened

    @property
    def selected(self) -> str | None:
        """The chosen value, wherever it stands now."""
        name: str | None = st.session_state.get("desk.selected")
        return None if name is None else self.opened.place_of(name)

    @property
    def picked(self) -> tuple[int, int] | None:
        """The text that was selected for a missed fact, as offsets into the document's."""
        picked: tuple[int, int] | None = st.session_state.get("desk.picked")
        return None if self.locked else picked

    @property
    def locked(self) -> bool:
        """Whether this session can only look."""
        return self.holder is not None or self.opened.document is None or self.opened.is_others

    def _lock(self) -> str | None:
        """Who else holds the report; nobody where we do."""
        try:
            lock(store(), self.document_id, reviewer())
        except ReviewConflictError as error:
            return error.chinese.split("“")[-1].split("”")[0]
        return None

    def head(self, sheet: Sheet, marks: Marks) -> None:
        """Title, status, and the buttons with their keys."""
        result = self.opened.result
        report = sheet.report
        left = say("doubts_left", count=len(marks.doubts)) if marks.doubts else say("no_doubt")
        title = plain(report["title"] or self.opened.report_name)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.markdown(f"**{title}**", width="stretch")
            st.markdown(f"{_MARK[result.status]} {say(result.status)} · {left} · {plain(reviewer())}", width="content")
        with st.container(horizontal=True, gap="xsmall", key="toolbar"):
            self._moves(marks)
            self._decisions()
            self._rest(sheet)

    def _moves(self, marks: Marks) -> None:
        st.button(say("back"), shortcut="Q", on_click=self.leave, args=(None,), icon=":material/arrow_back:")
        st.button(say("previous_doubt"), shortcut="K", on_click=self.step, args=(marks, -1), disabled=not marks.doubts)
        st.button(say("next_doubt"), shortcut="J", on_click=self.step, args=(marks, 1), disabled=not marks.doubts)
        st.button(say("next_report"), shortcut="N", on_click=self.next_report)

    def _decisions(self) -> None:
        no_value = self.locked or self.selected is None
        st.button(say("accept_value"), shortcut="A", on_click=self.accept_value, disabled=no_value)
        st.button(say("accept_block"), shortcut="B", on_click=self.accept_block, disabled=no_value)
        st.button(
            say("accept_report"), shortcut="Shift+A", on_click=self.accept_report, disabled=self.locked, type="primary"
        )
        st.button(say("undo"), shortcut="U", on_click=self.undo, disabled=self.locked or self.opened.last is None)

    def _rest(self, sheet: Sheet) -> None:
        st.button(say("help"), shortcut="H", on_click=show_help, key="help")
        with st.popover(say("assign")):
            self._assignment()
        with st.popover(say("history")):
            show_history(self.opened, sheet)
        if self.opened.result.status == "accepted":
            st.button(say("export"), on_click=self.export)
        show_language()

    def _assignment(self) -> None:
        """Who is asked to review: known names, or a new one typed."""
        asked = list(self.opened.asked)
        known = dict.fromkeys([*asked, reviewer(), *count_by(store(), "assignee")])
        st.multiselect(
            say("assignee"),
            list(known),
            default=asked,
            key="desk.asked",
            on_change=self.ask,
            accept_new_options=True,
            disabled=self.holder is not None,
        )
        st.caption(say("assign_hint"))

    def ask(self) -> None:
        """Let those chosen review the report."""
        try:
            asked = st.session_state["desk.asked"]
            st.session_state["desk.opened"] = ask(store(), folder(), self.opened, reviewer(), asked)
        except ExtractorError as error:
            self._complain(error)

    def say_messages(self) -> None:
        """What went wrong or was done, once; who holds the lock, always."""
        if self.holder is not None:
            st.warning(say("locked", name=plain(self.holder)), icon=":material/lock:")
        elif self.opened.is_others:
            st.warning(say("independent", names=plain("、".join(self.opened.asked))), icon=":material/lock:")
        elif self.opened.document is None:
            st.warning(say("no_source"))
        kind, message = st.session_state.pop("desk.message", ("", ""))
        if kind == "error":
            st.error(plain(message))
        elif kind:
            st.toast(plain(message))

    def source(self, marks: Marks) -> None:
        """The document, scrolled to the chosen value."""
        document = self.opened.document
        if document is None:
            return
        if document.source.pages is not None:
            data = page_data(self.opened, marks, self.selected, st.session_state.get("desk.page"), self.picked)
        else:
            data = source_data(self.opened, marks, self.selected)
        SOURCE(
            key="desk.source",
            data=data,
            on_selected_change=self.chosen_in_source,
            on_picked_change=self.pick,
            on_turned_change=self.turned,
        )

    def choose(self, pointer: str | None) -> None:
        """Let a value be the chosen one."""
        st.session_state["desk.selected"] = None if pointer is None else self.opened.name_of(pointer)
        st.session_state.pop("desk.page", None)
        for unsaved in ("asking", "picked"):
            st.session_state.pop(f"desk.{unsaved}", None)

    def chosen_in_sheet(self) -> None:
        """A cell of the form was chosen."""
        self.choose(self.opened.place_of(st.session_state["desk.sheet"]["selected"]))

    def chosen_in_source(self) -> None:
        """A mark in the text was chosen."""
        self.choose(st.session_state["desk.source"]["selected"])

    def turned(self) -> None:
        """Another page was asked for."""
        st.session_state["desk.page"] = st.session_state["desk.source"]["turned"]

    def pick(self) -> None:
        """Text was selected: it may be a fact that is missing."""
        document = self.opened.document
        assert document is not None, "text is selected only where there is a source"
        start, end = st.session_state["desk.source"]["picked"]
        quote = quote_at(document, int(start), int(end))
        if quote is not None:
            st.session_state["desk.picked"] = quote

    def edited(self) -> None:
        """A cell was edited in place; its fact may have been taken out since the browser drew it."""
        change = st.session_state["desk.sheet"]["edited"]
        pointer = self.opened.place_of(change["name"])
        self.choose(pointer)
        if pointer is not None:
            self.enter(pointer, change["text"])

    def enter(self, pointer: str, typed: str, reason: str | None = None) -> None:
        """Let what was typed stand at a pointer; asks why where a sum proves the present value."""
        try:
            change = correction(self.opened, pointer, typed, reason or None)
        except ReasonWantedError:
            st.session_state["desk.asking"] = (self.opened.name_of(pointer), typed)
            return
        except ExtractorError as error:
            self._complain(error)
            return
        st.session_state.pop("desk.asking", None)
        self.act(change)

    def add(self, change: Change) -> None:
        """Put a missed fact on record, and show it: it stands behind all others."""
        if self._act(change):
            self.choose(list(self.opened.result.evidence)[-1])

    def act(self, change: Change) -> None:
        """Put a change on record, or say why that cannot be done."""
        self._act(change)

    def _act(self, change: Change) -> bool:
        try:
            lock(store(), self.document_id, reviewer())
            st.session_state["desk.opened"] = submit(store(), folder(), self.opened, reviewer(), [change])
        except ReviewConflictError as error:
            st.session_state["desk.opened"] = open_review(store(), folder(), self.document_id, reviewer())
            self._complain(error)
            return False
        except ExtractorError as error:
            self._complain(error)
            return False
        st.session_state.pop("desk.picked", None)
        return True

    def _complain(self, error: ExtractorError) -> None:
        st.session_state["desk.message"] = ("error", either(error.chinese, error.english))

    def delete(self, name: str) -> None:
        """Take out the fact of a value, whatever has moved to its place since: a second press finds it gone."""
        pointer = self.opened.place_of(name)
        if pointer is not None:
            self.act(deletion(self.opened, pointer.rpartition("/")[0]))

    def accept_value(self) -> None:
        """Accept the chosen value, and go on to the next doubt."""
        if self.selected is not None and self._act(acceptance(self.opened, self.selected)):
            self.step(Marks.of(self.opened), 1)

    def accept_block(self) -> None:
        """Accept the section of the chosen value, and go on to the next doubt."""
        if self.selected is not None and self._act(acceptance(self.opened, above(self.opened, self.selected))):
            self.step(Marks.of(self.opened), 1)

    def accept_report(self) -> None:
        """Accept the whole report; says what still keeps it from being accepted."""
        if self._act(acceptance(self.opened, "")):
            accepted = self.opened.result.status == "accepted"
            st.session_state["desk.message"] = ("done", say("done")) if accepted else ("error", say("still_open"))

    def undo(self) -> None:
        """Take back the last change, and show where it was."""
        last = self.opened.last
        if self._act(undoing(self.opened)) and last is not None:
            pointer = f"{last.change.pointer}/value" if last.change.action == "delete" else last.change.pointer
            if pointer in self.opened.result.evidence:
                self.choose(pointer)

    def step(self, marks: Marks, by: int) -> None:
        """Choose the next or the previous doubtful value after the chosen one, in the report's order."""
        if not marks.doubts:
            return
        order = list(self.opened.result.evidence)
        here = order.index(self.selected) if self.selected in order else (-1 if by > 0 else len(order))
        ahead = [p for p in marks.doubts if (order.index(p) - here) * by > 0]
        behind = list(marks.doubts)
        self.choose((ahead or behind)[0 if by > 0 else -1])

    def leave(self, document_id: int | None) -> None:
        """Hand the report back, and go to another one or to the queue."""
        unlock(store(), self.document_id, reviewer())
        go(document_id)

    def next_report(self) -> None:
        """The most doubtful report that this session has not had open."""
        seen: set[int] = st.session_state.setdefault("seen", set())
        seen.add(self.document_id)
        lines = list_queue(store(), Filter(), most=len(seen) + 20)
        self.leave(next((line.document_id for line in lines if line.document_id not in seen), None))

    def export(self) -> None:
        """Write the reviewed report as a labelled fixture below DIR."""
        try:
            path = export_fixture(self.opened, folder())
        except ExtractorError as error:
            self._complain(error)
            return
        st.session_state["desk.message"] = ("done", say("exported", path=path.relative_to(folder())))
