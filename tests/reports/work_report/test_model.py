"""A model reads a work report: it says which numbers are facts of what; how they change is read from the text."""

import re
from pathlib import Path
from typing import Any

import pytest

from extractor import Result, extract
from extractor.llm.session import ModelSession
from extractor.llm.settings import ModelSettings
from tests.llm.server import Json, Reply, ScriptedServer, answer
from tests.reports.work_report.scoring import EXCERPTS, label_of, score
from tests.reports.work_report.test_facts import PAGE, facts

_ASKED = re.compile("要判断的数字：(.*)$")


def read(path: Path, told: list[Json], engine: str) -> tuple[Result, list[str]]:
    """The result with a model that knows these facts, and the questions that it was asked."""
    questions: list[str] = []

    def script(request: Json) -> Reply:
        questions.append(request["messages"][-1]["content"])
        return answer({"facts": told, "others": []})

    with ScriptedServer(script) as server:
        settings = ModelSettings("scripted", server.base_url, mode="json_schema", deadline=60)
        with ModelSession(settings) as session:
            return extract(path, engine=engine, model=session), questions  # type: ignore[arg-type]


def page(folder: Path, results: str) -> Path:
    path = folder / "a.txt"
    path.write_text(PAGE.format(results=results, targets="继续努力。"), encoding="utf-8")
    return path


def told(**more: Any) -> Json:  # noqa: ANN401 - any JSON
    return {"label": "甲", "indicator": "other", "year": None} | more


def test_the_change_beside_a_value_is_no_fact_and_comes_from_the_text(tmp_path: Path) -> None:
    fact = told(
        number="88.6亿", quote="社会消费品零售总额88.6亿元", label="社会消费品零售总额", indicator="retail_sales"
    )
    result, questions = read(page(tmp_path, "社会消费品零售总额88.6亿元，比上年下降2.4%。"), [fact], "llm")
    (read_fact,) = facts(result)
    assert (read_fact["value"], read_fact["unit"], read_fact["year"]) == (8860000000, "元", 2024)
    assert read_fact["comparison"]["value"] == 2.4
    assert result.evidence["/results/facts/0/comparison/value"].raw == "2.4%"
    asked = [_ASKED.search(question) for question in questions]
    assert {found[1] for found in asked if found} == {"88.6亿元"}
    assert set(result.run.prompts) == {"work-report/facts"}


def test_a_year_is_taken_only_where_the_sentence_names_it(tmp_path: Path) -> None:
    text = "2022年新建学校3所，改造医院5所。"
    facts_told = [
        told(number="3", quote="新建学校3所", label="学校", year="2022年"),
        told(number="5", quote="改造医院5所", label="医院", year="2019年"),
    ]
    result, _ = read(page(tmp_path, text), facts_told, "llm")
    assert [fact["year"] for fact in facts(result)] == [2022, 2024]


@pytest.mark.parametrize("engine", ["llm", "hybrid"])
def test_what_a_model_invents_never_gets_in(engine: str, tmp_path: Path) -> None:
    lie = told(number="999", quote="新建学校999所", label="学校")
    result, _ = read(page(tmp_path, "新建学校3所，惠及一万二千人。"), [lie], engine)
    assert "999" not in (result.report.model_dump_json() if result.report else "")


def test_what_the_rules_read_is_not_asked_again(tmp_path: Path) -> None:
    result, questions = read(EXCERPTS[-1], [], "hybrid")
    assert score(EXCERPTS[-1], result).f1 == score(EXCERPTS[-1]).f1
    labelled = sum(len(label_of(EXCERPTS[-1])[section]) for section in ("results", "targets"))
    asked = [number for question in questions if (found := _ASKED.search(question)) for number in found[1].split("、")]
    assert len(asked) < labelled / 4
