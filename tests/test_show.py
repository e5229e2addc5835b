"""A result in the terminal: everything on the page, at 80 and 120 columns, doubt marked by shape."""

import io
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from extractor import extract
from extractor.result import Check, Flag, Repair, Result
from extractor.show import show
from tests.batch.documents import report, write

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))
HEADINGS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def shown(result: Result, width: int = 120) -> str:
    """What the terminal shows, without colours."""
    stream = io.StringIO()
    show(result, Console(file=stream, width=width, highlight=False))
    return stream.getvalue()


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.name[:3])
def result(request: pytest.FixtureRequest) -> Result:
    return extract(request.param, engine="offline")


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal(result: Result, width: int) -> None:
    assert max(cell_len(line) for line in shown(result, width).splitlines()) <= width


@pytest.mark.parametrize("width", [80, 120])
def test_all_seven_columns_stand_beside_their_labels(result: Result, width: int) -> None:
    lines = shown(result, width).splitlines()
    row = next(line for line in lines if line.startswith("一、本年新收政府信息公开申请"))
    assert len(row.split()) == 1 + len(HEADINGS)


def test_blank_zero_and_slash_look_different(tmp_path: Path) -> None:
    text = report("云浦县司法局", 2023)
    for row, cells, instead in (("一、本年新收", "| 5 | 0 |", "| 5 | / |"), ("二、上年结转", "| 0 |", "|  |")):
        label = f"{row}政府信息公开申请数量 "
        text = text.replace(label + cells, label + instead)
    lines = shown(extract(write(tmp_path, "a.md", text), engine="offline")).splitlines()
    received = next(line.split() for line in lines if line.startswith("一、本年新收"))
    carried_in = next(line.split() for line in lines if line.startswith("二、上年结转"))
    assert received[1:4] == ["5", "/", "0"]
    assert carried_in[1:3] == ["␣", "0"]


def test_a_contradiction_of_the_source_and_a_doubt_have_different_marks() -> None:
    result = extract(EXAMPLES[1], engine="offline")
    row = next(line.split() for line in shown(result).splitlines() if line.startswith("一、本年新收"))
    assert row[1:3] == ["19!", "0"]
    result.evidence["/requests/received/business"].confidence = 0.3
    row = next(line.split() for line in shown(result).splitlines() if line.startswith("一、本年新收"))
    assert row[1:3] == ["19!", "0?"]


def test_a_value_left_open_is_no_blank() -> None:
    result = extract(EXAMPLES[0], engine="offline")
    assert result.report is not None
    result.report.requests.received.business = None  # type: ignore[attr-defined]
    row = next(line.split() for line in shown(result).splitlines() if line.startswith("一、本年新收"))
    assert row[2] == "?"


def test_failed_checks_show_arithmetic_and_repair() -> None:
    result = extract(EXAMPLES[1], engine="offline")
    result.checks.append(
        Check(id="x.y", status="fail", cause="unknown", message="3 ≠ 4", repair=Repair(pointer="/year", value=4))
    )
    text = shown(result)
    assert "21 + 0 ≠ 21 + 1" in text
    assert "3 ≠ 4" in text
    assert "若 /year 为 4 则成立" in text


def test_text_of_the_document_is_neither_markup_nor_control() -> None:
    result = extract(EXAMPLES[0], engine="offline")
    assert result.report is not None
    result.report.title = "[red]甲\x1b[31m乙[/red]"  # type: ignore[attr-defined]
    result.flags.append(Flag(code="a", message="[bold]b"))
    text = shown(result)
    assert "[red]甲[31m乙[/red]" in text
    assert "[bold]b" in text
    assert "\x1b" not in text


def test_a_failed_document_shows_why(tmp_path: Path) -> None:
    text = shown(extract(write(tmp_path, "letter.txt", "您好。"), engine="offline"))
    assert "not_a_report" in text
    assert "一、总体情况" not in text


def test_facts_stand_with_their_quotes() -> None:
    result = extract(EXAMPLES[1], engine="offline")
    line = next(line for line in shown(result).splitlines() if "disclosed_total" in line)
    assert line.split()[0].startswith(">1,200条")
    assert line.split()[1:] == ["disclosed_total", "发布政府信息1200余条"]
