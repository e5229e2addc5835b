"""The table reader on small hand-made pages: each a way real pages go wrong."""

from extractor.documents.model import Source
from extractor.documents.text import read_text
from extractor.readers.tables import read_tables
from extractor.reading import Candidate, Reading
from extractor.reports.disclosure import DISCLOSURE


def read(text: str) -> Reading:
    document = read_text(text, Source("page.txt", "", "text/plain", None))
    return read_tables(document, DISCLOSURE, DISCLOSURE.outline(document))


def values(reading: Reading, prefix: str) -> list[object]:
    return [candidate.value for pointer, candidate in reading.values.items() if pointer.startswith(prefix)]


DOCUMENTS_2019 = "信息内容\t本年新制作数量\t本年新公开数量\t对外公开总数量"
DOCUMENTS_2021 = "信息内容\t本年制发件数\t本年废止件数\t现行有效件数"


def test_columns_are_read_by_their_headings_not_by_the_year() -> None:
    old = read(f"{DOCUMENTS_2019}\n规章\t1\t2\t3")
    new = read(f"{DOCUMENTS_2021}\n规章\t1\t2\t3")
    assert old.values["/proactive/regulations/public_total"].value == 3
    assert new.values["/proactive/regulations/in_force"].value == 3
    assert (old.values["/edition"].value, new.values["/edition"].value) == ("2019", "2021")


def test_blocks_of_both_editions_make_a_mixed_report() -> None:
    reading = read(
        f"{DOCUMENTS_2021}\n规章\t1\t2\t3\n\n\n信息内容\t上一年项目数量\t本年增/减\t处理决定数量\n行政许可\t9\t减1\t4"
    )
    assert reading.values["/edition"].value == "mixed"
    assert reading.values["/proactive/licensing/change"].value == -1


def test_headings_that_tell_nothing_leave_the_row_unread_and_noted() -> None:
    reading = read("甲\t乙\t丙\t丁\n规章\t1\t2\t3")
    assert "/proactive/regulations/made" not in reading.values
    assert "headings_missing" in {note.code for note in reading.notes}


def cell(text: str, *, heading: str = "采购总金额") -> Candidate:
    reading = read(f"信息内容\t采购项目数量\t{heading}\n政府集中釆购\t5\t{text}")
    return reading.values["/proactive/procurement/amount_yuan"]


def test_money_is_in_yuan_by_the_cells_unit_or_the_headings() -> None:
    assert cell("672.17万元").value == 6721700
    assert cell("164.504万").value == 1645040
    assert cell("2108000元").value == 2108000
    assert cell("12.5", heading="采购总金额（万元）").value == 125000


def test_money_without_any_unit_is_null_and_doubtful() -> None:
    assert (cell("672.17").value, cell("672.17").doubt) == (None, "unit_missing")
    assert (cell("0").value, cell("0").doubt) == (0, None)


def test_blank_and_stroke_are_null_and_told_apart() -> None:
    reading = read(f"{DOCUMENTS_2019}\n规章\t\t/\t0")
    regulations = [reading.values[f"/proactive/regulations/{key}"] for key in ("made", "disclosed", "public_total")]
    assert [candidate.value for candidate in regulations] == [None, None, 0]
    assert [candidate.qualifier for candidate in regulations] == ["blank", "not_applicable", "exact"]


def test_no_change_is_zero_in_the_column_of_changes_alone() -> None:
    heading = "信息内容\t上一年项目数量\t本年增/减\t处理决定数量"
    for text in ("持平", "与上年持平", "无变化"):
        reading = read(f"{heading}\n行政许可\t4\t{text}\t4\n行政处罚\t{text}\t增3\t{text}")
        assert reading.values["/proactive/licensing/change"].value == 0
        assert reading.values["/proactive/licensing/change"].certain
        assert reading.values["/proactive/penalties/decisions"].doubt == "unreadable_cell"
    assert read(f"{heading}\n行政许可\t4\t基本持平\t4").values["/proactive/licensing/change"].value is None


