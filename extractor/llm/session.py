"""A run's use of one model: client, cache, budget and mode behind calls that any thread may make."""

import asyncio
import atexit
import contextlib
import hashlib
import json
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import BaseModel, ValidationError

from extractor.llm.asking import Asking
from extractor.llm.budget import Account, Ledger
from extractor.llm.cache import Cache, key_of
from extractor.llm.local import LocalServer, model_file
from extractor.llm.prompts import Prompt, messages_of
from extractor.llm.settings import GGUF, ModelSettings, ModeName

if TYPE_CHECKING:
    from extractor.llm.client import Client

Answer = TypeVar("Answer", bound=BaseModel)
Value = TypeVar("Value")


class ModelSession:
    """Use as a context manager, one for a whole run; documents may be read from several threads at once.

    Calls are made in an event loop on a thread of the session's own. A ``gguf:`` model is served on loopback from the
    first question until the session ends. ``waiting`` is called whenever a thread is about to wait for the model, before it asks.
    """

    def __init__(self, settings: ModelSettings, waiting: Callable[[], None] = lambda: None) -> None:
        self.settings = settings
        self._waiting = waiting
        if settings.shared is not None:
            settings.shared.mkdir(exist_ok=True)
        self.ledger = Ledger(settings)
        self.cache = None if settings.cache is None else Cache(settings.cache)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="extractor-model", daemon=True)
        self._thread.start()
        self._opening = asyncio.Lock()
        self._finding = asyncio.Lock()
        self._client: Client | None = None
        self._mode: ModeName | None = None
        self._server: LocalServer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connections, the event loop and a server of our own."""
        if self._client is not None:
            asyncio.run_coroutine_threadsafe(self._client.close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        if self._server is not None:
            self._server.stop()

    def run(self, work: Coroutine[Any, Any, Value]) -> Value:
        """Carry out ``work`` in the session's event loop and wait for it; interrupting the wait cancels it."""
        self._waiting()
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    @property
    def model(self) -> str:
        """The model's name as results give it: that of the endpoint, or ``gguf:`` and the file's name."""
        name = self.settings.model
        return GGUF + name.removeprefix(GGUF).replace("\\", "/").rsplit("/", 1)[-1] if name.startswith(GGUF) else name

    async def ready(self, asking: Asking) -> tuple["Client", ModeName]:
        """The client and the mode that the endpoint understands; finds it out the first time."""
        client = await self.open_client()
        async with self._finding:
            if self._mode is None:
                from extractor.llm.modes import agreed_mode

                self._mode = await agreed_mode(client, asking, self.cache)
        return client, self._mode

    async def open_client(self) -> "Client":
        """The client, opened the first time; a local model is started for it."""
        async with self._opening:
            if self._client is None:
                self._client = await self._open()
        return self._client

    async def _open(self) -> "Client":
        from extractor.llm.client import Client  # loads the OpenAI client and instructor, over a second

        settings = self.settings
        if settings.model.startswith(GGUF):
            self._server = await asyncio.to_thread(LocalServer, settings.model.removeprefix(GGUF))
            settings = settings.at(self._server.base_url, self.model)
        return Client(settings, self.ledger)


class Asker:
    """Asks on behalf of one document; its account is what that document used."""

    def __init__(self, session: ModelSession, document: str) -> None:
        self.session = session
        self.document = document
        self.account = Account()
        self._until: float | None = None

    @property
    def asking(self) -> Asking:
        """For whom is asked now. The document's time begins with its first question that the cache does not answer."""
        if self._until is None:
            self._until = time.monotonic() + self.session.settings.deadline
        return Asking(self.account, self.document, self._until)

    async def ask(
        self, prompt: Prompt, schema: type[Answer], material: str, pictures: Sequence[bytes] = (), **fields: str
    ) -> Answer:
        """The typed answer to one prompt about ``material`` and ``pictures`` (PNG): from the cache, else from the model.

        Raises a ModelError that names the document.
        """
        self.account.prompts[prompt.name] = prompt.hash
        question = prompt.question(material, **fields)
        session = self.session
        key = key_of(
            model=session.model,
            prompt=prompt.hash,
            schema=_schema_hash(schema),
            text=question,
            pictures=[hashlib.sha256(picture).hexdigest() for picture in pictures],
            parameters={"temperature": 0, "max_tokens": session.settings.answer_tokens, "mode": session.settings.mode},
        )
        known = self._known(key, schema)
        if known is not None:
            self.account.cached += 1
            session.ledger.run.cached += 1
            return known
        client, mode = await session.ready(self.asking)
        messages = messages_of(prompt.system, question, pictures)
        answer = await client.ask(mode, schema, messages, self.asking)
        if session.cache is not None:
            with contextlib.suppress(OSError):  # an answer that cannot be kept is one all the same
                session.cache.put(key, answer.model_dump(mode="json"))
        return answer

    def _known(self, key: str, schema: type[Answer]) -> Answer | None:
        entry = None if self.session.cache is None else self.session.cache.get(key)
        try:
            return None if entry is None else schema.model_validate(entry)
        except ValidationError:  # an entry that another program wrote or damaged is none
            return None


@cache
def _schema_hash(schema: type[BaseModel]) -> str:
    return hashlib.sha256(json.dumps(schema.model_json_schema(), sort_keys=True).encode()).hexdigest()


def check_usable(settings: ModelSettings) -> None:
    """Raise SettingsError for settings with which the first question of every document would fail."""
    Ledger(settings)
    if settings.model.startswith(GGUF):
        model_file(settings.model.removeprefix(GGUF))
    if settings.cache is not None:
        Cache(settings.cache).open()


@cache
def process_session() -> ModelSession:
    """The session of this process by the environment, opened when it is first needed; ends with the process."""
    session = ModelSession(ModelSettings.from_environment())
    atexit.register(session.close)
    return session
