"""Results and targets out of single sentences, and the checks on them."""

from pathlib import Path
from typing import Any

import pytest

from extractor import Result, extract

PAGE = """清泉县人民政府工作报告
2025年1月8日在清泉县第三届人民代表大会第四次会议上
一、2024年工作回顾
{results}
二、2025年工作安排
{targets}
"""


def read(folder: Path, results: str = "工作平稳。", targets: str = "继续努力。") -> Result:
    path = folder / "a.txt"
    path.write_text(PAGE.format(results=results, targets=targets), encoding="utf-8")
    result = extract(path, engine="offline")
    assert result.error is None
    return result


def facts(result: Result, section: str = "results") -> list[dict[str, Any]]:
    assert result.report is not None
    found: list[dict[str, Any]] = result.report.model_dump(mode="json")[section]["facts"]
    return found


def one(folder: Path, sentence: str) -> dict[str, Any]:
    (fact,) = facts(read(folder, sentence))
    return fact


def failing(result: Result) -> dict[str, str | None]:
    return {check.id: check.cause for check in result.failed_checks()}


def test_a_value_with_its_growth(tmp_path: Path) -> None:
    fact = one(tmp_path, "社会消费品零售总额88.6亿元，比上年下降2.4%。")
    assert (fact["indicator"], fact["value"], fact["unit"], fact["kind"]) == ("retail_sales", 8860000000, "元", "level")
    comparison = fact["comparison"]
    assert (comparison["basis"], comparison["direction"], comparison["value"], comparison["unit"]) == (
        "比上年",
        "down",
        2.4,
        "%",
    )
    assert fact["quote"] == "社会消费品零售总额88.6亿元，比上年下降2.4%"


def test_a_change_alone_is_the_value(tmp_path: Path) -> None:
    fact = one(tmp_path, "规模以上工业增加值同比增长7.5%。")
    assert (fact["kind"], fact["value"], fact["label"]) == ("change", 7.5, "规模以上工业增加值")
    assert (fact["comparison"]["basis"], fact["comparison"]["value"]) == ("同比", None)


def test_raised_to_is_a_level(tmp_path: Path) -> None:
    fact = one(tmp_path, "常住人口城镇化率提高到58.2%。")
    assert (fact["kind"], fact["value"], fact["comparison"]) == ("level", 58.2, None)


def test_an_earlier_value_and_the_change_from_it(tmp_path: Path) -> None:
    fact = one(tmp_path, "经营主体由2023年的4万户增加到5万户，增长25%。")
    assert (fact["label"], fact["value"]) == ("经营主体", 50000)
    assert fact["comparison"]["previous"] == 40000
    assert fact["comparison"]["value"] == 25


@pytest.mark.parametrize("between", ["—", "-", "~", "至"])
def test_a_range_is_one_fact(between: str, tmp_path: Path) -> None:
    fact = one(tmp_path, f"固定资产投资增长5%{between}6%。")
    assert (fact["value"], fact["upper"], fact["kind"]) == (5, 6, "change")


def test_a_row_of_names_has_a_row_of_numbers(tmp_path: Path) -> None:
    found = facts(read(tmp_path, "城镇、农村居民人均可支配收入分别增长4.6%和6.7%。"))
    assert [(fact["indicator"], fact["value"]) for fact in found] == [("urban_income", 4.6), ("rural_income", 6.7)]


def test_changes_of_a_row_of_values_go_to_their_own(tmp_path: Path) -> None:
    found = facts(read(tmp_path, "接待游客50万人次，旅游收入3亿元，分别增长10%和20%。"))
    assert [(fact["value"], fact["comparison"]["value"]) for fact in found] == [(500000, 10), (300000000, 20)]


def test_changes_of_nobody_knows_what_are_left_out(tmp_path: Path) -> None:
    found = facts(read(tmp_path, "旅游收入3亿元，分别增长10%和20%。"))
    assert [(fact["value"], fact["comparison"]) for fact in found] == [(300000000, None)]


def test_names_and_numbers_that_do_not_pair_are_left_out(tmp_path: Path) -> None:
    assert facts(read(tmp_path, "甲、乙、丙三项投资分别增长1%和2%。")) == []


