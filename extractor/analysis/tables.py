"""Tables that people make or change, as CSV: what Excel writes in China (UTF-8 or GB 18030) is read back."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from extractor.errors import UsageError

_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def read_table(path: Path) -> list[dict[str, str]]:
    """The lines by the names of their columns, cells without white space around them.

    Raises UsageError for a file that cannot be read or is no table.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"无法读取“{path}”：{error.strerror}。", f"{path} cannot be read: {error.strerror}."
        ) from error
    try:
        text = _decoded(data)
        lines = list(csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="", strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            f"“{path}”不是 CSV 表格（UTF-8 或 GB 18030）。", f"{path} is no CSV table in UTF-8 or GB 18030."
        ) from error
    return [
        {(name or "").strip(): _plain(cell) for name, cell in line.items() if isinstance(cell, str)} for line in lines
    ]


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _plain(cell: str) -> str:
    """A cell as it was before a formula in it was neutralised."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULAS) else cell


def column(lines: Sequence[dict[str, str]], names: Sequence[str]) -> str | None:
    """The first of the wordings of a column that the table has."""
    return next((name for name in names if lines and name in lines[0]), None)
