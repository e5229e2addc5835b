"""The page in a real browser: sample 001 cleared, a value corrected and taken back, everything kept, the lock met."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pymupdf
import pytest
from playwright.sync_api import Browser, Page, expect

from extractor.cli import main
from extractor.documents.model import Document, Place
from extractor.documents.open import open_document
from extractor.review.desk import open_review
from extractor.store.engine import Store, open_store
from extractor.store.reviews import review_log
from tests.ui.browsing import cell, edit, new_page, open_report, press, scrolls_sideways, served, sign_in, type_in
from tests.ui.conftest import document_of
from tests.ui.panel import write_pdf

_TOTAL = "/requests/carried_out/total"
_FACTS = "/overview/facts"


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


def test_a_refused_value_is_typed_again_at_once(browser: Browser, address: str, store: Store) -> None:
    page = new_page(browser)
    open_report(page, address, "王敏", document_of(store, "001"))
    edit(page, _TOTAL, "abc")
    refusal = page.get_by_text("不能作为这一格的数值")
    expect(refusal).to_be_visible()
    cell(page, _TOTAL).dblclick()
    expect(refusal).to_have_count(0)
    page.wait_for_timeout(1000)  # the page below is in place again
    page.keyboard.type("u7")
    expect(page.locator("input.edit")).to_have_value("u7")
    page.close()


def test_a_fact_is_taken_out_once_and_chosen_when_it_is_back(browser: Browser, address: str, store: Store) -> None:
    document_id = document_of(store, "001")
    page = new_page(browser)
    open_report(page, address, "王敏", document_id)
    first = cell(page, f"{_FACTS}/0/value")
    title = str(first.get_attribute("title"))
    first.click()
    page.get_by_role("button", name="删除这条").dblclick()
    expect(page.get_by_role("button", name="删除这条")).to_have_count(0)
    expect(page.locator(".cell.selected")).to_have_count(0)
    cell(page, f"{_FACTS}/3/value").click()
    expect(page.get_by_role("button", name="删除这条")).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator(".cell.selected")).to_have_attribute("title", title)
    assert [(entry.change.action, entry.change.pointer) for entry in review_log(store, document_id)] == [
        ("delete", f"{_FACTS}/0"),
        ("undo", f"{_FACTS}/0"),
    ]
    page.close()


def test_what_is_typed_never_lands_on_the_fact_that_moved_up(browser: Browser, address: str, store: Store) -> None:
    document_id = document_of(store, "001")
    page = new_page(browser)
    open_report(page, address, "王敏", document_id)
    type_in(page, f"{_FACTS}/1/value", "88")
    expect(page.get_by_role("button", name="删除这条")).to_be_visible()
    page.get_by_role("button", name="删除这条").click()
    expect(page.locator("input.edit")).to_have_count(0)
    expect(page.locator(".cell.selected")).to_have_count(0)
    assert [entry.change.action for entry in review_log(store, document_id)] == ["delete"]
    page.close()


def test_the_record_of_changes_is_shown_whole(browser: Browser, address: str, store: Store) -> None:
    page = new_page(browser)
    open_report(page, address, "王敏", document_of(store, "001"))
    page.get_by_text("核验不符 2 项").click()
    page.get_by_role("button", name="原文本身有误").first.click()
    edit(page, _TOTAL, "0")
    page.get_by_placeholder("理由").fill("原件第三页的表格与正文所写一致，经电话核实")
    page.get_by_role("button", name="保存").click()
    expect(cell(page, _TOTAL)).to_have_class(re.compile("changed"))
    page.get_by_role("button", name="修改记录").click()
    table = page.get_by_test_id("stTable").locator("table")
    expect(table).to_contain_text("经电话核实")
    assert table.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth")
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


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """A report as a PDF, read into a workspace beside it."""
    source = tmp_path / "示例.pdf"
    write_pdf(source, "本机关依法推进政府信息公开工作。全年接访群众1,537回，答复网民留言128件。")
    assert main(["run", str(source), "--out", str(tmp_path / "out"), "--engine", "offline", "--workers", "1"]) == 0
    return source


def test_a_missed_fact_is_added_by_dragging_over_words_of_a_page(browser: Browser, pdf: Path) -> None:
    document, folder = open_document(pdf), pdf.with_name("out")
    with served(folder, pdf.with_name("server.log")) as address, closing(open_store(folder)) as store:
        document_id = document_of(store, "示例")
        page = new_page(browser)
        open_report(page, address, "王敏", document_id)
        _drag(page, pdf, document, document.text.index("接访群众"), document.text.index("537回"))  # ends within the number
        expect(page.get_by_text("选中的原文：接访群众1,537")).to_be_visible()
        assert page.locator(".picked").count() > 1
        page.get_by_label("数值").fill("1537")
        page.get_by_label("名称（原文用语）").fill("接访群众")
        page.get_by_role("button", name="保存").click()
        added = page.locator(".sheet .cell.accepted.selected")
        expect(added).to_contain_text("1,537")
        expect(page.locator(".box.selected")).to_be_in_viewport()
        (entry,) = review_log(store, document_id)
        assert entry.change.value_to["fact"]["quote"] == "接访群众1,537"
        found = open_review(store, folder, document_id).result.evidence[str(added.get_attribute("data-pointer"))]
        assert document.text[found.start : found.end] == found.raw
        assert document.place(found.start, found.end) == Place(found.page or 0, found.bbox or (0, 0, 0, 0))
        page.close()


def test_a_click_on_a_page_still_chooses_the_value_under_it(browser: Browser, pdf: Path) -> None:
    folder = pdf.with_name("out")
    with served(folder, pdf.with_name("server.log")) as address, closing(open_store(folder)) as store:
        page = new_page(browser)
        open_report(page, address, "王敏", document_of(store, "示例"))
        page.locator('.box[data-pointer="/overview/facts/0/value"]').click()
        expect(cell(page, "/overview/facts/0/value")).to_have_class(re.compile("selected"))
        assert page.locator(".picked").count() == 0
        page.close()


def _drag(page: Page, source: Path, document: Document, start: int, end: int) -> None:
    """Drag from the middle of the letter at ``start`` to that of the letter at ``end``, as they stand on the picture."""
    picture = page.locator(".sheet-of-paper").bounding_box()
    assert picture is not None
    with pymupdf.open(source) as pages:
        rectangle = pages[0].rect

    def middle(place: Place | None) -> tuple[float, float]:
        assert place is not None
        x0, y0, x1, y1 = place.box
        across, down = (x0 + x1) / 2 / rectangle.width, (y0 + y1) / 2 / rectangle.height
        return picture["x"] + picture["width"] * across, picture["y"] + picture["height"] * down

    page.mouse.move(*middle(document.place(start, start + 1)))
    page.mouse.down()
    page.mouse.move(*middle(document.place(end, end + 1)), steps=5)
    page.mouse.up()


def test_a_change_of_language_keeps_the_report_the_value_and_what_is_typed(
    browser: Browser, address: str, store: Store
) -> None:
    document_id = document_of(store, "001")
    page = new_page(browser)
    open_report(page, address, "王敏", document_id)
    cell(page, "/agency").dblclick()
    page.locator("input.edit").fill("另一局")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Accept report")).to_be_visible()
    expect(page.locator("input.edit")).to_have_value("另一局")
    assert f"report={document_id}" in page.url
    page.locator("input.edit").press("Enter")
    expect(cell(page, "/agency")).to_have_class(re.compile("changed.* selected"))

    edit(page, _TOTAL, "0")
    page.get_by_placeholder("Reason").fill("as in the prose")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_placeholder("理由")).to_have_value("as in the prose")
    expect(cell(page, _TOTAL)).to_have_class(re.compile("selected"))
    page.get_by_role("button", name="保存").click()
    expect(cell(page, _TOTAL)).to_have_class(re.compile("changed"))
    assert [entry.change.reason for entry in review_log(store, document_id)] == [None, "as in the prose"]
    page.close()


def test_a_change_of_language_keeps_the_queue_as_it_is_filtered(browser: Browser, address: str) -> None:
    page = new_page(browser)
    sign_in(page, address, "王敏")
    page.get_by_label("状态", exact=True).click()
    page.get_by_role("option", name="全部", exact=True).click()
    page.get_by_label("搜索机关、标题、文件名").fill("济宁")
    page.keyboard.press("Enter")
    expect(page.get_by_text("符合条件 1 份")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("1 reports match")).to_be_visible()
    expect(page.get_by_label("Status", exact=True)).to_have_value("All")
    expect(page.get_by_label("Year", exact=True)).to_have_value("All")
    expect(page.get_by_label("Search agency, title, file")).to_have_value("济宁")
    page.get_by_label("Status", exact=True).click()
    page.get_by_role("option", name="Accepted", exact=True).click()
    expect(page.get_by_text("0 reports match")).to_be_visible()
    page.close()


def test_a_change_of_language_keeps_a_missed_fact_that_is_being_written(browser: Browser, address: str, store: Store) -> None:
    page = new_page(browser)
    open_report(page, address, "王敏", document_of(store, "001"))
    page.locator(".document").evaluate(
        """root => {
            const words = [...root.children].find((node) => node.textContent.startsWith("12次"));
            getSelection().selectAllChildren(words);
            root.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
        }"""
    )
    page.get_by_label("数值").fill("12")
    page.get_by_label("名称（原文用语）").fill("会议")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_label("Value", exact=True)).to_have_value("12")
    expect(page.get_by_label("Label, as written")).to_have_value("会议")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".sheet .cell.accepted.selected")).to_contain_text("12")
    page.close()
