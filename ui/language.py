"""The switch between Chinese and English, which every page has."""

import streamlit as st

from ui.state import language


def show_language() -> None:
    """A button with the name of the other language; nothing but the words changes."""
    st.button("English" if language() == "zh" else "中文", on_click=_switch, key="language", type="tertiary")


def _switch() -> None:
    st.query_params["lang"] = "zh" if language() == "en" else "en"
