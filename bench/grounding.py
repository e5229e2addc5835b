"""Quotes back to their places in a long section, half of them changed by a character."""

import random
import time

from bench.line import EXAMPLES, tell
from extractor.llm.grounding import Grounder
from extractor.readers.llm_chunks import plain_numbers

_CHARACTERS = 20_000
_QUOTES = 500
_TIMES = 5


def measure() -> None:
    """The best of some runs on a section of 20,000 characters, and how much longer one twice as long takes."""
    text = "".join(path.read_text() for path in EXAMPLES * 3)
    once, twice = (min(_seconds(text[:length]) for _ in range(_TIMES)) for length in (_CHARACTERS, 2 * _CHARACTERS))
    tell("grounding, 20,000 characters", f"{once:.2f} s", "< 0.2 s", f"{_QUOTES} quotes; {twice / once:.1f} times for twice")


def _seconds(text: str) -> float:
    """Processor seconds to ground the quotes, the text's own preparation among them."""
    generator = random.Random(1)
    quotes = []
    for number in range(_QUOTES):
        start = generator.randrange(len(text) - 60)
        quote = text[start : start + generator.randrange(12, 50)]
        quotes.append(f"{quote[:5]}某{quote[6:]}" if number % 2 else quote)
    started = time.process_time()
    grounder = Grounder(text, plain_numbers)
    for quote in quotes:
        grounder.find(quote)
    return time.process_time() - started
