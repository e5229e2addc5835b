"""Columns by their headings: swapped, added, left out, of another year, in one row or several, on a grid or in text."""

import pytest

from extractor.documents.html import read_html
from extractor.documents.model import Source
from extractor.readers.tables import read_tables
from extractor.reading import Candidate, Reading
from extractor.reports.disclosure import DISCLOSURE
from tests.readers.test_tables import DOCUMENTS_2021, REQUEST_COLUMNS, read

NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RECEIVED = "一、本年新收政府信息公开申请数量"
INNER = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
SWAPPED = ("科研机构", "商业企业", *INNER[2:])
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def web_table(*rows: str) -> str:
    """A table in HTML, each row's cells set apart by bars; (r2) and (c5) before a cell are its spans."""
    lines = []
    for row in rows:
        cells = [cell.strip() for cell in row.split("|")]
        spans = [cell.partition(")")[0][1:] if cell.startswith(("(r", "(c")) else "" for cell in cells]
        texts = [cell.partition(")")[2] if span else cell for cell, span in zip(cells, spans, strict=True)]
        kinds = {"r": "rowspan", "c": "colspan", "": "id"}
        lines.append("".join(f'<td {kinds[s[:1]]}="{s[1:]}">{t}</td>' for s, t in zip(spans, texts, strict=True)))
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def read_page(markup: str) -> Reading:
    document = read_html(markup, Source("page.html", "", "text/html", None))
    return read_tables(document, DISCLOSURE, DISCLOSURE.outline(document))


def read_web(*rows: str) -> Reading:
    return read_page(web_table(*rows))


def cells(reading: Reading, prefix: str) -> dict[str, object]:
    """The certain values below a pointer."""
    found: dict[str, Candidate] = reading.values
    return {p[len(prefix) + 1 :]: c.value for p, c in found.items() if p.startswith(f"{prefix}/") and c.certain}


def codes(reading: Reading) -> dict[str, tuple[str, ...]]:
    return {note.code: note.pointers for note in reading.notes if note.code != "table_missing"}


def stacked(inner: tuple[str, ...], *values: str) -> tuple[str, ...]:
    """The form's three rows of headings, and one row of values."""
    return (
        f"(r3){NOTE}|(c7)申请人情况",
        "(r2)自然人|(c5)法人或其他组织|(r2)总计",
        "|".join(inner),
        f"{RECEIVED}|{'|'.join(values)}",
    )


@pytest.mark.parametrize("lines", ["web", "tabs", "one cell a line"])
def test_columns_that_changed_places_are_read_by_their_headings(lines: str) -> None:
    rows = stacked(SWAPPED, "78", "1", "82", "0", "0", "25", "186")
    plain = [row.replace("(r3)", "").replace("(c7)", "").replace("(r2)", "").replace("(c5)", "") for row in rows]
    if lines == "web":
        reading = read_web(*rows)
    elif lines == "tabs":
        reading = read("\n".join(row.replace("|", "\t") for row in plain))
    else:
        reading = read("\n".join(row.replace("|", "\n") for row in plain))
    received = cells(reading, "/requests/received")
    assert (received["research"], received["business"], received["total"]) == (1, 82, 186)


@pytest.mark.parametrize("names", [REQUEST_COLUMNS, REQUEST_COLUMNS.replace("申请人情况", "项目")])
def test_a_single_row_of_headings_decides(names: str) -> None:
    first, *others = names.split("\t")
    swapped = "\t".join((first, others[-1], *others[:-1]))
    reading = read(f"{swapped}\n{RECEIVED}\t6\t1\t2\t0\t0\t0\t3")
    assert cells(reading, "/requests/received")["total"] == 6
    assert cells(reading, "/requests/received")["other"] == 3


def test_the_forms_order_stands_in_for_headings_that_are_lost() -> None:
    for lost in ("自然人\t\t总计", "自然人\t法人或其他组织\t总计", "\t".join(INNER)):
        reading = read(f"{NOTE}\t申请人情况\n{lost}\n{RECEIVED}\t1\t2\t0\t0\t0\t0\t3")
        assert cells(reading, "/requests/received") | {"business": 2, "total": 3} == cells(reading, "/requests/received")


