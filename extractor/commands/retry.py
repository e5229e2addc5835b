"""``extractor retry DIR --failed``: read the documents again that could not be read."""

import argparse
from typing import TYPE_CHECKING

from extractor.commands.run import add_reading, carry_out
from extractor.commands.status import add_workspace, existing

if TYPE_CHECKING:
    from extractor.commands import Commands


def add(commands: "Commands") -> None:
    """Put the command on the command line."""
    parser = commands.add_parser(
        "retry",
        help="重读失败的文件 / read failed documents again",
        description="重读未能读出的文件，可只选某些错误代码（extractor status DIR 会列出）。"
        "Reads the documents again that failed, all or those of some error codes (extractor status DIR lists them).",
    )
    add_workspace(parser)
    parser.add_argument("--failed", action="store_true", required=True, help="失败的文件 / the failed ones")
    parser.add_argument(
        "--code", action="append", default=[], help="只选此错误代码，可多次 / of this code; may be repeated"
    )
    add_reading(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    folder = existing(arguments.dir, arguments.store)
    return carry_out(arguments, folder, lambda: [], again=arguments.code)
