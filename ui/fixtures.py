"""From a reviewed report to a labelled fixture of the evaluation."""

import shutil
from pathlib import Path

from eval.draft import draft
from extractor.errors import OutputError, UsageError
from extractor.result import write_text
from extractor.review.desk import Opened


def export_fixture(opened: Opened, folder: Path) -> Path:
    """Write ``folder/fixtures/<name>/{source, label.json}`` from the result that stands; the label's path.

    ``name`` is the report's in the workspace, which no other has. A label that exists is written anew: the review it comes
    from is the newer word. Raises UsageError for a report that is not accepted, or whose source is gone; OutputError
    where ``folder`` cannot be written.
    """
    if opened.result.status != "accepted" or opened.path is None:
        raise UsageError(
            "只有审核通过、原文件还在的报告才能导出。", "Only an accepted report whose file is there can be exported."
        )
    label = draft(opened.result).to_json()
    fixture = folder / "fixtures" / opened.report_name
    try:
        fixture.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(opened.path, fixture / opened.result.source.name)
        write_text(fixture / "label.json", label)
    except OSError as error:
        raise OutputError(
            f"无法写入“{fixture}”：{error.strerror}；请检查磁盘空间和权限。",
            f"{fixture} cannot be written: {error.strerror}; check disk space and rights.",
        ) from error
    return fixture / "label.json"
