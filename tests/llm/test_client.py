"""The client against a server that misbehaves: each fault ends in the right value or in an error that names it."""

import json
import time
from pathlib import Path

import pytest
from pydantic import BaseModel, Field

from extractor.errors import (
    AnswerCutError,
    ExtractorError,
    ModelAnswerError,
    ModelRejectedError,
    ModelUnavailableError,
    SettingsError,
)
from extractor.llm.prompts import load_prompt
from extractor.llm.session import Asker, ModelSession
from extractor.llm.settings import ModelSettings, ModeName
from tests.llm.server import OFF_PROTOCOL, Json, Reply, ScriptedServer, answer, completion, session_of


class Things(BaseModel):
    """A test's answer."""

    names: list[str] = Field(max_length=3)
    count: int = Field(ge=0)


RIGHT: Json = {"names": ["桌子"], "count": 3}


def ask(server: ScriptedServer, *, deadline: float = 60.0, mode: ModeName = "json_schema", **more: object) -> Things:
    settings = ModelSettings("scripted", server.base_url, mode=mode, deadline=deadline, **more)
    with ModelSession(settings) as session:
        return session.run(Asker(session, "甲.txt").ask(load_prompt("probe"), Things, "桌子三张"))


def outcome(*replies: Reply, **options: object) -> tuple[Things | ExtractorError, list[Json], float]:
    """The answer or the error, what the server was asked, and the seconds it took."""
    started = time.monotonic()
    with ScriptedServer(replies) as server:
        try:
            result: Things | ExtractorError = ask(server, **options)
        except ExtractorError as error:
            result = error
    return result, server.requests, time.monotonic() - started


@pytest.mark.parametrize(
    "fault",
    [
        Reply(status=429, headers={"Retry-After": "0"}),
        Reply(status=408),
        Reply(status=409),
        Reply(status=500, body="oops", content_type="text/plain"),
        Reply(status=503),
        Reply(completion('{"names": []'), cut=40),
        Reply('{"choices": [{"mess', content_type="application/json"),
    ],
    ids=["429", "408", "409", "500", "503", "disconnected mid-body", "body is no JSON"],
)
def test_passing_faults_are_tried_again(fault: Reply) -> None:
    result, requests, _ = outcome(fault, answer(RIGHT))
    assert result == Things(**RIGHT)
    assert len(requests) == 2
    assert requests[0] == requests[1]


def test_retry_after_is_obeyed() -> None:
    result, _, seconds = outcome(Reply(status=429, headers={"Retry-After": "1"}), answer(RIGHT))
    assert result == Things(**RIGHT)
    assert 1.0 <= seconds < 30.0


def test_retry_after_beyond_the_deadline_ends_at_once() -> None:
    result, requests, seconds = outcome(Reply(status=429, headers={"Retry-After": "600"}), deadline=20.0)
    assert isinstance(result, ModelUnavailableError)
    assert "甲.txt" in str(result)
    assert "429，要求等待 600 秒" in str(result)
    assert len(requests) == 1
    assert seconds < 20.0


def test_a_hanging_server_is_left_at_the_deadline() -> None:
    result, _, seconds = outcome(Reply(delay=30), deadline=1.0)
    assert isinstance(result, ModelUnavailableError)
    assert seconds < 15.0


def test_a_hanging_call_is_tried_again() -> None:
    result, requests, _ = outcome(Reply(delay=30), answer(RIGHT), call_timeout=0.5)
    assert result == Things(**RIGHT)
    assert len(requests) == 2


