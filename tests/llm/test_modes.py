"""Finding out what an endpoint understands, with servers that are like real ones in what they refuse."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from extractor.errors import ModelRejectedError, ModelUnavailableError
from extractor.llm.prompts import load_prompt
from extractor.llm.session import Asker, ModelSession
from extractor.llm.settings import ModelSettings
from tests.llm.server import Json, Reply, ScriptedServer, answer, completion, session_of
from tests.llm.test_client import RIGHT, Things

PROBE = {"name": "铅笔", "count": 7}


def right(request: Json) -> Json:
    return PROBE if "铅笔" in request["messages"][-1]["content"] or "铅笔" in str(request["messages"]) else RIGHT


def llama_cpp(request: Json) -> Reply:
    """xllamacpp: holds to json_schema, takes no notice of tools, and chats where it is only asked."""
    if request.get("response_format", {}).get("type") == "json_schema":
        return answer(right(request))
    return Reply(completion("铅笔七支。"))


def llama_cpp_python(request: Json) -> Reply:
    """llama-cpp-python's own server: json_schema is refused with 500, tools work."""
    if request.get("response_format", {}).get("type") == "json_schema":
        return Reply({"error": {"message": "unknown response_format"}}, status=500)
    if "tools" in request:
        return Reply(completion(None, tool=json.dumps(right(request))))
    return Reply(completion("铅笔七支。"))


def deepseek(request: Json) -> Reply:
    """Refuses json_schema and tool_choice with 400, knows json_object."""
    kind = request.get("response_format", {}).get("type")
    if kind == "json_schema" or "tools" in request:
        return Reply({"error": {"message": "This response_format type is unavailable now"}}, status=400)
    return answer(right(request)) if kind == "json_object" else Reply(completion("铅笔七支。"))


def bare(request: Json) -> Reply:
    """Knows no parameter beyond messages, but does as it is told."""
    if "response_format" in request or "tools" in request:
        return Reply({"error": {"message": "unknown parameter"}}, status=422)
    return Reply(completion(f"```json\n{json.dumps(right(request))}\n```"))


@pytest.mark.parametrize(
    ("script", "mode"),
    [(llama_cpp, "json_schema"), (llama_cpp_python, "tools"), (deepseek, "json"), (bare, "md_json")],
)
def test_the_first_mode_that_works_is_found_once_and_remembered(script: object, mode: str, tmp_path: Path) -> None:
    with ScriptedServer(script) as server:  # type: ignore[arg-type]
        settings = ModelSettings("m", server.base_url, cache=tmp_path, deadline=120)
        for run in range(2):
            with ModelSession(settings) as session:
                asker = Asker(session, "甲.txt")
                found = session.run(asker.ask(load_prompt("probe"), Things, f"桌子三张{run}"))
                assert found == Things(**RIGHT)
                assert session._mode == mode
            if run == 0:
                probes = len(server.requests)
        assert len(server.requests) == probes + 1


@pytest.mark.parametrize("cached", [True, False])
def test_of_the_processes_of_a_run_one_finds_the_mode(cached: bool, tmp_path: Path) -> None:
    """Sessions with one folder for the run, as its processes have, that begin at the same moment."""

    def slow(request: Json) -> Reply:
        reply = deepseek(request)
        reply.delay = 0.3
        return reply

    with ScriptedServer(slow) as server:
        settings = ModelSettings("m", server.base_url, cache=tmp_path / "cache" if cached else None, shared=tmp_path / "run")

        def found(number: int) -> str:
            with ModelSession(settings) as session:
                return session.run(session.ready(Asker(session, f"{number}.txt").asking))[1]

        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(found, range(4))) == {"json"}
        assert len(server.requests) == 3


def test_a_process_that_finds_no_mode_leaves_the_search_to_the_next(tmp_path: Path) -> None:
    replies = iter([Reply(status=401), answer(PROBE)])
    with ScriptedServer(lambda _: next(replies)) as server:
        settings = ModelSettings("m", server.base_url, shared=tmp_path / "run")
        with ModelSession(settings) as first, ModelSession(settings) as second:
            with pytest.raises(ModelRejectedError):
                first.run(first.ready(Asker(first, "甲.txt").asking))
            assert second.run(second.ready(Asker(second, "乙.txt").asking))[1] == "json_schema"


def test_a_refused_key_is_told_at_once() -> None:
    with ScriptedServer([Reply(status=401)]) as server, ModelSession(ModelSettings("m", server.base_url)) as session:
        with pytest.raises(ModelRejectedError, match="EXTRACTOR_API_KEY"):
            session.run(session.ready(Asker(session, "甲.txt").asking))
        assert len(server.requests) == 1


def test_a_wrong_model_name_is_told_as_such() -> None:
    missing = Reply({"error": {"message": "model `m` does not exist"}}, status=404)
    with (
        ScriptedServer([missing] * 4) as server,
        session_of(server, mode="auto") as session,
        pytest.raises(ModelRejectedError, match="does not exist"),
    ):
        session.run(session.ready(Asker(session, "甲.txt").asking))


def test_an_endpoint_that_cannot_be_reached_is_told_at_once() -> None:
    with ScriptedServer([]) as server:
        pass
    with ModelSession(ModelSettings("m", server.base_url, deadline=1)) as session, pytest.raises(ModelUnavailableError):
        session.run(session.ready(Asker(session, "甲.txt").asking))


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_in_one_mode_alone(status: int) -> None:
    """No mode is refused by that: the others would wait as long, and nothing is known of them in the end."""
    with (
        ScriptedServer(lambda _: Reply(status=status)) as server,
        session_of(server, mode="auto", deadline=2.0) as session,
        pytest.raises(ModelUnavailableError, match=str(status)),
    ):
        session.run(session.ready(Asker(session, "甲.txt").asking))
    assert len({json.dumps(request) for request in server.requests}) == 1


def test_a_spent_quota_ends_the_search_for_a_mode() -> None:
    spent = Reply({"error": {"message": "quota", "type": "insufficient_quota"}}, status=429)
    with (
        ScriptedServer([spent]) as server,
        session_of(server, mode="auto") as session,
        pytest.raises(ModelRejectedError, match="quota"),
    ):
        session.run(session.ready(Asker(session, "甲.txt").asking))
    assert len(server.requests) == 1


def test_a_model_that_only_chats_is_told_as_such() -> None:
    with (
        ScriptedServer(lambda _: Reply(completion("铅笔七支。"))) as server,
        session_of(server, mode="auto") as session,
        pytest.raises(ModelRejectedError, match="four modes"),
    ):
        session.run(session.ready(Asker(session, "甲.txt").asking))
