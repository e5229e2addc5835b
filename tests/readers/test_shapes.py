"""Tables in another shape than the form's, on small hand-made pages."""

from extractor.documents.model import Cell, Table
from extractor.readers.labels import LabelIndex
from extractor.readers.shapes import in_shape
from extractor.reports.disclosure import DISCLOSURE
from tests.readers.test_columns import INNER, NOTE, RECEIVED, RESULTS, cells, challenges, read_page, web_table


def test_a_title_before_a_table_names_its_one_row() -> None:
    titles = ("（一）行政复议情况", "1.未经复议直接起诉", "2.复议后起诉")
    numbers = ("1|0|0|1|2", "0|3|0|1|4", "0|0|5|0|5")
    tables = [web_table("|".join(RESULTS), row) for row in numbers]
    page = "".join(f"<p>{title}</p>{table}" for title, table in zip(titles, tables, strict=True))
    challenged = cells(read_page(page), "/challenges")
    assert (challenged["reconsideration/upheld"], challenged["reconsideration/total"]) == (1, 2)
    assert (challenged["litigation_direct/corrected"], challenged["litigation_after_reconsideration/other"]) == (3, 5)
    assert len(challenged) == 15


def test_a_title_of_other_challenges_names_no_row() -> None:
    table = web_table("|".join(RESULTS), "1|0|0|1|2")
    for title in ("上年行政复议", "下级行政复议情况", "2022年行政复议", "行政诉讼"):
        assert cells(read_page(f"<p>{title}</p>{table}"), "/challenges") == {}


def test_a_title_over_all_the_challenges_changes_nothing() -> None:
    page = f"<p>行政复议</p>{web_table(*challenges(RESULTS))}"
    assert cells(read_page(page), "/challenges")["litigation_direct/upheld"] == 6


def test_a_table_without_cells_has_no_head_and_is_none() -> None:
    index = LabelIndex(DISCLOSURE.blocks)
    empty, number = Table(0, 0, (), gridded=True), Table(0, 1, (Cell(0, 0, 0, 1, "5"),), gridded=True)
    assert in_shape(number, empty, index) == number
    assert in_shape(empty, number, index) == in_shape(empty, empty, index) == empty


def test_headings_in_a_table_of_their_own_are_those_of_the_table_behind_it() -> None:
    *head, values = challenges((RESULTS[1], RESULTS[0], *RESULTS[2:]))
    challenged = cells(read_page(web_table(*head) + web_table(values)), "/challenges")
    assert (challenged["reconsideration/corrected"], challenged["litigation_after_reconsideration/total"]) == (1, 15)
    head = [f"(r3){NOTE}|(c7)申请人情况", "(r2)自然人|(c5)法人或其他组织|(r2)总计", "|".join(reversed(INNER))]
    received = cells(read_page(web_table(*head) + web_table(f"{RECEIVED}|9|1|2|0|0|0|12")), "/requests/received")
    assert (received["other"], received["legal_service"], received["total"]) == (1, 2, 12)


STACKED = "1.本机关不掌握相关政府信息<br>2.没有现成信息需要另行制作<br>3.补正后申请内容仍不明确"


def unable(*values: str, labels: str = STACKED) -> dict[str, object]:
    head = ("(c3)信息内容|自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计", f"(c3){RECEIVED}|9|1|0|0|0|0|10")
    row = f"三、本年度办理结果|（四）无法提供|{labels}|{'|'.join(values)}"
    return cells(read_page(web_table(*head, row)), "/requests/outcomes/unable")


def test_rows_that_share_their_cells_are_parted() -> None:
    read = unable("25<br>0<br>12", "0<br>3<br>0", "", "0<br>0<br>0", "1<br>0<br>/", "0<br>0<br>0", "26<br>3<br>12")
    assert (read["not_held/natural_person"], read["unclear/natural_person"]) == (25, 12)
    assert (read["needs_creation/business"], read["needs_creation/research"]) == (3, None)
    assert [read[f"{key}/total"] for key in ("not_held", "needs_creation", "unclear")] == [26, 3, 12]


def test_rows_that_share_cells_stay_open_where_a_line_is_missing_or_a_label_unknown() -> None:
    zeros = ["0<br>0<br>0"] * 6
    assert unable("25<br>12", *zeros) == {}
    assert unable("25<br>12<br>3<br>1", *zeros) == {}
    assert unable("25<br>0<br>见附件", *zeros) == {}
    assert unable("1<br>2<br>3", *zeros, labels=STACKED.replace("没有现成信息需要另行制作", "甲项")) == {}


def test_a_table_whose_rows_are_the_forms_columns_is_turned() -> None:
    head = ("(r2)|(r2)行政复议|(c2)行政诉讼", "复议后起诉|未经复议直接起诉")
    results = (RESULTS[1], RESULTS[0], *RESULTS[2:])
    rows = [f"{name}|{number}|{number + 5}|{number + 10}" for number, name in enumerate(results)]
    challenged = cells(read_page(web_table(*head, *rows)), "/challenges")
    assert (challenged["reconsideration/corrected"], challenged["reconsideration/upheld"]) == (0, 1)
    assert (challenged["litigation_after_reconsideration/total"], challenged["litigation_direct/total"]) == (9, 14)
    assert cells(read_page(web_table(*head, *rows[:-1])), "/challenges") == {}
    assert cells(read_page(web_table("|甲|乙|丙", *rows)), "/challenges") == {}
