"""How right the reader of work reports is on the labelled excerpts.

``python -m tests.reports.work_report.scoring`` prints it, excerpt by excerpt. A label lists every fact of an excerpt in
reading order; what it leaves out is exact, a level, without comparison, and of its part's own year.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor import Result, extract

EXCERPTS = sorted((Path(__file__).parent / "excerpts").glob("*.txt"))
ABOUT = ("title", "agency", "session", "delivered_on", "year", "target_year")
SECTIONS = {"results": "year", "targets": "target_year"}
_USUAL = {"qualifier": "exact", "kind": "level", "upper": None, "scope": None, "comparison": None}
_COMPARISON = {"basis": None, "value": None, "unit": None, "qualifier": "exact", "previous": None}
FIELDS = ("indicator", "label", *_USUAL, "year")

Fact = dict[str, Any]


@dataclass
class Score:
    """``found`` of ``labelled`` facts by value and unit; ``read``: all that were read; ``fields``: (right, of)."""

    labelled: int
    read: int
    found: int
    fields: tuple[int, int]
    faults: list[str]

    @property
    def f1(self) -> float:
        """Of finding the facts."""
        return 2 * self.found / (self.labelled + self.read)

    @property
    def share_of_fields(self) -> float:
        """Of the found facts' other fields: the share that is as labelled."""
        return self.fields[0] / self.fields[1]


def label_of(excerpt: Path) -> dict[str, Any]:
    """The label with what it leaves out."""
    label: dict[str, Any] = json.loads(excerpt.with_suffix(".json").read_text(encoding="utf-8"))
    for section, year in SECTIONS.items():
        label[section] = [_USUAL | {"year": label[year]} | fact for fact in label[section]]
        for fact in label[section]:
            fact["comparison"] = fact["comparison"] and _COMPARISON | fact["comparison"]
    return label


def score(excerpt: Path, result: Result | None = None) -> Score:
    """One excerpt read by rules (or the ``result`` of reading it otherwise) against its label."""
    result = result or extract(excerpt, engine="offline")
    assert result.report is not None, result.error
    report, label = result.report.model_dump(mode="json"), label_of(excerpt)
    total = Score(0, 0, 0, (0, 0), [f"{key}: {report[key]!r}" for key in ABOUT if report[key] != label[key]])
    for section in SECTIONS:
        wanted, read = label[section], list(report[section]["facts"])
        total.labelled += len(wanted)
        total.read += len(read)
        for fact in wanted:
            match = next(
                (other for other in read if (other["value"], other["unit"]) == (fact["value"], fact["unit"])), None
            )
            if match is None:
                total.faults.append(f"missed: {fact['label']} {fact['value']}")
                continue
            read.remove(match)
            wrong = list(_differing(fact, match))
            total.found += 1
            total.fields = total.fields[0] + len(FIELDS) - len(wrong), total.fields[1] + len(FIELDS)
            total.faults += [f"{fact['label']} {fact['value']}: {name} {match[name]!r}" for name in wrong]
        total.faults += [f"no fact: {fact['quote']}" for fact in read]
    return total


def _differing(fact: Fact, read: Fact) -> Iterator[str]:
    return (name for name in FIELDS if fact[name] != read[name])


if __name__ == "__main__":
    for path in EXCERPTS:
        one = score(path)
        print(
            f"{path.stem}: facts {one.found}/{one.labelled} (read {one.read}), F1 {one.f1:.3f}, fields {one.share_of_fields:.3f}"
        )
        for fault in one.faults:
            print(f"  {fault}")
