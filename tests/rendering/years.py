"""Reports of several offices over several years that fit each other, and mistakes to plant in them.

Offices bear names of real places (the national codes know them) and figures drawn by a seed. The form is that of 2021.
"""

import copy
import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.rendering.printing import Manner, Printed, print_value
from eval.rendering.prose import Prose, Section
from eval.rendering.sheet import SECTION_TWO, Sheet, rows_of
from eval.rendering.wording import Style
from extractor.reports.base import Layout
from extractor.reports.disclosure.form import BLOCKS, CHALLENGES, OUTCOME_ROWS, RESULTS
from extractor.reports.disclosure.model import DisclosureReport
from extractor.reports.disclosure.outline import SECTIONS
from extractor.result import Evidence, Number, Result, Run, Source
from tests.rendering.reports import nested

DISTRICTS = ("玄武区", "秦淮区", "建邺区", "鼓楼区", "浦口区", "栖霞区", "雨花台区", "江宁区", "六合区", "溧水区")
ALONE = tuple(f"南京市{district}财政局" for district in DISTRICTS)
UPPER = "苏州市人民政府"
BELOW = tuple(f"苏州市{county}人民政府" for county in ("虎丘区", "吴中区", "相城区", "昆山市"))
SILENT = "南京市高淳区财政局"
"""An office that never reports."""

_COLUMNS = ("natural_person", "business")
_OUTCOMES = (
    "granted",
    "granted",
    "granted",
    "partial",
    "refused/internal_affairs",
    "unable/not_held",
    "rejected/petition",
)
_SERVICES = ("licensing", "penalties", "coercion")
_WHO = ("办公室", "法规处", "信息中心", "各业务科室", "政务窗口", "监督组", "宣传科", "档案馆", "基层站所", "下属单位")
_DID = ("梳理", "完善", "公布", "更新", "核对", "汇编", "督促", "试行", "评估", "简化", "归集", "解读")
_WHAT = (
    "办事指南",
    "权责清单",
    "预算说明",
    "招考信息",
    "采购公告",
    "惠民政策",
    "应急预案",
    "征收方案",
    "价格目录",
    "审批流程",
)
_HOW = (
    "按季度",
    "逐条",
    "会同专家",
    "通过图解",
    "面向企业",
    "面向村民",
    "在门户网站",
    "利用短视频",
    "借助热线",
    "分批",
    "提前",
)
_WHY = ("方便群众查阅", "回应社会关切", "缩短等候时间", "减少重复咨询", "提高透明程度", "接受各界监督", "避免信息过时")
_SET_PHRASE = "本单位认真贯彻《中华人民共和国政府信息公开条例》，坚持以公开为常态、不公开为例外。"


@dataclass
class Filing:
    """One office's report of one year, before it is laid out. ``day`` and ``month`` of the following year."""

    agency: str
    year: int
    values: dict[str, Number]
    paragraphs: dict[str, tuple[str, ...]]
    month: int = 1

    def sheet(self) -> Sheet:
        """Everything needed to lay it out."""
        cells = _printed(self.values)
        prose = self._prose()
        tree = nested({pointer: cell.value for pointer, cell in cells.items()})
        report = DisclosureReport.model_validate({"edition": "2021", **prose.meta(), **tree})
        return Sheet(report, cells, LAYOUTS, 3, False, prose, Style())

    def _prose(self) -> Prose:
        day = dt.date(self.year + 1, self.month, 20)
        sections = [Section(key, heading, self.paragraphs.get(key, ())) for key, heading in SECTIONS.items()]
        return Prose(
            title_lines=(f"{self.agency}{self.year}年政府信息公开工作年度报告",),
            preamble=(f"现公布{self.agency}{self.year}年政府信息公开工作年度报告。",),
            sections=tuple(sections),
            signature=(self.agency, f"{day.year}年{day.month}月{day.day}日"),
            agency=self.agency,
            year=self.year,
            period=None,
            published_on=day,
        )

    def result(self, name: str) -> Result:
        """What reading it comes to, every value certain: for tests of what is done with results."""
        sheet = self.sheet()
        evidence = {
            pointer: Evidence(
                raw=cell.text, start=0, end=0, qualifier=cell.qualifier, readers=["table"], confidence=0.99
            )
            for pointer, cell in sheet.cells.items()
        }
        return Result(
            schema="disclosure-report/1",
            source=Source(name=name, sha256=name, media_type="text/plain"),
            status="accepted",
            report=sheet.report,
            evidence=evidence,
            run=Run(engine="offline", version="1"),
        )


Filings = dict[tuple[str, int], Filing]