def test_nobody_answers() -> None:
    with ScriptedServer([]) as server:
        pass
    with pytest.raises(ModelUnavailableError, match=r"甲\.txt"):
        ask(server, deadline=1.0)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_request_turned_down_is_not_repeated(status: int) -> None:
    result, requests, _ = outcome(Reply({"error": {"message": "no such model"}}, status=status))
    assert isinstance(result, ModelRejectedError)
    assert str(status) in str(result)
    assert len(requests) == 1


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(RIGHT),
        f"```json\n{json.dumps(RIGHT)}\n```",
        f"<think>也许是 {{}}</think>\n{json.dumps(RIGHT)}",
        f'<think>{{"names": ["椅子"], "count": 9}}</think>```\n{json.dumps(RIGHT)}\n```',
        f"开头没有标签的思考</think>{json.dumps(RIGHT)}",
        f"好的，结果如下：{json.dumps(RIGHT)}",
    ],
    ids=["bare", "fenced", "thinking", "thinking with JSON, fenced", "thinking without its tag", "chatty"],
)
@pytest.mark.parametrize("mode", ["json_schema", "json", "md_json"])
def test_wrappings_are_taken_off(content: str, mode: ModeName) -> None:
    result, requests, _ = outcome(Reply(completion(content)), mode=mode)
    assert result == Things(**RIGHT)
    assert len(requests) == 1


def test_tools() -> None:
    result, requests, _ = outcome(Reply(completion(None, tool=json.dumps(RIGHT))), mode="tools")
    assert result == Things(**RIGHT)
    assert requests[0]["tool_choice"]["function"]["name"] == "Things"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(completion('{"names": ["桌', finish="length")), AnswerCutError),
        (Reply(completion(None, refusal="不能帮助")), ModelAnswerError),
        (Reply(completion("", finish="content_filter")), ModelAnswerError),
        (Reply(completion(None, choices=[])), ModelAnswerError),
        (Reply(completion("")), ModelAnswerError),
        (Reply("<html>登录</html>", content_type="text/html"), ModelAnswerError),
        (Reply({"error": "overloaded"}), ModelAnswerError),
    ],
    ids=["cut off", "refusal", "content filter", "no choices", "empty", "a web page", "an error with status 200"],
)
def test_answers_that_are_none_are_named_and_not_repeated(reply: Reply, error: type[ExtractorError]) -> None:
    result, requests, _ = outcome(reply)
    assert type(result) is error
    assert "甲.txt" in str(result)
    assert len(requests) == 1


@pytest.mark.parametrize("mode", ["json_schema", "tools", "md_json"])
@pytest.mark.parametrize("reply", OFF_PROTOCOL.values(), ids=OFF_PROTOCOL.keys())
def test_answers_off_the_protocol_are_named(reply: Reply, mode: ModeName) -> None:
    result, requests, _ = outcome(reply, mode=mode)
    assert type(result) is ModelAnswerError
    assert "甲.txt" in str(result)
    assert len(requests) == 1


@pytest.mark.parametrize(
    "usage",
    [[1], {"prompt_tokens": -100_000, "completion_tokens": -5}, {"prompt_tokens": 10**30, "completion_tokens": 1}],
    ids=["a list", "negative", "beyond all reason"],
)
def test_usage_that_cannot_be_is_estimated(usage: Json) -> None:
    reply = Reply(completion(json.dumps(RIGHT)) | {"usage": usage})
    with ScriptedServer([reply]) as server, session_of(server) as session:
        asker = Asker(session, "甲.txt")
        assert session.run(asker.ask(load_prompt("probe"), Things, "桌子三张")) == Things(**RIGHT)
    assert asker.account.estimated == 1
    assert 0 < asker.account.tokens < 1000


@pytest.mark.parametrize("wait", ["²", "Fri, 31 Dec 99999 23:59:59 GMT", "soon"])
def test_a_retry_after_that_says_nothing_is_passed_over(wait: str) -> None:
    busy = Reply(status=429, headers={"Retry-After": wait})
    result, requests, _ = outcome(busy, answer(RIGHT))
    assert result == Things(**RIGHT)
    assert len(requests) == 2


