"""From what the readers say to one value per pointer, with evidence, confidence, flags and status."""

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any

from extractor.calibration import calibrated
from extractor.documents.model import Document
from extractor.reading import Candidate, Item, Note, ReaderName, Reading
from extractor.reports.base import Outline, ReportType
from extractor.result import Check, Evidence, Flag, ReportModel, Status, Witness, value_at

REVIEW_BELOW = 0.9
"""A value whose confidence is lower is in doubt: nine in ten is the least that may pass unseen."""

_CERTAIN: dict[ReaderName, float] = {"table": 0.98, "rule": 0.95, "ocr": 0.8, "llm": 0.8, "reviewer": 1.0}
"""What a reader is worth that had no choice: first estimates, from which ``calibration.json`` leads to measured shares."""
_UNCERTAIN: dict[ReaderName, float] = {"table": 0.6, "rule": 0.8, "ocr": 0.4, "llm": 0.6, "reviewer": 1.0}
_PROVEN = 0.999
_EMPTY = ("blank", "not_applicable")
_IN_FAILED_CHECK = 0.5
_NOTHING_TO_LIST = 40
"""Characters. As many say that there is nothing (我局政府信息公开工作中不存在突出问题); a longer section says something."""


class Reconciled:
    """One report as JSON with its evidence, before and after the checks have had their say."""

    def __init__(self, document: Document, readings: Sequence[Reading]) -> None:
        self.document = document
        self.report: dict[str, Any] = {}
        self.evidence: dict[str, Evidence] = {}
        self.flags: list[Flag] = []
        self.elements: set[str] = set()
        for pointer, candidates in _by_pointer(readings).items():
            self._take(pointer, candidates)
        for pointer, groups in _lists(readings).items():
            self._take_items(pointer, groups)
        for reading in readings:
            self.flags.extend(_flag(note) for note in reading.notes)

    def _take(self, pointer: str, candidates: Sequence[Candidate]) -> None:
        """Agreed values are taken; where readers differ the cell is null and flagged."""
        first = candidates[0]
        agreed = _agree(candidates)
        doubt = first.doubt if agreed else "readers_disagree"
        _put(self.report, pointer, first.value if agreed else None)
        confidence = _agreement(candidates) if agreed and doubt is None else 0.0
        self.evidence[pointer] = self._evidence(candidates, confidence)
        if doubt is not None:
            self.flags.append(Flag(code=doubt, message=_DOUBTS[doubt].format(raw=first.raw[:60]), pointers=[pointer]))

    def _take_items(self, pointer: str, groups: Sequence[Sequence[Item]]) -> None:
        """One element for each group of readers that read the same place; the first reader's words are taken."""
        contents: list[Any] = []
        for number, (first, *others) in enumerate(groups):
            contents.append(first.content if isinstance(first.content, str) else dict(first.content))
            for below, candidate in first.evidence.items():
                witnesses = [other.evidence[below] for other in others if _testifies(other, first, below)]
                self._take_element(f"{pointer}/{number}{below}", candidate, witnesses)
        _put(self.report, pointer, contents)

    def _take_element(self, pointer: str, first: Candidate, witnesses: Sequence[Candidate]) -> None:
        """An element's value with its evidence; where the readers differ it is kept, in doubt.

        What counts as an element is a reader's judgement, so one that a lone reader found is never certain.
        """
        self.elements.add(pointer)
        candidates = [first, *witnesses]
        agreed = _agree(candidates)
        confidence = _agreement(candidates) if witnesses else _UNCERTAIN[first.reader]
        self.evidence[pointer] = self._evidence(candidates, confidence if agreed else 0.0)
        if not agreed:
            message = _DOUBTS["readers_disagree"].format(raw=first.raw[:60])
            self.flags.append(Flag(code="readers_disagree", message=message, pointers=[pointer]))

    def _evidence(self, candidates: Sequence[Candidate], confidence: float) -> Evidence:
        """The first candidate's place; each reader's own reading where they differ."""
        first = candidates[0]
        place = self.document.place(first.start, first.end)
        differing = [] if _agree(candidates) else candidates
        return Evidence(
            raw=first.raw,
            start=first.start,
            end=first.end,
            page=None if place is None else place.page,
            bbox=None if place is None else place.box,
            qualifier=first.qualifier,
            readers=list(dict.fromkeys(candidate.reader for candidate in candidates)),
            confidence=confidence,
            witnesses=[Witness(reader=one.reader, value=one.value, raw=one.raw) for one in differing],
        )

    def weigh(self, checks: Iterable[Check]) -> None:
        """Raise what checks prove, lower what a failed check leaves in doubt.

        No sum proves an empty cell, since a 0 in its place would add up to the same. Where prose contradicts a table, the
        prose is in doubt, and of the table what no sum proves.
        """
        checks = list(checks)
        proven = {pointer for check in checks if check.proves for pointer in check.pointers}
        failed: set[str] = set()
        for check in checks:
            if check.status == "fail" and check.cause != "source":
                told = self.elements.intersection(check.pointers)
                failed.update(told, set(check.pointers) - proven if told else check.pointers)
        for pointer, evidence in self.evidence.items():
            if pointer in failed:
                evidence.confidence = min(evidence.confidence, _IN_FAILED_CHECK)
            elif pointer in proven and evidence.qualifier not in _EMPTY and evidence.confidence >= _UNCERTAIN["table"]:
                evidence.confidence = max(evidence.confidence, _PROVEN)

    def flag_missing(self, report_type: ReportType, outline: Outline) -> None:
        """Flag what tells which report it is, and the sections, where the document lacks them or they were not found."""
        for pointer, (chinese, english) in report_type.named_by.items():
            if pointer not in self.evidence:
                message = f"未能读出{chinese}。The {english} was not found."
                self.flags.append(Flag(code="identity_missing", message=message, pointers=[pointer]))
        for pointer, lists in report_type.listed.items():
            text = value_at(self.report, pointer)
            if text and len(text) > _NOTHING_TO_LIST and not any(value_at(self.report, one) for one in lists):
                message = f"未能从“{text[:20]}…”中读出条目。No item was found in a section that says more than that there is none."
                self.flags.append(Flag(code="items_missing", message=message, pointers=list(lists)))
        for key, heading in report_type.sections.items():
            if outline.section(key) is None:
                message = f"缺少章节：{heading}。Section missing: {heading}."
                self.flags.append(Flag(code="section_missing", message=message, pointers=[f"/{key}"]))

    def flag_another(self, outline: Outline) -> None:
        """Flag a document that holds more than one report: a person has to know that the first alone was read."""
        if outline.another is not None:
            begins = self.document.text[outline.another :].split("\n", 1)[0].strip()[:60]
            message = (
                f"文件中不止一份报告，只读取了第一份；另一份始于“{begins}”。请拆分文件后分别读取。"
                f"The file holds more than one report and only the first was read; another begins with “{begins}”. "
                "Split the file and read each on its own."
            )
            self.flags.append(Flag(code="another_report", message=message))

    def flag_doubt(self) -> None:
        """Flag every value whose confidence is low and that no other flag puts up for review, in one flag."""
        flagged = {pointer for flag in self.flags if flag.review for pointer in flag.pointers}
        low = [p for p, item in self.evidence.items() if item.confidence < REVIEW_BELOW and p not in flagged]
        if low:
            message = f"{len(low)} 个值只有一种依据，未经核验。{len(low)} values rest on one witness and are unproven."
            self.flags.append(Flag(code="low_confidence", message=message, pointers=low))

    def calibrate(self) -> None:
        """State measured confidences in place of first estimates. What needs review is decided before, by the estimates."""
        measured: dict[tuple[float | str, ...], float] = {}
        for evidence in self.evidence.values():
            estimate = (evidence.confidence, *evidence.readers)
            if estimate not in measured:
                measured[estimate] = calibrated(evidence.readers, evidence.confidence)
            evidence.confidence = measured[estimate]


