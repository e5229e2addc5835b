"""``extractor export DIR --to FORMAT``: a workspace's results as tables, or as official forms."""

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.commands.status import add_type, add_workspace, existing

if TYPE_CHECKING:
    from extractor.commands import Commands
    from extractor.export.exports import Exported

_FORMATS = ("xlsx", "csv", "parquet", "jsonl", "docx")
_TOLD = 10
"""Names of files that are told one by one."""


def add(commands: "Commands") -> None:
    """Put the command on the command line."""
    parser = commands.add_parser(
        "export",
        help="导出 Excel、CSV、Parquet、JSON Lines，或法定表样的 Word / export tables, or official forms",
        description="把工作区的结果导出为表格（面板、带出处的数值、核验、事实、数据字典），或按法定表样逐份写成 Word 或 Excel 文件。"
        "Writes the results as tables (panel, values with evidence, checks, facts, data dictionary), or each report in the "
        "layout of the official form.",
        epilog="被人改过的文件不会覆盖。Files that a person changed are never overwritten. → docs/exports.md",
    )
    add_workspace(parser)
    parser.add_argument("--to", choices=_FORMATS, required=True, help="格式；docx 总是法定表样 / format; docx is always forms")
    parser.add_argument(
        "--form",
        action="store_true",
        help="按法定表样逐份写出（用于 xlsx）/ one file a report in the layout of the official form (for xlsx)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="写到哪里，默认 DIR/export，表样为 DIR/forms / where to; default: DIR/export, for forms DIR/forms",
    )
    add_type(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from extractor.errors import UsageError
    from extractor.export.exports import export_forms, export_tables
    from extractor.export.folder import Folder
    from extractor.reports.registry import report_type_named
    from extractor.store.engine import open_store

    forms = arguments.form or arguments.to == "docx"
    if arguments.form and arguments.to not in ("docx", "xlsx"):
        raise UsageError("--form 只用于 --to docx 或 --to xlsx。", "--form goes with --to docx or --to xlsx.")
    where = existing(arguments.dir, arguments.store)
    folder = Folder(arguments.out or where / ("forms" if forms else "export"))
    with closing(open_store(where, arguments.store)) as store:
        export = export_forms if forms else export_tables
        exported = export(store, folder, report_type_named(arguments.type), arguments.to)
    _tell(exported, folder.path)
    return 1 if exported.kept else 0


def _tell(exported: "Exported", folder: Path) -> None:
    print(f"{exported.reports} 份 reports → {folder}")
    for name in exported.files[:_TOLD]:
        print(f"  {name}")
    if len(exported.files) > _TOLD:
        print(f"  … ({len(exported.files)})")
    if exported.kept:
        print(f"已被修改，未覆盖 Changed by a person and left alone ({len(exported.kept)}):")
        for name in exported.kept:
            print(f"  {name}")
