"""The page's logic, without a browser: name first, queue, a report cleared in three actions, both languages."""

import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui
from extractor.store.engine import Store
from extractor.store.review_queue import count_queue
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
    _button(page, "队列")
    page.button_group[0].set_value("quality").run()
    assert not page.exception
    assert {metric.label: metric.value for metric in page.metric}["机器读数正确率"] == "100.00%"


def test_a_report_that_is_not_there_is_told(page: AppTest) -> None:
    page.query_params["reviewer"] = "王敏"
    page.query_params["report"] = "999"
    page.run()
    assert [error.value for error in page.error] == ["工作区中没有这份报告；请回到队列。"]


def test_every_sentence_stands_in_both_languages() -> None:
    assert all(chinese and english for chinese, english in WORDS.values())
    assert all(what in WORDS for _, what in KEYS)
