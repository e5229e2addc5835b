"""Reading the pages and holding them against what they hold."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from extractor import extract
from extractor.result import Result, value_at

PAGES = Path(__file__).with_name("pages.zip")
Cells = Mapping[str, int | float | None]


@dataclass(frozen=True)
class Outcome:
    """How many cells of a page came out right, were left open, or wrong; ``silent``: wrong ones that nothing puts in doubt.

    ``is_report``: it is one. ``taken``: it was taken for one.
    """

    name: str
    is_report: bool
    taken: bool
    right: int = 0
    missed: int = 0
    wrong: int = 0
    silent: int = 0

    @property
    def whole(self) -> bool:
        return self.taken == self.is_report and not (self.missed or self.wrong)


def outcomes() -> Iterator[Outcome]:
    """The outcome of each page, by name."""
    with zipfile.ZipFile(PAGES) as pages, TemporaryDirectory() as folder:
        for name, truth in json.loads(pages.read("truth.json")).items():
            path = Path(folder, name)
            path.write_bytes(pages.read(name))
            is_report = truth["status"] != "not_a_report"
            yield _outcome(name, extract(path, engine="offline"), truth["cells"] or {}, is_report=is_report)


def _outcome(name: str, result: Result, cells: Cells, *, is_report: bool) -> Outcome:
    if result.report is None or not is_report:
        return Outcome(name, is_report, result.report is not None, missed=len(cells) if is_report else 0)
    doubts = [pointer for flag in result.flags if flag.review for pointer in flag.pointers or [""]]
    doubts += [pointer for check in result.failed_checks() if check.cause != "source" for pointer in check.pointers]
    read = {pointer: value_at(result.report, pointer) for pointer in cells}
    wrong = [pointer for pointer, value in read.items() if value is not None and value != cells[pointer]]
    silent = [pointer for pointer in wrong if not any(f"{pointer}/".startswith(f"{doubt}/") for doubt in doubts)]
    missed = sum(read[pointer] is None for pointer, value in cells.items() if value is not None)
    return Outcome(name, True, True, len(cells) - len(wrong) - missed, missed, len(wrong), len(silent))
