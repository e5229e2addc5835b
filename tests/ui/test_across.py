"""Pages across reports in a real browser: every number leads to its evidence, and what is missing is not 0."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.ui.browsing import new_page, scrolls_sideways, served
from tests.ui.panel import ABSENT, ABSENT_YEAR, BETWEEN_YEAR, BLANK, CARRIED, IDLE, WRONG, YEARS

_VIEWS = ("overview", "profile", "comparison", "outcomes", "map", "adding_up")


@pytest.fixture(scope="module")
def address(panel_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(panel_workspace, tmp_path_factory.mktemp("log") / "server.log") as url:
        yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = new_page(browser)
    yield page
    page.close()


def _show(page: Page, address: str, view: str) -> None:
    page.goto(f"{address}/?reviewer=王敏&view={view}")
    expect(page.locator(".sheet.plain").first).to_be_visible()


def _number(page: Page, table: int, label: str, column: int = 0) -> Locator:
    """A number of a table of the page, by its row's label."""
    row = page.locator(".sheet.plain").nth(table).locator("tr", has=page.locator("td.label", has_text=label))
    return row.first.locator("button.cell").nth(column)


def _choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def _expect_evidence(page: Page, text: str) -> None:
    """The report is open, and the place of the value in the source is marked."""
    expect(page.locator(".cell.selected")).to_be_visible()
    expect(page.locator("mark.selected")).to_have_text(text)
    expect(page.locator("mark.selected")).to_be_in_viewport()


def test_a_number_of_the_comparison_leads_to_its_place_in_the_source(page: Page, address: str) -> None:
    _show(page, address, "comparison")
    number = _number(page, 0, "武汉市示例局")
    text = number.inner_text()
    number.click()
    _expect_evidence(page, text)
    page.get_by_role("button", name="返回").click()
    expect(_number(page, 0, "武汉市示例局")).to_have_text(text)


def test_a_sum_leads_to_its_reports_and_these_to_their_cells(page: Page, address: str) -> None:
    _show(page, address, "outcomes")
    _number(page, 0, "部分公开").click()
    expect(page.get_by_text("部分公开：各报告")).to_be_visible()
    part = _number(page, 3, "武汉市示例局")
    text = part.inner_text()
    part.click()
    _expect_evidence(page, text)


def test_a_failed_check_leads_from_the_overview_to_the_cell(page: Page, address: str) -> None:
    _show(page, address, "overview")
    _number(page, 1, "收件与办结平衡").click()
    expect(page.get_by_text("核验不符 1 项")).to_be_visible()
    _number(page, 1, WRONG).click()
    expect(page.locator(".cell.selected")).to_have_attribute("data-pointer", "/requests/carried_out/total")
    expect(page.locator("mark.selected")).to_be_visible()


def test_the_overview_leads_to_the_queue(page: Page, address: str) -> None:
    _show(page, address, "overview")
    waiting = _number(page, 0, "2024", 2)
    count = waiting.inner_text()
    waiting.click()
    expect(page.get_by_text(f"符合条件 {count} 份")).to_be_visible()


def test_a_province_leads_to_its_offices(page: Page, address: str) -> None:
    _show(page, address, "map")
    expect(_number(page, 0, "地区不明", 1)).to_have_text("1")
    _number(page, 0, "浙江").click()
    expect(_number(page, 1, "宁波市示例局")).to_be_visible()
    _number(page, 1, WRONG).click()
    expect(page.locator("mark.selected")).to_be_visible()


def test_what_is_missing_is_never_drawn_as_0(page: Page, address: str) -> None:
    _show(page, address, "profile")
    _choose(page, "行政机关", BLANK)
    expect(_number(page, 0, "规范性文件现行有效").locator(".blank")).to_be_visible()
    expect(_number(page, 0, "规范性文件制发")).to_have_text(re.compile(r"^\d+$"))
    _choose(page, "行政机关", ABSENT)
    absent = _number(page, 0, "本年新收申请", YEARS.index(ABSENT_YEAR))
    expect(absent).to_have_text("·")
    expect(absent).to_be_disabled()
    _show(page, address, "comparison")
    expect(_number(page, 0, IDLE, 1).locator(".blank")).to_be_visible()  # a share of nothing


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (640, 400)], ids=["1280px", "200% zoom"])
def test_no_page_scrolls_sideways(browser: Browser, address: str, width: int, height: int) -> None:
    page = new_page(browser, width, height)
    for view in _VIEWS:
        _show(page, address, view)
        assert not scrolls_sideways(page), view
    page.close()


def test_a_finding_between_years_leads_to_both_reports(page: Page, address: str) -> None:
    _show(page, address, "adding_up")
    _choose(page, "未通过的核验", "结转不符")
    for place, year, pointer in ((1, 2022, "/requests/carried_out/total"), (2, 2023, "/requests/carried_in/total")):
        link = _number(page, 1, f"{CARRIED} {BETWEEN_YEAR}", place)
        expect(link).to_contain_text(str(year))
        link.click()
        expect(page.locator(".cell.selected")).to_have_attribute("data-pointer", pointer)
        expect(page.locator("mark.selected")).to_be_in_viewport()
        page.get_by_role("button", name="返回").click()
    _number(page, 1, f"{CARRIED} {BETWEEN_YEAR}").click()
    expect(page.get_by_text(f"结转不符：{CARRIED} {BETWEEN_YEAR}，全部依据")).to_be_visible()


def test_a_point_of_a_plot_leads_to_its_report(page: Page, address: str) -> None:
    _show(page, address, "profile")
    point = page.locator('[data-testid="stVegaLiteChart"] [aria-roledescription="point"]').first
    point.click()
    expect(page.locator("mark.selected")).to_be_in_viewport()


def test_a_tile_leads_to_the_offices_of_its_province(page: Page, address: str) -> None:
    _show(page, address, "map")
    page.locator('[data-testid="stVegaLiteChart"] [aria-roledescription="rect mark"][aria-label*="浙江"]').first.click(force=True)
    expect(page.get_by_text("浙江 · 本年新收申请：各报告")).to_be_visible()


def test_plots_are_given_as_files(page: Page, address: str) -> None:
    _show(page, address, "map")
    for name, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        assert Path(download.value.path()).read_bytes().startswith(start)


def test_both_languages(page: Page, address: str) -> None:
    page.goto(f"{address}/?reviewer=王敏&view=outcomes&lang=en")
    expect(_number(page, 0, "Refused")).to_be_visible()
    expect(page.get_by_text("From received to outcome")).to_be_visible()
    expect(_number(page, 2, "Litigation after reconsideration")).to_be_visible()
    for name in ("Litigation without reconsideration", "Administrative reconsideration"):
        expect(page.locator(f'[data-testid="stVegaLiteChart"] [aria-label*="{name}"]').first).to_be_attached()


@pytest.mark.parametrize("view", ["outcomes", "adding_up", "overview"])
def test_column_heads_are_cut_between_words_only(page: Page, address: str, view: str) -> None:
    page.goto(f"{address}/?reviewer=王敏&view={view}&lang=en")
    expect(page.locator(".sheet.plain th").first).to_be_visible()
    cut = page.locator(".sheet.plain th").evaluate_all(
        """heads => heads.flatMap((head) => {
            const text = head.firstChild, range = document.createRange(), cut = [];
            for (const word of text.data.matchAll(/[A-Za-z]+/g)) {
                range.setStart(text, word.index);
                range.setEnd(text, word.index + word[0].length);
                if (range.getClientRects().length > 1) cut.push(word[0]);
            }
            return cut;
        })"""
    )
    assert cut == []
