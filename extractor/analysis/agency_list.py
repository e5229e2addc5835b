"""The list of agencies that a user gives: who has to report, and in whose report whose figures are contained."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from extractor.analysis.tables import column, read_table
from extractor.documents.characters import fold, squeeze
from extractor.errors import UsageError

_AGENCY = ("agency", "机关")
_UPPER = ("upper", "上级")


@dataclass(frozen=True)
class Listed:
    """One line of the list; names folded. ``upper``: the office whose report contains this one's figures, else None."""

    line: int
    agency: str
    upper: str | None


@dataclass(frozen=True)
class AgencyList:
    """The lines of a list by agency."""

    path: Path
    lines: Mapping[str, Listed]


def read_agency_list(path: Path) -> AgencyList:
    """Read a CSV with a column ``agency`` (or 机关) and, where wanted, ``upper`` (or 上级).

    Raises UsageError for a file that cannot be read, lacks the column, or names an agency as its own upper office.
    """
    lines = read_table(path)
    agency, upper = column(lines, _AGENCY), column(lines, _UPPER)
    if agency is None:
        raise UsageError(
            f"“{path}”须有“agency”（或“机关”）一列，且至少一行。",
            f"{path} needs a column agency (or 机关) and at least one line.",
        )
    listed: dict[str, Listed] = {}
    for number, line in enumerate(lines, 2):  # as a spreadsheet counts, with the heading
        name = squeeze(fold(line[agency]))
        above = squeeze(fold(line[upper])) if upper else ""
        if name and name == above:
            raise UsageError(
                f"“{path}”第 {number} 行：{name} 的上级是它自己。", f"{path}, line {number}: {name} is above itself."
            )
        if name:
            listed.setdefault(name, Listed(number, name, above or None))
    return AgencyList(path, listed)