def test_a_cell_that_is_no_number_is_null_and_doubtful() -> None:
    candidate = read(f"{DOCUMENTS_2019}\n规章\t约三五\t1\t2").values["/proactive/regulations/made"]
    assert (candidate.value, candidate.doubt) == (None, "unreadable_cell")


def test_two_copies_of_a_row_that_differ_leave_it_open() -> None:
    reading = read(f"{DOCUMENTS_2019}\n规章\t1\t2\t3\n\n\n第二十条\n{DOCUMENTS_2019}\n规章\t1\t2\t4")
    assert reading.values["/proactive/regulations/made"].value == 1
    last = reading.values["/proactive/regulations/public_total"]
    assert (last.value, last.doubt) == (None, "conflict")


def test_merged_cells_written_out_for_each_column_are_one_value() -> None:
    reading = read("信息内容\t本年处理决定数量\t本年处理决定数量\t本年处理决定数量\n行政许可\t37\t37\t37")
    assert reading.values["/proactive/licensing/decisions"].value == 37


LINES = (
    "一、本年新收政府信息公开申请数量\n{received}\n二、上年结转政府信息公开申请数量\n{carried}\n"
    "（七）总计\n{total}\n四、结转下年度继续办理\n{out}"
)


def test_a_row_on_one_line_is_read_by_its_pieces() -> None:
    reading = read("一、本年新收政府信息公开申请数量　19　0　0　0　0　2　21")
    assert values(reading, "/requests/received") == [19, 0, 0, 0, 0, 2, 21]


def test_lost_blanks_that_stay_ambiguous_are_null_and_noted() -> None:
    text = LINES.format(received="6\n1\n7", carried="0\n0\n0\n0\n0\n0\n0", total="6\n1\n7", out="0\n0\n0\n0\n0\n0\n0")
    reading = read(text)
    assert reading.values["/requests/received/total"].value == 7
    assert reading.values["/requests/received/natural_person"].value is None
    assert reading.values["/requests/received/natural_person"].doubt == "blanks_lost"
    assert "blanks_lost" in {note.code for note in reading.notes}


def test_a_label_with_a_typo_counts_only_in_its_place() -> None:
    rows = "（三）不予公开\t1.属于国家秘密\t0\t0\t0\t0\t0\t0\t0\n\t2.其他法律行政止公开\t1\t0\t0\t0\t0\t0\t1"
    reading = read(rows)
    assert reading.values["/requests/outcomes/refused/prohibited_by_law/total"].certain
    alone = read("\n".join(reversed(rows.splitlines())))
    assert not alone.values["/requests/outcomes/refused/prohibited_by_law/total"].certain


def test_tables_and_rows_that_are_missing_are_noted() -> None:
    notes = {(note.code, note.pointers) for note in read(f"{DOCUMENTS_2021}\n规章\t1\t2\t3").notes}
    assert ("row_missing", ("/proactive/normative_documents",)) in notes
    assert ("table_missing", ("/requests",)) in notes
    assert ("table_missing", ("/challenges",)) in notes


def test_a_heading_whose_unit_is_not_the_forms_is_taken_but_not_certain() -> None:
    pages = {unit: read(f"信息内容\t本年收费金额（单位：{unit}）\n行政事业性收费\t15") for unit in ("万元", "元")}
    amounts = {unit: page.values["/proactive/fees/amount_yuan"] for unit, page in pages.items()}
    assert (amounts["万元"].value, amounts["万元"].certain) == (150000, True)
    assert (amounts["元"].value, amounts["元"].certain) == (15, False)


APPLICANTS = "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"
"""Headings on one line; rows of flattened tables stand on lines of their own below them."""


def flattened(*rows: str) -> Reading:
    return read("\n".join(("三、收到和处理政府信息公开申请情况", APPLICANTS, *rows)))


def test_a_value_on_its_labels_own_line_is_that_rows() -> None:
    reading = read("信息内容 本年收费金额（单位：万元）\n行政事业性收费   23.5   \n\n\n三、收到和处理政府信息公开申请情况")
    assert reading.values["/proactive/fees/amount_yuan"].value == 235000


