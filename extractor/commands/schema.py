"""``extractor schema``: the JSON Schema of a result."""

import argparse
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.commands import Commands


def add(commands: "Commands") -> None:
    """Put the command on the command line."""
    parser = commands.add_parser("schema", help="打印结果的 JSON Schema / print the JSON Schema of a result")
    parser.add_argument(
        "type", nargs="?", default="disclosure", metavar="TYPE", help="报告类型 / report type; default: disclosure"
    )
    parser.set_defaults(run=_schema)


def _schema(arguments: argparse.Namespace) -> int:
    from extractor.reports.registry import report_type_named
    from extractor.reports.results import json_schema

    print(json.dumps(json_schema(report_type_named(arguments.type)), ensure_ascii=False, indent=2))
    return 0
