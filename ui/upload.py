"""A box for a report that is not in the workspace yet, and what became of the one that was put there."""

from pathlib import PurePosixPath
from typing import Any

import streamlit as st

from extractor.errors import ExtractorError
from extractor.review.uploads import LARGEST_UPLOAD, Reading, keep_upload, read_upload, refuse_second
from extractor.store.reviewing import Arrived, result_at
from ui.state import either, folder, go, say, store, store_url
from ui.words import plain


def show_upload() -> None:
    """What became of the last upload, and the box for the next one. The box always stands there: one that is closed
    while a file is on its way loses it."""
    _show_last()
    box = f"upload.box.{st.session_state.get('upload.count', 0)}"
    hint = f"**{say('upload')}** · {say('upload_hint', most=LARGEST_UPLOAD)}"
    st.file_uploader(hint, key=box, max_upload_size=LARGEST_UPLOAD, on_change=_take, args=(box,))


def _show_last() -> None:
    error: ExtractorError | None = st.session_state.pop("upload.error", None)
    reading: Reading | None = st.session_state.get("upload.reading")
    if error is not None:
        st.error(plain(either(error.chinese, error.english)))
    if reading is None:
        return
    found = result_at(store(), reading.key)
    if found is not None:
        _show_result(reading, found)
    elif reading.is_over():
        st.error(say("upload_failed", name=_name(reading), error=plain(reading.complaint())))
    else:
        _wait(reading)


def _take(box: str) -> None:
    """Keep the file that was chosen, let it be read, and empty the box."""
    uploaded: Any = st.session_state[box]
    if uploaded is None:
        return
    st.session_state["upload.count"] = st.session_state.get("upload.count", 0) + 1
    try:
        refuse_second(folder())
        st.session_state["upload.reading"] = None
        path = keep_upload(folder(), uploaded.name, uploaded.getvalue())
        st.session_state["upload.reading"] = read_upload(folder(), path, store_url())
    except ExtractorError as error:
        st.session_state["upload.error"] = error


@st.fragment(run_every=1)
def _wait(reading: Reading) -> None:
    st.info(say("upload_reading", name=_name(reading)), icon=":material/hourglass_top:")
    if reading.is_over() or result_at(store(), reading.key) is not None:
        st.rerun()


def _show_result(reading: Reading, found: Arrived) -> None:
    if found.error is not None:
        st.error(say("upload_failed", name=_name(reading), error=plain(found.error)))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(say("upload_read", name=_name(reading), status=say(found.status)), width="stretch")
        st.button(say("open_report"), key="upload.open", on_click=_open, args=(found.document_id,))


def _open(document_id: int) -> None:
    st.session_state["upload.reading"] = None
    go(document_id)


def _name(reading: Reading) -> str:
    return plain(PurePosixPath(reading.key).name)
