"""``extractor text FILE``: the normalised text that evidence offsets point into."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.commands import Commands


def add(commands: "Commands") -> None:
    """Put the command on the command line."""
    parser = commands.add_parser(
        "text", help="打印证据位置所指的文本 / print the text that evidence offsets point into"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="文档 / a document")
    parser.set_defaults(run=_text)


def _text(arguments: argparse.Namespace) -> int:
    from extractor.documents.open import open_document

    sys.stdout.write(open_document(arguments.file).text)
    return 0
