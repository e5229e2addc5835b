"""A run: one engine over one set of labels, kept as a folder that can be reported on and compared.

``run.json`` says what was run on what; ``results/`` holds what the engine gave, ``texts/`` the normalised text that
evidence points into, ``scores.jsonl`` a document's score a line, ``metrics.json`` the metrics with their intervals.
Everything but ``run.json`` and the seconds is the same for the same engine on the same set.
"""

import datetime as dt
import json
import os
import platform
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from eval.engines import engine
from eval.labels import Fixture, LabelSet
from eval.scoring import DocumentScore, score_document
from eval.summary import Metric, summarise
from eval.validate import schema_faults
from extractor.documents.open import open_document
from extractor.errors import DocumentError, UsageError
from extractor.result import Result, write_text

_METRICS = TypeAdapter(dict[str, Metric])
_PACKAGES = ("disclosure-extractor", "numpy", "openai", "pydantic", "pymupdf", "scipy", "scikit-learn")


class RunInfo(BaseModel):
    """What was run: ``labels`` is the set's hash, ``skipped`` the fixtures whose source is not on this machine."""

    engine: str
    models: list[str]
    labels: str
    frozen: bool
    documents: list[str]
    skipped: list[str]
    started: str
    seconds: float
    machine: str
    python: str
    versions: dict[str, str]


@dataclass(frozen=True)
class SavedRun:
    """A run as read back from its folder."""

    folder: Path
    info: RunInfo
    scores: list[DocumentScore]
    metrics: dict[str, Metric]

    def text(self, document: str) -> str:
        """The normalised text of one document."""
        path = _path(self.folder / "texts", document, ".txt")
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def result(self, document: str) -> Result | None:
        """What the engine gave for one document, without the typed report."""
        path = _path(self.folder / "results", document, ".json")
        return Result.model_validate({**json.loads(path.read_bytes()), "report": None}) if path.is_file() else None


def run(name: str, labels: LabelSet, out: Path, each: Callable[[Fixture], None] = lambda _: None) -> SavedRun:
    """Run the engine ``name`` over every fixture whose source is present, score it and save all of it under ``out``.

    ``each`` is called before every document. Raises UsageError where a label is no report of the contract's schema.
    """
    read = engine(name)
    _refuse_other_schemas(labels)
    started = dt.datetime.now(dt.UTC)
    scores = []
    models: set[str] = set()
    for fixture in labels.present:
        each(fixture)
        result, text = read_fixture(read, fixture)
        models |= {result.run.model} if result.run.model else set()
        _save(out / "results", fixture.name, ".json", result.to_json())
        _save(out / "texts", fixture.name, ".txt", text)
        scores.append(score_document(fixture, result, text))
    info = RunInfo(
        engine=name,
        models=sorted(models),
        labels=labels.hash,
        frozen=labels.frozen,
        documents=[fixture.name for fixture in labels.present],
        skipped=[fixture.name for fixture in labels.fixtures if fixture.source is None],
        started=started.isoformat(timespec="seconds"),
        seconds=round((dt.datetime.now(dt.UTC) - started).total_seconds(), 2),
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPU",
        python=platform.python_version(),
        versions={package: version(package) for package in _PACKAGES},
    )
    return _finish(out, info, scores)


def _refuse_other_schemas(labels: LabelSet) -> None:
    """Raises UsageError for the first label whose report is none: nothing can be scored by it."""
    for fixture in labels.present:
        wrong = schema_faults(fixture.label)
        if wrong:
            raise UsageError(
                f"标注 {fixture.name} 有误：{wrong[0]}。请先用 extractor eval validate 检查。",
                f"The label {fixture.name} is wrong: {wrong[0]}. Check the set by `extractor eval validate` first.",
            )


def read_fixture(read: Callable[[Path], Result], fixture: Fixture) -> tuple[Result, str]:
    """What the engine ``read`` gives for a present fixture, and the document's normalised text."""
    assert fixture.source is not None
    result = read(fixture.source)
    try:
        return result, open_document(fixture.source).text
    except DocumentError:
        return result, ""  # the result says so itself, with its reason


def _finish(out: Path, info: RunInfo, scores: Iterable[DocumentScore]) -> SavedRun:
    saved = SavedRun(out, info, list(scores), {})
    saved.metrics.update(summarise(saved.scores))
    write_text(out / "run.json", info.model_dump_json(indent=1) + "\n")
    write_text(out / "scores.jsonl", "".join(score.model_dump_json() + "\n" for score in saved.scores))
    metrics = {name: asdict(metric) for name, metric in saved.metrics.items()}
    write_text(out / "metrics.json", json.dumps(metrics, indent=1) + "\n")
    return saved


def _path(folder: Path, document: str, suffix: str) -> Path:
    return folder / f"{document.replace('/', '~')}{suffix}"


def _save(folder: Path, document: str, suffix: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_text(_path(folder, document, suffix), text)


def load_run(folder: Path) -> SavedRun:
    """A saved run. Raises UsageError where the folder holds none, or not the whole of one."""
    if not (folder / "run.json").is_file():
        raise UsageError(f"“{folder.name}”不是评测结果目录。", f"{folder.name} is no run of `extractor eval run`.")
    try:
        info = RunInfo.model_validate_json((folder / "run.json").read_bytes())
        lines = (folder / "scores.jsonl").read_text(encoding="utf-8").splitlines()
        scores = [DocumentScore.model_validate_json(line) for line in lines]
        metrics = _METRICS.validate_json((folder / "metrics.json").read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(
            f"评测结果“{folder.name}”不完整或已损坏；请重新运行 extractor eval run。",
            f"The run {folder.name} is damaged or not whole; do `extractor eval run` again.",
        ) from error
    return SavedRun(folder, info, scores, metrics)
