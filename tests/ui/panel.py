"""A workspace of several years and offices, for the pages across reports: invented numbers, offices that do not exist.

What is planted: one office states no documents in force (blank), one has no report of a year, one's balance fails in one
year, one's name tells no province, and one answered nothing in a year. Between years: one carries in what it did not carry
over, one has more documents in force than it made, one repeats its prose, and one is called otherwise from a year on.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

from eval.rendering.pages import page
from eval.rendering.pdf import ruled_pdf
from eval.rendering.printing import Printed
from eval.rendering.prose import Prose, Section
from eval.rendering.sheet import Sheet
from eval.rendering.tables import FormTable
from eval.rendering.text import lines_kept
from eval.rendering.wording import Style
from extractor.reports.disclosure.form import APPLICANTS, BLOCKS, CHALLENGES, REQUEST_ROWS
from extractor.reports.disclosure.model import DisclosureReport
from extractor.reports.disclosure.outline import SECTIONS

YEARS = (2021, 2022, 2023, 2024)
BLANK, ABSENT, WRONG, NOWHERE, IDLE = "福州市示例局", "昆明市示例局", "杭州市示例局", "青石市示例局", "银川市示例局"
CARRIED, MADE, REPEATED = "长沙市示例局", "西安市示例局", "广州市示例局"
FORMER, RENAMED = "合肥市安全生产监督管理局", "合肥市应急管理局"
OFFICES = (
    *(BLANK, ABSENT, WRONG, NOWHERE, IDLE),
    *("成都市示例局", CARRIED, MADE, REPEATED, "哈尔滨市示例局", "河北省示例厅", "江苏省示例厅"),
    *("武汉市示例局", RENAMED, "宁波市示例局", "乌鲁木齐市示例局"),
)
ABSENT_YEAR, WRONG_YEAR, IDLE_YEAR, BETWEEN_YEAR, RENAMED_YEAR = 2023, 2022, 2024, 2023, 2023
_DUTIES = (
    *("及时公开本机关的机构职能和办事指南", "定期清理现行有效的文件并公布目录", "按季度公布重点项目的进展情况"),
    *("认真答复每一件申请", "组织工作人员学习条例", "改版门户网站的公开专栏", "开展公众开放日活动"),
)
_LONG = "".join(f"{duty}，做到应公开尽公开、内容准确、时限符合要求，并接受社会监督。" for duty in _DUTIES)
_GIVEN = (("granted", 12), ("partial", 4), ("refused/internal_affairs", 2), ("refused/third_party_rights", 1))
_NOT_GIVEN = (("unable/not_held", 5), ("unable/needs_creation", 1), ("rejected/petition", 2), ("closed_otherwise/other", 1))
_LAYOUTS = {
    block.name: next(layout for layout in block.layouts if layout.edition in (None, "2021"))
    for block in BLOCKS
    if block.edition != "2019"
}


def write_reports(folder: Path) -> None:
    """A text file for each office and year."""
    for number, agency in enumerate(OFFICES):
        generator, carried, in_force = Random(number), 0, None
        for year in YEARS:
            odd = year == BETWEEN_YEAR
            values = _values(generator, number, carried + 2 * (odd and agency == CARRIED), idle=(agency, year) == (IDLE, IDLE_YEAR))
            carried = values["/requests/carried_out/total"]
            if in_force is not None:
                made = values["/proactive/normative_documents/made"] + 5 * (odd and agency == MADE)
                values["/proactive/normative_documents/in_force"] = in_force + made
            in_force = values["/proactive/normative_documents/in_force"]
            if (agency, year) == (WRONG, WRONG_YEAR):
                values["/requests/outcomes/total/total"] += 1
            if (agency, year) != (ABSENT, ABSENT_YEAR):
                name = FORMER if agency == RENAMED and year < RENAMED_YEAR else agency
                path = folder / f"{name}{year}.txt"
                path.write_text(_text(name, year, values, blank=agency == BLANK), encoding="utf-8")


def _values(generator: Random, size: int, carried: int, *, idle: bool) -> dict[str, int]:
    values = {f"/requests/{row.key}/{column.key}": 0 for row in REQUEST_ROWS for column in APPLICANTS}
    closed = 0
    for key, weight in () if idle else (*_GIVEN, *_NOT_GIVEN):
        number = generator.randint(0, weight * (size + 2))
        closed += number
        for column in ("natural_person", "total"):
            values[f"/requests/outcomes/{key}/{column}"] = number
    out = max(generator.randint(0, 3), carried - closed)
    for column in ("natural_person", "total"):
        values[f"/requests/outcomes/total/{column}"] = closed
        values[f"/requests/carried_out/{column}"] = out
        values[f"/requests/carried_in/{column}"] = carried
        values[f"/requests/received/{column}"] = closed + out - carried
    return values | _challenges(generator) | _proactive(generator)


def _challenges(generator: Random) -> dict[str, int]:
    values = {}
    for row in CHALLENGES:
        upheld, corrected = generator.randint(0, 6), generator.randint(0, 2)
        values |= {f"/challenges/{row.key}/{key}": 0 for key in ("other", "pending")}
        values |= {f"/challenges/{row.key}/upheld": upheld, f"/challenges/{row.key}/corrected": corrected}
        values[f"/challenges/{row.key}/total"] = upheld + corrected
    return values


def _proactive(generator: Random) -> dict[str, int]:
    made = generator.randint(0, 9)
    values = {f"/proactive/{kind}/{key}": 0 for kind in ("regulations",) for key in ("made", "repealed", "in_force")}
    values |= {"/proactive/normative_documents/made": made, "/proactive/normative_documents/repealed": 0}
    values["/proactive/normative_documents/in_force"] = made + generator.randint(10, 60)
    for kind in ("licensing", "penalties", "coercion"):
        values[f"/proactive/{kind}/decisions"] = generator.randint(0, 4000)
    return values | {"/proactive/fees/amount_yuan": 10_000 * generator.randint(0, 90)}


def write_pdf(path: Path, overview: str) -> None:
    """One report as a PDF with rules around its cells, ``overview`` its first section."""
    path.write_bytes(ruled_pdf(_one_report(overview)))


def write_text_report(path: Path, overview: str) -> None:
    """One report as text, ``overview`` its first section; it received 35 requests."""
    path.write_text(_printed(_one_report(overview)), encoding="utf-8")


def _one_report(overview: str) -> Sheet:
    sheet = _sheet("昆明市示例局", 2024, _values(Random(0), 0, 0, idle=False), blank=False)
    sections = tuple(replace(one, paragraphs=(overview,)) if one.key == "overview" else one for one in sheet.prose.sections)
    return replace(sheet, prose=replace(sheet.prose, sections=sections))


def _text(agency: str, year: int, values: Mapping[str, int], *, blank: bool) -> str:
    return _printed(_sheet(agency, year, values, blank=blank))


def _printed(sheet: Sheet) -> str:
    lines: list[str] = []
    for block in page(sheet):
        lines += lines_kept(block, Random(0)) if isinstance(block, FormTable) else [block.text]
    return "\n".join(lines) + "\n"


def _sheet(agency: str, year: int, values: Mapping[str, int], *, blank: bool) -> Sheet:
    cells = {pointer: Printed(str(value), value) for pointer, value in values.items()}
    cells["/proactive/fees/amount_yuan"] = Printed(str(values["/proactive/fees/amount_yuan"] // 10_000), None)
    if blank:
        cells["/proactive/normative_documents/in_force"] = Printed("", None, "blank")
    return Sheet(DisclosureReport(), cells, _LAYOUTS, 3, False, _prose(agency, year), Style())


def _prose(agency: str, year: int) -> Prose:
    texts = {
        "overview": ("本机关依法推进政府信息公开工作，公开渠道保持畅通。", *([_LONG] if agency == REPEATED else [])),
        "problems": ("无。",) if year % 2 else ("存在的主要问题：政策解读的形式不够丰富。", "改进措施：加强业务培训。"),
        "other_matters": ("无。",),
    }
    sections = tuple(Section(key, heading, texts.get(key, ())) for key, heading in SECTIONS.items())
    signed = dt.date(year + 1, 1, 20)
    title = f"{agency}{year}年政府信息公开工作年度报告"
    signature = (agency, f"{year + 1}年1月20日")
    return Prose((title,), (), sections, signature, agency, year, None, signed)
