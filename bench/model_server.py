"""A chat-completions server in a process of its own: a set latency, a bound on calls at once, usage by estimate.

``python -m bench.model_server LATENCY ALLOWED`` prints its address and serves until its standard input ends.
"""

import asyncio
import json
import re
import sys
import time
from typing import Any

from aiohttp import web

from extractor.llm.budget import estimate_tokens


class Model:
    """Answers every number asked about as no fact, every table question with no rows, and the trial question."""

    def __init__(self, latency: float, allowed: int) -> None:
        self.latency, self.allowed, self.active = latency, allowed, 0

    async def answer(self, request: web.Request) -> web.Response:
        """One completion, or 429 where too many are under way."""
        if self.active >= self.allowed:
            return web.json_response({"error": {"message": "too many"}}, status=429, headers={"Retry-After": "0.2"})
        self.active += 1
        try:
            started = time.monotonic()
            answer = web.json_response(_completion(await request.json()))
            await asyncio.sleep(started + self.latency - time.monotonic())
            return answer
        finally:
            self.active -= 1


def _completion(body: dict[str, Any]) -> dict[str, Any]:
    question = body["messages"][-1]["content"]
    schema = body["response_format"]["json_schema"]
    content = json.dumps(_content(schema["name"], question), ensure_ascii=False)
    asked = "".join(message["content"] for message in body["messages"]) + json.dumps(schema, ensure_ascii=False)
    prompt, written = estimate_tokens(asked), estimate_tokens(content)
    return {
        "id": "bench",
        "object": "chat.completion",
        "created": 0,
        "model": "bench",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}},
        ],
        "usage": {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written},
    }


def _content(name: str, question: str) -> dict[str, Any]:
    if name == "FactsAnswer":
        numbers = re.split("、", question.rpartition("要判断的数字：")[2])
        return {"facts": [], "others": [{"number": number[:20]} for number in numbers[:30]]}
    if name == "Thing":
        return {"name": "铅笔", "count": 7}
    return {"rows": []} if name == "BlockAnswer" else {"problems": [], "improvements": []}


async def _serve(latency: float, allowed: int) -> None:
    app = web.Application()
    app.router.add_post("/v1/chat/completions", Model(latency, allowed).answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1]), int(sys.argv[2])))
