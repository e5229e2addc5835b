"""Streamlit's own login, which forgets the address that was asked for: the browser's session keeps it meanwhile.

Components of the house's own, since no widget reaches the browser's storage.
"""

import streamlit as st

_KEPT = '"disclosure-extractor.address"'
_KEEP = st.components.v2.component(
    "disclosure-extractor.keep",
    js=f"export default () => sessionStorage.setItem({_KEPT}, location.search);",
)
_RETURN = st.components.v2.component(
    "disclosure-extractor.return",
    js=f"""export default () => {{
  const kept = sessionStorage.getItem({_KEPT});
  sessionStorage.removeItem({_KEPT});
  if (kept && kept !== location.search) location.replace(location.pathname + kept);
}}""",
)


def keep_address() -> None:
    """Of a page that asks for a login: what it was opened for is to be shown afterwards."""
    _KEEP(key="login.keep")


def return_to_address() -> None:
    """Of a page behind the login: show what was asked for before."""
    _RETURN(key="login.return")