def test_a_label_whose_cells_stand_in_a_table_behind_it_is_not_blank() -> None:
    reading = flattened("一、本年新收", "", "政府信息公开申请数量", "", "\t3\t0\t0\t0\t0\t0\t3", "")
    received = [item for pointer, item in reading.values.items() if pointer.startswith("/requests/received/")]
    assert [item for item in received if item.qualifier == "blank" and item.certain] == []


def test_numbers_without_a_row_leave_their_neighbours_in_doubt() -> None:
    labels = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理"]
    reading = flattened(*labels, *("3 0 0 0 0 0 3 " * 3).split())
    assert {item.doubt for pointer, item in reading.values.items() if pointer.startswith("/requests/")} <= {
        "numbers_astray",
        "row_not_whole",
    }


def test_digits_broken_over_lines_leave_the_table_in_doubt() -> None:
    reading = flattened("一、本年新收政府信息公开申请数量 150 0 0 0 0 0 150", "（含网络申请） 4 4")
    doubts = {pointer: item.doubt for pointer, item in reading.values.items() if pointer.startswith("/requests/")}
    assert doubts["/requests/received/natural_person"] == "numbers_astray"


def test_misspelt_headings_on_one_line_are_headings() -> None:
    reading = read("信息内容 本年发件数 本年废件数 现行效件数\n规章 1 0 24")
    assert reading.values["/proactive/regulations/in_force"].value == 24
REQUEST_COLUMNS = "申请人情况\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计"


def test_a_label_that_a_page_break_parts_from_its_numbers_is_not_a_blank_row() -> None:
    reading = read(
        f"三、收到和处理政府信息公开申请情况\n{REQUEST_COLUMNS}\n一、本年新收政府信息公开申请数量\t1\t0\t0\t0\t0\t0\t1\n"
        "四、结转下年度继续\n办理情况\t1\t0\t0\t0\t0\t0\t1\n"
    )
    cells = [cell for pointer, cell in reading.values.items() if pointer.startswith("/requests/carried_out")]
    assert cells
    assert not any(cell.certain for cell in cells)


def test_marks_and_remarks_on_a_label_change_neither_the_row_nor_its_numbers() -> None:
    reading = read(
        f"{DOCUMENTS_2021}\n规章（含规章性文件）\t12①\t3²\t４５⑴\n规范性文件②\t1\t2\t3\n\n\n信息内容\t本年处理决定数量\n"
        "行政许可【注2】\t7\n\n\n信息内容\t本年处理决定数量\n行政处罚[1]\t8\n①行政强制（不含查封）\t9"
    )
    assert values(reading, "/proactive/regulations") == [12, 3, 45]
    assert values(reading, "/proactive/normative_documents") == [1, 2, 3]
    assert [reading.values[f"/proactive/{key}/decisions"].value for key in ("licensing", "penalties", "coercion")] == [7, 8, 9]
    assert all(candidate.certain for candidate in reading.values.values())


def test_a_remark_with_a_number_or_a_unit_is_none_of_the_label() -> None:
    assert values(read("信息内容\t本年处理决定数量\n行政许可（12件）\t7"), "/proactive/licensing") == []
    fees = read("信息内容\t本年收费金额\n行政事业性收费（元）\t320").values["/proactive/fees/amount_yuan"]
    assert not fees.certain


def test_a_word_more_names_another_row() -> None:
    reading = read(f"{DOCUMENTS_2021}\n规章\t1\t2\t3\n党委规范性文件\t4\t5\t6")
    assert values(reading, "/proactive/normative_documents") == []
    assert "row_missing" in {note.code for note in reading.notes}


OTHER = "/requests/outcomes/closed_otherwise/other"


