"""The review page: ``extractor review DIR``, or ``streamlit run ui/app.py -- DIR``."""

import streamlit as st

from extractor.errors import ExtractorError
from ui.quality_page import show_quality
from ui.queue_page import show_queue
from ui.report_page import show_report
from ui.state import either, go, language, open_document_id, reviewer, say, uses_login

_STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding: 1.1rem 1.2rem 1rem; max-width: 100%; }
[data-testid="stHeader"] { display: none; }
[data-testid="stVerticalBlock"] { gap: .55rem; }
[data-testid="stToolbar"] { display: none; }
.st-key-toolbar button, .st-key-checks button { min-height: 2rem; padding: .1rem .5rem; font-size: .85rem; }
.st-key-toolbar button p, .st-key-checks button p, .st-key-checks [data-testid="stText"] { font-size: .85rem; }
</style>"""


def main() -> None:
    """One page: the queue, the report that is open, or quality."""
    st.set_page_config(page_title=say("app"), page_icon="📋", layout="wide")
    st.html(_STYLE)
    if not _known():
        return
    try:
        document_id = open_document_id()
        if document_id is not None:
            show_report(document_id)
        elif _head() == "quality":
            show_quality()
        else:
            show_queue()
    except ExtractorError as error:
        st.error(either(error.chinese, error.english))
        st.button(say("back"), on_click=go, args=(None,), shortcut="Q")


def _head() -> str:
    """Title, the two views, language; the view chosen."""
    title, views, switch = st.columns([4, 2, 1.2], vertical_alignment="center")
    title.markdown(f"### {say('app')} · {reviewer()}")
    chosen = views.segmented_control(
        say("app"), ["queue", "quality"], default="queue", format_func=say, key="view", label_visibility="collapsed", required=True
    )
    with switch:
        _language()
    return chosen or "queue"


def _language() -> None:
    def switch() -> None:
        st.query_params["lang"] = "zh" if language() == "en" else "en"

    st.button("English" if language() == "zh" else "中文", on_click=switch, key="language", width="stretch")


def _known() -> bool:
    """Whether it is known who reviews; asks where it is not."""
    if uses_login():
        if not st.user.is_logged_in:
            st.button(say("sign_in"), on_click=st.login, type="primary")
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
        _language()
    return False


main()
