"""The article of a web page: what remains when navigation, footers and buttons around the report are left out.

The rule: the core is the smallest element that holds every table of figures and nearly all sentences. Inside it
nothing is lost but lines that are plainly controls. Around it stay titles and particulars (发布日期, 发布机构, 索引号), and
go menus, breadcrumbs, links and imprints. Where a page has neither tables nor sentences, all of it stays.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from extractor.documents.html_tree import Element, Node
from extractor.documents.pieces import Flow, Grid, Line

_SENTENCES_IN_CORE = 0.9
_SENTENCES_IN_MARKED_CORE = 0.75
"""Shares of the page's sentences; the rest is pop-ups, notices and imprints. An element that says it is the article
(by tag, id or class) needs fewer. All tables of figures must be inside in any case."""

_ARTICLE = re.compile(r"article|content|zoom|editor|detail|main|print_?area", re.IGNORECASE)
_AROUND = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|navigation|menu|crumbs?|breadcrumbs?|location|position|side(?:bar)?|share|foot(?:er)?|"
    r"copyright|toolbar|search|links?)(?:$|[-_ 0-9])",
    re.IGNORECASE,
)
_AROUND_TAGS = frozenset({"nav", "aside", "footer", "header"})
_AROUND_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary"})

_SENTENCE = re.compile("[，。；]")
_FIGURE = re.compile(r"[-－+＋]?[0-9０-９][0-9０-９,，.．]*\s*\Z")
_PARTICULARS = re.compile(
    r"索\s*引\s*号|(?:发布|公开|发文|成文|生成|制发|公布)(?:日期|时间|机构|机关|单位|主体|方式|字号)|文\s*号\s*[:：]|来\s*源\s*[:：]|"
    r"主题(?:分类|词)|信息(?:分类|名称|类别)|[名标]\s*[称题]\s*[:：]|有\s*效\s*性"
)
_MOST_PARTICULARS = 30
"""Cells. A table of particulars has some 8 to 20; one with more that names a particular has the report in it too."""
_CONTROL = re.compile(
    r"\W*(?:"
    r"(?:您?(?:的|现在的?|当前的?|目前的?|所在的?)?位置|您(?:现在|当前|目前)?(?:所)?在(?:的位置)?|[当目]前位置|所在位置)\s*[:：]"
    r"|首\s*页\s*[>›»＞→/]"
    r"|[上下]一(?:篇|条|页|则)(?:\W|$)"
    r"|今天是|您(?:访问|点击)的链接"
    r"|分享(?:到|至)|扫[一描].{0,4}扫?.{0,12}(?:手机|二维码|打开|分享)"
    r"|(?:(?:打印|关闭|收藏|返回|字号|字体|分享|视力保护色|保护视力|大|中|小|本页|此页|窗口|页面|文章|正文|列表|顶部"
    r"|选择|默认|特大|超大)\W*)+\Z"
    r")"
)
_CONTROL_WORD = re.compile("打印|关闭|收藏|返回|字号|字体|分享|视力|位置|您|今天|首|[上下]一|扫")
_IMPRINT = re.compile(
    r"版权所有|主\s*办(?:单位)?\s*[:：]|承\s*办(?:单位)?\s*[:：]|网站标识码|ICP备|公网安备|技术支持\s*[:：]|网站地图|Copyright|"
    r"建议使用.{0,30}(?:浏览|分辨率)",
    re.IGNORECASE,
)


def article(nodes: Sequence[Node], flow: Flow) -> Flow:
    """The items of ``flow`` that belong to the article, in order."""
    elements = [node for node in nodes if isinstance(node, Element)]
    links = _Places(element for element in elements if element.name == "a" and "href" in element.attributes)
    items = [_Item.of(entry, links) for entry in flow]
    if not any(item.weighs for item in items):
        return flow
    core = _core(elements, items)
    content = [index for index, item in enumerate(items) if item.weighs and item.first in core]
    around = _Places(
        element
        for element in elements
        if _stands_around(element) and not (element.start <= core.start and core.stop <= element.stop)
    )
    first, last = content[0], content[-1]
    kept = [item.entry for item in items[:first] if not item.surrounds(around)]
    kept += [item.entry for item in items[first : last + 1] if not item.is_control]
    for item in items[last + 1 :]:
        if not item.surrounds(around):
            kept.append(item.entry)
        elif item.first not in core:
            break
    return kept


@dataclass(frozen=True, slots=True)
class _Item:
    """A line or table with its first and last place in the markup (-1 where it is empty) and what it weighs."""

    entry: Line | Grid
    text: str
    first: int
    last: int
    linked: bool
    sentences: int
    figures: bool

    @classmethod
    def of(cls, entry: Line | Grid, links: "_Places") -> "_Item":
        lines = [entry] if isinstance(entry, Line) else [line for cell in entry.cells for line in cell.lines()]
        runs = [run for line in lines for run in line.runs]
        text = "\t".join(line.text for line in lines).strip()
        if not text:
            return cls(entry, "", -1, -1, False, 0, False)
        linked = sum(len(run) for run, origin, _ in runs if origin in links)
        mostly_linked = linked * 2 >= sum(len(run) for run, _, _ in runs)
        table = isinstance(entry, Grid)
        sentence = not mostly_linked and not table and bool(_SENTENCE.search(text)) and not _IMPRINT.search(text)
        figures = not mostly_linked and isinstance(entry, Grid) and _has_figures(entry, text)
        return cls(entry, text, runs[0][1], runs[-1][1], mostly_linked, len(text) if sentence else 0, figures)

    @property
    def weighs(self) -> bool:
        """Whether it is a part of the report's body for certain: a sentence or a table of figures."""
        return self.figures or self.sentences > 0

    def surrounds(self, around: "_Places") -> bool:
        """Whether it is no part of the article, given that it stands before or after the body."""
        if self.first in around or self.is_control:
            return True
        return (self.linked or bool(_IMPRINT.search(self.text))) and not _PARTICULARS.search(self.text)

    @property
    def is_control(self) -> bool:
        """A line or a small table of buttons, a breadcrumb, or a way to another page."""
        return (
            not self.figures
            and len(self.text) < 120
            and bool(_CONTROL.match(self.text))
            and bool(_CONTROL_WORD.search(self.text))
            and not _PARTICULARS.search(self.text)
        )