def status_of(checks: Iterable[Check], flags: Iterable[Flag]) -> Status:
    """``needs_review`` where any value is in doubt: a flag for review, or a failed check not the agency's own."""
    doubtful = any(flag.review for flag in flags) or any(
        check.status == "fail" and check.cause != "source" for check in checks
    )
    return "needs_review" if doubtful else "accepted"


_DOUBTS: dict[str, str] = {
    "conflict": "同一单元格出现两次且数值不同：{raw}。The same cell stands twice with different values: {raw}.",
    "blanks_lost": "空白单元格丢失，位置不能确定：{raw}。Empty cells were lost; the place is open: {raw}.",
    "row_not_whole": "行内数字多于表格列数：{raw}。The row has more numbers than the form has columns: {raw}.",
    "numbers_astray": "表格的行列次序已乱，数字归属不能确定：{raw}。The lines are out of order; the number's place is open: {raw}.",
    "unreadable_cell": "单元格内容无法识别：{raw}。The cell cannot be read as a number: {raw}.",
    "digits_open": "数字识别不清，勾稽关系不能唯一确定：{raw}。OCR left several readings, and the arithmetic more than one: {raw}.",
    "unit_missing": "金额没有单位，无法换算为元：{raw}。The amount has no unit: {raw}.",
    "readers_disagree": "不同读取方式结果不一致：{raw}。The readers disagree: {raw}.",
}


