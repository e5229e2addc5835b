"""Labelled fixtures: ``<set>/<fixture>/{source file, label.json}``, frozen by a hash that every run records.

A set's root may hold ``frozen.json`` (what the set was when it was last frozen) and ``CHANGELOG.md`` (why labels were
changed). Generated sets have neither. ``boxes.json`` beside a label holds true boxes for cells of a PDF.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.errors import UsageError
from extractor.reading import Qualifier
from extractor.reports.arithmetic import flatten

FIXTURES = Path(__file__).parent / "fixtures"
"""The project's own set."""
ELSEWHERE = Path(__file__).resolve().parents[2] / "shared" / "samples"
"""Where sources lie that are not part of the project; they are used where present."""

SCHEMA = "disclosure-report/1"
"""What labels are of."""

EMPTY = ("blank", "not_applicable")
"""Qualifiers of a cell that the document has and that holds no number."""


class Label(BaseModel):
    """What a person says a document holds: a report of the contract, and which checks fail on it.

    ``qualifiers`` (by JSON Pointer) tells how a value is stated where that is not ``exact``. A null statutory cell
    without one is a cell that the document does not have.
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    report: dict[str, Any]
    qualifiers: dict[str, Qualifier] = Field(default_factory=dict)
    checks_failed: list[str] = Field(default_factory=list)

    def to_json(self) -> str:
        """The file's content as hand-edited labels have it: one-space indent."""
        return json.dumps(self.model_dump(), ensure_ascii=False, indent=1) + "\n"


class TrueBox(BaseModel):
    """Where a cell's characters stand on a page: 0-based page and [x0, y0, x1, y1] in PDF points."""

    page: int
    bbox: tuple[float, float, float, float]


@dataclass(frozen=True)
class Fixture:
    """One labelled document. ``name`` is its folder relative to the set's root; ``source`` is None where absent."""

    name: str
    folder: Path
    label: Label
    source: Path | None

    @property
    def group(self) -> str:
        """The part of a generated set that it belongs to (``ocr_noise``); empty in a plain set."""
        return self.name.rpartition("/")[0]

    @cached_property
    def truth(self) -> dict[str, Any]:
        """The label's values by JSON Pointer, leaves only."""
        return flatten(self.label.report)

    @cached_property
    def boxes(self) -> dict[str, TrueBox]:
        """True boxes by pointer; empty where nobody gave any."""
        path = self.folder / "boxes.json"
        if not path.is_file():
            return {}
        return {pointer: TrueBox.model_validate(box) for pointer, box in json.loads(path.read_bytes()).items()}


@dataclass(frozen=True)
class LabelSet:
    """All fixtures under a root. ``hash`` names the set's content; ``frozen``: it is what ``frozen.json`` says."""

    root: Path
    fixtures: tuple[Fixture, ...]
    hash: str
    frozen: bool

    @property
    def present(self) -> list[Fixture]:
        """The fixtures whose source is on this machine."""
        return [fixture for fixture in self.fixtures if fixture.source is not None]


def load_set(root: Path) -> LabelSet:
    """Every fixture under ``root``, by name. Raises UsageError where there is none or a label cannot be read."""
    paths = sorted(root.rglob("label.json"))
    if not paths:
        raise UsageError(
            f"“{root.name}”中没有 label.json；请给出标注目录。",
            f"No label.json under {root.name}; name a folder of labels.",
        )
    fixtures = tuple(_fixture(root, path) for path in paths)
    frozen = _frozen(root)
    digests = digests_of(fixtures, frozen)
    return LabelSet(root, fixtures, set_hash(digests), frozen == digests)


def _fixture(root: Path, path: Path) -> Fixture:
    name = path.parent.relative_to(root).as_posix()
    label = read_label(path)
    return Fixture(name, path.parent, label, source_file(path.parent, label.name))


def source_file(folder: Path, name: str) -> Path | None:
    """A label's source: beside it, or in ``ELSEWHERE``; None where it is in neither."""
    return next((path for path in (folder / name, ELSEWHERE / name) if path.is_file()), None)


def read_label(path: Path) -> Label:
    """One label file. Raises UsageError, naming the file and the first thing that is wrong."""
    try:
        return Label.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(str(part) for part in first["loc"])
        shown = f"{path.parent.name}/{path.name}"
        raise UsageError(
            f"标注文件 {shown} 有误：{where}：{first['msg']}。", f"Label {shown} is wrong at {where}: {first['msg']}."
        ) from error


def digests_of(fixtures: tuple[Fixture, ...], frozen: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Fixture -> SHA-256 of label, source and boxes. An absent source has the digest it was frozen with."""
    digests: dict[str, dict[str, str]] = {}
    for fixture in fixtures:
        entry = {"label": _sha256(fixture.folder / "label.json")}
        if fixture.source is not None:
            entry["source"] = _sha256(fixture.source)
        elif fixture.name in frozen:
            entry["source"] = frozen[fixture.name]["source"]
        if (fixture.folder / "boxes.json").is_file():
            entry["boxes"] = _sha256(fixture.folder / "boxes.json")
        digests[fixture.name] = entry
    return digests


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def set_hash(digests: Mapping[str, Mapping[str, str]]) -> str:
    """One SHA-256 over all of a set's digests, in the order of names."""
    return hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()


def _frozen(root: Path) -> dict[str, dict[str, str]]:
    path = root / "frozen.json"
    return json.loads(path.read_bytes()) if path.is_file() else {}


def freeze(root: Path, reason: str, day: str) -> list[str]:
    """Freeze the set as it is now and write the reason into its changelog; returns the changed fixtures' names.

    ``day`` is an ISO date. Raises UsageError where nothing has changed.
    """
    labels = load_set(root)
    before = _frozen(root)
    after = digests_of(labels.fixtures, before)
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    if not changed:
        raise UsageError("标注集没有变化，无须冻结。", "The set has not changed; there is nothing to freeze.")
    changelog = root / "CHANGELOG.md"
    entries = changelog.read_text(encoding="utf-8") if changelog.is_file() else "# Changes to the labels\n"
    entry = f"\n## {day} · {set_hash(after)[:12]}\n{reason}\n\n" + "".join(f"- {name}\n" for name in changed)
    changelog.write_text(entries + entry, encoding="utf-8")
    (root / "frozen.json").write_text(json.dumps(after, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return changed