def test_other_under_another_group_is_not_other_handling() -> None:
    refused = [("（三）不予公开", "8.属于行政查询事项", 0), ("", "9.其他", 4)]
    otherwise = [("（五）不予处理", "2.重复申请", 0), ("（六）其他处理", "2.申请人逾期未按收费通知要求缴纳费用", 0), ("", "3.其他", 1)]
    for rows, wanted in ((refused, []), (otherwise, [1]), ([*refused, *otherwise], [1]), ([otherwise[0], ("", "（六）其他", 2)], [2])):
        table = [f"{group}\t{label}\t{count}\t0\t0\t0\t0\t0\t{count}" for group, label, count in rows]
        assert values(read("\n".join((REQUEST_COLUMNS, *table))), OTHER)[:1] == wanted
        lines = [line for group, label, count in rows for line in filter(None, (group, f"{label} {count} 0 0 0 0 0 {count}"))]
        assert values(flattened(*lines), OTHER)[:1] == wanted


def test_other_below_a_group_whose_label_is_misspelt_is_read() -> None:
    rows = ("（五）不予处理\t2.重复申请\t0\t0\t0\t0\t0\t0\t0", "（六）其他处埋\t3.其他\t1\t0\t0\t0\t0\t0\t1")
    assert values(read("\n".join((REQUEST_COLUMNS, *rows))), OTHER)[:1] == [1]


def test_the_sum_of_other_handling_is_not_its_row_of_others() -> None:
    counted = (("（六）其他处理", 7), ("2.申请人逾期未按收费通知要求缴纳费用", 4), ("3.其他", 3))
    rows = [f"{label}\t{count}\t0\t0\t0\t0\t0\t{count}" for label, count in counted]
    assert values(read("\n".join((REQUEST_COLUMNS, *rows))), OTHER) == [3, 0, 0, 0, 0, 0, 3]
    assert values(read("\n".join((REQUEST_COLUMNS, *rows[:2]))), OTHER) == [7, 0, 0, 0, 0, 0, 7]


def fee(text: str) -> tuple[object, bool, str | None]:
    """Value, certainty and doubt of the fees of a page that has ``text`` below the heading of section two."""
    amount = read(f"二、主动公开政府信息情况\n{text}").values["/proactive/fees/amount_yuan"]
    return amount.value, amount.certain, amount.doubt


def test_the_unit_of_money_is_what_is_printed_wherever_it_stands() -> None:
    fees = "信息内容\t本年收费金额\n行政事业性收费"
    assert fee(f"单位：件、元\n\n{fees}\t3200") == (3200, False, None)
    assert fee(f"第二十条第（八）项（单位：元）\n{fees}\t3200") == (3200, False, None)
    assert fee(f"第二十条第（八）项（单位：万元）\n{fees}\t3.2") == (32000, True, None)
    assert fee(f"{fees}（元）\t3200") == (3200, False, None)
    assert fee("信息内容\t本年收费金额（单位：千元）\n行政事业性收费\t12.5") == (12500, False, None)
    assert fee("信息内容\t本年收费金额（单位：万元，保留四位小数）\n行政事业性收费\t12.5") == (125000, True, None)


def test_money_whose_unit_is_not_printed_not_known_or_printed_twice_is_not_certain() -> None:
    fees = "信息内容\t本年收费金额\n行政事业性收费"
    assert fee(f"{fees}\t3.2") == (32000, False, None)
    assert fee(f"{fees}\t0") == (0, True, None)
    assert fee("信息内容\t本年收费金额（单位：美元）\n行政事业性收费\t3200") == (None, False, "unit_missing")
    assert fee("单位：元\n\n信息内容\t本年收费金额（单位：万元）\n行政事业性收费\t3.2") == (32000, False, None)


def test_more_money_than_an_office_takes_is_not_certain() -> None:
    fees = "信息内容\t本年收费金额（单位：万元）\n行政事业性收费"
    assert fee(f"{fees}\t320678.05") == (3206780500, True, None)
    assert fee(f"{fees}\t3206780.5") == (32067805000, False, None)
    assert fee(f"{fees}\t3206780.5万元") == (32067805000, True, None)


def test_a_unit_over_another_item_or_of_who_reports_is_none_of_the_amount() -> None:
    fees = "信息内容\t本年收费金额\n行政事业性收费"
    assert fee(f"第二十条第（五）项（单位：元）\n{fees}\t3.2") == (32000, False, None)
    assert fee(f"填报单位：元水县水务局\n\n{fees}\t3.2") == (32000, False, None)
