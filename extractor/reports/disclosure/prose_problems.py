"""Section five as lists: what the report names as problems, and what it means to do about them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from extractor.readers.prose_flow import Flow
from extractor.reading import Candidate, Item

_CUT = re.compile("[。!?]+|[,;](?=下一步|下步|今后|接下来|为此|改进措施|整改措施)")
_NUMERALS = "一二三四五六七八九十"
_ENUMERATOR = re.compile(
    rf"(?P<circle>[①-⑳])|(?:^|(?<=[。;:!,]))(?:第?(?P<is>[{_NUMERALS}]{{1,2}})(?:是|要(?!求)|则)|\((?P<round>[{_NUMERALS}\d]{{1,2}})\)|"
    rf"(?P<dot>\d{{1,2}})[.、](?!\d)|(?P<comma>第[{_NUMERALS}])[,、]|"
    rf"(?P<order>首先|其次|再次|再者|最后|此外|同时(?=[^,。]{{0,20}}(?:不|还)))[,]?|(?P<pause>[{_NUMERALS}]{{1,2}})、)"
)
"""Marks that open the items of a list: 一是, （一）, 1., ①, 第一，, 首先."""
_ORDINALS = {character: value for value, character in enumerate(_NUMERALS, start=1)}
_ORDINALS |= {chr(ord("①") + value): value + 1 for value in range(20)} | {"首先": 1}

_US_ALONE = "我们|我[局厅委办市县区镇乡院处]|本[局厅委办院处]|本(?:机关|单位|部门)"
_US = f"(?:{_US_ALONE}|[^,。;:]{{2,14}}?)"
_NEXT_YEAR = "(?:20\\d\\d年(?:度)?|下一?年度?|明年|来年|新的一年)"
_MEASURES = "(?:措施|举措|情况|方向|打算|思路|办法|工作|计划|方面(?=:))"
_IMPROVEMENT = re.compile(
    "(?:主要|采取的?|具体)?(?:下一步|下步|今后|接下来|下一阶段|下阶段|为此|对此|下一?年度|明年|来年|新的一年|"
    "(?:针对|对于|根据|围绕|对照)(?:以上|上述|存在|这些|此|前述|发现|目前)[^,。:]{0,16}|"
    f"(?:{_NEXT_YEAR}(?:的)?)?(?:工作)?(?:改进|整改)(?:的|落实|提升)?(?:{_MEASURES}|对策)|(?:改进|整改)(?=:|$)|(?:工作)?(?:努力|改进)方向|(?:解决|应对)(?:的)?(?:办法|措施|举措)|"
    f"20\\d\\d年(?:度)?,?{_US}?(?:将|(?<![主需重])要|拟|计划)|{_US}(?:下一步)?(?:将|拟)(?!近|.{{0,6}}作为)|"
    f"在(?:今后|下一步|20\\d\\d年|接下来|新的一年|以后)[^,。]{{0,20}}[中里],?|[^,。:]{{0,30}},(?:我们|我[局厅委办市县区镇乡院处]|我街道|本[局厅委办]|本机关|本单位)(?:下一步)?(?:将|拟)(?!面临)|"
    f"为(?:进一步|切实|更好|解决|此)[^,。]{{0,40}},(?:下一步|今后|20\\d\\d年)?,?{_US}?(?:将|要|拟)|{_NEXT_YEAR}(?:的)?(?:工作)?(?:打算|计划|安排|思路)|"
    f"{_NEXT_YEAR},?{_US}?(?:重点|着重|主要|着力)[^,。:]{{0,16}}(?:以下|如下|几个?方面))"
)
_PROBLEM = re.compile(
    "存在(?:的|着)?(?:以下|如下)?(?:主要|突出|一些|一定|部分|诸多|不少|几个?)?(?:的)?(?:问题|不足|困难|差距|短板|薄弱环节)|"
    "(?:还|仍|也)(?:然|旧)?(?:有|存在)|主要问题|不足之处|主要不足|主要存在"
)
_DEFICIT = "(?:问题|不足|困难|差距|短板)"
_PROBLEM_HEADING = re.compile(
    f"(?:目前|当前|工作中?)?(?:(?:主要)?存在(?:的)?(?:主要|突出)?(?:的)?{_DEFICIT}|主要{_DEFICIT})(?:[和及与、]{_DEFICIT}|和?原因|之处)*"
)
_PROBLEM_LINE = re.compile(
    f"(?:目前|当前|本年度?|20\\d\\d年度?|政府信息公开|政务公开|工作|{_US_ALONE}|[中的在,])*(?:主要)?(?:存在)?的?(?:主要|突出)?的?"
    f"{_DEFICIT}(?:[和及与、]{_DEFICIT}|和?原因|之处)*(?:分析|方面)?:?"
)
"""A line that says only whose problems follow, or when; in a sentence the same words may tell one."""
_HEADING = re.compile(
    f"(?:{_PROBLEM_HEADING.pattern}|(?:下一步|{_NEXT_YEAR})?(?:的)?(?:(?:工作)?(?:解决|应对|改进|整改|努力|工作)(?:的)?(?:{_MEASURES}|安排)[和及与、]?)+)"
    "(?:如下)?(?:[:。]|$)"
)
_LEAD_TO_LIST = re.compile(
    "(?:.*?(?:问题|不足|差距|薄弱环节|困难|短板|弱项|欠缺)(?:之处)?(?:如下|有以下.{0,6})?"
    "(?::|,?(?:主要)?(?:是|有|表现[在为]?|体现[在为]?|集中在|包括|如|例如|比如)+[:,]?)|.*?主要(?:是|表现[在为]|体现[在为])[:,]?)"
)
_EXIST_LIST = re.compile(
    "(?:.*[,:])?[^,]*?存在(?:着|的)?(?P<items>[^,:。]*?)等?(?:一些|几个)?(?:主要|方面)?(?:的)?(?:问题|不足|薄弱环节|情况|现象|困难|短板)$"
)
_LONGEST_LIST = 400
"""Characters of a sentence that says in one breath what problems exist; a longer one is a broken page, and the pattern
takes quadratic time."""
_LACKING = re.compile(
    "不够|不足|不[高强全多深大细实严准广清稳顺畅]|不到位|不及时|不规范|不平衡|不完善|不健全|不均|不明显|不熟|不清晰|不准确|不能|未能|尚未|没有|"
    "有待|仍需|还需|亟[需待]|尚[需待]|需要?(?:进一步|继续|加强|提[高升])|待(?:进一步|加强|提[高升]|完善)|欠缺|较少|较低|较慢|较弱|较差|"
    "单一|滞后|薄弱|缺乏|偏[少低弱慢]|差距|较?大?落后"
)
_LISTED_END = re.compile("等等?(?:方面|几方面)?(?:的)?(?:问题|不足|薄弱环节|现象|情况)?$")
_LIST_CLOSED = re.compile("等等(?=,)|等(?:问题|不足|情况|现象|薄弱环节)+(?=,)")
_INTENTION = re.compile(
    f"(?:[^,:。]{{0,40}}[,:])??(?:下一步|下步|今后|接下来|下一阶段|下阶段|为此|对此|明年|20\\d\\d年(?:度)?)?(?:的?工作中)?[,:]?(?:20\\d\\d年(?:度)?)?,?"
    f"{_US}?(?:将|拟|计划)(?:在今后(?:的)?工作中)?[,]?|(?:改进|整改)(?:措施|情况|方向|打算)?(?:是|为)?[:,]|(?:下一步|下步|今后|接下来|为此|对此)(?:的?工作中)?[,:]?(?:要)?"
)
_ANNOUNCEMENT = re.compile("以下|如下|几个?方面|[一二三四五六七]个?方面")
_ADVERBIAL = re.compile("(?:认真|严格|切实|紧紧)?(?:对标|按照|根据|依据|围绕|结合|针对|以|通过|紧扣|立足|聚焦|对照|坚持)")
_PURPOSE = re.compile(
    "(?:(?:不断|进一步|切实|努力|全面|有效|着力|持续|充分|真正)*(?:提高|提升|增强|促进|推动|保障|确保|实现|满足|营造)|让|使|为|以(?!.{2,8}为)|做到)"
)
"""A last clause of this kind says what the one before it is for; it is no item of its own."""
_LONGEST_HEADING = 25

_Mode = Literal["problem", "improvement"]
_Mark = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Segment:
    """A sentence, or the part of one from an enumerator on; ``start`` is behind the enumerator."""

    flow: Flow
    start: int
    end: int
    mark: _Mark | None

    @property
    def text(self) -> str:
        return self.flow.text[self.start : self.end]

    @property
    def heading(self) -> bool:
        """Words that only announce what follows, such as （二）改进措施."""
        whole = self.end == len(self.flow.text) and self.end - self.start <= _LONGEST_HEADING
        return (whole and not self.text.endswith(("。", ";"))) or _HEADING.fullmatch(self.text) is not None


@dataclass
class _Run:
    """Segments in a row that speak of the same: of problems, of improvements, or (None) of neither."""

    mode: _Mode | None
    headed: bool = False
    segments: list[_Segment] = field(default_factory=list)


def find_problems(flows: Sequence[Flow]) -> tuple[list[Item], list[Item]]:
    """(problems, improvements) in reading order, in the document's words, without enumerators and final stops."""
    runs = _runs([segment for flow in flows for segment in _segments(flow)])
    headed = any(run.headed and run.mode == "problem" for run in runs)
    problems: list[Item] = []
    improvements: list[Item] = []
    for run in runs:
        if run.mode == "improvement":
            improvements.extend(_improvements(run))
        elif run.mode == "problem" and (run.headed or not headed or _marked(run)):
            problems.extend(_problems(run))
    if not problems:
        unheaded = [run for run in runs if run.mode is None]
        problems = [item for run in unheaded for item in (_enumerated(run) if _marked(run) else _deficits(run))]
    return problems, improvements


