"""What ``extractor doctor`` says about endpoints that work, half work and do not work."""

from dataclasses import replace

import pytest

from extractor.llm.doctor import diagnose
from extractor.llm.settings import ModelSettings
from tests.llm.server import OFF_PROTOCOL, Json, Reply, ScriptedServer, answer
from tests.llm.test_modes import bare, deepseek, llama_cpp, llama_cpp_python


@pytest.mark.parametrize(
    ("script", "mode"),
    [(llama_cpp, "json_schema"), (llama_cpp_python, "tools"), (deepseek, "json"), (bare, "md_json")],
)
def test_what_works_is_said(script: object, mode: str) -> None:
    with ScriptedServer(script) as server:  # type: ignore[arg-type]
        lines = list(diagnose(ModelSettings("scripted", server.base_url, deadline=60)))
    assert any(line.startswith(f"✓ {mode}") for line in lines)
    assert lines[-1] == f"可以使用，将采用 {mode}。It works; {mode} will be used."
    assert any("told by the server" in line for line in lines)


@pytest.mark.parametrize(
    ("count", "said"), [(58, "✓ 图片"), (7, "✗ 图片 pictures: 没有读出图中的数字"), (None, "✗ 图片 pictures: ")]
)
def test_whether_pictures_are_read_is_tried_where_they_are_to_be_sent(count: int | None, said: str) -> None:
    def script(request: Json) -> Reply:
        pictured = isinstance(request["messages"][-1]["content"], list)
        if pictured and count is None:
            return Reply({"error": {"message": "image input is not supported"}}, status=400)
        return answer({"name": "橡皮", "count": count if pictured else 7})

    with ScriptedServer(script) as server:
        settings = ModelSettings("scripted", server.base_url, deadline=60)
        blind = list(diagnose(settings))
        assert not any("图片" in line for line in blind)
        assert all(isinstance(request["messages"][-1]["content"], str) for request in server.requests)
        lines = list(diagnose(replace(settings, vision=True)))
    assert next(line for line in lines if "图片" in line).startswith(said)


def test_a_refused_key_is_said_once() -> None:
    with ScriptedServer(lambda _: Reply({"error": {"message": "bad key"}}, status=401)) as server:
        lines = list(diagnose(ModelSettings("scripted", server.base_url, deadline=60)))
    assert len([line for line in lines if line.startswith("✗")]) == 1
    assert any("EXTRACTOR_API_KEY" in line for line in lines)
    assert lines[-1].startswith("不能使用")


def test_nobody_there_is_said_once() -> None:
    with ScriptedServer([]) as server:
        pass
    lines = list(diagnose(ModelSettings("scripted", server.base_url, deadline=1)))
    assert len([line for line in lines if line.startswith("✗")]) == 1
    assert lines[-1].startswith("不能使用")


@pytest.mark.parametrize("reply", OFF_PROTOCOL.values(), ids=OFF_PROTOCOL.keys())
def test_answers_off_the_protocol_are_said(reply: Reply) -> None:
    with ScriptedServer(lambda _: reply) as server:
        lines = list(diagnose(ModelSettings("scripted", server.base_url, deadline=60)))
    assert all("sent no chat completion" in line for line in lines if line.startswith("✗"))
    assert lines[-1].startswith("不能使用")


def test_the_mode_that_is_set_is_the_one_that_is_tried() -> None:
    with ScriptedServer(llama_cpp) as server:
        lines = list(diagnose(ModelSettings("scripted", server.base_url, mode="json_schema", deadline=60)))
        wrong = list(diagnose(ModelSettings("scripted", server.base_url, mode="md_json", deadline=60)))
    assert [line for line in lines if line.startswith(("✓", "✗"))] == [lines[2]]
    assert lines[-1] == "可以使用，将采用 json_schema。It works; json_schema will be used."
    assert wrong[-1].startswith("不能使用")


def test_an_unknown_price_is_said() -> None:
    with ScriptedServer(lambda _: Reply(status=401)) as server:
        remote = ModelSettings("unheard-of", server.base_url.replace("127.0.0.1", "127.0.0.2"), "k", deadline=1)
        lines = list(diagnose(remote))
    assert any("--prices" in line for line in lines)
