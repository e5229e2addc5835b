"""Tables of PDFs: ruled, with hairlines missing, without rules, and over pages."""

import random
from typing import Any

import pytest

from extractor.documents import pdf_page
from extractor.documents.model import Document
from tests.documents.pdf_drawing import CellSpec, Drawing, Rules, Side, Style, cells
from tests.documents.pdf_reading import drawn, grid, paragraphs, read, tables

APPLICANTS = ["自然人", "商业企业", "科研机构", "其他", "总计"]
FORM = [
    [CellSpec("（本列数据的勾稽关系）", 2, 3), CellSpec("申请人情况", 1, 5)],
    [CellSpec(text) for text in APPLICANTS],
    [CellSpec("一、本年新收政府信息公开申请数量", 1, 3), *(CellSpec(t) for t in ("95", "", "3", "0", "98"))],
    [
        CellSpec("三\n、\n办\n理\n结\n果", 4),
        CellSpec("（一）予以公开", 1, 2),
        *(CellSpec(t) for t in ("50", "0", "", "", "50")),
    ],
    [CellSpec("（三）不予公开", 2), CellSpec("1.属于国家秘密"), *(CellSpec(t) for t in ("0", "1", "0", "", "1"))],
    [CellSpec("2.其他法律行政法规禁止公开"), *(CellSpec(t) for t in ("", "0", "/", "0", "0"))],
    [CellSpec("（七）总计", 1, 2), *(CellSpec(t) for t in ("50", "1", "0", "0", "51"))],
    [CellSpec("四、结转下年度继续办理", 1, 3), *(CellSpec(t) for t in ("1234.56", "12", "3", "4", "1253.56"))],
]
WIDTHS = [24.0, 80.0, 96.0, *[48.0] * 5]
PLAIN = cells(
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "", "12"],
    ["行政规范性文件", "3", "1,234", "1234.56"],
    ["其他文件", "", "7", "—"],
)
PLAIN_WIDTHS = [140.0, 90.0, 90.0, 90.0]


def one_table(**options: Any) -> Document:  # noqa: ANN401 - what draw_table takes
    drawing = Drawing()
    drawing.draw_table(options.pop("rows", FORM), options.pop("widths", WIDTHS), **options)
    return read(drawing.to_bytes())


@pytest.mark.parametrize("style", ["lines", "fills", "dashes"])
def test_a_ruled_table_comes_back_cell_by_cell(style: Style) -> None:
    document = one_table(style=style, left_columns=3)
    (table,) = tables(document)
    assert grid(table) == drawn(FORM)
    assert paragraphs(document) == []
    assert all(document.text[cell.start : cell.end] == cell.text for cell in table.cells)
    assert document.text[table.start : table.end].count("\n") == len(FORM) - 1


def test_decimal_points_stay_in_their_numbers() -> None:
    texts = [cell.text for cell in tables(one_table())[0].cells]
    assert {"1234.56", "1253.56", "1.属于国家秘密"} <= set(texts)


def test_cells_drawn_as_boxes_with_gaps_and_fills_between_are_one_grid() -> None:
    drawing = Drawing()
    for row, specs in enumerate(PLAIN):
        for column, spec in enumerate(specs):
            x, y = 72 + 100 * column, 100 + 22 * row
            drawing.page.draw_rect((x, y, x + 99, y + 21), width=0.5, fill=(0.9, 0.95, 1))
            drawing.write(spec.text, x + 5, y + 15)
    assert grid(tables(read(drawing.to_bytes()))[0]) == drawn(PLAIN)


def test_a_table_without_outer_frame_keeps_its_outer_cells() -> None:
    assert grid(tables(one_table(rows=PLAIN, widths=PLAIN_WIDTHS, frame=False))[0]) == drawn(PLAIN)


@pytest.mark.parametrize("rules", ["horizontal", "vertical", "none"])
def test_missing_rules_are_found_from_the_words(rules: Rules) -> None:
    document = one_table(rows=PLAIN, widths=PLAIN_WIDTHS, rules=rules)
    assert grid(tables(document)[0]) == drawn(PLAIN)
    assert paragraphs(document) == []


