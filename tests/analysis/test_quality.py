"""The quality report: no sentence without evidence, every number leads to its quote, and what a model adds is grounded."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from lxml import html
from playwright.sync_api import Browser, expect

from eval.rendering.dialects import DIALECTS
from eval.rendering.printing import Printed
from extractor.analysis.quality.printing import print_pdf
from extractor.cli import main
from extractor.errors import PdfError
from tests.llm.server import Reply, ScriptedServer, answer
from tests.rendering.years import Filing, filings, spoil
from tests.ui.conftest import browser

__all__ = ["browser"]

YEARS = (2022, 2023)
TABS = next(dialect for dialect in DIALECTS if dialect.name == "tabs")


@pytest.fixture(scope="module")
def pair() -> tuple[Filing, Filing]:
    """Two years of an office that carries in what it did not carry out, and has more documents in force than it can."""
    spoiled = spoil(filings(11, YEARS), 11)
    agency = next(mistake.agency for mistake in spoiled.planted if mistake.kind == "carried_over")
    before, now = (filing for (_, _), filing in sorted(spoiled.filings.items()) if agency.endswith(filing.agency[-8:]))
    before.agency = now.agency = agency
    now.values["/proactive/regulations/in_force"] += 4
    now.values["/requests/carried_out/total"] += 1
    return before, now


@pytest.fixture(scope="module")
def workspace(pair: tuple[Filing, Filing], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quality")
    (folder / "in").mkdir()
    for filing in pair:
        (folder / "in" / f"{filing.year}.txt").write_bytes(TABS.render(filing.sheet()))
    out = folder / "out"
    assert main(["run", str(folder / "in"), "--out", str(out), "--engine", "offline", "--workers", "1"]) == 0
    return out


@pytest.fixture(scope="module")
def page(workspace: Path, pair: tuple[Filing, Filing]) -> Path:
    path = workspace / "page.html"
    assert main(["report", str(workspace), "--agency", pair[0].agency, "--year", "2023", "--out", str(path)]) == 0
    return path


@pytest.fixture
def tree(page: Path) -> html.HtmlElement:
    return html.fromstring(page.read_text(encoding="utf-8"))


def _text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_every_sentence_has_evidence(tree: html.HtmlElement) -> None:
    rows = {row.get("id") for row in tree.xpath("//tr[@id]")}
    sentences = tree.xpath("//li")
    assert len(sentences) > 25
    for sentence in sentences:
        links = sentence.xpath(".//a/@href")
        assert links, _text(sentence)
        assert {link[1:] for link in links} <= rows


def test_every_number_leads_to_its_quote(tree: html.HtmlElement, pair: tuple[Filing, Filing]) -> None:
    numbers = tree.xpath("//li//a[contains(@class, 'n')]")
    for number in numbers:
        (row,) = tree.xpath(f"//tr[@id='{number.get('href')[1:]}']")
        quote = "".join(row.xpath(".//mark")[0].itertext())
        assert re.sub("[“”]", "", number.text) in (quote, _text(row)) or quote in number.text
    received = pair[1].values["/requests/received/total"]
    assert f"本年新收政府信息公开申请{received}件。" in _text(tree)


def test_what_does_not_add_up_is_told_with_quotes_of_both_years(
    tree: html.HtmlElement, pair: tuple[Filing, Filing]
) -> None:
    before, now = pair
    text = _text(tree)
    carried = [filing.values[f"/requests/carried_{way}/total"] for filing, way in ((before, "out"), (now, "in"))]
    assert f"总计 {carried[0]} ≠ {carried[1]}" in text or f"（{carried[0]} ≠ {carried[1]}）" in text
    assert "规章现行有效件数" in text
    assert "报告之内 Within the report" in text
    assert "各类申请人之和 = 总计" in text
    assert {"2022 2022.txt", "2023 2023.txt"} <= {_text(cell)[:13] for cell in tree.xpath("//tr[@id]/td[4]")}


def test_the_source_stands_around_the_quotes(tree: html.HtmlElement) -> None:
    quotes = [_text(cell) for cell in tree.xpath("//tr[@id]/td[3]")]
    assert sum(len(quote) > 20 for quote in quotes) > 20


def test_the_page_fetches_nothing(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|<img|src=|https?://|@import|url\(", text)


def test_blank_is_told_as_blank(tmp_path: Path) -> None:
    filing = filings(1, YEARS)["南京市江宁区财政局", 2023]
    sheet = filing.sheet()
    emptied = {**sheet.cells, "/proactive/penalties/decisions": Printed("", None, "blank")}
    (tmp_path / "a.txt").write_bytes(TABS.render(replace(sheet, cells=emptied)))
    out = tmp_path / "out"
    assert main(["run", str(tmp_path / "a.txt"), "--out", str(out), "--engine", "offline", "--workers", "1"]) == 0
    assert main(["report", str(out), "--agency", filing.agency, "--year", "2023", "--out", str(out / "a.html")]) == 0
    told = _text(html.fromstring((out / "a.html").read_text(encoding="utf-8")))
    assert "行政处罚处理决定" not in told
    assert "行政处罚 · 本年处理决定数量：未填写" in told


def test_in_the_browser(page: Path, browser: Browser, tmp_path: Path) -> None:
    opened = browser.new_page(viewport={"width": 1000, "height": 900})
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    opened.goto(page.as_uri())
    number = opened.locator("a.n").first
    row = opened.locator(f"tr{number.get_attribute('href')}")
    expect(row).not_to_be_in_viewport()
    number.click()
    expect(row).to_be_in_viewport()
    expect(row.locator("mark")).to_have_text(number.text_content() or "")
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    opened.set_viewport_size({"width": 420, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert asked == [page.as_uri()]
    opened.close()


def _only(monkeypatch: pytest.MonkeyPatch, *programs: str) -> None:
    """Let no other program for PDF be found."""
    which = shutil.which
    monkeypatch.setattr("shutil.which", lambda name, *_, **__: which(name) if name in programs else None)


@pytest.mark.parametrize("program", ["chromium", "soffice"])
def test_pdf(
    program: str, page: Path, pair: tuple[Filing, Filing], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"no {program}; see .ci/run")
    _only(monkeypatch, program)
    print_pdf(page, tmp_path / "page.pdf")
    with pymupdf.open(tmp_path / "page.pdf") as pdf:
        text = "".join(sheet.get_text() for sheet in pdf)
        assert pair[0].agency in text.replace("\n", "")
        assert any(
            link["kind"] in (pymupdf.LINK_GOTO, pymupdf.LINK_NAMED) for sheet in pdf for link in sheet.get_links()
        )


def test_without_a_program_for_pdf_the_page_is_there(
    workspace: Path, pair: tuple[Filing, Filing], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _only(monkeypatch)
    with pytest.raises(PdfError):
        print_pdf(workspace / "page.html", workspace / "page.pdf")
    assert main(["report", str(workspace), "--agency", pair[0].agency, "--year", "2023", "--pdf"]) == 1
    assert "LibreOffice" in capsys.readouterr().err
    assert list((workspace / "quality").glob("*-2023.html"))


@pytest.mark.parametrize(("agency", "year", "told"), [("南京市江宁", 2023, "相近的名称"), (None, 2019, "2022、2023")])
def test_a_report_that_is_not_there(
    agency: str | None,
    year: int,
    told: str,
    workspace: Path,
    pair: tuple[Filing, Filing],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["report", str(workspace), "--agency", agency or pair[0].agency, "--year", str(year)]) == 2
    assert told in capsys.readouterr().err


@pytest.fixture
def numbers(pair: tuple[Filing, Filing]) -> dict[str, int]:
    values = pair[1].values
    return {
        "received": int(values["/requests/received/total"]),
        "answered": int(values["/requests/outcomes/total/total"]),
        "licensing": int(values["/proactive/licensing/decisions"]),
    }


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_CACHE", "off")
    for name in ("BASE_URL", "MODEL", "MODE"):
        monkeypatch.setenv(f"EXTRACTOR_{name}", "")  # restored after what the command puts there


def _summary(workspace: Path, agency: str, sentences: list[tuple[str, list[str]]]) -> html.HtmlElement:
    """The page's summary where the model answers with these sentences."""
    reply = answer({"sentences": [{"text": text, "quotes": quotes} for text, quotes in sentences]})
    path = workspace / "summary.html"
    with ScriptedServer(lambda _: Reply(reply.body)) as server:
        told = ["--agency", agency, "--year", "2023", "--out", str(path), "--summary"]
        asked = ["--model", "scripted", "--base-url", server.base_url, "--mode", "json_schema"]
        assert main(["report", str(workspace), *told, *asked]) == 0
    (summary,) = html.fromstring(path.read_text(encoding="utf-8")).xpath("//div[@class='summary']")
    return summary


