"""``extractor compare DIR``: hold the reports of a workspace against each other, across years and offices."""

import argparse
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.commands.status import add_type, add_workspace, existing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extractor.analysis.findings import Finding, Kind
    from extractor.commands import Commands

_SHOWN = 5
"""Findings of a kind that are printed; the files have all of them."""


def add(commands: "Commands") -> None:
    """Put the command on the command line."""
    parser = commands.add_parser(
        "compare",
        help="跨年度、跨机关核对 / compare reports across years and offices",
        description="核对工作区内各机关历年的报告：结转、文件数、异常变动、重复文字、重复报告；"
        "给出名单时，另查缺报的机关和上下级合计。机关名称对照表 DIR/agency-names.csv 可由人修改。"
        "Compares the reports of a workspace: figures carried over, documents in force, jumps, repeated prose, several "
        "reports of a year; with a list, also who is missing and whether totals fit those below. People may change the "
        "table of names, DIR/agency-names.csv.",
    )
    add_workspace(parser)
    add_type(parser)
    parser.add_argument(
        "--agencies",
        type=Path,
        metavar="LIST.csv",
        help="应报告机关名单，列 agency、upper（可选） / who has to report: columns agency and, if wanted, upper",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from extractor.analysis.agency_list import read_agency_list
    from extractor.analysis.agency_names import AGENCY_NAMES, read_agency_names
    from extractor.analysis.workspace import compare
    from extractor.analysis.writing import FINDINGS_CSV, FINDINGS_JSON, write_findings
    from extractor.batch.inputs import prepare
    from extractor.reports.registry import report_type_named
    from extractor.store.engine import open_store
    from extractor.store.histories import count_unplaced

    folder = prepare(existing(arguments.dir, arguments.store))
    listed = read_agency_list(arguments.agencies) if arguments.agencies else None
    with closing(open_store(folder, arguments.store)) as store:
        names = read_agency_names(store, folder / AGENCY_NAMES)
        names.write(folder / AGENCY_NAMES)
        told = _Told()
        write_findings(folder, told.through(compare(store, names, report_type_named(arguments.type), listed)))
        unplaced = count_unplaced(store)
    told.print()
    if unplaced:
        print(f"\n{unplaced} 份报告的机关或年度未知，未核对。 {unplaced} reports without agency or year are left out.")
    print(f"\n机关对照表 Names: {folder / AGENCY_NAMES}（可修改 open to changes）")
    print(f"发现 Findings: {folder / FINDINGS_CSV}, {folder / FINDINGS_JSON}")
    return 0


class _Told:
    """What is printed at the end: how many of each kind, and the first of them."""

    def __init__(self) -> None:
        self.counts: Counter[Kind] = Counter()
        self.first: list[Finding] = []

    def through(self, findings: "Iterable[Finding]") -> "Iterator[Finding]":
        """Pass the findings on."""
        for finding in findings:
            self.counts[finding.kind] += 1
            if self.counts[finding.kind] <= _SHOWN:
                self.first.append(finding)
            yield finding

    def print(self) -> None:
        """Kind by kind, the most frequent first."""
        from extractor.analysis.words import KIND_NAMES

        print(f"{self.counts.total()} 处不符或异常 findings")
        for kind, count in self.counts.most_common():
            print(f"\n{KIND_NAMES[kind]} ({count})")
            for finding in self.first:
                if finding.kind == kind:
                    print(f"  · {finding.chinese}\n    {finding.english}")
            if count > _SHOWN:
                print("  …")