def test_horizontal_rules_that_stop_short_show_merged_cells() -> None:
    (table,) = tables(one_table(rules="horizontal", left_columns=3))
    found = grid(table)
    for (row, column), (text, *_) in drawn(FORM).items():
        if row > 1 and column > 2:
            assert found[row, column][0] == text
    assert "三、办理结果" in {text for text, _, _ in found.values()}


@pytest.mark.parametrize("seed", range(12))
def test_a_value_stays_in_its_cell_though_single_rules_are_missing(seed: int) -> None:
    generator = random.Random(seed)

    def keep(side: Side) -> bool:
        return generator.random() > 1 / 10

    (table,) = tables(one_table(keep=keep, left_columns=3))
    found = {position: text for position, (text, _, _) in grid(table).items()}
    values = {p: text for p, (text, _, _) in drawn(FORM).items() if p[0] > 1 and p[1] > 2 and text}
    assert {p: found.get(p) for p in values} == values


def test_numbers_without_a_rule_between_never_share_a_cell() -> None:
    rows = cells(["项目", "上年", "本年"], ["受理", "12", "345"], ["办结", "1", "23456"], ["结转", "", "7"])
    document = one_table(
        rows=rows, widths=[120.0, 60.0, 60.0], keep=lambda side: side[0] == side[2] == 72 or side[1] == side[3]
    )
    assert grid(tables(document)[0]) == drawn(rows)


def test_a_table_that_runs_over_pages_is_one() -> None:
    rows = cells(["项目", "数量", "金额"], *([f"{n}.事项", str(n), f"{n}.5"] for n in range(1, 61)))
    drawing = Drawing(numbered=True)
    drawing.paragraph("下表列出全部事项。")
    drawing.draw_table(rows, [200.0, 100.0, 100.0])
    drawing.paragraph("以上是全部事项。")
    document = read(drawing.to_bytes())
    assert document.source.pages == 2
    assert [grid(table) for table in tables(document)] == [drawn(rows)]
    assert paragraphs(document) == ["下表列出全部事项。", "以上是全部事项。"]
    first, last = tables(document)[0].cells[3], tables(document)[0].cells[-1]
    assert [place.page for cell in (first, last) if (place := document.place(cell.start, cell.end))] == [0, 1]


@pytest.mark.parametrize("rules", ["horizontal", "none"])
def test_columns_without_rules_hold_over_pages(rules: Rules) -> None:
    rows = cells(["项目", "数量", "金额"], *([f"{n}.事项", "" if n == 58 else str(n), f"{n}.5"] for n in range(1, 61)))
    document = one_table(rows=rows, widths=[200.0, 100.0, 100.0], rules=rules)
    assert [grid(table) for table in tables(document)] == [drawn(rows)]


def test_a_merged_cell_goes_on_over_the_page() -> None:
    rows = [[CellSpec("甲", 50), CellSpec("1.一"), CellSpec("1")], *cells(*([f"{n}.项", str(n)] for n in range(2, 51)))]
    (table,) = tables(one_table(rows=rows, widths=[60.0, 200.0, 100.0]))
    assert grid(table) == drawn(rows)


def test_tables_with_other_columns_on_the_next_page_stay_two() -> None:
    drawing = Drawing()
    drawing.draw_table(PLAIN, PLAIN_WIDTHS)
    drawing.turn()
    drawing.draw_table(PLAIN, [60.0, 60.0, 60.0, 60.0])
    assert [grid(table) for table in tables(read(drawing.to_bytes()))] == [drawn(PLAIN)] * 2


def test_a_number_too_wide_for_its_cell_stays_one_number() -> None:
    drawing = Drawing()
    for x in (72, 172, 202, 232):
        drawing.page.draw_line((x, 100), (x, 150))
    for y in (100, 150):
        drawing.page.draw_line((72, y), (232, y))
    drawing.write("受理", 76, 125)
    drawing.write("10000", 174.5, 120)  # as wide as the cell
    drawing.write("0", 174.5, 134)
    drawing.write("12345678", 197, 127)  # runs out of its cell on both sides
    assert [cell.text for cell in tables(read(drawing.to_bytes()))[0].cells] == ["受理", "100000", "12345678"]