@pytest.mark.parametrize(
    "sentence", ["2024年12月31日，第3届会议召开。", "落实〔2024〕12号文件。", "位居全省第2位。", "热线12345开通。"]
)
def test_what_counts_nothing_is_no_fact(sentence: str, tmp_path: Path) -> None:
    assert facts(read(tmp_path, sentence)) == []


def test_years_are_the_parts_own_unless_named(tmp_path: Path) -> None:
    result = read(tmp_path, "新建学校3所。", "新建医院2所。到2027年，森林覆盖率达到60%。")
    assert [fact["year"] for section in ("results", "targets") for fact in facts(result, section)] == [2024, 2025, 2027]


def test_shares_beyond_the_whole_fail(tmp_path: Path) -> None:
    assert failing(read(tmp_path, "空气优良天数比例103%。")) == {"shares.results": "unknown"}
    assert failing(read(tmp_path, "完成年度目标任务的103%。")) == {}


def test_growth_that_does_not_follow_fails(tmp_path: Path) -> None:
    assert failing(read(tmp_path, "贷款余额由100亿元增加到120亿元，增长25%。")) == {"growth.1": "unknown"}
    assert failing(read(tmp_path, "贷款余额由100亿元增加到120亿元，增长20%。")) == {}
    assert failing(read(tmp_path, "优良率由80.1%提高到85.3%，提高4.2个百分点。")) == {"growth.1": "unknown"}
    assert failing(read(tmp_path, "企业由120家增加到100家。")) == {"growth.1": "unknown"}


def test_growth_is_held_to_no_more_digits_than_are_printed(tmp_path: Path) -> None:
    """1.2亿 to 1.3亿 may be anything from 0% to 17.4%."""
    assert failing(read(tmp_path, "贷款余额由1.2亿元增加到1.3亿元，增长12%。")) == {}
    assert failing(read(tmp_path, "贷款余额由1.2亿元增加到1.3亿元，增长22%。")) == {"growth.1": "unknown"}


def test_growth_at_constant_prices_is_not_held_to_amounts(tmp_path: Path) -> None:
    result = read(tmp_path, "地区生产总值由100亿元增加到103亿元，增长5.5%。")
    assert [check.status for check in result.checks if check.id == "growth.1"] == ["not_applicable"]


def test_one_value_told_twice_is_the_same(tmp_path: Path) -> None:
    twice = "森林覆盖率{}%。生态持续向好，森林覆盖率达到{}%。"
    assert failing(read(tmp_path, twice.format(60, 61))) == {"repeated.forest_cover": "unknown"}
    assert failing(read(tmp_path, twice.format(60, 60))) == {}


def test_years_are_in_order(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    page = PAGE.format(results="新建学校3所。", targets="新建医院2所。")
    path.write_text(page.replace("二、2025年", "二、2024年").replace("2025年1月8日", "2027年1月8日"), encoding="utf-8")
    assert set(failing(extract(path, engine="offline"))) == {"years.order", "years.delivered", "years.targets"}


def test_a_check_without_two_values_proves_nothing(tmp_path: Path) -> None:
    result = read(tmp_path, "森林覆盖率60%，新建学校3所。")
    assert {result.evidence[f"/results/facts/{n}/value"].confidence < 0.9 for n in (0, 1)} == {True}


def test_a_row_of_changes_goes_to_a_row_of_values_without_saying_so(tmp_path: Path) -> None:
    found = facts(read(tmp_path, "第二、三产业增加值分别为10亿元和20亿元，增长5%和6%。"))
    assert [(fact["value"], fact["comparison"]["value"]) for fact in found] == [(1000000000, 5), (2000000000, 6)]


def test_a_value_told_again_keeps_its_name(tmp_path: Path) -> None:
    found = facts(read(tmp_path, "地区生产总值突破100亿元、达到103.2亿元。"))
    assert [(fact["label"], fact["value"], fact["qualifier"]) for fact in found] == [
        ("地区生产总值", 10000000000, "over"),
        ("地区生产总值", 10320000000, "exact"),
    ]
