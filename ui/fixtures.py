"""From a reviewed report to a labelled fixture of the evaluation."""

import shutil
from pathlib import Path

from eval.draft import draft
from extractor.errors import UsageError
from extractor.result import write_text
from extractor.review.desk import Opened


def export_fixture(opened: Opened, folder: Path) -> Path:
    """Write ``folder/fixtures/<name>/{source, label.json}`` from the result that stands; the label's path.

    A label that exists is written anew: the review it comes from is the newer word. Raises UsageError for a report
    that is not accepted, or whose source is gone.
    """
    if opened.result.status != "accepted" or opened.path is None:
        raise UsageError(
            "只有审核通过、原文件还在的报告才能导出。", "Only an accepted report whose file is there can be exported."
        )
    name = opened.result.source.name
    fixture = folder / "fixtures" / Path(opened.report_name).stem
    fixture.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(opened.path, fixture / name)
    write_text(fixture / "label.json", draft(opened.result).to_json())
    return fixture / "label.json"