def test_numbers_one_above_the_other_are_rows_and_not_one_number() -> None:
    drawing = Drawing()
    for x in (72, 172, 272):
        drawing.page.draw_line((x, 100), (x, 150))
    for y in (100, 150):
        drawing.page.draw_line((72, y), (272, y))
    for text, x, y in (("行政许可", 80, 120), ("27", 220, 120), ("行政处罚", 80, 140), ("5", 220, 140)):
        drawing.write(text, x, y)
    assert grid(tables(read(drawing.to_bytes()))[0]) == drawn(cells(["行政许可", "27"], ["行政处罚", "5"]))


def stack(labels: list[tuple[str, float]], columns: list[list[tuple[str, float]]]) -> Document:
    """A drawn row under headings, with the baselines of the lines in its cells."""
    drawing = Drawing()
    xs = [72 + 100 * (i > 0) + 60 * max(i - 1, 0) for i in range(len(columns) + 2)]
    for x in xs:
        drawing.page.draw_line((x, 80), (x, 180))
    for y in (80, 100, 180):
        drawing.page.draw_line((xs[0], y), (xs[-1], y))
    for x, lines in zip(xs, [[("事项", 94.0), *labels], *([("件数", 94.0), *column] for column in columns)], strict=False):
        for text, y in lines:
            drawing.write(text, x + 4, y)
    return read(drawing.to_bytes())


STACKED = [("1.信访", 120.0), ("2.要求提供公开出版", 134.0), ("物", 148.0), ("3.其他", 162.0)]


def test_as_many_values_as_labels_in_one_drawn_row_are_rows_though_they_do_not_stand_beside_each_other() -> None:
    document = stack(STACKED, [[("8", 132.0), ("0", 143.0), ("26", 154.0)], [("7", 132.0)], []])
    rows = [["1.信访", "8", "7", ""], ["2.要求提供公开出版物", "0", "", ""], ["3.其他", "26", "", ""]]
    assert grid(tables(document)[0]) == drawn(cells(["事项", "件数", "件数", "件数"], *rows))


@pytest.mark.parametrize("labels", [STACKED, [("1.信访", 134.0)]])
def test_values_of_which_it_is_not_plain_whose_they_are_stay_in_one_cell(labels: list[tuple[str, float]]) -> None:
    document = stack(labels, [[("8", 128.0), ("26", 139.0)], [("7", 128.0), ("4", 139.0)]])
    texts = {(cell.row, cell.column): cell.text.split() for cell in tables(document)[0].cells}
    assert texts[1, 1] == ["8", "26"]
    assert texts[1, 2] == ["7", "4"]


def test_a_label_beside_a_stack_of_rows_is_said_of_all_of_them() -> None:
    drawing = Drawing()
    for x in (72, 112, 212, 272):
        drawing.page.draw_line((x, 80), (x, 180))
    for y in (80, 100, 180):
        drawing.page.draw_line((72, y), (272, y))
    for text, x, y in (("甲", 76, 94), ("8", 220, 94), ("（三）", 76, 134), ("不予公", 76, 148), ("开", 76, 162)):
        drawing.write(text, x, y)
    for text, label, value in (("1.国家秘密", 120, 136), ("2.其他", 134, 147), ("3.内部事务", 148, 158), ("4.行政查询", 162, 169)):
        drawing.write(text, 116, label)
        drawing.write(text[0], 220, value)
    held = grid(tables(read(drawing.to_bytes()))[0])
    assert held[1, 0] == ("（三）不予公开", 4, 1)
    assert [held[row, 2][0] for row in range(1, 5)] == ["1", "2", "3", "4"]


