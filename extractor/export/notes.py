"""What a person has to know of a value before trusting it, as a note to its cell: why it is in doubt, what the document
says and where, who changed it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.result import Evidence, Result, value_at
from extractor.review.changes import doubted, effective, moved
from extractor.store.reviews import Logged

Mark = Literal["doubt", "source", "changed"]
MARKS: Mapping[Mark, str] = {
    "doubt": "存疑，待核 In doubt",
    "source": "原文自相矛盾 The document contradicts itself",
    "changed": "人工修改 Changed by a person",
}
"""How each mark is told in words; the first that applies to a value is its mark, a change before all."""

_LONGEST_RAW = 200


@dataclass(frozen=True, slots=True)
class Note:
    """A marked value's note: what kind, and its sentences, one a line."""

    mark: Mark
    text: str


def notes_of(result: Result, log: Sequence[Logged]) -> dict[str, Note]:
    """Pointer -> note, of every value that is marked."""
    marks: dict[str, Mark] = {}
    for check in result.failed_checks():
        marks |= dict.fromkeys(check.pointers, "source")
    marks |= dict.fromkeys(doubted(result), "doubt")
    changed = changers(result, log)
    marks |= dict.fromkeys(changed, "changed")
    reasons = _reasons(result)
    return {
        pointer: Note(mark, "\n".join(_sentences(mark, result.evidence.get(pointer), reasons[pointer], changed.get(pointer))))
        for pointer, mark in marks.items()
    }


def changers(result: Result, log: Sequence[Logged]) -> dict[str, Logged]:
    """Pointer -> the entry by which a person last changed or added the value that stands there."""
    entries = effective(log)
    found: dict[str, Logged] = {}
    for place, entry in enumerate(entries):
        change = entry.change
        if change.action == "correct":
            found[change.pointer] = entry
        elif change.action == "add":
            found[f"{change.pointer}/{_added_at(result, entries[place:], change.pointer)}/value"] = entry
        elif change.action == "delete":
            found = {now: one for old, one in found.items() if (now := moved(old, [change])) is not None}
    return {p: entry for p, entry in found.items() if p in result.evidence and "reviewer" in result.evidence[p].readers}


def _added_at(result: Result, entries: Sequence[Logged], above: str) -> int:
    """The place at the end of a list when it was added to: what stands there now, less what came, more what went."""
    came = sum(entry.change.action == "add" and entry.change.pointer == above for entry in entries)
    went = sum(entry.change.action == "delete" and entry.change.pointer.rpartition("/")[0] == above for entry in entries)
    listed = value_at(result.report, above) if result.report is not None else None
    return len(listed or ()) - came + went


def _reasons(result: Result) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = defaultdict(list)
    for flag in result.flags:
        for pointer in flag.pointers if flag.review else ():
            reasons[pointer].append(flag.message)
    for check in result.failed_checks():
        for pointer in check.pointers:
            reasons[pointer].append(check.message)
    return reasons


def _sentences(mark: Mark, evidence: Evidence | None, reasons: Sequence[str], change: Logged | None) -> Iterator[str]:
    yield MARKS[mark]
    if change is not None:
        reason = f"：{change.change.reason}" if change.change.reason else ""
        yield f"{change.reviewer} {change.reviewed_at:%Y-%m-%d}{reason}"
    yield from dict.fromkeys(reasons)
    if evidence is not None:
        raw = evidence.raw if len(evidence.raw) <= _LONGEST_RAW else f"{evidence.raw[:_LONGEST_RAW]}…"
        page = "" if evidence.page is None else f" · 第 {evidence.page + 1} 页 page {evidence.page + 1}"
        yield f"原文 source: “{raw}”{page} · {evidence.start}–{evidence.end}"
        yield f"读取 read by: {', '.join(evidence.readers)} · 置信度 confidence {evidence.confidence:.3f}"
