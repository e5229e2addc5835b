"""What a page needs to know of its session: workspace, reviewer, language, the report that is open."""

import sys
from pathlib import Path

import streamlit as st

from extractor.reports.base import ReportType
from extractor.reports.registry import report_type_named
from extractor.store.engine import Store, open_store
from ui.words import Language, words


def folder() -> Path:
    """DIR: the argument behind ``--`` of the command that started the page."""
    return Path(sys.argv[1]).resolve()


@st.cache_resource
def _open(workspace: Path, url: str | None) -> Store:
    return open_store(workspace, url)


def store() -> Store:
    """The workspace's database, opened once for all sessions."""
    return _open(folder(), store_url())


def store_url() -> str | None:
    """The workspace's database where it is not DIR's own: the argument behind DIR."""
    return sys.argv[2] if len(sys.argv) > 2 else None


def report_type() -> ReportType:
    """The type whose reports the pages across reports show."""
    return report_type_named("disclosure")


def language() -> Language:
    """The interface's language; Chinese unless switched."""
    return "en" if st.query_params.get("lang") == "en" else "zh"


def say(key: str, **values: object) -> str:
    """One of the interface's sentences in the session's language."""
    return words(language(), key, **values)


def box_key(name: str) -> str:
    """The key of a box of choices: one in each language, since a browser goes on showing a choice by its former name."""
    return f"{name}.{language()}"


def either(chinese: str, english: str) -> str:
    """What a message says in the session's language."""
    return chinese if language() == "zh" else english


def reviewer() -> str:
    """Who reviews: by the login where one is configured, else the name given.

    Of a login that is the e-mail address, unless the provider says that nobody has verified it: then anybody may have
    given it, and the provider's own id of the user is taken, as where there is no address.
    """
    if uses_login():
        verified = st.user.get("email_verified") is not False
        return str((verified and st.user.get("email")) or st.user.get("sub"))
    return st.query_params.get("reviewer", "")


def uses_login() -> bool:
    """Whether Streamlit's own OIDC login is configured (``[auth]`` in .streamlit/secrets.toml)."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def open_document_id() -> int | None:
    """The report that is open, kept in the address so that reloading the page keeps it."""
    wanted = st.query_params.get("report", "")
    return int(wanted) if wanted.isdigit() else None


def view() -> str:
    """The view that the address names; the queue where it names none."""
    return st.query_params.get("view", "queue")


def show(name: str) -> None:
    """Go to a view."""
    st.query_params["view"] = name
    st.session_state["view"] = name


def open_queue(year: int | None, status: str | None, error_code: str | None = None) -> None:
    """Go to the queue, of one status, one year, one kind of failure; None takes all. ``NO_YEAR``: reports without one."""
    others = dict.fromkeys(("agency", "check", "reason", "assignee"))
    wanted = {**others, "search": "", "status": status, "year": year, "error_code": error_code}
    st.session_state.update({f"queue.{name}": value for name, value in wanted.items()})
    st.session_state.pop("queue.after", None)
    show("queue")


def pointed_at() -> str | None:
    """The value that the address points at in the open report."""
    return st.query_params.get("at")


def go(document_id: int | None, pointer: str | None = None) -> None:
    """Open a report, at a value where one is named; or go back to where it was opened from."""
    for key in [key for key in st.session_state if str(key).startswith("desk.")]:
        del st.session_state[key]
    for name, value in (("report", document_id), ("at", pointer)):
        if value is None:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = str(value)