def _has_figures(grid: Grid, text: str) -> bool:
    """A table of numbers, or a form large enough to be one that was left blank; none of particulars."""
    if len(grid.cells) <= _MOST_PARTICULARS and _PARTICULARS.search(text):
        return False
    figures = sum(any(_FIGURE.match(line.text) for line in cell.lines()) for cell in grid.cells)
    return figures > 1 or (grid.rows > 2 and max(cell.column for cell in grid.cells) > 1)


def _core(elements: Sequence[Element], items: Sequence[_Item]) -> range:
    """The part of the markup that the smallest element with the report's body takes up."""
    weights: list[tuple[int, int, int]] = []
    for item in items:
        if item.sentences:
            weights.append((item.first, item.sentences, 0))
        elif item.figures:
            weights += [(item.first, 0, 1), (item.last, 0, 1)]
    weights.sort()
    places = [place for place, _, _ in weights]
    sentences = [0, *accumulate(weight for _, weight, _ in weights)]
    figures = [0, *accumulate(weight for _, _, weight in weights)]
    core = range(places[0], places[-1] + 1)
    for element in elements:
        share = _SENTENCES_IN_MARKED_CORE if _says_article(element) else _SENTENCES_IN_CORE
        left, right = bisect_left(places, element.start), bisect_left(places, element.stop)
        if (
            figures[right] - figures[left] == figures[-1]
            and sentences[right] - sentences[left] >= share * sentences[-1]
        ):
            core = range(element.start, element.stop)
    return core


def _says_article(element: Element) -> bool:
    names = f"{element.name} {element.attributes.get('id', '')} {element.attributes.get('class', '')}"
    return bool(_ARTICLE.search(names)) and not _AROUND.search(names)


class _Places:
    """Places in the markup that any of some elements takes up."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._starts: list[int] = []
        self._stops: list[int] = []
        for element in elements:  # in document order, so one inside another comes after it
            if not self._stops or element.start >= self._stops[-1]:
                self._starts.append(element.start)
                self._stops.append(element.stop)

    def __contains__(self, place: int) -> bool:
        index = bisect_right(self._starts, place) - 1
        return index >= 0 and place < self._stops[index]


def _stands_around(element: Element) -> bool:
    if element.name in _AROUND_TAGS or element.attributes.get("role") in _AROUND_ROLES:
        return True
    names = (element.attributes.get("id", ""), element.attributes.get("class", ""))
    return any(_AROUND.search(name) for name in names if name) and not any(_ARTICLE.search(name) for name in names)
