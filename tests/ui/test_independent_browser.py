"""Two reviewers in two browsers of their own: each works unseen by the other, then both see where they differ."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from extractor.store.engine import Store
from extractor.store.reviews import assignees
from tests.ui.browsing import PATIENCE, cell, edit, new_page, open_report, press, served
from tests.ui.conftest import document_of

_AGENCY = "/agency"


@pytest.fixture
def address(workspace: Path, tmp_path: Path) -> Iterator[str]:
    with served(workspace, tmp_path / "server.log") as url:
        yield url


def _assign(page: Page, *names: str) -> None:
    page.get_by_role("button", name="分配").click()
    field = page.get_by_label("分配给", exact=True)
    for name in names:
        field.fill(name)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()
    page.mouse.click(5, 5)  # beside the list and its popover
    expect(field).to_be_hidden()


def _wait_for_assignees(page: Page, store: Store, document_id: int, names: set[str]) -> None:
    """The page keeps them in a run of its own, which the browser does not wait for."""
    patience = PATIENCE
    while set(assignees(store, document_id)) != names and patience > 0:
        page.wait_for_timeout(100)
        patience -= 100
    assert set(assignees(store, document_id)) == names


def _accept(page: Page) -> None:
    press(page, "Shift+A", page.get_by_text("✓ 已通过"))


def _leave(page: Page) -> None:
    press(page, "q", page.get_by_text("符合条件"))


def test_two_reviewers_work_unseen_and_then_see_where_they_differ(browser: Browser, address: str, store: Store) -> None:
    document_id = document_of(store, "001")
    one, two = new_page(browser), new_page(browser)
    open_report(one, address, "甲", document_id)
    machine = cell(one, _AGENCY).inner_text()
    _assign(one, "甲", "乙")
    _wait_for_assignees(one, store, document_id, {"甲", "乙"})
    edit(one, _AGENCY, "另一局")
    expect(cell(one, _AGENCY)).to_have_class(re.compile("changed"))
    _accept(one)
    _leave(one)
    expect(one.get_by_text("符合条件 5 份")).to_be_visible()  # one acceptance is not enough

    open_report(two, address, "乙", document_id)
    expect(cell(two, _AGENCY)).to_have_text(machine)
    expect(two.locator(".sheet .changed")).to_have_count(1)  # the legend's
    two.get_by_role("button", name="修改记录").click()
    expect(two.get_by_text("还没有人修改过。")).to_be_visible()
    two.keyboard.press("Escape")
    press(two, "Shift+A", two.get_by_text("还有 1 处存疑"))
    cell(two, _AGENCY).click()
    expect(two.get_by_text(re.compile(f"审核人不一致：.*甲 另一局.*乙 {machine}|审核人不一致：.*乙 {machine}.*甲 另一局"))).to_be_visible()
    _leave(two)

    open_report(one, address, "甲", document_id)
    expect(cell(one, _AGENCY)).to_have_class(re.compile("changed|doubt"))
    expect(one.get_by_text("还有 1 处存疑")).to_be_visible()
    edit(one, _AGENCY, machine)
    expect(one.get_by_text("✓ 已通过")).to_be_visible()
    _leave(one)
    expect(one.get_by_text("符合条件 4 份")).to_be_visible()
    one.goto(f"{address}/?reviewer=甲&view=quality")
    shown = one.locator(".sheet").first
    expect(shown).to_contain_text("独立审核人一致率")
    expect(shown.locator(".cell").last).to_have_text(re.compile(r"^99\.\d\d%$"))
    one.close()
    two.close()


def test_who_is_not_asked_only_looks(browser: Browser, address: str, store: Store) -> None:
    document_id = document_of(store, "002")
    one, third = new_page(browser), new_page(browser)
    open_report(one, address, "甲", document_id)
    _assign(one, "甲", "乙")
    _leave(one)
    open_report(third, address, "丙", document_id)
    expect(third.get_by_text(re.compile("这份报告由“(甲、乙|乙、甲)”独立审核"))).to_be_visible()
    expect(third.get_by_role("button", name="通过整份报告")).to_be_disabled()
    one.close()
    third.close()