def _segments(flow: Flow) -> Iterator[_Segment]:
    mask = flow.masked
    cuts = {match.end(): match.end() for match in _CUT.finditer(mask)}
    marks: dict[int, _Mark] = {}
    for match in _ENUMERATOR.finditer(mask):
        style = str(match.lastgroup)
        cuts[match.start()] = match.end()
        marks[match.end()] = (style, _ordinal(match[style]))
    for start in (0, *list(cuts.values())):
        heading = _HEADING.match(mask, start)
        if heading is not None:
            cuts.setdefault(heading.end(), heading.end())
    start = 0
    for cut in [*sorted(cuts), len(mask)]:
        if start < cut:
            yield _Segment(flow, start, cut, marks.get(start))
        start = max(start, cuts.get(cut, cut))


def _ordinal(numeral: str) -> int:
    numeral = numeral.removeprefix("第")
    return int(numeral) if numeral.isdecimal() else _ORDINALS.get(numeral, 0)


def _runs(segments: Sequence[_Segment]) -> list[_Run]:
    runs = [_Run(None)]
    for segment in segments:
        mode, headed = _mode(segment, runs)
        if headed or mode != runs[-1].mode:
            runs.append(_Run(mode, headed))
        if not headed:
            runs[-1].segments.append(segment)
    return runs


