"""The table of agencies' names: proposed by the program, decided by people, kept as CSV.

``DIR/agency-names.csv`` has a line for every name in the workspace. A person changes ``identity`` (what the office goes
by: names with one identity are one office), ``region_code`` or ``reorganised``, or writes anything into ``checked``:
such a line stays as it is. The other lines follow what the program proposes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.analysis.agencies import Agency, How, Resolved, resolve
from extractor.analysis.regions import region_of
from extractor.analysis.tables import read_table
from extractor.documents.characters import fold, squeeze
from extractor.errors import UsageError
from extractor.export.summary import write_summary
from extractor.store.engine import Store
from extractor.store.histories import ReportedName, reported_names

AGENCY_NAMES = "agency-names.csv"
"""The table's file in DIR."""

_DECIDED = ("identity", "region_code", "reorganised", "checked")
_COLUMNS = (
    "name",
    *_DECIDED,
    "region",
    "how",
    "reports",
    "first_year",
    "last_year",
    "proposed_identity",
    "proposed_region_code",
)

Line = dict[str, str]


@dataclass(frozen=True)
class AgencyNames:
    """Whose name every name is. ``lines``: of the table, by name, with all their columns."""

    lines: Mapping[str, Line]
    _identities: Mapping[str, str] = field(repr=False)

    def agency(self, name: str) -> Agency:
        """The office of a name, also of one that no report has: a variant of a known name is that office."""
        folded = squeeze(fold(name))
        resolved = resolve(folded)
        line = self.lines.get(folded)
        if line is None:
            identity = self._identities.get(resolved.key) or self._identities.get(resolved.successor) or folded
            return Agency(folded, identity, resolved.key, resolved.region)
        years = frozenset(int(year) for year in line["reorganised"].replace("；", ";").split(";") if year.strip())
        return Agency(folded, line["identity"] or folded, resolved.key, region_of(line["region_code"]), years)

    def offices(self) -> dict[str, list[str]]:
        """Identity -> the names it is reported under; both in order."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, line in self.lines.items():
            if line["reports"] != "0":
                found[line["identity"] or name].append(name)
        return {identity: sorted(found[identity]) for identity in sorted(found)}

    def write(self, path: Path) -> None:
        """Write the table whole or not at all; columns that a person added stay."""
        others = dict.fromkeys(name for line in self.lines.values() for name in line if name not in _COLUMNS and name)
        columns = (*_COLUMNS, *others)
        rows = ([self.lines[name].get(column, "") for column in columns] for name in sorted(self.lines))
        write_summary(path, columns, rows)


def read_agency_names(store: Store, path: Path) -> AgencyNames:
    """The table at ``path``, brought up to date with the names in the workspace; nothing is written.

    Raises UsageError for a file that is not such a table, and for years and codes in it that make no sense.
    """
    kept = _kept(path) if path.exists() else {}
    proposed = _proposed(list(reported_names(store)))
    lines = {name: _merged(kept.get(name), line) for name, line in proposed.items()}
    gone: Line = {"reports": "0"}
    lines |= {name: {**dict.fromkeys(_COLUMNS, ""), **line, **gone} for name, line in kept.items() if name not in lines}
    for line in lines.values():
        region = region_of(line["region_code"])
        line["region"] = region.name if region else ""
    return AgencyNames(lines, _identities(lines))


def _merged(kept: Line | None, proposed: Line) -> Line:
    """The line of the file with the program's columns renewed; what a person decided stays."""
    if kept is None:
        return proposed
    decided = {name: kept.get(name, "") for name in _DECIDED} if _is_decided(kept) else {}
    return {**kept, **proposed, **decided}


def _is_decided(line: Line) -> bool:
    return bool(
        line.get("checked")
        or line.get("reorganised")
        or line.get("identity") != line.get("proposed_identity")
        or line.get("region_code") != line.get("proposed_region_code")
    )


def _proposed(names: Sequence[ReportedName]) -> dict[str, Line]:
    """A line for each name: offices go by the name that their latest report has."""
    resolved = {item.name: resolve(item.name) for item in names}
    groups: dict[str, list[ReportedName]] = defaultdict(list)
    for item in names:
        groups[resolved[item.name].successor].append(item)
    lines = {}
    for group in groups.values():
        newest = max(group, key=lambda item: (item.last_year, item.reports, item.name))
        for item in group:
            lines[item.name] = _line(item, newest.name, _how(item, group, resolved), resolved[item.name])
    return lines


def _how(item: ReportedName, group: Iterable[ReportedName], resolved: Mapping[str, Resolved]) -> How:
    keys = [resolved[other.name].key for other in group if other.name != item.name]
    if any(key != resolved[item.name].key for key in keys):
        return "renamed"
    return "variant" if keys else "exact"


def _line(item: ReportedName, identity: str, how: How, resolved: Resolved) -> Line:
    code = resolved.region.code if resolved.region else ""
    return {
        "name": item.name,
        "identity": identity,
        "region_code": code,
        "reorganised": "",
        "checked": "",
        "region": "",
        "how": how,
        "reports": str(item.reports),
        "first_year": str(item.first_year),
        "last_year": str(item.last_year),
        "proposed_identity": identity,
        "proposed_region_code": code,
    }


def _identities(lines: Mapping[str, Line]) -> dict[str, str]:
    """Key and successor -> identity, of the names that are known."""
    found: dict[str, str] = {}
    for name, line in lines.items():
        resolved = resolve(name)
        for key in (resolved.key, resolved.successor):
            found.setdefault(key, line["identity"] or name)
    return found


def _kept(path: Path) -> dict[str, Line]:
    lines = read_table(path)
    missing = [name for name in ("name", *_DECIDED) if lines and name not in lines[0]]
    if missing:
        raise UsageError(
            f"“{path}”缺少列：{'、'.join(missing)}；请恢复这些列，或移走该文件以重新生成。",
            f"{path} lacks the columns {', '.join(missing)}; put them back, or move the file away to have it made anew.",
        )
    found: dict[str, Line] = {}
    for number, line in enumerate(lines, 2):
        _check(path, number, line)
        if line["name"] in found or not line["name"]:
            raise UsageError(
                f"“{path}”第 {number} 行：name 为空或重复；每个名称应有且只有一行。",
                f"{path}, line {number}: name is empty or stands twice; every name has one line.",
            )
        found[line["name"]] = line
    return found


def _check(path: Path, number: int, line: Line) -> None:
    years = [year.strip() for year in line["reorganised"].replace("；", ";").split(";") if year.strip()]
    if not all(len(year) == 4 and year.isdigit() for year in years):
        raise UsageError(
            f"“{path}”第 {number} 行：reorganised 应为年份，以分号分隔，如 2019;2024。",
            f"{path}, line {number}: reorganised holds years, with semicolons between them, like 2019;2024.",
        )
    if line["region_code"] and region_of(line["region_code"]) is None:
        raise UsageError(
            f"“{path}”第 {number} 行：没有行政区划代码 {line['region_code']}。",
            f"{path}, line {number}: there is no division with the code {line['region_code']}.",
        )