def _by_pointer(readings: Sequence[Reading]) -> dict[str, list[Candidate]]:
    found: dict[str, list[Candidate]] = {}
    for reading in readings:
        for pointer, candidate in reading.values.items():
            found.setdefault(pointer, []).append(candidate)
    return found


def _lists(readings: Sequence[Reading]) -> dict[str, list[list[Item]]]:
    """Pointer -> groups of items that different readers read at the same place, in the document's order."""
    found: dict[str, list[list[Item]]] = {}
    for reading in readings:
        for pointer, items in reading.items.items():
            groups = found.setdefault(pointer, [])
            known = list(groups)
            for item in items:
                same = next((group for group in known if _overlap(group[0], item)), None)
                if same is None:
                    groups.append([item])
                else:
                    same.append(item)
    return {pointer: sorted(groups, key=lambda group: group[0].start) for pointer, groups in found.items()}


def _testifies(other: Item, first: Item, below: str) -> bool:
    """Whether ``other`` says anything of what ``first`` says at ``below``: another value, or the same of the same thing.

    Readers that take one number for different things back each other in nothing.
    """
    if below not in other.evidence:
        return False
    return not _agree([first.evidence[below], other.evidence[below]]) or _says_the_same(first.content, other.content)


def _says_the_same(one: Mapping[str, Any] | str, other: Mapping[str, Any] | str) -> bool:
    """Equal but for how much two readers quote, and for the label, which are words of the quote."""
    if isinstance(one, str) or isinstance(other, str):
        return True
    quotes = [str(content.get("quote", "")) for content in (one, other)]
    within = quotes[0] in quotes[1] or quotes[1] in quotes[0]
    return within and all(one.get(key) == other.get(key) for key in {*one, *other} - {"label", "quote"})


def _overlap(one: Item, other: Item) -> bool:
    """Whether two items rest on a common piece of the document."""
    return any(
        below in other.evidence
        and candidate.start < other.evidence[below].end
        and other.evidence[below].start < candidate.end
        for below, candidate in one.evidence.items()
    )


def _agreement(candidates: Sequence[Candidate]) -> float:
    """Confidence of independent readers that agree: wrong only where all of them are.

    Whoever reads what OCR read depends on it: no agreement makes that surer than OCR is.
    """
    worth = [(_CERTAIN if candidate.certain else _UNCERTAIN)[candidate.reader] for candidate in candidates]
    if len(worth) == 1:
        return worth[0]
    wrong = prod(1 - one for one in worth)
    most = _CERTAIN["ocr"] if any(candidate.reader == "ocr" for candidate in candidates) else 1.0
    return min(round(1 - wrong, 4), most)


def _agree(candidates: Sequence[Candidate]) -> bool:
    return len(candidates) == 1 or len({(candidate.value, candidate.qualifier) for candidate in candidates}) == 1


def _flag(note: Note) -> Flag:
    return Flag(code=note.code, message=note.chinese + note.english, pointers=list(note.pointers), review=note.review)


def _put(report: dict[str, Any], pointer: str, value: object) -> None:
    """Set the value that a JSON Pointer names, making the objects above it."""
    *above, name = pointer.split("/")[1:]
    target = report
    for part in above:
        target = target.setdefault(part, {})
    target[name] = value


def as_model(report_type: ReportType, report: Mapping[str, Any]) -> ReportModel:
    """The typed report; everything that was not read is None."""
    return report_type.model.model_validate(report)


def reconcile(
    document: Document, report_type: ReportType, readings: Sequence[Reading]
) -> tuple[Reconciled, ReportModel, list[Check]]:
    """The readings as one report, typed, with the checks on it."""
    reconciled = Reconciled(document, readings)
    report = as_model(report_type, reconciled.report)
    return reconciled, report, report_type.check(report.model_dump(mode="json"), reconciled.evidence, document.text)
