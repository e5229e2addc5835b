"""The words around the tables: title, preamble, sections, signature. Only what the tests compare is kept apart."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from eval.rendering.prose import Prose, Section
from extractor.reports.disclosure.outline import SECTIONS

Script = Callable[[str], str]

REGIONS = ("青石市", "云浦县", "临溪区", "广源省", "松江自治州")
ORGANS = ("人民政府办公室", "人力资源和社会保障局", "自然资源局", "卫生健康委员会", "人民政府", "司法厅")
ORDINALS = "一二三四五六"
NUMBERINGS = (
    *("{chinese}、",) * 3,
    *("{arabic}.", "{arabic}、", "第{chinese}部分 ", "（{chinese}）", "{chinese}."),
)
OTHER_WORDINGS: Mapping[str, tuple[str, ...]] = {
    "overview": ("政府信息公开工作总体情况",),
    "proactive": ("主动公开政府信息的情况", "政府信息主动公开情况"),
    "requests": ("行政机关收到和处理政府信息公开申请情况",),
    "challenges": ("因政府信息公开工作被申请行政复议、提起行政诉讼情况",),
    "problems": ("政府信息公开工作存在的主要问题及改进情况", "存在的主要问题及改进措施", "存在的问题和改进措施"),
    "other_matters": ("其他需要报告的重要事项", "需要报告的其他事项"),
}
OVERVIEWS = (
    "{year}年，我单位认真贯彻落实《中华人民共和国政府信息公开条例》，坚持以公开为常态、不公开为例外，扎实推进政务公开。",
    "全年主动公开政府信息{large}条，其中通过政府网站公开{small}条。",
    "发布政策解读材料{small}篇，举办新闻发布会2次。",
    "收到政府信息公开申请{received}件，均按时办理。",
    "办理人大代表建议5件，政协提案{small}件，办结率100%。",
)
PROBLEMS = (
    "存在的主要问题：一是政策解读的形式不够丰富；二是主动公开的时效性有待提高。",
    "下一步，我单位将采取以下措施：一是加强业务培训，提高工作人员的能力；二是完善公开制度，拓宽公开渠道。",
    "一年来，我单位政府信息公开工作取得了一定成绩，但仍存在信息更新不够及时的问题。",
    "改进措施：进一步健全工作机制，加强对各科室的督促检查。",
)
OTHERS = (("无。",), ("本年度没有收取政府信息公开信息处理费。",), ("本单位没有其他需要报告的事项。",))
SECTION_THREE = "我单位依法保障公民、法人和其他组织获取政府信息的权利，畅通受理渠道。"
SECTION_FOUR = "本年度行政复议、行政诉讼的情况如下表。"


def _dated(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@st.composite
def _sections(draw: st.DrawFn, script: Script, words: Mapping[str, Any]) -> tuple[Section, ...]:
    numbering = draw(st.sampled_from(NUMBERINGS))
    own_words = draw(st.sampled_from((True, True, False)))
    paragraphs: dict[str, tuple[str, ...]] = {
        "overview": (OVERVIEWS[0], *draw(st.lists(st.sampled_from(OVERVIEWS[1:]), unique=True, max_size=4))),
        "proactive": (),
        "requests": draw(st.sampled_from(((), (SECTION_THREE,)))),
        "challenges": draw(st.sampled_from(((), (SECTION_FOUR,)))),
        "problems": draw(st.sampled_from((PROBLEMS[:2], PROBLEMS[2:]))),
        "other_matters": draw(st.sampled_from((*OTHERS, ()))),
    }
    if not paragraphs["other_matters"]:
        del paragraphs["other_matters"]
    sections = []
    for number, (key, texts) in enumerate(paragraphs.items()):
        wording = SECTIONS[key].split("、", 1)[1]
        if not own_words:
            wording = draw(st.sampled_from((wording, *OTHER_WORDINGS[key])))
        prefix = numbering.format(chinese=ORDINALS[number], arabic=number + 1)
        sections.append(Section(key, script(prefix + wording), tuple(script(text.format(**words)) for text in texts)))
    return tuple(sections)


@st.composite
def proses(draw: st.DrawFn, script: Script, received: int) -> Prose:
    """Words for a report with ``received`` new requests, in the page's ``script``."""
    year = draw(st.integers(2019, 2026))
    agency = draw(st.sampled_from(REGIONS)) + draw(st.sampled_from(ORGANS))
    small = draw(st.integers(1, 900))
    words = {"year": year, "small": small, "large": small + draw(st.integers(0, 5000)), "received": received}
    period = (dt.date(year, 1, 1), dt.date(year, 12, 31)) if draw(st.booleans()) else None
    published_on = draw(st.one_of(st.none(), st.dates(dt.date(year + 1, 1, 4), dt.date(year + 1, 3, 31))))
    title: tuple[str, ...] = (agency, f"{year}年政府信息公开工作年度报告")
    if draw(st.booleans()):
        title = ("".join(title),)
    preamble = f"根据《中华人民共和国政府信息公开条例》的规定，现公布{agency}{year}年政府信息公开工作年度报告。"
    if period is not None:
        preamble += f"本报告所列数据统计期限自{_dated(period[0])}至{_dated(period[1])}。"
    signature = (agency, _dated(published_on)) if published_on is not None else ()
    return Prose(
        title_lines=tuple(script(line) for line in title),
        preamble=(script(preamble),),
        sections=draw(_sections(script, words)),
        signature=tuple(script(line) for line in signature),
        agency=script(agency),
        year=year,
        period=period,
        published_on=published_on,
    )
