"""The review page beside 100,000 reports: opening one, correcting a value, and the way from the queue to accepted.

The workspace holds the five examples, really read, and 99,995 rows made of one of them through the store's own functions
(``bench.store.fill``), which hold the start of its result only: nothing here opens them. Times are taken in a real
browser, from the key to what it shows.
"""

import re
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, Page, expect

from bench.line import COMMAND, EXAMPLES, tell
from bench.store import NUMBER, fill
from extractor.batch.work import entry_of
from extractor.pipeline import extract
from extractor.review.desk import correction, open_review, submit, undoing
from extractor.store.engine import Store, open_store
from extractor.store.review_queue import Filter, list_queue
from tests.ui.browsing import launched, new_page, open_report, served, sign_in, type_in

_TIMES = 5
_TYPING = 1000
"""Milliseconds that a person takes to type a value: the page has shown the chosen one by then."""
_PORTION = 50
"""Numbers of rows begin here: the first ones would be written to the folder, too."""
_TOTAL = "/requests/received/total"
_REVIEWER = "bench"
_STATE = re.compile("(处存疑|没有存疑的值) ·")


def measure() -> None:
    """Print the numbers, one line each: times, then what each example takes a person."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        line = [*COMMAND, "run", *map(str, EXAMPLES), "--out", str(folder), "--engine", "offline"]
        subprocess.run(line, check=True, capture_output=True)
        with closing(open_store(folder)) as store:
            documents = {line.report_name: line.document_id for line in list_queue(store, Filter(status=None))}
            entry = entry_of(extract(EXAMPLES[1], engine="offline"))
            fill(store, replace(entry, payload=entry.payload[:2000]), _PORTION, NUMBER + _PORTION - len(documents))
            _desk(store, folder, documents[EXAMPLES[3].name])
            with served(folder, folder / "server.log") as address, launched() as browser:
                page = new_page(browser)
                _queue(page, address)
                _report(page, address, list(documents.values()))
                _clear(page, address, documents)


def _desk(store: Store, folder: Path, document_id: int) -> None:
    """Without the page: open, correct with every check worked out anew, take back."""
    open_review(store, folder, document_id)  # the document is opened once a session
    _tell("review: opened, without page", "", [_seconds(lambda: open_review(store, folder, document_id)) for _ in range(_TIMES)])
    times = []
    for number in range(_TIMES):
        opened = open_review(store, folder, document_id)
        change = correction(opened, _TOTAL, str(1000 + number), "bench")
        times.append(_seconds(lambda opened=opened, change=change: submit(store, folder, opened, _REVIEWER, [change])))  # type: ignore[misc]
        opened = open_review(store, folder, document_id)
        submit(store, folder, opened, _REVIEWER, [undoing(opened)])
    _tell("review: corrected, without page", "< 0.5 s", times)


def _queue(page: Page, address: str) -> None:
    shown = page.get_by_text("符合条件")
    _tell("review: queue shown", "", [_seconds(lambda: (sign_in(page, address, _REVIEWER), shown.wait_for()))])


def _report(page: Page, address: str, documents: list[int]) -> None:
    """From the address to the report's cells; from Enter to the corrected cell beside its checks."""
    opening, correcting = [], []
    changed = page.locator('.sheet .changed[data-pointer="/agency"]')
    for document_id in documents:
        page.goto(f"{address}/?reviewer={_REVIEWER}")
        expect(page.get_by_text("符合条件")).to_be_visible()
        opening.append(_seconds(lambda number=document_id: open_report(page, address, _REVIEWER, number)))  # type: ignore[misc]
        type_in(page, "/agency", "某局")
        page.wait_for_timeout(_TYPING)
        correcting.append(_seconds(lambda: _press(page, "Enter", changed)))
        _press(page, "u", page.locator('.sheet [data-pointer="/agency"]:not(.changed)'))
        _press(page, "q", page.get_by_text("符合条件"))
    _tell("review: opened in the browser", "< 1 s", opening)
    _tell("review: corrected in the browser", "< 0.5 s", correcting)


def _clear(page: Page, address: str, documents: dict[str, int]) -> None:
    """Each example as a careful reviewer clears it: one look and one key for each section with a doubt; then, after
    taking that back, for each doubtful value."""
    for name, document_id in documents.items():
        for way, key in (("section", "b"), ("value", "a")):
            open_report(page, address, _REVIEWER, document_id)
            started = time.perf_counter()
            actions = _accept(page, key)
            details = f"a key for each {way} in doubt; 2 without; the page's part {time.perf_counter() - started:.1f} s"
            tell(f"review: {name[:3]} cleared", f"{actions} actions", "", details)
            if way == "section":
                _take_back(page)


def _accept(page: Page, key: str) -> int:
    """Accept what is in doubt by ``key``, from the first doubt on; how many actions that took, opening the report included."""
    _press(page, "j", page.locator(".cell.selected"))
    actions, state = 2, page.get_by_text(_STATE)
    while "处存疑" in (before := state.inner_text()):
        page.keyboard.press(key)  # and the page leads to the next doubt
        expect(state).not_to_have_text(before)
        actions += 1
    if not page.get_by_text("✓ 已通过").is_visible():  # a missing section is in no cell
        _press(page, "Shift+A", page.get_by_text("✓ 已通过"))
        actions += 1
    return actions


def _take_back(page: Page) -> None:
    undo, state = page.get_by_role("button", name="撤销"), page.get_by_text(_STATE)
    while undo.is_enabled():
        before = state.inner_text()
        page.keyboard.press("u")
        expect(state).not_to_have_text(before)


def _press(page: Page, key: str, wanted: Locator) -> None:
    page.keyboard.press(key)
    wanted.wait_for()


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _tell(name: str, wanted: str, times: list[float]) -> None:
    """The slowest of some times: no wait should be longer."""
    tell(name, f"{max(times):.2f} s", wanted, f"{len(times)} times, fastest {min(times):.2f} s")
