"""The page in a real browser: sample 001 cleared, a value corrected and taken back, everything kept, the lock met."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from extractor.store.engine import Store
from extractor.store.reviews import review_log
from tests.ui.browsing import cell, edit, new_page, open_report, press, scrolls_sideways, served, sign_in
from tests.ui.conftest import document_of

_TOTAL = "/requests/carried_out/total"


@pytest.fixture
def address(workspace: Path, tmp_path: Path) -> Iterator[str]:
    with served(workspace, tmp_path / "server.log") as url:
        yield url


def test_a_report_is_cleared_corrected_undone_and_everything_is_kept(
    browser: Browser, address: str, store: Store
) -> None:
    document_id = document_of(store, "001")
    page = new_page(browser)
    sign_in(page, address, "王敏")
    open_report(page, address, "王敏", document_id)
    expect(page.get_by_text("核验不符 2 项")).to_be_visible()

    cell(page, _TOTAL).click()
    expect(page.locator("mark.selected")).to_have_text("1")
    expect(page.locator("mark.selected")).to_be_in_viewport()

    edit(page, _TOTAL, "０件")
    page.get_by_placeholder("理由").fill("与正文一致")
    page.get_by_role("button", name="保存").click()
    expect(cell(page, _TOTAL)).to_have_class(re.compile("changed"))
    expect(cell(page, _TOTAL).locator(".old")).to_have_text("1")
    expect(page.get_by_text(re.compile("核验不符 2 项"))).to_be_visible()

    page.reload()
    expect(cell(page, _TOTAL)).to_have_class(re.compile("changed"))
    page.keyboard.press("u")
    expect(cell(page, _TOTAL)).to_have_class(re.compile("source"))
    page.keyboard.press("Shift+A")
    expect(page.get_by_text("✓ 已通过")).to_be_visible()
    page.reload()
    expect(page.get_by_text("✓ 已通过")).to_be_visible()
    log = [(entry.reviewer, entry.change.action, entry.change.reason) for entry in review_log(store, document_id)]
    assert log == [("王敏", "correct", "与正文一致"), ("王敏", "undo", None), ("王敏", "accept", None)]
    page.close()


def test_a_second_reviewer_meets_the_lock(browser: Browser, address: str, store: Store) -> None:
    document_id = document_of(store, "002")
    first, second = new_page(browser), new_page(browser)
    open_report(first, address, "王敏", document_id)
    open_report(second, address, "李强", document_id)
    expect(second.get_by_text("“王敏”正在审核这份报告")).to_be_visible()
    expect(second.get_by_role("button", name="通过整份报告")).to_be_disabled()
    first.keyboard.press("q")
    expect(first.get_by_text("符合条件")).to_be_visible()
    second.reload()
    expect(second.get_by_role("button", name="通过整份报告")).to_be_enabled()
    first.close()
    second.close()


def test_keys_lead_from_the_queue_to_the_next_report(browser: Browser, address: str) -> None:
    page = new_page(browser)
    sign_in(page, address, "王敏")
    press(page, "n", page.locator(".sheet"))
    page.keyboard.press("j")
    expect(page.locator(".cell.selected")).to_have_class(re.compile("doubt"))
    page.keyboard.press("h")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+A")
    expect(page.get_by_text("✓ 已通过")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_text("? 待审")).to_be_visible()
    page.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (640, 400)], ids=["1280px", "200% zoom"])
def test_the_page_never_scrolls_sideways(
    browser: Browser, address: str, store: Store, width: int, height: int
) -> None:
    page = new_page(browser, width, height)
    sign_in(page, address, "王敏")
    for number in (None, document_of(store, "000")):
        if number is not None:
            open_report(page, address, "王敏", number)
        assert not scrolls_sideways(page)
    page.close()


def test_markup_in_a_document_is_shown_not_obeyed(browser: Browser, address: str, store: Store) -> None:
    page = new_page(browser)
    open_report(page, address, "王敏", document_of(store, "001"))
    edit(page, "/agency", "<img src=x onerror=alert(1)>局")
    expect(cell(page, "/agency")).to_contain_text("<img src=x onerror=alert(1)>局")
    assert page.locator(".sheet img").count() == 0
    page.close()


def test_a_missed_fact_is_added_by_selecting_its_text(browser: Browser, address: str, store: Store) -> None:
    document_id = document_of(store, "001")
    page = new_page(browser)
    open_report(page, address, "王敏", document_id)
    ends = page.locator(".document").evaluate(
        """root => {
            const number = [...root.children].find((node) => node.textContent.startsWith("12次"));
            const before = document.createRange(), words = number.previousSibling.firstChild;
            before.setStart(words, words.length - 4);
            before.setEnd(words, words.length);
            const from = before.getBoundingClientRect(), to = number.getBoundingClientRect();
            return [from.left + 1, from.top + from.height / 2, to.right - 1, to.top + to.height / 2];
        }"""
    )
    page.mouse.move(ends[0], ends[1])
    page.mouse.down()
    page.mouse.move(ends[2], ends[3], steps=5)
    page.mouse.up()
    page.get_by_label("数值").fill("12")
    page.get_by_label("名称（原文用语）").fill("局长办公会议")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".sheet td .cell.accepted")).to_have_count(1)
    (entry,) = review_log(store, document_id)
    assert entry.change.value_to["fact"]["quote"].endswith("12次")
    page.close()
