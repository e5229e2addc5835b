"""From what a server sends back to the text of an answer, or to the error that says what is wrong with it."""

import re
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from extractor.errors import AnswerCutError, ModelAnswerError

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_BEFORE_ANSWER = re.compile(r"\A.*</think>", re.DOTALL)


class _Function(BaseModel):
    name: str = ""
    arguments: str


class _Call(BaseModel):
    function: _Function


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[_Call] | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class Completion(BaseModel):
    """What is used of a chat completion; in all else servers differ. ``usage`` is as the server tells it."""

    choices: list[_Choice] | None = None
    model: str | None = None
    usage: object = None

    @property
    def text(self) -> str:
        """All that the model wrote."""
        return "".join(choice.message.content or "" for choice in self.choices or [])


def completion_of(body: object, document: str, address: str) -> Completion:
    """The completion in a response's JSON; the SDK takes any. Raises ModelAnswerError where it has another form."""
    try:
        return Completion.model_validate(body)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise no_completion(document, address, place or "JSON") from error


def no_completion(document: str, address: str, place: str) -> ModelAnswerError:
    """The error for a response that is no chat completion; ``place`` says where it is not."""
    return ModelAnswerError(
        f"“{document}”：{address} 返回的不是模型回答（{place}），请检查地址。",
        f"{document}: {address} sent no chat completion ({place}); check the address.",
    )


def cleaned(completion: Completion, document: str) -> "ChatCompletion":
    """The answer as the SDK has it, with the bare JSON as its content: no thinking aloud, no Markdown fence.

    Raises AnswerCutError for one that ran into the length limit, ModelAnswerError for a refusal or an empty one.
    """
    if not completion.choices:
        raise ModelAnswerError(
            f"“{document}”：模型服务返回了空结果。", f"{document}: the model's server sent an answer without choices."
        )
    choice = completion.choices[0]
    message = choice.message
    if choice.finish_reason == "length":
        raise AnswerCutError(
            f"“{document}”：模型回答超出长度上限，被截断。",
            f"{document}: the model's answer was cut off by its length limit.",
        )
    if message.refusal or choice.finish_reason == "content_filter":
        said = (message.refusal or "content filter")[:80]
        raise ModelAnswerError(f"“{document}”：模型拒绝回答（{said}）。", f"{document}: the model refused ({said}).")
    if not message.content and not message.tool_calls:
        raise ModelAnswerError(f"“{document}”：模型没有回答。", f"{document}: the model answered nothing.")
    return _as_sdk(message)


def _as_sdk(message: _Message) -> "ChatCompletion":
    from openai.types.chat import ChatCompletion

    calls = [{"id": "", "type": "function", "function": call.function.model_dump()} for call in message.tool_calls or []]
    spoken = {
        "role": "assistant",
        "content": bare_json(message.content) if message.content else None,
        "tool_calls": calls or None,
    }
    choice = {"index": 0, "finish_reason": "stop", "message": spoken}
    return ChatCompletion.model_validate(
        {"id": "", "object": "chat.completion", "created": 0, "model": "", "choices": [choice]}
    )


def bare_json(content: str) -> str:
    """The JSON in a model's text: what stands behind its thinking, and the last JSON value where there is more.

    >>> bare_json('<think>{"a": 1}?</think> ```json\\n{"a": 2}\\n```')
    '{"a": 2}'
    """
    from instructor.v2.core.json import extract_json_from_codeblock

    spoken = _BEFORE_ANSWER.sub("", _THINKING.sub("", content)).strip()
    if spoken.startswith("{") and spoken.endswith("}"):
        return spoken
    return extract_json_from_codeblock(spoken)
