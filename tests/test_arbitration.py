"""Table cells in doubt, read once more by a scripted model: taken only where the form's arithmetic proves them."""

from pathlib import Path

import pytest

from extractor.pipeline import extract
from extractor.result import Result, value_at
from tests.llm.server import Json, Reply, ScriptedServer, answer, session_of
from tests.readers.test_llm import empty, kind_of

SAMPLE = "001_79dfd87bc59a18f9.txt"
ROW = "一、本年新收政府信息公开申请数量 | 19 | 0 | 0 | 0 | 0 | 2 | 21 | ||"
UNSPLIT = "一、本年新收政府信息公开申请数量 : 19 ; 0 ; 0 ; 0 ; 0 ; 2 ; 21 |"
LOST = "一、本年新收政府信息公开申请数量 : 19 ; 2 ; 21 |"
MISTAKE = "四、结转下年度继续办理 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |"
"""The agency's own: with it the balance does not hold, and no reading of the row above is proven."""
RIGHT = ["19", "0", "0", "0", "0", "2", "21"]
COLUMNS = ["natural_person", "business", "research", "public_interest", "legal_service", "other", "total"]


def report(folder: Path, row: str) -> Path:
    """A sample without the agency's mistake whose first row of section three is ``row``."""
    text = (Path("examples") / SAMPLE).read_text()
    assert text.count(ROW) == text.count(MISTAKE) == 1
    path = folder / SAMPLE
    path.write_text(text.replace(ROW, row).replace(MISTAKE, MISTAKE.replace("1", "0")))
    return path


def arbitrated(path: Path, cells: list[str]) -> tuple[Result, list[str]]:
    """The result with a model that reads the first row of section three as ``cells``; the questions about tables."""

    def script(request: Json) -> Reply:
        kind = kind_of(request)
        if kind != "BlockAnswer":
            return answer(empty(kind))
        rows = request["messages"][-1]["content"].partition("列：")[0].splitlines()
        numbers = [int(line.split()[0]) for line in rows if "本年新收" in line]
        return answer({"rows": [{"row": number, "cells": cells} for number in numbers]})

    with ScriptedServer(script) as server, session_of(server) as session:
        result = extract(path, engine="hybrid", model=session)
    questions = [request["messages"][-1]["content"] for request in server.requests if kind_of(request) == "BlockAnswer"]
    return result, questions


def received(result: Result) -> list[object]:
    assert result.report is not None
    return [value_at(result.report, f"/requests/received/{column}") for column in COLUMNS]


def test_a_table_that_is_read_whole_is_not_asked_about(tmp_path: Path) -> None:
    result, questions = arbitrated(report(tmp_path, ROW), RIGHT)
    assert received(result) == [int(cell) for cell in RIGHT]
    assert questions == []


@pytest.mark.parametrize("row", [UNSPLIT, LOST], ids=["cells not parted", "and blanks lost"])
def test_what_is_left_open_is_asked_as_a_few_rows_with_their_headings(row: str, tmp_path: Path) -> None:
    _, questions = arbitrated(report(tmp_path, row), [])
    assert questions
    assert all("自然人" in question and "科研机构" in question for question in questions)
    assert all(question.partition("列：")[0].count("\n") <= 10 for question in questions)


def test_rows_that_are_dropped_are_counted_and_shown(tmp_path: Path) -> None:
    result, _ = arbitrated(report(tmp_path, UNSPLIT), ["7", "7", "7", "7", "7", "7", "42"])
    shown = [flag.message for flag in result.flags if flag.code == "ungrounded_dropped"]
    assert len(shown) == 1
    assert "7 7 7 7 7 7 42" in shown[0]
    assert result.run.dropped == 1


def test_a_proven_reading_is_taken_with_its_place(tmp_path: Path) -> None:
    path = report(tmp_path, UNSPLIT)
    assert received(extract(path, engine="offline")) == [None] * 7
    result, _ = arbitrated(path, RIGHT)
    assert received(result) == [int(cell) for cell in RIGHT]
    assert not any(flag.code == "row_missing" for flag in result.flags)
    evidence = result.evidence["/requests/received/other"]
    assert (evidence.raw, evidence.readers) == ("2", ["llm"])
    assert evidence.start == path.read_text().index(UNSPLIT) + UNSPLIT.index("; 2") + 2
    assert evidence.confidence > 0.9


@pytest.mark.parametrize(
    "cells",
    [
        ["19", "0", "0", "0", "0", "2", "22"],
        ["19", "2", "0", "0", "0", "0", "21"],
        ["21", "0", "0", "0", "0", "2", "19"],
        ["19", "0", "0", "0", "2", "21"],
        ["", "", "", "", "", "", ""],
        ["99"] * 7,
    ],
    ids=["a wrong digit", "another order", "swapped", "too few", "all blank", "invented"],
)
def test_what_does_not_stand_in_the_row_is_dropped(cells: list[str], tmp_path: Path) -> None:
    result, questions = arbitrated(report(tmp_path, UNSPLIT), cells)
    assert questions
    assert received(result) == [None] * 7
    assert result.run.dropped >= 1
    assert result.status == "needs_review"


@pytest.mark.parametrize(
    "cells",
    [["19", "2", "", "", "", "", "21"], ["19", "", "", "2", "", "", "21"], ["", "19", "2", "21", "", "", ""]],
)
def test_a_grounded_reading_that_the_arithmetic_contradicts_is_not_taken(cells: list[str], tmp_path: Path) -> None:
    """The digits stand in the row, but in columns where the balance with the other rows does not hold."""
    result, _ = arbitrated(report(tmp_path, LOST), cells)
    assert result.status == "needs_review"
    for column, read in zip(COLUMNS, received(result), strict=True):
        assert read in (None, int(RIGHT[COLUMNS.index(column)])), column


def test_lost_blanks_in_their_right_columns_are_taken(tmp_path: Path) -> None:
    path = report(tmp_path, LOST)
    result, _ = arbitrated(path, ["19", "", "", "", "", "2", "21"])
    assert received(result) == [19, None, None, None, None, 2, 21]
    assert result.evidence["/requests/received/other"].qualifier == "exact"


def test_the_model_alone_reads_rows_and_says_what_it_did_not_read(tmp_path: Path) -> None:
    path = report(tmp_path, ROW)

    def script(request: Json) -> Reply:
        kind = kind_of(request)
        if kind != "BlockAnswer":
            return answer(empty(kind))
        question = request["messages"][-1]["content"]
        lines = question.partition("要读的行：")[2].partition("列：")[0].split("\n")
        read = [int(line.split()[0]) for line in lines if "本年新收" in line]
        return answer({"rows": [{"row": number, "cells": RIGHT} for number in read]})

    with ScriptedServer(script) as server, session_of(server) as session:
        result = extract(path, engine="llm", model=session)
    assert received(result) == [int(cell) for cell in RIGHT]
    assert result.evidence["/requests/received/total"].readers == ["llm"]
    assert result.status == "needs_review"
    flagged = {pointer for flag in result.flags if flag.code.endswith("_missing") for pointer in flag.pointers}
    assert {"/challenges", "/proactive", "/requests/carried_out"} <= flagged
    assert "/requests/received" not in flagged
