"""A real HTTP server that speaks the chat-completions protocol, and misbehaves on order."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from extractor.llm.session import ModelSession
from extractor.llm.settings import ModelSettings

Json = dict[str, Any]


@dataclass
class Reply:
    """One HTTP answer. ``cut``: close the connection after so many bytes of the body. ``delay`` in seconds."""

    body: Json | str | bytes = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: int | None = None
    content_type: str = "application/json"


Script = Callable[[Json], Reply | Awaitable[Reply]]


def completion(
    content: str | None,
    *,
    finish: str = "stop",
    usage: Json | None = None,
    model: str = "scripted",
    refusal: str | None = None,
    tool: str | None = None,
    choices: list[Json] | None = None,
) -> Json:
    """A chat completion with one choice; ``tool`` is the arguments of a tool call."""
    message: Json = {"role": "assistant", "content": content}
    if refusal is not None:
        message["refusal"] = refusal
    if tool is not None:
        call = {"id": "1", "type": "function", "function": {"name": "answer", "arguments": tool}}
        message["tool_calls"] = [call]
    body: Json = {
        "id": "x",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish}] if choices is None else choices,
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110} if usage is None else usage,
    }
    if usage == {}:
        del body["usage"]
    return body


def answer(value: object, **options: object) -> Reply:
    """``value`` as the model's JSON."""
    return Reply(completion(json.dumps(value, ensure_ascii=False), **options))  # type: ignore[arg-type]


def _with(message: Json, **more: object) -> Json:
    return completion(None, choices=[{"index": 0, "finish_reason": "stop", "message": message}]) | more


OFF_PROTOCOL: dict[str, Reply] = {
    "a choice that is null": Reply(completion(None, choices=[None])),  # type: ignore[list-item]
    "no message": Reply(completion(None, choices=[{"index": 0, "finish_reason": "stop"}])),
    "content in parts": Reply(_with({"content": [{"type": "text", "text": "{}"}]})),
    "content is a number": Reply(_with({"content": 5})),
    "a tool call without function": Reply(_with({"tool_calls": [{"id": "1", "type": "function", "function": None}]})),
    "a refusal with parts": Reply(_with({"refusal": {"reason": "no"}})),
    "the model is a number": Reply(_with({"content": "{}"}, model=5)),
    "the model is a list": Reply(_with({"content": "{}"}, model=["m"])),
    "a list": Reply("[1, 2]"),
    "null": Reply("null"),
    "not UTF-8": Reply(b'{"choices": [{"message": {"content": "\xff\xfe"}}]}'),
    "a body of brackets": Reply("[" * 200_000),
}
"""Answers with status 200 that are no chat completions."""


class ScriptedServer:
    """Serves on a free loopback port while its ``with`` block lasts; ``requests`` is what it was sent.

    ``script`` gives the reply to each request: a function of the request's JSON, or replies in order.
    """

    def __init__(self, script: Script | Iterable[Reply]) -> None:
        if callable(script):
            self.script: Script = script
        else:
            replies = iter(script)
            self.script = lambda request: next(replies)
        self.requests: list[Json] = []
        self.base_url = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application(client_max_size=1 << 26)
        app.router.add_post("/v1/chat/completions", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.requests.append(asked)
        reply = self.script(asked)
        if not isinstance(reply, Reply):
            reply = await reply
        await asyncio.sleep(reply.delay)
        body = reply.body if isinstance(reply.body, bytes) else _text(reply.body).encode()
        if reply.cut is None:
            return web.Response(body=body, status=reply.status, headers=reply.headers, content_type=reply.content_type)
        response = web.StreamResponse(status=reply.status, headers={"Content-Length": str(len(body))})
        response.content_type = reply.content_type
        await response.prepare(request)
        await response.write(body[: reply.cut])
        assert request.transport is not None
        request.transport.close()
        return response


def _text(body: Json | str) -> str:
    return body if isinstance(body, str) else json.dumps(body)


def session_of(server: ScriptedServer, **more: object) -> ModelSession:
    """A session with the server's model, in mode ``json_schema`` unless told otherwise."""
    settings = {"mode": "json_schema"} | more
    return ModelSession(ModelSettings("scripted", server.base_url, **settings))  # type: ignore[arg-type]