def test_a_server_that_asks_for_the_newer_parameter_gets_it() -> None:
    """Refused once a session; from then on the answer's length goes under its newer name."""

    def script(request: Json) -> Reply:
        if "max_tokens" in request:
            message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'."
            return Reply({"error": {"message": message, "code": "unsupported_parameter"}}, status=400)
        return answer(RIGHT)

    with ScriptedServer(script) as server, session_of(server) as session:
        for number in range(2):
            asker = Asker(session, "甲.txt")
            assert session.run(asker.ask(load_prompt("probe"), Things, f"桌子{number}")) == Things(**RIGHT)
    assert [request.get("max_completion_tokens") for request in server.requests] == [None, 2000, 2000]


def test_a_spent_quota_is_final() -> None:
    spent = Reply({"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}, status=429)
    result, requests, _ = outcome(spent)
    assert isinstance(result, ModelRejectedError)
    assert "额度" in str(result)
    assert len(requests) == 1


def test_one_deadline_holds_for_all_questions_of_a_document() -> None:
    """The second question has no time left, and is not put off: what the rules read waits for it."""
    with ScriptedServer(lambda _: Reply(status=503)) as server, session_of(server, deadline=3.0) as session:
        asker = Asker(session, "甲.txt")
        started = time.monotonic()
        for number in range(2):
            with pytest.raises(ModelUnavailableError, match=r"503|Timeout"):
                session.run(asker.ask(load_prompt("probe"), Things, f"桌子{number}"))
        assert time.monotonic() - started < 5.0


@pytest.mark.parametrize(
    "wrong",
    ["没有 JSON", '{"names": ["桌子"]}', '{"names": ["桌子"], "count": -1}', '{"names": ["桌子"], "count": 3'],
    ids=["prose", "field missing", "out of bounds", "JSON not closed"],
)
def test_a_broken_schema_is_asked_again(wrong: str) -> None:
    result, requests, _ = outcome(Reply(completion(wrong)), answer(RIGHT))
    assert result == Things(**RIGHT)
    assert len(requests) == 2


def test_a_schema_broken_three_times_is_an_error() -> None:
    result, requests, _ = outcome(*[answer({"names": []})] * 3)
    assert type(result) is ModelAnswerError
    assert len(requests) == 3


def test_a_reask_sends_the_error_and_the_offending_item_alone() -> None:
    """The transcript does not grow: after a huge wrong answer both re-asks are as long as the question."""
    huge = {"names": ["甲" * 50000], "count": "很多"}
    _, requests, _ = outcome(answer(huge), answer(huge), answer(RIGHT))
    first, second, third = (len(json.dumps(request, ensure_ascii=False)) for request in requests)
    assert second == third
    assert second - first < 500
    assert "count" in requests[1]["messages"][-1]["content"]
    assert "很多" in requests[1]["messages"][-1]["content"]
    assert all(message["role"] != "assistant" for message in requests[2]["messages"])


def test_missing_usage_is_estimated_and_counted() -> None:
    with ScriptedServer([answer(RIGHT, usage={})]) as server, session_of(server) as session:
        asker = Asker(session, "甲.txt")
        session.run(asker.ask(load_prompt("probe"), Things, "桌子三张"))
    assert asker.account.estimated == 1
    assert asker.account.prompt_tokens > 20
    assert asker.account.completion_tokens > 3


def test_another_model_than_asked_for_is_noticed() -> None:
    with ScriptedServer([answer(RIGHT, model="other-7b")]) as server, session_of(server) as session:
        asker = Asker(session, "甲.txt")
        session.run(asker.ask(load_prompt("probe"), Things, "桌子三张"))
    assert asker.account.answered_by == {"other-7b"}


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    openai = {
        "EXTRACTOR_CACHE": "off",
        "OPENAI_BASE_URL": "http://127.0.0.1:1/v1",
        "OPENAI_API_KEY": "a",
        "OPENAI_MODEL": "m",
    }
    assert ModelSettings.from_environment(openai) == ModelSettings("m", "http://127.0.0.1:1/v1", "a")
    own = {"EXTRACTOR_BASE_URL": "http://h/v1", "EXTRACTOR_API_KEY": "b", "EXTRACTOR_MODEL": "n"}
    assert ModelSettings.from_environment(openai | own) == ModelSettings("n", "http://h/v1", "b")
    given = ModelSettings.from_environment(openai | own, model="o", cache=tmp_path)
    assert (given.model, given.base_url, given.cache) == ("o", "http://h/v1", tmp_path)
    assert "b" not in repr(given).replace("base_url", "").split("api_key")[-1][:3]


def test_bounds_and_files_come_from_the_environment(tmp_path: Path) -> None:
    bounds = {
        "EXTRACTOR_MODEL": "m",
        "EXTRACTOR_API_KEY": "k",
        "EXTRACTOR_MODE": "json",
        "XDG_CACHE_HOME": str(tmp_path),
    }
    bounds |= {"EXTRACTOR_MAX_COST": "1.5", "EXTRACTOR_MAX_TOKENS": "1000", "EXTRACTOR_PRICES": "p.json"}
    bounds |= {"EXTRACTOR_CALL_TIMEOUT": "600", "EXTRACTOR_DEADLINE": "1800", "EXTRACTOR_VISION": "on"}
    bounds |= {"EXTRACTOR_CHUNK_TOKENS": "600", "EXTRACTOR_ANSWER_TOKENS": "900"}
    settings = ModelSettings.from_environment(bounds)
    assert (settings.mode, settings.max_cost, settings.max_tokens) == ("json", 1.5, 1000)
    assert (settings.call_timeout, settings.deadline, settings.vision) == (600, 1800, True)
    assert (settings.chunk_tokens, settings.answer_tokens) == (600, 900)
    assert settings.prices == Path("p.json")
    assert settings.cache is not None
    assert settings.cache.is_relative_to(tmp_path)
    with pytest.raises(SettingsError, match="EXTRACTOR_MAX_TOKENS"):
        ModelSettings.from_environment(bounds | {"EXTRACTOR_MAX_TOKENS": "many"})
    with pytest.raises(SettingsError, match="must be on or off"):
        ModelSettings.from_environment(bounds | {"EXTRACTOR_VISION": "yes"})
    with pytest.raises(SettingsError, match="md_json"):
        ModelSettings.from_environment(bounds | {"EXTRACTOR_MODE": "best"})


@pytest.mark.parametrize(
    ("environment", "missing"),
    [({}, "EXTRACTOR_MODEL"), ({"EXTRACTOR_MODEL": "m", "OPENAI_API_KEY": ""}, "EXTRACTOR_API_KEY")],
)
def test_missing_settings_are_told(environment: dict[str, str], missing: str) -> None:
    with pytest.raises(SettingsError, match=missing):
        ModelSettings.from_environment(environment)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_cost", float("nan")),
        ("max_cost", -1.0),
        ("max_tokens", -5),
        ("deadline", 0.0),
        ("call_timeout", float("inf")),
        ("chunk_tokens", 0),
        ("answer_tokens", -1),
        ("base_url", "http://[bad"),
        ("base_url", "host/v1"),
        ("base_url", "http://host:99999/v1"),
        ("api_key", "密钥"),
        ("api_key", "k\n"),
    ],
)
def test_settings_that_cannot_hold_are_told(name: str, value: object) -> None:
    with pytest.raises(SettingsError):
        ModelSettings("m", **{name: value})  # type: ignore[arg-type]


def test_that_one_waits_is_told_before_anything_is_asked() -> None:
    asked: list[int] = []

    def about_to_wait() -> None:
        time.sleep(0.5)
        asked.append(len(server.requests))

    with ScriptedServer([answer(RIGHT)]) as server:
        settings = ModelSettings("scripted", server.base_url, mode="json_schema")
        with ModelSession(settings, about_to_wait) as session:
            session.run(Asker(session, "甲.txt").ask(load_prompt("probe"), Things, "桌子三张"))
    assert asked == [0]
