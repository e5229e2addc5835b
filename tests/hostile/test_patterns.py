"""No regular expression of the product takes more than linear time, whatever the text."""

import re
import time
from typing import Any

import pytest

from tests.hostile.patterns import Usage, attacks, usages

_SMALL, _LARGE = 1_500, 12_000
_GROWTH = 22
"""A text eight times as long takes eight times as long, or 64 times where time grows with the square."""
_NOTICEABLE = 0.01
"""Seconds of this thread for the long text. A linear pattern takes a hundredth of it, so that noise never decides."""
_HOPELESS = 0.3
"""Seconds of this thread for the short text; a linear pattern takes a ten-thousandth of it."""

_BOUNDED = {
    "extractor.reports.disclosure.wording.COPULA": 12,
    "extractor.reports.disclosure.wording.": 240,
    "extractor.reports.disclosure.vocabulary.": 240,
    "extractor.reports.disclosure.prose_phrase.": 240,
    "extractor.reports.disclosure.prose_problems._EXIST_LIST": 400,
    "extractor.reports.disclosure.llm_lists._SHAPES": 200,
    "extractor.reports.work_report.outline.HEADINGS": 80,
    "extractor.reports.work_report.wording.": 240,
    "extractor.documents.html_article._CONTROL": 120,
    "extractor.readers.llm_numbers._IN_ADDRESS": 300,
}
"""Patterns that are never given a longer text than this, by how their names begin, and so need not be linear: windows
by a number (``prose_facts``, ``work_report``), a heading, a line of buttons (``html_article``), one value of a model's answer."""


def _seconds(usage: Usage, beginning: str, pump: str, length: int) -> float:
    text = beginning + pump * (length // len(pump)) + "\x01"
    given: Any = text if isinstance(usage.pattern.pattern, str) else text.encode("utf-8")
    started = time.thread_time()
    usage.pattern.match(given)
    usage.pattern.fullmatch(given)
    if usage.everywhere:
        for _ in usage.pattern.finditer(given):
            pass
    return time.thread_time() - started


def _grows_too_fast(usage: Usage, beginning: str, pump: str) -> bool:
    small = min(_seconds(usage, beginning, pump, _SMALL) for _ in range(2))
    if small > _HOPELESS:
        return True
    large = min(_seconds(usage, beginning, pump, _LARGE) for _ in range(2))
    return large > _NOTICEABLE and large > _GROWTH * small


def _worst(usage: Usage, texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The few texts that take longest when they are short."""
    return sorted(texts, key=lambda text: _seconds(usage, *text, 200), reverse=True)[:3]


def _bound(usage: Usage) -> int | None:
    return next((bound for name, bound in _BOUNDED.items() if usage.name.startswith(name)), None)


def _astray(usage: Usage, texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The texts that take too long: first very short ones, so that a pattern of exponential time ends here, too."""
    bound = _bound(usage)
    for length in sorted({*range(20, 61, 5), bound or 60}):
        hopeless = [text for text in texts if _seconds(usage, *text, length) > _HOPELESS]
        if hopeless or length == bound:
            return hopeless
    return [text for text in _worst(usage, texts) if _grows_too_fast(usage, *text)]


@pytest.mark.parametrize("usage", usages(), ids=lambda usage: usage.name)
def test_a_text_eight_times_as_long_takes_eight_times_as_long(usage: Usage) -> None:
    assert _astray(usage, attacks(usage.pattern)) == [], usage.pattern.pattern


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"(?:aa|a|b)+$", r"\s+$", r"a*\s*a*b"])
def test_what_is_not_linear_is_found(pattern: str) -> None:
    usage = Usage("", re.compile(pattern), everywhere=True)
    assert _astray(usage, attacks(usage.pattern))
