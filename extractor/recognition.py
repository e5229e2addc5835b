"""What kind of report a document is: told by its content, never by its name."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.documents.model import Document
from extractor.errors import NotAReportError, TypeUnclearError
from extractor.readers.tables import read_tables
from extractor.reading import Reading
from extractor.reports.base import Outline, ReportType


@dataclass(frozen=True, slots=True)
class Recognised:
    """A document's type, with what recognising it has read already.

    ``document`` is what of it is the one report that is read.
    """

    document: Document
    report_type: ReportType
    outline: Outline
    tables: Reading


def recognise(document: Document, report_types: Sequence[ReportType]) -> Recognised:
    """The one of ``report_types`` that the document is of.

    All are asked, so that a type that takes too much for its own is found out and changes no result of another.
    Raises NotAReportError where none recognises it, TypeUnclearError where several do.
    """
    looked = (_look(document, report_type) for report_type in report_types)
    found = [one for one in looked if one.report_type.recognises(one.document, one.outline, one.tables)]
    if not found:
        raise _no_report(document.source.name, report_types)
    if len(found) > 1:
        raise _unclear(document.source.name, [one.report_type for one in found])
    return found[0]


def _look(document: Document, report_type: ReportType) -> Recognised:
    outline = report_type.outline(document)
    own = document if outline.end is None else document.before(outline.end)
    return Recognised(own, report_type, outline, read_tables(own, report_type, outline))


def _no_report(name: str, report_types: Sequence[ReportType]) -> NotAReportError:
    chinese = "、".join(report_type.chinese for report_type in report_types)
    english = ", ".join(report_type.english for report_type in report_types)
    return NotAReportError(
        f"“{name}”中没有{chinese}应有的内容；请确认文件。",
        f"{name} has nothing in it that makes a report of a known type ({english}); check that it is the right file.",
    )


def _unclear(name: str, report_types: Sequence[ReportType]) -> TypeUnclearError:
    names = "、".join(report_type.name for report_type in report_types)
    return TypeUnclearError(
        f"“{name}”同时像几种报告（{names}）；请用 --type 指定一种。",
        f"{name} may be of several report types ({names}); name the right one with --type.",
    )