def test_headings_cut_off_are_in_the_forms_order() -> None:
    reading = read(
        f"{NOTE}\t申请人情况\n自然人\t法人或其他组织\t总计\n商业\t科研\t社会公\t法律\t其他\n{RECEIVED}\t1\t2\t0\t0\t0\t0\t3"
    )
    assert cells(reading, "/requests/received") | {"business": 2, "total": 3} == cells(reading, "/requests/received")


def test_headings_that_contradict_the_form_and_do_not_tell_the_order_leave_the_rows_open() -> None:
    reading = read(f"{NOTE}\t申请人情况\n科研机构\t商业企业\n{RECEIVED}\t1\t2\t0\t0\t0\t0\t3")
    assert cells(reading, "/requests/received") == {}
    assert "headings_missing" in codes(reading)


def test_a_column_that_the_form_has_not_is_left_out_and_the_one_missing_is_noted() -> None:
    other = ("商业企业", "科研机构", "事业单位", "法律服务机构", "其他")
    reading = read_web(*stacked(other, "78", "1", "82", "5", "0", "25", "191"))
    received = cells(reading, "/requests/received")
    assert (received["legal_service"], received["total"]) == (0, 191)
    assert "/requests/received/public_interest" not in reading.values
    assert codes(reading)["headings_missing"] == ("/requests/received/public_interest",)


@pytest.mark.parametrize(("heading", "value"), [("上年总计", "150"), ("备注", "含网上申请5件"), ("备注", "")])
def test_an_added_column_takes_no_other_columns_place(heading: str, value: str) -> None:
    rows = (
        f"(r3){NOTE}|(c8)申请人情况",
        f"(r2)自然人|(c5)法人或其他组织|(r2)总计|(r2){heading}",
        "|".join(INNER),
        f"{RECEIVED}|1|2|0|0|0|0|3|{value}",
    )
    assert cells(read_web(*rows), "/requests/received")["total"] == 3


def test_numbers_behind_the_last_heading_are_no_cells_of_the_form() -> None:
    head = [f"(r3){NOTE}|(c7)申请人情况|", "(r2)自然人|(c5)法人或其他组织|(r2)总计|", "|".join((*INNER, ""))]
    reading = read_web(*head, f"{RECEIVED}|1|2|0|0|0|0|3|0", "二、上年结转政府信息公开申请数量|(c2)1|2|0|0|0|0|3|0")
    received = cells(reading, "/requests/received")
    assert (received["natural_person"], received["total"], len(received)) == (1, 3, 7)
    assert cells(reading, "/requests/carried_in") == {}


def test_a_stroke_over_several_columns_stands_for_each_of_them() -> None:
    head = stacked(INNER)[:-1]
    received = cells(read_web(*head, f"{RECEIVED}|(c6)/|0"), "/requests/received")
    assert (received["natural_person"], received["other"], received["total"], len(received)) == (None, None, 0, 7)
    assert cells(read_web(*head, f"{RECEIVED}|(c6)5|0"), "/requests/received") == {}
    assert cells(read_web("信息内容|(c3)本年处理决定数量", "行政许可|(c3)/"), "/proactive/licensing") == {"decisions": None}


def test_a_column_left_out_is_null_and_noted() -> None:
    names = "申请人情况\t自然人\t商业企业\t社会公益组织\t法律服务机构\t其他\t总计"
    reading = read(f"{names}\n{RECEIVED}\t1\t2\t0\t0\t0\t3")
    assert cells(reading, "/requests/received")["total"] == 3
    assert codes(reading)["headings_missing"] == ("/requests/received/research",)


def test_rows_of_other_labels_and_groups_leave_the_headings_as_they_are() -> None:
    rows = stacked(SWAPPED, "1", "2", "3", "0", "0", "0", "6")
    between = ("其中：网上申请|1|1|0|0|0|0|2", "(c8)二〇二三年受理情况如下")
    reading = read_web(*rows, *between, "二、上年结转政府信息公开申请数量|0|4|5|0|0|0|9")
    assert cells(reading, "/requests/carried_in")["business"] == 5


