"""The pages across reports in a workspace of many: what each costs the first time, and again as long as nothing changes."""

import logging
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

import ui
from bench.across import fill
from bench.line import EXAMPLES, tell
from extractor.batch.work import entry_of
from extractor.pipeline import extract
from extractor.store.engine import open_store

_REPORTS = 100_000
_VIEWS = ("queue", "overview", "profile", "comparison", "outcomes", "map", "adding_up", "quality")
_AGAIN = 3


def measure() -> None:
    """Print the numbers, one line each: seconds of the server, without the browser's."""
    logging.disable(logging.WARNING)  # the page's framework tells of every run that no browser sees
    with tempfile.TemporaryDirectory() as folder:
        with closing(open_store(Path(folder))) as store:
            fill(store, entry_of(extract(EXAMPLES[1], engine="offline")), 0, _REPORTS)
        with patch.object(sys, "argv", ["app.py", folder]):
            for view in _VIEWS:
                _measure(view)
    logging.disable(logging.NOTSET)


def _measure(view: str) -> None:
    page = AppTest.from_file(str(Path(ui.__file__).with_name("app.py")), default_timeout=600)
    page.query_params.update({"reviewer": "bench", "view": view})
    first, *others = (_seconds(page) for _ in range(1 + _AGAIN))
    tell(f"pages: {view}", f"{min(others):.2f} s", "< 1 s", f"{first:.2f} s the first time, {_REPORTS} reports")


def _seconds(page: AppTest) -> float:
    started = time.perf_counter()
    page.run()
    assert not page.exception, page.exception[0].message
    return time.perf_counter() - started