def parts(*rows_of_pages: tuple[list[float], list[list[str]]]) -> Document:
    """One table over pages: for each page the y of its lines and the texts of its rows, broken lines and all."""
    drawing = Drawing()
    for index, (ys, rows) in enumerate(rows_of_pages):
        if index:
            drawing.turn()
        for y in ys:
            drawing.page.draw_line((72, y), (232, y))
        for x in (72, 172, 202, 232):
            drawing.page.draw_line((x, ys[0]), (x, ys[-1]))
        for y, row in zip(ys, rows, strict=False):
            for x, text in zip((76, 176, 206), row, strict=True):
                for line, part in enumerate(text.split("\n")):
                    drawing.write(part, x, y + 13 + 13 * line)
    return read(drawing.to_bytes())


def test_a_row_parted_by_the_page_break_is_one_row() -> None:
    document = parts(
        ([700, 730, 748], [["规章", "7", "1"], ["其他对外管理服务事项", "1234", "5"]]),
        ([72, 90, 120], [["和公共服务事项", "56", ""], ["其他", "0", "2"]]),
    )
    rows = [["规章", "7", "1"], ["其他对外管理服务事项和公共服务事项", "123456", "5"], ["其他", "0", "2"]]
    assert [grid(table) for table in tables(document)] == [drawn(cells(*rows))]


def test_a_row_parted_by_the_page_break_is_one_row_though_the_headings_are_repeated() -> None:
    headings = ["事项", "件数", "合计"]
    document = parts(
        ([680, 700, 730, 748], [headings, ["1.信访", "7", "7"], ["2.无正当理由大量反", "1234", "31"]]),
        ([72, 92, 110, 140], [headings, ["复申请", "5", ""], ["3.其他", "0", "2"]]),
    )
    rows = [headings, ["1.信访", "7", "7"], ["2.无正当理由大量反复申请", "12345", "31"], ["3.其他", "0", "2"]]
    assert [grid(table) for table in tables(document)] == [drawn(cells(*rows))]


def test_a_number_parted_by_the_page_break_that_had_room_stays_in_doubt() -> None:
    document = parts(
        ([680, 700, 720], [["1.信访", "7", "1"], ["2.其他", "47", "8"]]),
        ([72, 92, 112], [["", "4", ""], ["3.合计", "0", "2"]]),
    )
    assert [cell.text.split() for cell in tables(document)[0].cells if cell.row == 1] == [["2.其他"], ["47", "4"], ["8"]]


def test_a_stack_of_rows_parted_by_the_page_break_is_counted_whole() -> None:
    document = parts(
        ([660, 680, 740], [["事项", "件", "元"], ["1.信访\n2.重复", "7\n8\n9", "1\n2\n3"]]),
        ([72, 122, 142], [["3.出版\n4.反复\n5.确认", "10\n11", "4\n5"], ["合计", "45", "15"]]),
    )
    rows = [["1.信访", "7", "1"], ["2.重复", "8", "2"], ["3.出版", "9", "3"], ["4.反复", "10", "4"], ["5.确认", "11", "5"]]
    expected = [["事项", "件", "元"], *rows, ["合计", "45", "15"]]
    assert [grid(table) for table in tables(document)] == [drawn(cells(*expected))]


def test_a_line_is_full_where_only_a_character_with_its_mark_had_no_room() -> None:
    document = parts(
        ([700, 730, 748], [["1.信访", "7", "1"], ["2.无正当理由大", "1234", "5"]]),
        ([72, 90, 120], [["量，反复申请", "5", ""], ["3.其他", "0", "2"]]),
    )
    rows = [["1.信访", "7", "1"], ["2.无正当理由大量，反复申请", "12345", "5"], ["3.其他", "0", "2"]]
    assert [grid(table) for table in tables(document)] == [drawn(cells(*rows))]


def test_headings_repeated_above_a_whole_row_stay() -> None:
    above, below = [["事项", "件数", "合计"], ["1.信访", "7", "7"]], [["事项", "件数", "合计"], ["1.信访", "0", "2"]]
    document = parts(([700, 730, 760], above), ([72, 102, 132], below))
    assert [grid(table) for table in tables(document)] == [drawn(cells(*above, *below))]


