"""What a run says at its end: what was read, what needs a person and why, what failed, where the results lie."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.batch.inputs import REPORTS
from extractor.batch.local import SUMMARY, Outcome
from extractor.batch.tasks import Note, Record
from extractor.commands.progress import clock, told
from extractor.commands.terminal import visible

if TYPE_CHECKING:
    from extractor.result import Status

_SMALL = 20
"""Up to so many reports that need review are told one by one, more of them by reason."""
_EXAMPLES = 3


def print_closing(outcome: Outcome, out: Path, seconds: float) -> bool:
    """Print the end of a run; whether every document was read."""
    doubts, mistakes = _Reasons(), _Reasons()
    counts: Counter[Status] = Counter()
    reused = 0
    for record in outcome.records():
        counts[record.status] += 1
        reused += record.reused
        if record.status == "needs_review":
            doubts.add(record.name, record.doubts)
        if record.mistakes:
            mistakes.add(record.name, record.mistakes)
    print(f"\n{counts.total()} 份 reports, {clock(seconds)} · {told(counts)}")
    if reused:
        print(f"  其中 {reused} 份未变，未重读。 {reused} of them are unchanged and were not read again.")
    doubts.print("待审：以下报告须人工核对 Needs review")
    mistakes.print("报告本身不符：读数无疑，原文如此 The agency's own figures do not add up; the reading is certain")
    if counts["failed"]:
        print(f"\n失败：未能读出 Failed ({counts['failed']})")
        _print_failed(outcome.records("failed"))
    others = outcome.others
    more = f"（另有早先的 {others} 份 and {others} earlier ones）" if others else ""
    print(f"\n结果 Results: {out / REPORTS}/*.json{more}\n汇总 Summary: {out / SUMMARY}")
    return not counts["failed"]


class _Reasons:
    """Reports with reasons to look at them: the first ones whole, of all of them only numbers and examples."""

    def __init__(self) -> None:
        self.number = 0
        self.first: list[tuple[str, Sequence[Note]]] = []
        self.by_reason: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = defaultdict(list)

    def add(self, name: str, notes: Sequence[Note]) -> None:
        self.number += 1
        if self.number <= _SMALL:
            self.first.append((name, notes))
        for reason in dict.fromkeys(_kind(note.code) for note in notes):
            self.by_reason[reason] += 1
            if self.by_reason[reason] <= _EXAMPLES:
                self.examples[reason].append(name)

    def print(self, heading: str) -> None:
        """One by one where there are few, by reason where there are many, the most frequent first."""
        if not self.number:
            return
        print(f"\n{heading} ({self.number})")
        if self.number <= _SMALL:
            for name, notes in self.first:
                print(f"  {visible(name)}")
                for note in notes:
                    print(f"    · {note.code}{_times(note.count)}: {visible(note.message)}")
            return
        for reason, count in sorted(self.by_reason.items(), key=lambda item: (-item[1], item[0])):
            shown = visible("、".join(self.examples[reason]))
            print(f"  {count:>6}  {reason}  ({shown}{' …' if count > _EXAMPLES else ''})")


def _kind(code: str) -> str:
    """The checks of one kind are one reason."""
    return ".".join(code.split(".")[:2])


def _times(count: int) -> str:
    return f" ×{count}" if count > 1 else ""


def _print_failed(failed: Iterable[Record]) -> None:
    for record in failed:
        print(f"  {visible(record.path)}")
        if record.error:
            print(f"    · {record.error.code}: {visible(record.error.message)}")
        if record.trace:
            print(record.trace)
