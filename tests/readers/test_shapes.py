"""Tables in another shape than the form's, on small hand-made pages."""

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


def test_headings_in_a_table_of_their_own_are_those_of_the_table_behind_it() -> None:
    *head, values = challenges((RESULTS[1], RESULTS[0], *RESULTS[2:]))
    challenged = cells(read_page(web_table(*head) + web_table(values)), "/challenges")
    assert (challenged["reconsideration/corrected"], challenged["litigation_after_reconsideration/total"]) == (1, 15)
    head = [f"(r3){NOTE}|(c7)申请人情况", "(r2)自然人|(c5)法人或其他组织|(r2)总计", "|".join(reversed(INNER))]
    received = cells(read_page(web_table(*head) + web_table(f"{RECEIVED}|9|1|2|0|0|0|12")), "/requests/received")
    assert (received["other"], received["legal_service"], received["total"]) == (1, 2, 12)