def challenges(reconsidered: tuple[str, ...], sued: str = "未经复议直接起诉|(c5)复议后起诉") -> tuple[str, ...]:
    return (
        "(c5)行政复议|(c10)行政诉讼",
        f"{'|'.join(f'(r2){name}' for name in reconsidered)}|(c5){sued}",
        "|".join(RESULTS * 2),
        "|".join(str(number) for number in range(1, 16)),
    )


def test_the_results_of_challenges_are_read_by_their_headings() -> None:
    swapped = (RESULTS[1], RESULTS[0], *RESULTS[2:])
    challenged = cells(read_web(*challenges(swapped)), "/challenges")
    assert (challenged["reconsideration/corrected"], challenged["reconsideration/upheld"]) == (1, 2)
    assert challenged["litigation_direct/upheld"] == 6


def test_the_kinds_of_challenges_are_read_by_their_headings() -> None:
    web = challenges(RESULTS, "复议后起诉|(c5)未经复议直接起诉")
    text = "\n".join(row.replace("(c5)", "").replace("(c10)", "").replace("(r2)", "").replace("|", "\t") for row in web)
    for reading in (read_web(*web), read(text)):
        challenged = cells(reading, "/challenges")
        assert challenged["litigation_after_reconsideration/upheld"] == 6
        assert challenged["litigation_direct/total"] == 15


def test_results_whose_kind_the_text_does_not_tell_are_left_open() -> None:
    names = "\t".join((RESULTS[1], RESULTS[0], *RESULTS[2:], *RESULTS, *RESULTS))
    numbers = "\t".join(map(str, range(15)))
    reading = read(f"行政诉讼\t行政复议\n未经复议直接起诉\t复议后起诉\n{names}\n{numbers}")
    assert cells(reading, "/challenges") == {}


def test_last_years_column_is_not_this_years() -> None:
    last = DOCUMENTS_2021.replace("本年制发件数", "上年制发件数")
    reading = read_web(last.replace("\t", "|"), "规章|6|0|8")
    assert cells(reading, "/proactive/regulations") == {"repealed": 0, "in_force": 8}
    assert codes(reading)["headings_missing"] == ("/proactive/regulations/made",)
    reading = read("信息内容\t上年处理决定数量\n行政许可\t555")
    assert "/proactive/licensing/decisions" not in reading.values
    reading = read("信息内容\t上年处理决定数量\t本年处理决定数量\n行政许可\t555\t17")
    assert cells(reading, "/proactive/licensing") == {"decisions": 17}


def test_the_numbers_of_rows_are_no_cells() -> None:
    first, *others = stacked(SWAPPED, "78", "1", "82", "0", "0", "25", "186")
    reading = read_web(f"(r3)序号|{first}", *others[:-1], f"1|{others[-1]}")
    assert cells(reading, "/requests/received")["business"] == 82
    reading = read("0\t信息内容\t本年处理决定数量\n1\t行政处罚\t17\n2\t行政强制\t3")
    assert cells(reading, "/proactive")["coercion/decisions"] == 3
    rows = (["行政复议"] * 5 + ["行政诉讼"] * 10, [*RESULTS, *["未经复议直接起诉"] * 5, *["复议后起诉"] * 5], RESULTS * 3)
    lines = ["\t".join((str(number), *row)) for number, row in enumerate(rows)]
    reading = read("\n".join([*lines, "\t".join(map(str, range(3, 19)))]))
    assert cells(reading, "/challenges")["reconsideration/upheld"] == 4
    assert cells(reading, "/challenges")["litigation_after_reconsideration/total"] == 18


def test_a_row_whose_cells_run_together_is_no_heading_of_the_rows_below() -> None:
    above = "申请人情况 | ||||||||\n自然人 | 法人或其他组织 | 总计 | |||||||"
    headings = f"{above}\n商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | |||||"
    spoiled = "一、本年新收政府信息公开申请数量 : 19 ; 2 ; 21 |"
    reading = read(f"{headings}\n{spoiled}\n二、上年结转政府信息公开申请数量 | 1 | 0 | 0 | 0 | 0 | 2 | 3 |")
    carried = [reading.values[f"/requests/carried_in/{key}"] for key in ("natural_person", "other", "total")]
    assert [(cell.value, cell.certain) for cell in carried] == [(1, True), (2, True), (3, True)]
