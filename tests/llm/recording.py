"""Conversations with a real model, kept as JSON and replayed by the test server.

``python -m tests.llm.recording NAME MODEL`` records one with the endpoint of ``EXTRACTOR_BASE_URL`` (``make
test-live`` says how to get a small model); MODEL is its name for the endpoint.
"""

import hashlib
import json
import os
import sys
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from extractor.llm.session import ModelSession
from extractor.llm.settings import ModelSettings
from extractor.pipeline import extract
from extractor.result import Result
from tests.llm.server import Json, Reply, ScriptedServer

CASSETTES = Path(__file__).parent / "cassettes"
REPORT = """清河县水务局2023年政府信息公开工作年度报告
一、总体情况
2023年，清河县水务局认真落实条例要求，不断完善公开机制，公开质量稳步提升。
全年通过门户网站公开信息836条，政务微博发布消息1,275条，总阅读量达164万次。开展“水务开放日”活动4次，邀请市民代表90余人参加。
受理依申请公开17件，其中网络申请12件、信函申请5件，办结率100%。通过12345热线答复咨询2300多个。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
存在的问题：一是栏目更新不够及时，二是解读形式较为单一。下一步，将加强栏目维护，丰富图解、视频等解读形式。
六、其他需要报告的事项
本年度未收取信息处理费。
"""


def key(request: Json) -> str:
    """What tells requests apart, whatever else the client sends along."""
    told = [request["messages"], request.get("response_format"), request.get("tools")]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read(base_url: str, model: str, *, engine: str = "llm", **more: Any) -> Result:  # noqa: ANN401
    """The report read by the endpoint's model."""
    settings = ModelSettings(model, base_url, **({"mode": "json_schema"} | more))
    with TemporaryDirectory() as folder, ModelSession(settings) as session:
        path = Path(folder) / "清河县.txt"
        path.write_text(REPORT)
        return extract(path, engine=engine, model=session)  # type: ignore[arg-type]


def replay(name: str) -> Result:
    """The report read by the recorded model; a question that was not recorded is an error."""
    tape = json.loads((CASSETTES / f"{name}.json").read_text())
    answers = {entry["key"]: entry["answer"] for entry in tape["conversation"]}

    def script(request: Json) -> Reply:
        known = answers.get(key(request))
        return Reply({"error": {"message": "not recorded"}}, status=400) if known is None else Reply(known)

    with ScriptedServer(script) as server:
        return read(server.base_url, tape["model"])


def record(name: str, model: str, base_url: str) -> Result:
    """Ask the real model through a server that writes down what is said."""
    conversation: list[Json] = []

    def script(request: Json) -> Reply:
        body = json.dumps(request).encode()
        asked = urllib.request.Request(
            f"{base_url}/chat/completions", data=body, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=900) as answered:
            answer = json.load(answered)
        kept = {name: answer[name] for name in ("id", "object", "created", "model", "choices", "usage")}
        conversation.append({"key": key(request), "question": request["messages"][-1]["content"], "answer": kept})
        print(f"{len(conversation)}: {answer['usage']}", flush=True)
        return Reply(kept)

    with ScriptedServer(script) as server:
        result = read(server.base_url, model, first_concurrency=1, max_concurrency=1, call_timeout=900, deadline=3600)
    tape = {"model": model, "conversation": conversation}
    (CASSETTES / f"{name}.json").write_text(json.dumps(tape, ensure_ascii=False, indent=1) + "\n")
    return result


if __name__ == "__main__":
    recorded = record(sys.argv[1], sys.argv[2], os.environ["EXTRACTOR_BASE_URL"])
    print(recorded.to_json())
