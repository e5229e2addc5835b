"""The page's logic, without a browser: name first, queue, a report cleared in three actions, both languages."""

import json
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui
from extractor.batch.work import entry_of
from extractor.cli import main
from extractor.result import Flag, Witness
from extractor.review.desk import open_review
from extractor.store.engine import Store
from extractor.store.review_queue import count_queue
from extractor.store.reviews import append_reviews, assignees, lock
from tests.ui.conftest import document_of
from ui.words import KEYS, WORDS

_APP = Path(ui.__file__).with_name("app.py")


@pytest.fixture
def page(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(sys, "argv", ["app.py", str(workspace)])
    return AppTest.from_file(str(_APP), default_timeout=30)


def _texts(page: AppTest) -> str:
    return " ".join(element.value for element in [*page.markdown, *page.caption, *page.error, *page.info])


def _button(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    return page.run()


def test_nobody_reviews_without_a_name(page: AppTest) -> None:
    page.run()
    assert [field.label for field in page.text_input] == ["审核人姓名"]
    page.text_input[0].input("王敏")
    _button(page, "开始审核")
    assert "符合条件 5 份" in _texts(page)
    assert not page.exception


def test_from_queue_to_accepted_in_two_actions(page: AppTest, store: Store) -> None:
    page.query_params["reviewer"] = "王敏"
    page.run()
    _button(page, "打开最存疑的一份")
    assert "处存疑" in _texts(page)
    _button(page, "通过整份报告")
    assert not page.exception
    assert count_queue(store) == 4
    _button(page, "撤销")
    assert count_queue(store) == 5


def test_a_settlement_taken_back_can_be_made_again(page: AppTest, store: Store) -> None:
    page.query_params["reviewer"] = "王敏"
    page.query_params["report"] = str(document_of(store, "001"))
    page.run()
    label = "原文本身有误"
    before = [button.key for button in page.button if button.label == label]
    _button(page, label)
    assert [button.key for button in page.button if button.label == label] == before[1:]
    _button(page, "撤销")
    assert [button.key for button in page.button if button.label == label] == before


def test_no_name_is_taken_as_markup(tmp_path: Path, store: Store, page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = "![p](http:x)"
    document_id = document_of(store, "001")
    lock(store, document_id, picture)
    page.query_params.update({"reviewer": "王敏", "report": str(document_id)})
    page.session_state["desk.message"] = ("error", f"{picture} 已存在")
    page.run()
    (tmp_path / f"{picture}.txt").write_text("不是报告", encoding="utf-8")
    assert main(["run", str(tmp_path / f"{picture}.txt"), "--out", str(tmp_path / "out"), "--workers", "1"]) == 1
    monkeypatch.setattr(sys, "argv", ["app.py", str(tmp_path / "out")])
    failed = AppTest.from_file(str(_APP), default_timeout=30)
    failed.query_params.update({"reviewer": "王敏", "report": "1"})
    failed.run()
    told = [element.value for element in (*page.warning, *page.error, *failed.error)]
    assert [r"\!\[p\]\(http\:x\)" in words for words in told] == [True, True, True]


def test_the_queue_is_searched_and_says_when_nothing_matches(page: AppTest) -> None:
    page.query_params["reviewer"] = "王敏"
    page.run()
    page.text_input[0].input("济宁").run()
    assert "符合条件 1 份" in _texts(page)
    page.text_input[0].input("没有这个机关").run()
    assert "没有符合条件的报告。" in _texts(page)


def test_the_language_is_kept(page: AppTest) -> None:
    page.query_params["reviewer"] = "王敏"
    page.run()
    _button(page, "English")
    assert "5 reports match" in _texts(page)
    _button(page, "Open the most doubtful")
    assert "values in doubt" in _texts(page)


def test_quality_counts_what_was_reviewed(page: AppTest) -> None:
    page.query_params["reviewer"] = "王敏"
    page.run()
    page.button_group[0].set_value("quality").run()
    assert "还没有审核记录。" in _texts(page)
    page.button_group[0].set_value("queue").run()
    _button(page, "打开最存疑的一份")
    _button(page, "通过整份报告")
    _button(page, "返回")
    page.button_group[0].set_value("quality").run()
    assert not page.exception
    totals = json.loads(page.get("bidi_component")[0].proto.json)["sections"][0]["tables"][0]
    assert [cell["text"] for cell in totals["rows"][0]["cells"]][1:] == ["100.00%", "0"]


def test_a_report_that_is_not_there_is_told(page: AppTest) -> None:
    page.query_params["reviewer"] = "王敏"
    page.query_params["report"] = "999"
    page.run()
    assert [error.value for error in page.error] == ["工作区中没有这份报告；请回到队列。"]


def test_every_sentence_stands_in_both_languages() -> None:
    assert all(chinese and english for chinese, english in WORDS.values())
    assert all(what in WORDS for _, what in KEYS)


def test_dropped_answers_raise_the_doubt_and_are_shown(page: AppTest, store: Store, workspace: Path) -> None:
    document_id = document_of(store, "001")
    opened = open_review(store, workspace, document_id)
    dropped = Flag(code="ungrounded_dropped", message="模型的 1 个回答在原文中找不到依据，已舍弃：某数。", review=False)
    run = opened.machine.run.model_copy(update={"dropped": 1})
    result = opened.machine.model_copy(update={"run": run, "flags": [*opened.machine.flags, dropped]})
    assert entry_of(result).doubt == entry_of(opened.machine).doubt + 1
    append_reviews(store, document_id, opened.version, "王敏", [], entry_of(result))
    page.query_params.update({"reviewer": "王敏", "report": str(document_id)})
    page.run()
    assert not page.exception
    assert any(dropped.message in text.value for text in page.text)


def test_each_reader_is_named_with_what_it_read(page: AppTest, store: Store, workspace: Path) -> None:
    document_id = document_of(store, "001")
    opened = open_review(store, workspace, document_id)
    found = opened.machine.evidence["/agency"]
    witnesses = [Witness(reader="rule", value="甲局", raw="甲局"), Witness(reader="llm", value="乙局", raw="乙局")]
    evidence = {**opened.machine.evidence, "/agency": found.model_copy(update={"witnesses": witnesses})}
    result = opened.machine.model_copy(update={"evidence": evidence})
    append_reviews(store, document_id, opened.version, "王敏", [], entry_of(result))
    page.query_params.update({"reviewer": "王敏", "report": str(document_id), "at": "/agency"})
    page.run()
    assert "正文规则：甲局" in _texts(page)
    assert "模型：乙局" in _texts(page)


def test_reviewers_are_assigned_on_the_page(page: AppTest, store: Store) -> None:
    document_id = document_of(store, "001")
    page.query_params.update({"reviewer": "王敏", "report": str(document_id)})
    page.run()
    page.multiselect[0].set_value(["王敏"]).run()
    assert not page.exception
    assert assignees(store, document_id) == ["王敏"]


@pytest.mark.parametrize("view", ["overview", "profile", "comparison", "outcomes", "map", "adding_up"])
def test_every_view_is_shown_in_both_languages(page: AppTest, view: str) -> None:
    for language in ("zh", "en"):
        page.query_params.update({"reviewer": "王敏", "view": view, "lang": language})
        page.run()
        assert not page.exception