def _mode(segment: _Segment, runs: Sequence[_Run]) -> tuple[_Mode | None, bool]:
    """What ``segment`` speaks of, and whether it only announces it (a heading)."""
    current = runs[-1].mode
    text = segment.text.strip("【】[]")
    if _IMPROVEMENT.match(text) and (segment.heading or not (segment.mark and current == "problem" and _LACKING.search(text))):
        return "improvement", segment.heading
    if _PROBLEM_HEADING.match(text) and (segment.heading or current != "problem"):
        return "problem", segment.heading
    if segment.heading and _PROBLEM_LINE.fullmatch(text):
        return "problem", True
    if current is None and (_PROBLEM.search(text) or (segment.mark and _LACKING.search(text))):
        return "problem", False
    if current == "improvement" and segment.mark and _resumes(segment.mark, runs):
        return "problem", False
    return current, False


def _resumes(mark: _Mark, runs: Sequence[_Run]) -> bool:
    """Whether ``mark`` goes on with the problems' numbering, in a report that sets each improvement by its problem."""
    last = [segment.mark for run in runs if run.mode == "problem" for segment in run.segments if segment.mark]
    return bool(last) and (mark[0], mark[1] - 1) in last and mark not in last and not _marked_like(runs[-1], mark[0])


def _marked_like(run: _Run, style: str) -> bool:
    return any(segment.mark is not None and segment.mark[0] == style for segment in run.segments)


def _marked(run: _Run) -> bool:
    return any(segment.mark is not None for segment in run.segments)


def _problems(run: _Run) -> Iterator[Item]:
    if _marked(run):
        yield from _enumerated(run)
        return
    for segment in run.segments:
        mask = segment.flow.masked
        end = _stripped_end(segment.flow, segment.start, segment.end)
        lead = _LEAD_TO_LIST.match(mask, segment.start, end)
        exist = _EXIST_LIST.match(mask, segment.start, end) if end - segment.start <= _LONGEST_LIST else None
        if lead is not None and lead.end() < end:
            yield from _listed(segment.flow, lead.end(), end)
        elif exist is not None and _LACKING.search(exist["items"]):
            yield from _split(segment.flow, *exist.span("items"), "、")
        elif _LACKING.search(mask, segment.start, end) and not _PROBLEM_HEADING.search(mask, segment.start, end):
            yield _item([segment])


def _deficits(run: _Run) -> Iterator[Item]:
    """Sentences that name something lacking, where the section never says that it speaks of problems."""
    return (_item([segment]) for segment in run.segments if _LACKING.search(segment.text))


