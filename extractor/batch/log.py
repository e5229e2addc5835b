"""What happened in a run, for machines and for looking into trouble: one JSON object a line in ``DIR/log.jsonl``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from structlog.typing import FilteringBoundLogger

LOG = "log.jsonl"


@contextmanager
def run_log(out: Path) -> Iterator[FilteringBoundLogger]:
    """A logger that adds to the workspace's log; nothing goes to the terminal."""
    with (out / LOG).open("a", encoding="utf-8", buffering=1) as file:
        yield structlog.wrap_logger(
            structlog.WriteLogger(file),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            wrapper_class=structlog.make_filtering_bound_logger("info"),
        )
