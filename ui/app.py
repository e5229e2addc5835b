"""The review page: ``extractor review DIR``, or ``streamlit run ui/app.py -- DIR``."""

from collections.abc import Callable, Mapping

import streamlit as st

from extractor.errors import ExtractorError
from ui.adding_up_page import show_adding_up
from ui.compare_page import show_comparison
from ui.language import show_language
from ui.login import keep_address, return_to_address
from ui.map_page import show_map
from ui.outcomes_page import show_outcomes
from ui.overview_page import show_overview
from ui.profile_page import show_profile
from ui.quality_page import show_quality
from ui.queue_page import show_queue
from ui.report_page import show_report
from ui.state import either, go, open_document_id, reviewer, say, uses_login, view
from ui.words import plain

_VIEWS: Mapping[str, Callable[[], None]] = {
    "queue": show_queue,
    "overview": show_overview,
    "profile": show_profile,
    "comparison": show_comparison,
    "outcomes": show_outcomes,
    "map": show_map,
    "adding_up": show_adding_up,
    "quality": show_quality,
}

_STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding: 1.1rem 1.2rem 1rem; max-width: 100%; }
[data-testid="stHeader"] { display: none; }
[data-testid="stVerticalBlock"] { gap: .55rem; }
[data-testid="stToolbar"] { display: none; }
.st-key-toolbar button, .st-key-checks button { min-height: 2rem; padding: .1rem .5rem; font-size: .85rem; }
.st-key-toolbar button p, .st-key-checks button p, .st-key-checks [data-testid="stText"] { font-size: .85rem; }
</style>"""


def main() -> None:
    """One page: the report that is open, or the view that was chosen."""
    st.set_page_config(page_title=say("app"), page_icon="📋", layout="wide")
    st.html(_STYLE)
    if not _known():
        return
    try:
        document_id = open_document_id()
        if document_id is not None:
            show_report(document_id)
        else:
            _VIEWS[_head()]()
    except ExtractorError as error:
        st.error(plain(either(error.chinese, error.english)))
        st.button(say("back"), on_click=go, args=(None,), shortcut="Q")
    if uses_login():
        return_to_address()


def _head() -> str:
    """Title, language, the views; the view chosen, which the address keeps."""
    if "view" not in st.session_state:
        st.session_state["view"] = view() if view() in _VIEWS else "queue"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{say('app')} · {plain(reviewer())}**", width="content")
        with st.container(horizontal=True, width="content"):
            show_language()
            if uses_login():
                st.button(say("sign_out"), on_click=st.logout, type="tertiary")
    chosen = st.segmented_control(
        say("app"), list(_VIEWS), format_func=say, key="view", label_visibility="collapsed", required=True
    )
    st.query_params["view"] = chosen or "queue"
    return chosen or "queue"


def _known() -> bool:
    """Whether it is known who reviews; asks where it is not."""
    if uses_login():
        if not st.user.is_logged_in:
            st.button(say("sign_in"), on_click=st.login, type="primary")
            show_language()
            keep_address()
            return False
        return True
    if reviewer():
        return True
    _, middle, _ = st.columns([1, 1.4, 1])
    with middle:
        st.title(say("app"))
        st.write(say("who"))
        with st.form("name", border=False):
            name = st.text_input(say("reviewer"), max_chars=60)
            if st.form_submit_button(say("start"), type="primary") and name.strip():
                st.query_params["reviewer"] = name.strip()
                st.rerun()
        show_language()
    return False


main()