def _enumerated(run: _Run) -> Iterator[Item]:
    """One item from each mark of the outer style to the next; what stands before the first introduces them."""
    style = next(segment.mark[0] for segment in run.segments if segment.mark)
    groups: list[list[_Segment]] = []
    for segment in run.segments:
        if segment.mark is not None and segment.mark[0] == style:
            groups.append([segment])
        elif groups:
            groups[-1].append(segment)
    return (_item(group) for group in groups)


def _listed(flow: Flow, start: int, end: int) -> Iterator[Item]:
    """The items of an unnumbered list, set apart by semicolons or commas; it ends with its 等."""
    mask = flow.masked
    closed = _LIST_CLOSED.search(mask, start, end)
    end = closed.start() if closed else end
    if ";" in mask[start:end]:
        yield from _split(flow, start, end, ";")
    elif "," in mask[start:end]:
        yield from _split(flow, start, end, ",")
    else:
        parts = mask[start:end].split("、")
        yield from _split(flow, start, end, "、" if all(_LACKING.search(part) for part in parts) else ";")


def _split(flow: Flow, start: int, end: int, separator: str) -> Iterator[Item]:
    """Items between ``separator``s; between commas, a part that lacks nothing is the beginning of the next one."""
    first = start
    for cut in [match.start() for match in re.finditer(separator, flow.masked[start:end])] + [end - start]:
        stop = start + cut
        if stop > first and (stop == end or separator != "," or _LACKING.search(flow.text, first, stop)):
            yield _span_item(flow, first, stop)
            first = stop + 1


def _improvements(run: _Run) -> Iterator[Item]:
    if _marked(run):
        yield from _enumerated(run)
        return
    segments = [segment for segment in run.segments if not _ANNOUNCEMENT.search(segment.text)] or run.segments
    if len(segments) > 1:
        yield from (_item([_without_intention(segment)]) for segment in segments)
    elif segments:
        yield from _measures(_without_intention(segments[0]))


def _without_intention(segment: _Segment) -> _Segment:
    match = _INTENTION.match(segment.flow.masked, segment.start, segment.end)
    return _Segment(segment.flow, match.end(), segment.end, None) if match and match.end() < segment.end else segment


def _measures(segment: _Segment) -> Iterator[Item]:
    """The measures of one sentence: its clauses, each with the adverbial before it and the purpose behind it."""
    flow = segment.flow
    end = _stripped_end(flow, segment.start, segment.end)
    separator = ";" if ";" in flow.masked[segment.start : end] else ","
    cuts = [segment.start + match.end() for match in re.finditer(separator, flow.masked[segment.start : end])]
    starts = [segment.start, *cuts]
    if separator == ",":
        kept = [segment.start]
        for before, start in zip(starts, cuts, strict=False):
            last = start == starts[-1]
            if not _ADVERBIAL.match(flow.text, before) and not (last and _PURPOSE.match(flow.text, start)):
                kept.append(start)
        starts = kept
    for start, stop in zip(starts, [*(start - 1 for start in starts[1:]), end], strict=True):
        yield _span_item(flow, start, stop)


def _stripped_end(flow: Flow, start: int, end: int) -> int:
    while end > start + 1 and flow.text[end - 1] in "。;,、!?:":
        end -= 1
    return end


def _item(segments: Sequence[_Segment]) -> Item:
    """Segments in a row as one item, with the marks between them; they may go on over paragraphs."""
    spans: list[tuple[Flow, int, int]] = []
    for segment in segments:
        if spans and spans[-1][0] is segment.flow:
            spans[-1] = (segment.flow, spans[-1][1], segment.end)
        else:
            spans.append((segment.flow, 0 if spans else segment.start, segment.end))
    flow, start, end = spans[-1]
    spans[-1] = (flow, start, _stripped_end(flow, start, end))
    content = "".join(flow.verbatim(start, end) for flow, start, end in spans)
    first = spans[0][0].span(*spans[0][1:])[0]
    last = spans[-1][0].span(*spans[-1][1:])[1]
    return _evidenced(flow, content, first, last)


def _span_item(flow: Flow, start: int, end: int) -> Item:
    listed = _LISTED_END.search(flow.text, start, end)
    if listed is not None and listed.start() > start:
        end = listed.start()
    end = _stripped_end(flow, start, end)
    return _evidenced(flow, flow.verbatim(start, end), *flow.span(start, end))


def _evidenced(flow: Flow, content: str, start: int, end: int) -> Item:
    raw = flow.document.text[start:end]
    return Item(content, {"": Candidate(content, raw, start, end, "exact", "rule")})
