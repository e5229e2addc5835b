"""``extractor report DIR``: one report's quality told in words, as a page and as PDF."""

import argparse
import re
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.commands.model import add_model, configure_model
from extractor.commands.status import add_type, add_workspace, existing

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractor.analysis.agency_names import AgencyNames
    from extractor.analysis.findings import Quote
    from extractor.analysis.histories import History, YearReport
    from extractor.analysis.quality.compose import QualityReport
    from extractor.commands import Commands
    from extractor.store.engine import Store

_FOLDER = "quality"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_SUGGESTED = 3


def add(commands: "Commands") -> None:
    """Put the command on the command line."""
    parser = commands.add_parser(
        "report",
        help="一份报告的质量说明 / one report's quality in words",
        description="写出一个机关一个年度的质量说明：报告了什么、哪里对不上，每个数字附原文。"
        "Writes what an office reported for a year and what does not add up, every number with its quote.",
    )
    add_workspace(parser)
    add_type(parser)
    parser.add_argument("--agency", required=True, metavar="NAME", help="机关名称 / the office's name")
    parser.add_argument("--year", required=True, type=int, metavar="YEAR", help="报告年度 / the year reported on")
    parser.add_argument(
        "--out", type=Path, metavar="FILE.html", help=f"默认 DIR/{_FOLDER}/机关-年度.html / default: in DIR/{_FOLDER}/"
    )
    parser.add_argument("--pdf", action="store_true", help="同时生成 PDF / also as PDF, beside the page")
    parser.add_argument(
        "--summary", action="store_true", help="由语言模型写概要，逐个数字核实 / with a model's summary, grounded"
    )
    add_model(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from extractor.analysis.agency_names import AGENCY_NAMES, read_agency_names
    from extractor.analysis.quality.page import render
    from extractor.analysis.quality.printing import print_pdf
    from extractor.result import write_text
    from extractor.store.engine import open_store

    folder = existing(arguments.dir, arguments.store)
    with closing(open_store(folder, arguments.store)) as store:
        names = read_agency_names(store, folder / AGENCY_NAMES)
        quality = _composed(store, folder, names, arguments)
    if arguments.summary:
        _summarise(arguments, quality)
    page = arguments.out or folder / _FOLDER / f"{_NOT_IN_NAMES.sub('_', quality.identity)}-{arguments.year}.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    write_text(page, render(quality))
    print(page)
    if arguments.pdf:
        print_pdf(page, page.with_suffix(".pdf"))
        print(page.with_suffix(".pdf"))
    return 0


def _composed(store: "Store", folder: Path, names: "AgencyNames", wanted: argparse.Namespace) -> "QualityReport":
    from extractor.analysis.histories import history_of
    from extractor.analysis.quality.compose import compose
    from extractor.analysis.workspace import compare_history
    from extractor.reports.registry import report_type_named

    report_type = report_type_named(wanted.type)
    identity = names.agency(wanted.agency).identity
    history = history_of(store, names, identity, report_type)
    report = _chosen(history, names, wanted.agency, wanted.year)
    findings = [finding for finding in compare_history(history, report_type) if finding.year == wanted.year]
    return compose(identity, report, findings, report_type, _sources(store, folder))


def _chosen(history: "History", names: "AgencyNames", agency: str, year: int) -> "YearReport":
    """The report that counts; where predecessors reported apart, the one of the very name.

    Raises UsageError where there is none.
    """
    from extractor.errors import UsageError

    if not history.years:
        likely = "、".join(_likely(agency, list(names.lines)))
        raise UsageError(
            f"工作区中没有“{agency}”的报告。相近的名称：{likely or '无'}。",
            f"The workspace has no report of {agency}. Names like it: {likely or 'none'}.",
        )
    own = names.agency(agency)
    found = history.latest(year) or next((r for r in history.years.get(year, ()) if r.agency.key == own.key), None)
    if found is None:
        years = "、".join(str(year) for year in sorted(history.years))
        raise UsageError(
            f"“{history.identity}”没有 {year} 年的报告；有的年度：{years}。",
            f"{history.identity} has no report of {year}; there are {years}.",
        )
    return found


def _likely(name: str, known: list[str]) -> list[str]:
    from rapidfuzz import process

    return [found for found, _, _ in process.extract(name, known, limit=_SUGGESTED, score_cutoff=50)]


def _sources(store: "Store", folder: Path) -> "Callable[[Quote], str | None]":
    """The text of a quote's document, where its file still has the content that was read."""
    from extractor.batch.files import source_file
    from extractor.documents.open import open_document
    from extractor.store.reviewing import under_review

    @cache
    def text(document_id: int) -> str | None:
        row = under_review(store, document_id)
        path = source_file(folder, row.keys, row.path, row.sha256)
        return None if path is None else open_document(path).text

    return lambda quote: None if quote.document_id is None else text(quote.document_id)


def _summarise(arguments: argparse.Namespace, quality: "QualityReport") -> None:
    from extractor.analysis.quality.summary import add_summary
    from extractor.llm.session import ModelSession
    from extractor.llm.settings import ModelSettings

    configure_model(arguments)
    with ModelSession(ModelSettings.from_environment()) as session:
        add_summary(quality, session)
