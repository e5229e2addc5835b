"""A model that answers later: what a batch has brought is taken from the cache, all else is written down, not asked."""

import atexit
from functools import cache
from typing import Any

from openai.types.chat import ChatCompletion

from extractor.errors import AnswerAwaitedError, SettingsError
from extractor.llm.answers import cleaned, completion_of
from extractor.llm.asking import asking_for
from extractor.llm.budget import Ledger
from extractor.llm.cache import Cache
from extractor.llm.client import Client
from extractor.llm.questions import Question
from extractor.llm.session import ModelSession
from extractor.llm.settings import GGUF, ModelSettings


class LaterClient(Client):
    """Calls nobody. Answers go the same way as those of a call, so that one that breaks the schema is asked for again."""

    def __init__(self, settings: ModelSettings, ledger: Ledger, answers: Cache, open_: dict[str, Question]) -> None:
        super().__init__(settings, ledger)
        self._answers = answers
        self._open = open_

    async def _create(self, **request: Any) -> ChatCompletion:  # noqa: ANN401 - the SDK's own parameters
        asking = asking_for.get()
        question = Question.of(request)
        known = self._answers.get(question.key)
        if known is None:
            self._open[question.key] = question
            raise AnswerAwaitedError(
                f"“{asking.document}”：等待批量接口的回答。", f"{asking.document}: a batch is to answer this."
            )
        completion = completion_of(known, asking.document, self.settings.address)
        asking.account.cached += 1
        asking.account.answered_by.add(completion.model or "")
        return cleaned(completion, asking.document)


class LaterSession(ModelSession):
    """A session whose questions wait for a batch.

    Nobody can be asked which mode the endpoint understands, so ``auto`` is ``json_schema``. Raises SettingsError for
    settings that cannot hold here: no cache, a local model, bounds of a run that does not pay.
    """

    def __init__(self, settings: ModelSettings) -> None:
        check_for_batches(settings)
        super().__init__(settings)
        self._mode = "json_schema" if settings.mode == "auto" else settings.mode
        self._questions: dict[str, Question] = {}

    def take_questions(self) -> tuple[Question, ...]:
        """The questions that were met without an answer since the last time."""
        questions = tuple(self._questions.values())
        self._questions.clear()
        return questions

    async def _open(self) -> Client:
        assert self.cache is not None
        return LaterClient(self.settings, self.ledger, self.cache, self._questions)


def check_for_batches(settings: ModelSettings) -> None:
    """Raise SettingsError for settings with which no batch can be sent."""
    if settings.cache is None:
        raise SettingsError("批量接口的回答存于缓存，不能关闭缓存。", "Batches need the cache: their answers are kept there.")
    if settings.model.startswith(GGUF):
        raise SettingsError("本机模型没有批量接口。", "A local model takes no batches.")
    if settings.max_cost is not None or settings.max_tokens is not None:
        raise SettingsError(
            "批量接口的用量事先不知，--max-cost 与 --max-tokens 无法生效，请取消。",
            "What a batch will use is not known before, so max cost and max tokens cannot hold; unset them.",
        )


@cache
def later_session() -> LaterSession:
    """The session of this process by the environment, opened when it is first needed; ends with the process."""
    session = LaterSession(ModelSettings.from_environment())
    atexit.register(session.close)
    return session
