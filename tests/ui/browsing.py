"""The page in a real browser: a server of its own, Debian's chromium, and what a person does there."""

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect, sync_playwright

from extractor.commands.review import command

PATIENCE = 60_000
"""Milliseconds that a step may take on a busy machine."""

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """Where the browser is; None where it is not installed (``apt-get install chromium fonts-noto-cjk``)."""
    return shutil.which("chromium")


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser. Raises AssertionError where there is none."""
    path = chromium()
    assert path is not None, "no chromium; apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield opened
        opened.close()


@contextmanager
def served(
    workspace: Path, log: Path, *, folder: Path | None = None, port: int | None = None, line: Sequence[str] = ()
) -> Iterator[str]:
    """The address of a server of this workspace, started in ``folder``; its output goes to ``log``. ``line``: how it is
    started, where not by ``extractor review``."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        server = subprocess.Popen(line or command(workspace, port), stdout=output, stderr=output, cwd=folder)
        try:
            _wait(url, server)
            yield url
        finally:
            server.terminate()
            server.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(150):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("the server does not answer")


def new_page(browser: Browser, width: int = 1280, height: int = 800) -> Page:
    """A page of its own in the browser."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return page


def sign_in(page: Page, address: str, name: str) -> None:
    """Give one's name and come to the queue."""
    page.goto(address)
    page.get_by_label("审核人姓名").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_text("符合条件")).to_be_visible()


def press(page: Page, key: str, wanted: Locator) -> None:
    """Press a key until what it leads to is there: one that is pressed while the page is still being built is lost."""
    for _ in range(10):
        page.keyboard.press(key)
        try:
            wanted.wait_for(timeout=PATIENCE / 10)
        except TimeoutError:
            continue
        return
    expect(wanted).to_be_visible()


def open_report(page: Page, address: str, name: str, document_id: int) -> None:
    """Open a report by its address."""
    page.goto(f"{address}/?reviewer={name}&report={document_id}")
    expect(page.locator(".sheet")).to_be_visible()


def cell(page: Page, pointer: str) -> Locator:
    """A cell of the form."""
    return page.locator(f'.sheet [data-pointer="{pointer}"]')


def edit(page: Page, pointer: str, typed: str) -> None:
    """Edit a cell in place."""
    type_in(page, pointer, typed)
    page.keyboard.press("Enter")


def type_in(page: Page, pointer: str, typed: str) -> None:
    """Type into a cell, without the Enter that lets it stand."""
    cell(page, pointer).dblclick()
    page.locator("input.edit").fill(typed)


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
