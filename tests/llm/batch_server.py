"""A real HTTP server with the files and batches endpoints of the OpenAI Batch API; what becomes of a batch is the test's."""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

Json = dict[str, Any]
Outcome = Json | str
"""What becomes of a question: the body of its completion, or the code of its error."""
Answering = Callable[[Json], Outcome]


class BatchServer:
    """Serves on a free loopback port while its ``with`` block lasts.

    A batch stays ``in_progress`` until ``finish`` is called. ``lose``: answers to the next requests that make a batch
    are lost on their way: the batch is made, the connection is held for ``hold`` seconds and then closed.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, Json] = {}
        self.paid: Counter[str] = Counter()
        self.lose = 0
        self.hold = 0.0
        self.refuse: str | None = None
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
        app = web.Application(client_max_size=1 << 28)
        app.router.add_post("/v1/files", self._upload)
        app.router.add_get("/v1/files/{id}/content", self._content)
        app.router.add_post("/v1/batches", self._create)
        app.router.add_get("/v1/batches", self._list)
        app.router.add_get("/v1/batches/{id}", self._retrieve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"

    def questions(self, batch_id: str) -> list[Json]:
        """The lines of a batch's input file."""
        return [json.loads(line) for line in self.files[self.batches[batch_id]["input_file_id"]].splitlines()]

    def finish(self, batch_id: str, answering: Answering, status: str = "completed") -> None:
        """End a batch; answers are paid for. Output and error file exist only where they have a line."""
        batch = self.batches[batch_id]
        answers, errors = [], []
        for line in self.questions(batch_id):
            outcome, key = answering(line["body"]), line["custom_id"]
            if isinstance(outcome, str):
                response = None if outcome == "batch_expired" else {"status_code": 500, "body": {}}
                errors.append({"custom_id": key, "response": response, "error": {"code": outcome, "message": outcome}})
            else:
                self.paid[key] += 1
                body = outcome | {"system_fingerprint": "\u2028\x85"}  # ends a line for Python's splitlines, not in JSONL
                response = {"status_code": 200, "request_id": "r", "body": body}
                answers.append({"id": "x", "custom_id": key, "response": response, "error": None})
        batch["status"] = status
        for name, lines in (("output_file_id", answers), ("error_file_id", errors)):
            if lines:
                batch[name] = self._keep("\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode())

    def fail(self, batch_id: str, message: str) -> None:
        """Refuse a batch at its validation."""
        errors = {"object": "list", "data": [{"code": "invalid", "message": message, "line": None, "param": None}]}
        self.batches[batch_id] |= {"status": "failed", "errors": errors}

    def _keep(self, content: bytes) -> str:
        name = f"file-{len(self.files)}"
        self.files[name] = content
        return name

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        file = form["file"]
        assert form["purpose"] == "batch"
        assert isinstance(file, web.FileField)
        name = self._keep(file.file.read())
        return web.json_response({
            "id": name, "object": "file", "bytes": 0, "created_at": 0, "filename": file.filename, "purpose": "batch",
            "status": "processed",
        })  # fmt: skip

    async def _content(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["id"]])

    async def _create(self, request: web.Request) -> web.Response:
        asked = await request.json()
        assert (asked["endpoint"], asked["completion_window"]) == ("/v1/chat/completions", "24h")
        if self.refuse is not None:
            return web.json_response({"error": {"message": self.refuse}}, status=400)
        name = f"batch_{len(self.batches)}"
        self.batches[name] = {"id": name, "object": "batch", "created_at": 0, "status": "in_progress", **asked}
        if self.lose:
            self.lose -= 1
            await asyncio.sleep(self.hold)
            assert request.transport is not None
            request.transport.close()
        return web.json_response(self.batches[name])

    async def _list(self, request: web.Request) -> web.Response:
        """The newest first, two a page."""
        names = list(reversed(self.batches))
        after = request.query.get("after")
        rest = names[names.index(after) + 1 :] if after else names
        page = [self.batches[name] for name in rest[:2]]
        return web.json_response({"object": "list", "data": page, "has_more": len(rest) > 2})

    async def _retrieve(self, request: web.Request) -> web.Response:
        return web.json_response(self.batches[request.match_info["id"]])
