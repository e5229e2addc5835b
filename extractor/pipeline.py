"""The whole way of a report, readable top to bottom: open, recognise, read, reconcile, check, result."""

import time
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.documents.model import Document
from extractor.documents.model import Source as DocumentSource
from extractor.documents.ocr.installed import has_engine
from extractor.errors import DocumentError, ModelError, NotAReportError, NoTextError
from extractor.readers.seen import by_sight
from extractor.reading import Reading
from extractor.recognition import recognise
from extractor.reconcile import reconcile, status_of
from extractor.reports.base import Outline, ReportType
from extractor.reports.registry import report_type_named, report_types
from extractor.result import NO_REPORT, Engine, Failure, Result, Run, Source
from extractor.settings import EngineChoice, choose_engine

if TYPE_CHECKING:
    from extractor.llm.session import ModelSession


MOST_LOOKED_AT = 12
"""Pages. A longer PDF without a word of the form is another document; looking at 12 takes about half a minute."""


@cache
def package_version() -> str:
    """This package's version, as written into every result's ``run``."""
    return version("disclosure-extractor")


def extract(
    path: str | Path,
    report_type: str | None = None,
    *,
    engine: EngineChoice = "auto",
    model: "ModelSession | None" = None,
) -> Result:
    """Read one file into a typed, proven result.

    ``report_type``: the name of the type to read it as; None for the one that recognises it.
    ``engine``: ``offline`` by rules alone, ``hybrid`` by rules and by a model what they leave open, ``llm`` by the
    model alone, ``auto`` hybrid where a model is given or configured. ``model``: a session for the whole run; without
    one, one is opened for this process from the environment.

    A file that cannot be read, or is no report of the type, gives a result with ``status`` ``failed`` and ``error``;
    nothing is raised for it. Raises SettingsError where a model is needed and none is configured, UsageError for a
    type that does not exist.
    """
    from extractor.documents.open import source_of

    started = time.perf_counter()
    path = Path(path)
    wanted = None if report_type is None else report_type_named(report_type)
    chosen, session = _engine(engine, model)
    try:
        result = _read(path, wanted, chosen, session)
    except DocumentError as error:
        result = failed(source_of(path), error, wanted, engine=chosen)
    result.run.seconds = round(time.perf_counter() - started, 4)
    return result


def _read(path: Path, wanted: ReportType | None, engine: Engine, model: "ModelSession | None") -> Result:
    """Read a file. A text layer in which nothing of the form is found may be wrong: then its pages are looked at."""
    from extractor.documents.open import open_document

    document = open_document(path)
    try:
        return read_document(document, wanted, engine=engine, model=model)
    except NotAReportError as error:
        if not _may_be_looked_at(document):
            raise
        try:
            seen = open_document(path, by_sight=True)
        except NoTextError:
            raise error from None
        return read_document(seen, wanted, engine=engine, model=model)


def _may_be_looked_at(document: Document) -> bool:
    """Whether a document has a text layer and pages, few enough to be looked at, and an engine to do so."""
    pages = document.source.pages
    return pages is not None and pages <= MOST_LOOKED_AT and not document.recognised and has_engine()


def _engine(engine: EngineChoice, model: "ModelSession | None") -> "tuple[Engine, ModelSession | None]":
    """The engine that reads, and the session it needs."""
    if model is not None:
        chosen: Engine = "hybrid" if engine == "auto" else engine
    else:
        chosen = choose_engine(engine)
    if chosen == "offline" or model is not None:
        return chosen, model
    from extractor.llm.session import process_session

    return chosen, process_session()


def read_document(
    document: Document,
    wanted: ReportType | None = None,
    *,
    engine: Engine = "offline",
    model: "ModelSession | None" = None,
) -> Result:
    """Read an opened document as the type ``wanted``, else as the one that recognises it.

    Raises NotAReportError for a document of another kind, TypeUnclearError where several types recognise it.

    Where the model gives nothing, the engine ``llm``, which has nothing else to go by, gives a failed result; its
    ``run`` tells what was paid for.
    """
    recognised = recognise(document, report_types() if wanted is None else (wanted,))
    own, report_type, outline = recognised.document, recognised.report_type, recognised.outline
    prose = report_type.read_prose(own, outline)
    readings = [by_sight(own, reading) for reading in (recognised.tables, prose)]
    run = Run(engine=engine, version=package_version())
    if engine != "offline" and model is not None:
        from extractor.hybrid import Asking  # loads what talks to a model

        try:
            readings = Asking(own, report_type, outline, model).read(engine, readings, run)
        except ModelError as error:
            return failed(document.source, error, report_type, engine=engine).model_copy(update={"run": run})
    return _result(document, report_type, outline, readings, run)


def _result(
    document: Document, report_type: ReportType, outline: Outline, readings: Sequence[Reading], run: Run
) -> Result:
    reconciled, report, checks = reconcile(document, report_type, readings)
    reconciled.weigh(checks)
    reconciled.flag_missing(report_type, outline)
    reconciled.flag_another(outline)
    reconciled.flag_doubt()
    reconciled.calibrate()
    return Result(
        schema=report_type.schema,
        source=_source(document.source, len(document.text)),
        status=status_of(checks, reconciled.flags),
        report=report,
        evidence=reconciled.evidence,
        checks=checks,
        flags=reconciled.flags,
        run=run,
    )


def _source(source: DocumentSource, characters: int) -> Source:
    return Source(
        name=source.name,
        sha256=source.sha256,
        media_type=source.media_type,
        pages=source.pages,
        characters=characters,
    )


def failed(
    source: DocumentSource, error: DocumentError, report_type: ReportType | None = None, *, engine: Engine = "offline"
) -> Result:
    """The result of a file that gave no report; ``report_type`` where that is known."""
    return Result(
        schema=NO_REPORT if report_type is None else report_type.schema,
        source=_source(source, 0),
        status="failed",
        error=Failure(code=error.code, message=str(error)),
        run=Run(engine=engine, version=package_version()),
    )
