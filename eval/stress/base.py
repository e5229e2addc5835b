"""What every stress starts from, and how a label follows its source through a change."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eval.labels import Fixture, Label, LabelSet
from eval.locate import Locator
from eval.matching import FACT_LISTS, ITEM_LISTS, elements
from eval.validate import failing_checks
from extractor.documents.characters import squeeze
from extractor.documents.model import Document
from extractor.documents.open import open_document
from extractor.pipeline import read_document
from extractor.reports.base import Outline
from extractor.reports.disclosure import DISCLOSURE
from extractor.result import Evidence

_NAMES = ("agency", "address", "postcode", "phone", "fax", "email", "website")


@dataclass(frozen=True)
class Original:
    """A labelled document as it is; ``document.text`` is what text stresses change."""

    fixture: Fixture
    document: Document

    @property
    def is_text(self) -> bool:
        """Whether the source is plain text, so that its text can be changed and written back."""
        return self.document.source.media_type.startswith("text/") and "html" not in self.document.source.media_type

    @cached_property
    def outline(self) -> Outline:
        """The sections of the document as it is."""
        return DISCLOSURE.outline(self.document)

    @cached_property
    def evidence(self) -> dict[str, Evidence]:
        """Where the extractor finds the values of the document as it is; only to know where a cell stands."""
        return read_document(self.document).evidence


@dataclass(frozen=True)
class Case:
    """One generated document: file content and true label. ``suffix`` sets the cases of one fixture apart."""

    source: bytes
    label: Label
    suffix: str = ""


def originals(labels: LabelSet) -> Iterator[Original]:
    """Every present fixture, opened."""
    for fixture in labels.present:
        assert fixture.source is not None
        yield Original(fixture, open_document(fixture.source))


def text_case(original: Original, text: str, label: Label, encoding: str = "utf-8", suffix: str = "") -> Case:
    """A plain text case with the checks that then fail."""
    return Case(text.encode(encoding), with_checks(original, text, label), suffix)


def with_checks(original: Original, text: str, label: Label) -> Label:
    """The label with its failed checks worked out anew from its values and the normalised text."""
    fixture = Fixture(original.fixture.name, original.fixture.folder, label, None)
    failing = failing_checks(fixture, DISCLOSURE.model.model_validate(label.report), text)
    return label.model_copy(update={"checks_failed": sorted(failing)})


def recut(label: Label, before: str, after: str, otherwise: Callable[[str], str] = str) -> Label:
    """The label with all its quotations taken from the same places of ``after``, which is as long as ``before``.

    Numbers, dates and indicators stay: they are what the page means. So do the agency and its addresses where they
    still stand somewhere as they were. Words that the label put together stand nowhere: ``otherwise`` changes them.
    """
    if len(before) != len(after):
        raise ValueError("the texts are not of one length")
    report = deepcopy(label.report)
    cut = _Cutter(Locator(before), after, otherwise)
    still = Locator(after)
    for names in (report, report["contact"]):
        for key, value in names.items():
            if isinstance(value, str) and (key == "title" or (key in _NAMES and still.find(value) is None)):
                names[key] = cut(value)
    for name in FACT_LISTS:
        position = 0
        for fact in elements(report, name):
            span = cut.locator.find(fact["quote"], position)
            position = span[0] if span else position
            for key in ("label", "unit", "scope", "quote"):
                fact[key] = cut(fact[key], position)
    for name in ITEM_LISTS:
        _, section, key = name.split("/")
        report[section][key] = [cut(item) for item in report[section][key]]
    for series in report["series"]:
        series["title"] = cut(series["title"])
        for point in series["points"]:
            point["label"] = cut(point["label"])
    return label.model_copy(update={"report": report})


@dataclass(frozen=True)
class _Cutter:
    locator: Locator
    after: str
    otherwise: Callable[[str], str]

    def __call__(self, words: Any, position: int = 0) -> Any:  # noqa: ANN401 - a JSON string or null
        if not isinstance(words, str):
            return words
        span = self.locator.find(words, position)
        return squeeze(self.after[span[0] : span[1]]) if span else self.otherwise(words)