def test_a_summary_is_grounded_number_by_number(
    workspace: Path, pair: tuple[Filing, Filing], numbers: dict[str, int]
) -> None:
    received, licensing = numbers["received"], numbers["licensing"]
    quote = f"本年新收政府信息公开申请{received}件"
    summary = _summary(
        workspace,
        pair[0].agency,
        [
            (f"该机关2023年收到政府信息公开申请{received}件。", [f"{pair[0].agency}2023年度报告", quote]),
            (f"作出行政许可决定{licensing}件。", [f"行政许可处理决定{licensing}件"]),
            (f"收到政府信息公开申请{received + 1}件。", [quote]),  # another number
            (f"2022年收到政府信息公开申请{received}件。", [f"{pair[0].agency}2023年度报告", quote]),  # another year
            (f"作出行政处罚决定{received}件。", [quote]),  # what the number does not count
            (f"收到政府信息公开申请{received}件。", ["本年度没有收到申请"]),  # a quote that stands nowhere
            (f"收到政府信息公开申请{received}件，其中三成来自企业。", [quote]),  # a number in another shape
            (f"收到政府信息公开申请{received}%。", [quote]),  # another measure
        ],
    )
    sentences = [_text(item) for item in summary.xpath(".//li")]
    assert len(sentences) == 2
    assert sentences[0].startswith(f"该机关2023年收到政府信息公开申请{received}件。")
    assert "6 句无法核实" in _text(summary)
    assert summary.xpath(".//li//a[@class='n']/text()") == ["2023", str(received), str(licensing)]


def test_what_a_model_writes_is_text(workspace: Path, pair: tuple[Filing, Filing], numbers: dict[str, int]) -> None:
    quote = f"本年度办理结果总计{numbers['answered']}件"
    summary = _summary(workspace, pair[0].agency, [("<script>alert()</script>已办理申请。", [quote])])
    assert summary.xpath(".//script") == []
    assert "<script>alert()</script>已办理申请。" in _text(summary)


def test_without_a_model_nothing_is_asked(
    workspace: Path, pair: tuple[Filing, Filing], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(workspace), "--agency", pair[0].agency, "--year", "2023", "--summary"]) == 2
    assert "EXTRACTOR_MODEL" in capsys.readouterr().err
