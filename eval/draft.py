"""A label to start from: what the extractor read, for a person to correct value by value."""

import shutil
from pathlib import Path

from eval.engines import engine
from eval.labels import EMPTY, SCHEMA, Label
from extractor.errors import UsageError
from extractor.reports.arithmetic import flatten
from extractor.result import Result, write_text


def start_label(source: Path, root: Path) -> Path:
    """Copy ``source`` into a new fixture of ``root`` with a drafted label; returns the label's path.

    Raises UsageError where the document cannot be read, or the fixture exists: labels are changed only by hand.
    """
    folder = root / source.stem
    if (folder / "label.json").exists():
        raise UsageError(
            f"标注 {folder.name} 已存在；请直接修改。", f"The label {folder.name} exists already; edit it by hand."
        )
    result = engine("offline")(source)
    if result.error is not None:
        raise UsageError(result.error.message, "")
    label = draft(result)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, folder / source.name)
    write_text(folder / "label.json", label.to_json())
    return folder / "label.json"


def draft(result: Result) -> Label:
    """The label that would call ``result`` wholly right. Section texts are left out, as in every hand label.

    Raises UsageError for a report of another type than labels are of.
    """
    if result.schema_name != SCHEMA or result.report is None:
        raise UsageError(
            f"标注只用于 {SCHEMA}；{result.source.name} 是 {result.schema_name}。",
            f"Labels are of {SCHEMA}; {result.source.name} is {result.schema_name}.",
        )
    report = result.report.model_dump(mode="json")
    for name in ("overview", "problems", "other_matters"):
        report[name].pop("text")
    for name in ("proactive", "requests", "challenges"):
        report[name] = _present(report[name], f"/{name}", result)
    values = flatten(report)
    return Label(
        name=result.source.name,
        report=report,
        qualifiers={
            pointer: item.qualifier
            for pointer, item in result.evidence.items()
            if item.qualifier != "exact"
            and pointer in values
            and (values[pointer] is None) == (item.qualifier in EMPTY)
        },
        checks_failed=[check.id for check in result.failed_checks()],
    )


def _present(tree: dict[str, object], pointer: str, result: Result) -> dict[str, object]:
    """The statutory cells that the document has, by their evidence."""
    kept: dict[str, object] = {}
    for key, value in tree.items():
        below = f"{pointer}/{key}"
        if isinstance(value, dict):
            inner = _present(value, below, result)
            if inner:
                kept[key] = inner
        elif below in result.evidence:
            kept[key] = value
    return kept
