"""Tables of more than one year on a page."""

from tests.readers.test_columns import cells, read_page, web_table
from tests.readers.test_tables import DOCUMENTS_2021

HEADINGS = DOCUMENTS_2021.replace("\t", "|")
TITLE = "<p>临江市水务局2023年政府信息公开工作年度报告</p><p>二、主动公开政府信息情况</p>"


def made(page: str) -> object:
    """The regulations made, if certain, on a page of two tables."""
    return cells(read_page(page), "/proactive/regulations").get("made")


def tables(first: str, second: str) -> str:
    return f"<p>{first}</p>{web_table(HEADINGS, '规章|7|0|9')}<p>{second}</p>{web_table(HEADINGS, '规章|3|1|8')}"


def test_the_table_under_the_reports_own_year_is_read() -> None:
    assert made(TITLE + tables("表1 2022年主动公开情况", "表2 2023年主动公开情况")) == 3
    assert made(TITLE + tables("（一）2023年度情况", "（二）2022年度情况")) == 7


def test_years_that_do_not_tell_which_table_is_the_reports_leave_it_open() -> None:
    assert made(tables("2022年主动公开情况", "2023年主动公开情况")) is None
    assert made(TITLE + tables("2022年主动公开情况", "主动公开情况")) is None
    assert made(TITLE + tables("2023年主动公开情况", "2024年主动公开情况")) is None
    assert made(TITLE + tables("2022年新增7件，比上年多。", "2023年情况")) is None