def _layouts() -> Iterator[tuple[str, Layout]]:
    for block in BLOCKS:
        chosen = [layout for layout in block.layouts if layout.edition in ("2021", None)]
        if chosen:
            yield block.name, chosen[0]


LAYOUTS: Mapping[str, Layout] = dict(_layouts())


def _printed(values: Mapping[str, Number]) -> dict[str, Printed]:
    generator = random.Random(0)
    return {
        pointer: print_value(values.get(pointer, 0), column, Manner(), generator, summed=block not in SECTION_TWO)
        for block in BLOCKS
        if block.name in LAYOUTS
        for row in rows_of(block, LAYOUTS[block.name], 3, False)
        for column in LAYOUTS[block.name].columns
        for pointer in [block.pointer_of(row, column)]
    }


class _Office:
    """Draws one office's years in order, so that each follows from the one before."""

    def __init__(self, agency: str, generator: random.Random) -> None:
        self.agency = agency
        self.generator = generator
        self.size = generator.randint(15, 400)
        self.services = {
            key: generator.choice((0, generator.randint(5, 90), generator.randint(500, 20_000))) for key in _SERVICES
        }
        self.carried = dict.fromkeys(_COLUMNS, 0)
        self.in_force = {"regulations": generator.randint(0, 3), "normative_documents": generator.randint(5, 200)}

    def next(self, year: int) -> Filing:
        values = {**self._proactive(), **self._requests(), **self._challenges()}
        return Filing(self.agency, year, values, paragraphs(self.generator))

    def _about(self, number: int) -> int:
        return round(number * self.generator.uniform(0.75, 1.3))

    def _proactive(self) -> dict[str, Number]:
        values: dict[str, Number] = {}
        for key, before in self.in_force.items():
            made, repealed = self.generator.randint(0, 9), self.generator.randint(0, min(before, 5))
            self.in_force[key] = before + made - repealed
            values |= {
                f"/proactive/{key}/{name}": number
                for name, number in (("made", made), ("repealed", repealed), ("in_force", self.in_force[key]))
            }
        values |= {f"/proactive/{key}/decisions": self._about(number) for key, number in self.services.items()}
        return values

    def _requests(self) -> dict[str, Number]:
        values: dict[str, Number] = {}
        for column, size in zip(_COLUMNS, (self.size, self.size // 8), strict=True):
            received, carried_in = self._about(size), self.carried[column]
            carried_out = self.generator.randint(0, min(9, received))
            self.carried[column] = carried_out
            values |= {
                f"/requests/{row}/{column}": number
                for row, number in (("received", received), ("carried_in", carried_in), ("carried_out", carried_out))
            }
            for _ in range(received + carried_in - carried_out):
                pointer = f"/requests/outcomes/{self.generator.choice(_OUTCOMES)}/{column}"
                values[pointer] = values.get(pointer, 0) + 1
        return totalled(values)

    def _challenges(self) -> dict[str, Number]:
        return with_challenges(
            {
                f"/challenges/{row.key}/{column.key}": self.generator.randint(0, 6)
                for row in CHALLENGES
                for column in RESULTS[:-1]
            }
        )


def paragraphs(generator: random.Random) -> dict[str, tuple[str, ...]]:
    """A year's prose: the set phrase of the trade, and sentences of which few are drawn twice."""

    def sentence() -> str:
        words = [generator.choice(words) for words in (_WHO, _HOW, _DID, _WHAT, _WHY)]
        return f"{words[0]}{words[1]}{words[2]}{words[3]}，{words[4]}。"

    return {
        "overview": (_SET_PHRASE, *("".join(sentence() for _ in range(4)) for _ in range(2))),
        "problems": ("".join(sentence() for _ in range(3)), "".join(sentence() for _ in range(3))),
        "other_matters": ("无。",),
    }


def totalled(values: Mapping[str, Number]) -> dict[str, Number]:
    """The cells of section three with the outcomes' total and the totals of the rows worked out."""
    found = dict(values)
    for column in _COLUMNS:
        found[f"/requests/outcomes/total/{column}"] = sum(
            found.get(f"/requests/{row.key}/{column}", 0) for row in OUTCOME_ROWS
        )
    rows = {pointer.rsplit("/", 1)[0] for pointer in found if pointer.startswith("/requests/")}
    return found | {f"{row}/total": sum(found.get(f"{row}/{column}", 0) for column in _COLUMNS) for row in rows}


def with_challenges(values: Mapping[str, Number]) -> dict[str, Number]:
    """The cells of section four with their totals."""
    return dict(values) | {
        f"/challenges/{row.key}/total": sum(values[f"/challenges/{row.key}/{column.key}"] for column in RESULTS[:-1])
        for row in CHALLENGES
    }


def filings(seed: int, years: Sequence[int]) -> Filings:
    """Ten offices by themselves, and one whose report contains the figures of four others. Everything fits.

    One of the ten writes its name otherwise in the last year.
    """
    generator = random.Random(seed)
    found: Filings = {}
    for agency in (*ALONE, *BELOW):
        office = _Office(agency, generator)
        found |= {(agency, year): office.next(year) for year in years}
    renamed = found[ALONE[generator.randrange(len(ALONE))], years[-1]]
    renamed.agency = f"江苏省{renamed.agency}"
    for year in years:
        parts = [found[agency, year].values for agency in BELOW]
        values = {
            pointer: sum(part.get(pointer, 0) for part in parts) for pointer in {p for part in parts for p in part}
        }
        found[UPPER, year] = Filing(UPPER, year, values, paragraphs(generator))
    return found


@dataclass(frozen=True)
class Planted:
    """What is to be found where. ``subject``: see ``Finding``."""

    kind: str
    agency: str
    year: int
    subject: str


@dataclass
class Spoiled:
    """Filings with mistakes in the last year. ``again``: further reports of an office and a year that has one."""

    filings: Filings
    again: list[Filing]
    planted: set[Planted]


def spoil(clean: Filings, seed: int) -> Spoiled:
    """Plant a mistake of every kind in the last year, each in an office of its own, chosen by the seed."""
    generator = random.Random(seed)
    found = copy.deepcopy(clean)
    year = max(year for _, year in found)
    offices = generator.sample(ALONE, len(ALONE))
    own = iter(found[agency, year] for agency in offices)
    spoiled = Spoiled(found, [], set())

    def plant(filing: Filing, kind: str, *subjects: str) -> None:
        spoiled.planted |= {Planted(kind, filing.agency, filing.year, subject) for subject in subjects}

    plant(_carry_otherwise(next(own), generator), "carried_over", "years.carried")
    for key in ("regulations", "normative_documents"):
        filing = next(own)
        filing.values[f"/proactive/{key}/in_force"] += generator.randint(1, 9)
        plant(filing, "documents", f"years.documents.{key}")
    filing = next(own)
    filing.values["/proactive/penalties/decisions"] = filing.values["/proactive/penalties/decisions"] * 12 + 2000
    plant(filing, "jump", "penalties")
    plant(_ask_often(next(own)), "jump", "requests_received", "requests_answered")
    filing = next(own)
    filing.paragraphs = found[offices[5], year - 1].paragraphs
    plant(filing, "repeated_text", "prose")
    filing = next(own)
    spoiled.again.append(copy.deepcopy(filing))
    plant(filing, "duplicate", "identity.repeated")
    filing = next(own)
    version = replace(filing, values=filing.values | {"/proactive/licensing/decisions": 77_777}, month=3)
    filing.values["/proactive/licensing/decisions"] = found[offices[7], year - 1].values[
        "/proactive/licensing/decisions"
    ]
    version.values["/proactive/licensing/decisions"] = filing.values["/proactive/licensing/decisions"] + 3
    spoiled.again.append(version)
    plant(filing, "version", "identity.repeated")
    filing = found[UPPER, year]
    total = filing.values["/proactive/licensing/decisions"]
    filing.values["/proactive/licensing/decisions"] = total + (7 if total < 7 else generator.choice((-7, 7)))
    plant(filing, "sum_below", "licensing")
    return spoiled


def _carry_otherwise(filing: Filing, generator: random.Random) -> Filing:
    """More carried in than was carried out; the report itself adds up."""
    more = generator.randint(1, 5)
    filing.values["/requests/carried_in/natural_person"] += more
    filing.values["/requests/received/natural_person"] -= more
    filing.values = totalled(filing.values)
    return filing


def _ask_often(filing: Filing) -> Filing:
    """Many more requests, all of them granted; the report itself adds up."""
    more = filing.values["/requests/received/natural_person"] * 15 + 500
    for row in ("received", "outcomes/granted"):
        pointer = f"/requests/{row}/natural_person"
        filing.values[pointer] = filing.values.get(pointer, 0) + more
    filing.values = totalled(filing.values)
    return filing


def write_list(path: Path, *more: str) -> None:
    """The list of all these offices and of ``more``, and who is below whom."""
    lines = [*((agency, "") for agency in (*ALONE, UPPER, *more)), *((agency, UPPER) for agency in BELOW)]
    path.write_text("".join(f"{agency},{upper}\n" for agency, upper in [("agency", "upper"), *lines]), encoding="utf-8")
