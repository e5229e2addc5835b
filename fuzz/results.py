"""Results read back from JSON, as ``show``, ``review`` and the evaluation do with files that anybody may have changed."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from extractor.documents.open import open_document
from extractor.pipeline import read_document
from extractor.reports.disclosure import DISCLOSURE
from extractor.reports.results import load_result
from fuzz.promises import keeps_result

_EXAMPLE = Path(__file__).parents[1] / "examples" / "001_79dfd87bc59a18f9.txt"
_STRANGE = (None, True, 0, -1, 2**63, 1e400, float("nan"), "", "x", "\ud800", "\0", [], [[]], {}, {"": None}, "9" * 5000)


def target(data: bytes) -> None:
    """Load ``data`` as a result's file where it looks like one; else change a real result as the bytes say.

    What is no result is refused, and what is one can be written and read again.
    """
    text = data if data.startswith(b"{") else _changed(data)
    result = load_result(text, DISCLOSURE)
    if result is not None:
        keeps_result(result, load_result(result.to_json(), DISCLOSURE))


@cache
def _real() -> str:
    return read_document(open_document(_EXAMPLE)).to_json()


def _changed(data: bytes) -> str:
    """A real result in which each three bytes of ``data`` have put a strange value somewhere."""
    whole: dict[str, Any] = json.loads(_real())
    for place, step, value in zip(data[::3], data[1::3], data[2::3], strict=False):
        node: Any = whole
        while (keys := list(node) if isinstance(node, dict) else range(len(node))) and place % 4:
            inner = node[keys[(place + step) % len(keys)]]
            if not isinstance(inner, dict | list) or not inner:
                break
            node, place = inner, place // 4
        if keys:
            node[keys[(place + step) % len(keys)]] = copy.deepcopy(_STRANGE[value % len(_STRANGE)])
    return json.dumps(whole)
