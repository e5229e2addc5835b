"""Requirements on metrics: ``accuracy>=0.99`` as the command line gives them, and which of them do not hold."""

import operator
import re
from collections.abc import Mapping, Sequence

from eval.summary import Metric
from extractor.errors import UsageError

_OPERATORS = {">=": operator.ge, "<=": operator.le, "==": operator.eq, ">": operator.gt, "<": operator.lt}
_REQUIREMENT = re.compile(r"\s*([\w.+-]+)\s*(>=|<=|==|>|<)\s*(-?\d+(?:\.\d+)?)\s*")


def check_requirements(requirements: Sequence[str]) -> None:
    """Raise UsageError for the first that is no requirement: better said before a long run than after."""
    for text in requirements:
        _parse(text)


def unmet(requirements: Sequence[str], metrics: Mapping[str, Metric]) -> list[str]:
    """The requirements that do not hold, each with what was measured; a metric that was not measured does not hold."""
    return [shown for text in requirements if (shown := _unmet(text, metrics)) is not None]


def _parse(text: str) -> tuple[str, str, float]:
    match = _REQUIREMENT.fullmatch(text)
    if match is None:
        raise UsageError(
            f"要求“{text}”无法识别；应形如 accuracy>=0.99。", f"{text!r} is no requirement; write accuracy>=0.99."
        )
    return match[1], match[2], float(match[3])


def _unmet(text: str, metrics: Mapping[str, Metric]) -> str | None:
    name, sign, bound = _parse(text)
    if name not in metrics:
        return f"{text}: not measured"
    value = metrics[name].value
    return None if _OPERATORS[sign](value, bound) else f"{text}: {value:.6g}"
