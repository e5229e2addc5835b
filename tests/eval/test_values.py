"""Verdicts on single values and on lists."""

from typing import Any

import pytest

from eval.labels import Fixture, Label
from eval.matching import match_facts, match_items, match_series
from eval.values import verdict


@pytest.mark.parametrize(
    ("truth_state", "read_state", "truth", "read", "expected"),
    [
        ("exact", "exact", 21, 21, ("right", None)),
        ("exact", "exact", 21, 12, ("wrong", None)),
        ("exact", "exact", "青石市 司法厅", "青石市司法厅", ("right", None)),
        ("at_least", "exact", 10000, 10000, ("qualifier", "at_least→exact")),
        ("exact", "open", 21, None, ("missed", "→open")),
        ("exact", "absent", 0, None, ("missed", "→absent")),
        ("exact", "blank", 0, None, ("confused", "0→blank")),
        ("exact", "blank", 5, None, ("missed", "→blank")),
        ("blank", "exact", None, 0, ("confused", "blank→0")),
        ("blank", "exact", None, 3, ("invented", "blank→value")),
        ("blank", "blank", None, None, ("right", None)),
        ("blank", "/", None, None, ("confused", "blank→/")),
        ("blank", "open", None, None, ("missed", "blank→open")),
        ("absent", "exact", None, 7, ("invented", "absent→value")),
        ("absent", "blank", None, None, ("confused", "absent→blank")),
        ("absent", "absent", None, None, None),
    ],
)
def test_every_kind_of_empty_is_told_apart(
    truth_state: str, read_state: str, truth: object, read: object, expected: tuple[str, str | None] | None
) -> None:
    assert verdict(truth_state, read_state, truth, read) == expected


def _fixture(tmp_path: Any, report: dict[str, Any]) -> Fixture:  # noqa: ANN401 - pytest's path
    return Fixture("one", tmp_path, Label(name="one.txt", report=report), None)


def _fact(value: int, quote: str, indicator: str = "other") -> dict[str, Any]:
    return {
        "indicator": indicator,
        "label": "",
        "value": value,
        "unit": "条",
        "qualifier": "exact",
        "scope": None,
        "quote": quote,
    }


def test_facts_are_assigned_to_their_own_quotes_whatever_their_order(tmp_path: Any) -> None:  # noqa: ANN401
    truth = [_fact(3, "公开信息3条"), _fact(3, "发布视频3条"), _fact(9, "答复留言9条", "inquiries_answered")]
    read = [_fact(9, "答复留言9条"), _fact(3, "发布视频3条"), _fact(8, "公开信息8条"), _fact(1, "政府网站1个")]
    pairs = list(match_facts(_fixture(tmp_path, {"overview": {"facts": truth}}), None, {"overview": {"facts": read}}))
    told = [(judged.pointer, judged.outcome, judged.kind) for judged, _ in pairs]
    assert told == [
        ("/overview/facts/0", "wrong", "value"),
        ("/overview/facts/1", "right", None),
        ("/overview/facts/2", "right", "indicator"),
        ("/overview/facts/+3", "invented", None),
    ]


def test_items_are_matched_by_their_words(tmp_path: Any) -> None:  # noqa: ANN401
    truth = {"problems": {"problems": ["解读方式单一", "更新不及时"], "improvements": []}}
    read = {"problems": {"problems": ["信息更新不及时"], "improvements": ["加强培训"]}}
    found = {
        judged.pointer: (round(alike, 2), judged.outcome)
        for alike, judged in match_items(_fixture(tmp_path, truth), None, read)
    }
    assert found == {
        "/problems/problems/0": (0.0, "missed"),
        "/problems/problems/1": (0.83, "wrong"),
        "/problems/improvements/+0": (0.0, "invented"),
    }


def test_series_are_matched_by_title_and_labels(tmp_path: Any) -> None:  # noqa: ANN401
    calls = {"title": "电话情况", "points": [{"label": "总量", "value": 8}, {"label": "接听", "value": 5}]}
    other = {"title": "渠道", "points": [{"label": "网站", "value": 1}]}
    misread = {"title": "电话情况", "points": [{"label": "接听", "value": 5}, {"label": "总量", "value": 3}]}
    verdicts = match_series(_fixture(tmp_path, {"series": [calls]}), None, {"series": [other, misread]})
    assert [(judged.pointer, judged.outcome) for judged in verdicts] == [
        ("/series/0/points/0/value", "wrong"),
        ("/series/0/points/1/value", "right"),
        ("/series/+0/points/0/value", "invented"),
    ]
