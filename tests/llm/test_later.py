"""Questions that wait for a batch: all of one round at once, none twice, and further rounds where answers ask for more."""

import json
from pathlib import Path

import pytest

from extractor import extract
from extractor.errors import SettingsError
from extractor.llm.later import LaterSession
from extractor.llm.questions import Question
from extractor.llm.settings import ModelSettings
from extractor.result import Result
from tests.batch.documents import report, write
from tests.llm.server import Json, completion

_OPEN = "全年召开新闻发布会{}次，开展宣讲活动十三场。"


@pytest.fixture
def documents(tmp_path: Path) -> list[Path]:
    """Two reports without problems or challenges, with numbers in the prose that the rules leave open."""
    names = ("十二", "十五")
    return [
        write(tmp_path, f"{words}.md", report("云浦县司法局", 2023).replace("无。", _OPEN.format(words), 1))
        for words in names
    ]


def _settings(folder: Path, **more: object) -> ModelSettings:
    """Nobody listens at the address."""
    return ModelSettings("scripted", "http://127.0.0.1:9/v1", **({"cache": folder / "cache"} | more))  # type: ignore[arg-type]


def _body(question: Question) -> Json:
    return json.loads(question.body)  # type: ignore[no-any-return]


def _nothing(question: Question) -> Json:
    """A completion of the asked schema with every list empty and every value null."""
    properties = _body(question)["response_format"]["json_schema"]["schema"]["properties"]
    nothing = {name: [] if "items" in part else None for name, part in properties.items()}
    return completion(json.dumps(nothing, ensure_ascii=False))


def _rounds(session: LaterSession, path: Path) -> tuple[list[set[str]], Result]:
    """The schemas asked for in each round until nothing is open, and the result then."""
    assert session.cache is not None
    rounds: list[set[str]] = []
    for _ in range(9):
        result = extract(path, engine="hybrid", model=session)
        questions = session.take_questions()
        if not questions:
            return rounds, result
        rounds.append({_body(question)["response_format"]["json_schema"]["name"] for question in questions})
        for question in questions:
            session.cache.put(question.key, _nothing(question))
    raise AssertionError(rounds)


def test_what_can_be_asked_is_asked_in_one_round(documents: list[Path], tmp_path: Path) -> None:
    """The numbers' second pass and the tables' cells in doubt wait for the first answers."""
    with LaterSession(_settings(tmp_path)) as session:
        rounds, result = _rounds(session, documents[0])
    assert rounds[0] == {"FactsAnswer", "ProblemsAnswer"}
    assert len(rounds) <= 3
    assert (result.status, result.run.calls) == ("needs_review", 0)
    assert "answer_awaited" not in {flag.code for flag in result.flags}


def test_what_another_document_asked_is_not_asked_again(documents: list[Path], tmp_path: Path) -> None:
    with LaterSession(_settings(tmp_path)) as session:
        _rounds(session, documents[0])
        rounds, _ = _rounds(session, documents[1])
    assert rounds[0] == {"FactsAnswer"}


def test_the_same_reading_asks_the_same_questions(documents: list[Path], tmp_path: Path) -> None:
    asked = []
    for _ in range(2):
        with LaterSession(_settings(tmp_path)) as session:
            extract(documents[0], engine="llm", model=session)
            asked.append({question.key for question in session.take_questions()})
    assert asked[0] == asked[1]
    assert len(asked[0]) > 2


def test_a_line_is_as_the_batch_api_wants_it() -> None:
    question = Question.of({"model": "m", "messages": [{"role": "user", "content": "条"}]})
    line = json.loads(question.line())
    assert list(line) == ["custom_id", "method", "url", "body"]
    assert (line["custom_id"], line["body"]["messages"][0]["content"]) == (question.key, "条")
    assert question.line().endswith(b"}\n")


@pytest.mark.parametrize(
    "setting", [{"cache": None}, {"max_tokens": 5}, {"max_cost": 1.0}, {"model": "gguf:x"}], ids=str
)
def test_settings_that_cannot_hold_are_refused(setting: dict[str, object], tmp_path: Path) -> None:
    model = {"model": "gpt-4o-mini", "base_url": "http://127.0.0.1:9/v1", "cache": tmp_path}
    with pytest.raises(SettingsError):
        LaterSession(ModelSettings(**(model | setting)))  # type: ignore[arg-type]
