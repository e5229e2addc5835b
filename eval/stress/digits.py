"""Single digits changed in the source: the label follows, and so do the checks that must now fail."""

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from eval.stress.base import Case, Original, text_case
from eval.values import is_cell

_CASES = 8
"""Changed documents for each report: half in cells that held 0, as most do, half in others."""


def single_digits(original: Original, generator: random.Random) -> Iterator[Case]:
    """One digit of one statutory cell is another; an extraction is right when it reads what now stands there."""
    if not original.is_text:
        return
    cells = _plain_cells(original)
    zeros = [pointer for pointer in cells if original.fixture.truth[pointer] == 0]
    others = [pointer for pointer in cells if original.fixture.truth[pointer] != 0]
    chosen = [
        *generator.sample(zeros, min(_CASES // 2, len(zeros))),
        *generator.sample(others, min(_CASES // 2, len(others))),
    ]
    for number, pointer in enumerate(chosen):
        yield _changed(original, pointer, generator, f"-{number}")


def _plain_cells(original: Original) -> list[str]:
    """The cells whose whole text is the digits of the labelled value."""
    found = original.evidence
    return [
        pointer
        for pointer, value in original.fixture.truth.items()
        if is_cell(pointer) and pointer in found and found[pointer].raw == str(value)
    ]


def _changed(original: Original, pointer: str, generator: random.Random, suffix: str) -> Case:
    item, text = original.evidence[pointer], original.document.text
    at = generator.randrange(item.start, item.end)
    first = at == item.start and item.end - item.start > 1
    digit = generator.choice([d for d in ("123456789" if first else "0123456789") if d != text[at]])
    changed = text[:at] + digit + text[at + 1 :]
    report = deepcopy(original.fixture.label.report)
    _put(report, pointer, int(changed[item.start : item.end]))
    label = original.fixture.label.model_copy(update={"report": report})
    return text_case(original, changed, label, suffix=suffix)


def _put(report: dict[str, Any], pointer: str, value: int) -> None:
    *above, name = pointer.split("/")[1:]
    for part in above:
        report = report[part]
    report[name] = value
