"""From what a server sends back to the text of an answer, or to the error that says what is wrong with it."""

import re
from typing import TYPE_CHECKING

from extractor.errors import AnswerCutError, ModelAnswerError

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_BEFORE_ANSWER = re.compile(r"\A.*</think>", re.DOTALL)


def cleaned(completion: "ChatCompletion", document: str) -> "ChatCompletion":
    """The completion with the bare JSON as its content: no thinking aloud, no Markdown fence.

    Raises AnswerCutError for one that ran into the length limit, ModelAnswerError for a refusal or an empty one.
    """
    if not getattr(completion, "choices", None):
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
    if message.content:
        message.content = bare_json(message.content)
    return completion


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