@pytest.mark.parametrize(
    ("above", "below", "labels"),
    [
        ("三、办理", "结果", ["三、办理结果"]),
        ("三", "、办理结果", ["三、办理结果"]),
        ("三、办理", "四、结转", ["三、办理", "四、结转"]),
        ("许可", "处罚", ["许可", "处罚"]),
    ],
)
def test_a_merged_label_that_is_cut_by_the_page_break_is_one(above: str, below: str, labels: list[str]) -> None:
    drawing = Drawing()
    upright_label(drawing, above, [680, 740], ["予以公开"])
    drawing.turn()
    upright_label(drawing, below, [72, 112, 152], ["部分公开", "不予公开"])
    (table,) = tables(read(drawing.to_bytes()))
    assert ["".join(cell.text.split()) for cell in table.cells if cell.column == 0] == labels


def upright_label(drawing: Drawing, label: str, ys: list[float], rows: list[str]) -> None:
    """A part of a table: a label as high as the part, one character a line, and rows beside it."""
    for x in (72, 90, 172, 232):
        drawing.page.draw_line((x, ys[0]), (x, ys[-1]))
    for y in ys:
        drawing.page.draw_line((72 if y in (ys[0], ys[-1]) else 90, y), (232, y))
    for line, character in enumerate(label):
        drawing.write(character, 76, ys[0] + 13 + 13 * line)
    for y, row in zip(ys, rows, strict=False):
        drawing.write(row, 94, y + 20)
        drawing.write("7", 200, y + 20)


def test_rows_at_a_page_break_stay_apart() -> None:
    above, below = [["规章", "7", "1"], ["行政许可", "12", ""]], [["行政处罚", "5", "8"], ["行政强制", "", "2"]]
    document = parts(([700, 730, 760], above), ([72, 102, 132], below))
    assert [grid(table) for table in tables(document)] == [drawn(cells(*above, *below))]


@pytest.mark.parametrize(("mark", "held"), [("1", ""), ("4", "4")])
def test_a_page_number_printed_over_a_cell_is_no_value(mark: str, held: str) -> None:
    rows = cells(["事项", "件数"], *([f"{n}.事项", str(n)] for n in range(1, 31)), ["合计", ""])
    drawing = Drawing()
    drawing.draw_table(rows, [200.0, 100.0])
    drawing.write(mark, 319.0, 754.0)
    drawing.turn()
    drawing.paragraph("以上是全部事项。")
    drawing.write("2", 319.0, 754.0)
    (table,) = tables(read(drawing.to_bytes()))
    assert grid(table)[31, 1][0] == held


def test_an_empty_piece_of_a_row_at_the_foot_of_a_page_is_no_row() -> None:
    document = parts(
        ([700, 730, 750], [["规章", "7", "1"], ["", "", ""]]),
        ([72, 102, 132], [["行政处罚", "5", "8"], ["行政强制", "0", "2"]]),
    )
    rows = [["规章", "7", "1"], ["行政处罚", "5", "8"], ["行政强制", "0", "2"]]
    assert [grid(table) for table in tables(document)] == [drawn(cells(*rows))]


def test_a_blank_last_row_on_a_page_of_its_own_is_kept() -> None:
    document = parts(([700, 730, 760], [["结果", "维持", "纠正"], ["", "", ""]]), ([72, 102], [["", "", ""]]))
    (table,) = tables(document)
    assert grid(table)[2, 0] == ("", 1, 1)


def test_a_page_with_too_many_drawings_is_read_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_page, "MAX_PATHS", 3)
    assert grid(tables(one_table(rows=PLAIN, widths=PLAIN_WIDTHS))[0]) == drawn(PLAIN)


def test_tables_told_by_white_space_alone_say_so() -> None:
    (ruled,), (loose,) = (tables(one_table(rows=PLAIN, widths=PLAIN_WIDTHS, rules=rules)) for rules in ("all", "none"))
    assert (ruled.inferred, loose.inferred) == (False, True)
