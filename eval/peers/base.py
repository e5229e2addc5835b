"""A peer's values as a result of this project, so that one scoring serves all."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.reading import Qualifier
from extractor.reports.base import Block, Layout
from extractor.reports.disclosure import DISCLOSURE
from extractor.reports.disclosure.form import BLOCKS
from extractor.result import Evidence, Failure, Result, Run, Source, value_at


class PeerError(Exception):
    """The peer gave nothing that can be scored; the document counts as failed."""


@dataclass
class Answer:
    """What a peer read: the report as JSON, raw texts by pointer where it has them, and what it cost."""

    report: dict[str, Any]
    raw: Mapping[str, str] = field(default_factory=dict)
    model: str | None = None
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


def run_peer(path: Path, read: Callable[[Path], Answer]) -> Result:
    """The result of ``read`` on one file, failed where it raises PeerError. It states no doubt: confidence 1."""
    started = time.perf_counter()
    source = Source(name=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest(), media_type=path.suffix)
    result = Result(schema=DISCLOSURE.schema, source=source, status="accepted", run=Run(engine="llm", version="peer"))
    try:
        answer = read(path)
        result.report = DISCLOSURE.model.model_validate(answer.report)
    except (PeerError, ValueError) as error:
        result.status, result.error = "failed", Failure(code="peer", message=str(error)[:500])
    else:
        result.evidence = dict(_evidence(answer))
        result.run.model, result.run.calls = answer.model, answer.calls
        result.run.prompt_tokens, result.run.completion_tokens = answer.prompt_tokens, answer.completion_tokens
    result.run.seconds = round(time.perf_counter() - started, 3)
    return result


def _evidence(answer: Answer) -> Iterator[tuple[str, Evidence]]:
    """Evidence without offsets: raw texts as far as given, and blanks, which a bare null cannot tell from no cell."""
    for pointer, raw in answer.raw.items():
        yield pointer, _item(raw, "exact")
    for block in BLOCKS:
        layout = _layout(block, answer.report)
        for row in block.rows if layout else ():
            pointers = [block.pointer_of(row, column) for column in layout.columns] if layout else []
            values = [value_at(answer.report, pointer) for pointer in pointers]
            absent = (row.optional or row.edition) and all(value is None for value in values)
            if not absent:
                yield from ((p, _item("", "blank")) for p, value in zip(pointers, values, strict=True) if value is None)


def _layout(block: Block, report: dict[str, Any]) -> Layout | None:
    """The layout that the report's values show; the only one of a table that both editions have; else None."""
    if len(block.layouts) == 1 and block.edition is None:
        return block.layouts[0]
    for layout in block.layouts:
        cells = [block.pointer_of(row, column) for row in block.rows for column in layout.columns]
        if any(value_at(report, cell) is not None for cell in cells):
            return layout
    return None


def _item(raw: str, qualifier: Qualifier) -> Evidence:
    return Evidence(raw=raw, start=0, end=0, qualifier=qualifier, readers=["llm"], confidence=1.0)


def put(report: dict[str, Any], pointer: str, value: object) -> None:
    """Set the value that a JSON Pointer names, making the objects above it."""
    *above, name = pointer.split("/")[1:]
    for part in above:
        report = report.setdefault(part, {})
    report[name] = value
