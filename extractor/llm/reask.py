"""What to tell a model whose answer broke the schema: the error and the offending item, nothing else."""

import json
from collections.abc import Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_ERRORS = 5
_ITEM = 300
"""Characters of the offending item that are sent back."""


def correction(error: Exception) -> str:
    """One short message, of bounded length however long the answer was."""
    if not isinstance(error, ValidationError):
        return f"上次的回答不是合法的 JSON（{str(error)[:120]}）。请只输出符合要求的 JSON。"
    details = error.errors(include_url=False)[:_ERRORS]
    lines = "\n".join(_line(detail) for detail in details)
    return f"上次的回答不符合要求的格式，请改正后重新输出完整的 JSON：\n{lines}"


def _line(detail: ErrorDetails) -> str:
    place = ".".join(str(part) for part in detail["loc"])
    item = detail["input"]
    shown = json.dumps(item, ensure_ascii=False, default=str) if isinstance(item, Mapping | list) else str(item)
    return f"- {place or '整体'}：{detail['msg']}；出错的内容：{shown[:_ITEM]}"
