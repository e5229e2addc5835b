"""How far a run is: a bar with rate and time left on a terminal, a bounded number of plain lines elsewhere."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from extractor.batch.tasks import Seen
from extractor.commands.terminal import visible
from extractor.result import Status

WORDS: dict[Status, str] = {
    "accepted": "通过 accepted",
    "needs_review": "待审 needs review",
    "failed": "失败 failed",
}
_MOST_LINES = 20

Tell = Callable[[Seen], None]


@contextmanager
def progress(total: int, stream: TextIO) -> Iterator[Tell]:
    """A function to call with each record as it is done."""
    if stream.isatty():
        with _bar(_Count(total), stream) as seen:
            yield seen
    else:
        yield _lines(_Count(total), stream)


def told(counts: Counter[Status]) -> str:
    """How many of each status there are."""
    return " · ".join(f"{word} {counts[status]}" for status, word in WORDS.items())


def clock(seconds: float) -> str:
    """``0:42``, ``12:05``, ``1:02:03``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class _Count:
    """What both displays tell."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.statuses: Counter[Status] = Counter()
        self.tokens = 0
        self.cost = 0.0
        self.started = time.monotonic()

    def add(self, done: Seen) -> int:
        self.statuses[done.status] += 1
        self.tokens += done.tokens
        self.cost += done.cost
        return self.statuses.total()

    @property
    def rate(self) -> float:
        return self.statuses.total() / max(time.monotonic() - self.started, 1e-9)


def _spent(count: _Count) -> str:
    """Tokens and money so far, where a model was asked."""
    return f" · 词元 tokens {count.tokens} · 费用 cost {count.cost:.4f}" if count.tokens else ""


def _lines(count: _Count, stream: TextIO) -> Tell:
    """A line for each document of a small batch, about twenty lines for a large one."""
    step = -(-count.total // _MOST_LINES)

    def seen(record: Seen) -> None:
        done = count.add(record)
        if step == 1:
            print(f"[{done}/{count.total}] {visible(record.name)} · {WORDS[record.status]}", file=stream, flush=True)
        elif done % step == 0 or done == count.total:
            left = clock((count.total - done) / count.rate)
            words = f"{count.rate:.0f}/s · 剩余 left {left} · {told(count.statuses)}{_spent(count)}"
            print(f"[{done}/{count.total}] {words}", file=stream, flush=True)

    return seen


@contextmanager
def _bar(count: _Count, stream: TextIO) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}/s"),
        TextColumn("剩余 left"),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(file=stream)) as bar:
        task = bar.add_task("", total=count.total, rate="–")

        def seen(record: Seen) -> None:
            count.add(record)
            words = f"待审 {count.statuses['needs_review']} · 失败 {count.statuses['failed']}{_spent(count)}"
            bar.update(task, advance=1, rate=f"{count.rate:.0f}", description=words)

        yield seen
