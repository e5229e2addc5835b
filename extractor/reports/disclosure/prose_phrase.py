"""The words that belong to a number: its verb and noun phrase, as spans of a flow's text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from extractor.readers.numbers import Numeral
from extractor.readers.prose_flow import Flow, Span
from extractor.reports.disclosure import wording as words
from extractor.reports.disclosure.vocabulary import CHANNELS, PUBLISHED, Rule, fallbacks_for, rules_for

_NOUN = re.compile(r"(?:专、兼职|[^,。;:!?()、\d|]){1,40}")
_TRAILING = re.compile("[和与及或]{1,4}$")
_LONG_ATTRIBUTE = re.compile(".{4,}的(?=.{2})")
_ENUMERATED = re.compile("[^、]*+、.*等(?:各?(?:方面|类|领域)的?)?(?=.{2})")
_REGION = re.compile("全[省市县区州旗镇乡国](?=.{3})|辖区内?(?=.{3})")
_PLATFORM = re.compile(
    r"(?:□+|12\d{3}|[\u4e00-\u9fff]{0,6}热线)(?:(?:云?客服|热线|平台|系统|APP|小程序|大厅|窗口)(?=.{2})"
    "|(?=政务|官方|微信|微博|公众号|抖音|头条|今日头条|新媒体|APP))"
)
_PLACE = re.compile("在|通过|利用|依托|借助|运用|经由")
_ON_BEHALF = re.compile("([\u4e00-\u9fff]{2,14}(?<!人大)(?<!公众)(?<!群众))代表(?!建议|议案|委员)[\u4e00-\u9fff]{2,12}$")
_BETWEEN_NAMES = re.compile("(?<=..)[、和与及](?=..)")
_LONGEST_COPULA = 12
_LONGEST_UNKNOWN_VERB = 3
"""Characters: 维护13个专栏 counts 专栏, though 维护 is no verb of the vocabulary."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """The quote is ``text[start:end]``. ``own``: verb and noun, with the channel before them if it is in the quote.

    ``label``: span of the noun phrase. ``scope``: the office on whose behalf the agency is counted, if one is named.
    ``shared``: the words stand in an earlier clause or belong to several numbers; ``listed``: of those words, the names
    that the numbers to come belong to (A、B分别12条、34条).
    """

    start: int
    end: int
    own: str
    label: Span
    scope: Span | None = None
    shared: bool = False
    listed: Span | None = None

    def following(self, text: str, end: int) -> "Phrase":
        """The phrase of the next number that shares these words, whose measure word ends at ``end``."""
        if self.listed is None:
            return replace(self, end=end, shared=True)
        name, rest = _first_name(text, self.listed)
        own = text[slice(*name)] + self.own[self.label[1] - self.label[0] :]
        return Phrase(self.start, end, own, name, shared=True, listed=rest)


def matching_rule(rules: Iterable[Rule], own: str, context: str) -> Rule | None:
    """The first of ``rules`` that fits a fact's own words and what stands before it."""
    for rule in rules:
        if rule.own.search(own) and (rule.context is None or rule.context.search(context)):
            return rule
    return None


def _first_name(text: str, names: Span) -> tuple[Span, Span | None]:
    """The first of the names set apart by 、 or 和, and the span of the others."""
    start, end = names
    cut = _BETWEEN_NAMES.search(text, start, end)
    return ((start, cut.start()), (cut.end(), end)) if cut else ((start, end), None)


def channel_named(text: str, mask: str) -> str | None:
    """The indicator of the one channel that ``text`` names; None for none or several.

    ``mask`` is ``text`` with quotations and parentheses blanked out: 政务新媒体（微信公众号） is 微信, and one channel.
    """
    named, outside = ([name for name, pattern in CHANNELS if pattern.search(part)] for part in (text, mask))
    if len(named) == 2 and outside == ["disclosed_other_channel"]:
        named.remove(outside[0])
    return named[0] if len(named) == 1 else None


def find_phrase(flow: Flow, numeral: Numeral, clause: int) -> Phrase | None:
    """The words of ``numeral`` in the clause that begins at ``clause``; None where it has none of its own."""
    return _Finder(flow, numeral).find(clause)


class _Finder:
    def __init__(self, flow: Flow, numeral: Numeral) -> None:
        self.text = flow.text
        self.mask = flow.masked
        self.numeral = numeral

    def find(self, clause: int) -> Phrase | None:
        begin, end = self._core(clause)
        apart = self.mask.find("分别", clause, self.numeral.start)
        if apart > clause:
            return self._listed(self._skip_lead(clause, apart), apart, end)
        verbs = [match.span() for match in words.VERB.finditer(self.mask, begin, end)]
        noun = self._noun_after()
        if noun is not None and self._lacks_noun(begin, end, verbs):
            return self._number_first(begin, end, verbs, noun)
        if begin == end:
            return None
        return self._noun_first(begin, end, verbs)

    def _listed(self, begin: int, apart: int, end: int) -> Phrase:
        """A、B分别发布信息12条、34条: the first of several names that share a verb."""
        name, rest = _first_name(self.text, (begin, apart))
        own = self.text[slice(*name)] + self.text[apart + 2 : end]
        return Phrase(begin, self.numeral.stop, own, name, shared=True, listed=rest)

    def _core(self, clause: int) -> Span:
        """What stands between the opening words of the clause and the copula before the number."""
        stop = self.numeral.start
        begin = self._skip_lead(clause, stop)
        copula = words.COPULA.search(self.mask, max(begin, stop - _LONGEST_COPULA), stop)
        end = copula.start() if copula else stop
        for total in words.TOTAL.finditer(self.mask, begin, end):
            counts = words.VERB.fullmatch(self.mask, total.end(), end) and self._noun_after() is None
            if begin <= total.start() and total.end() < end and not (counts and total.start() > begin):
                begin = self._skip_lead(total.end(), end)
        return min(begin, end), end

    def _skip_lead(self, start: int, end: int) -> int:
        lead = words.LEAD.match(self.mask, start, end)
        return lead.end() if lead else start

    def _noun_after(self) -> Span | None:
        """The noun that follows the measure word, as in 5场新闻发布会."""
        start = self.numeral.stop
        if words.NO_NOUN.match(self.mask, start):
            return None
        match = _NOUN.match(self.mask, start)
        if match is None:
            return None
        end = match.end()
        verb = words.VERB.search(self.mask, start + 1, end)
        if verb is not None and verb.end() < end:
            end = verb.start()
        cut = words.NOUN_END.search(self.mask, start, end)
        end = cut.start() if cut else end
        trailing = _TRAILING.search(self.mask, start, end)
        end = trailing.start() if trailing else end
        return (start, end) if end > start else None

    def _lacks_noun(self, begin: int, end: int, verbs: list[Span]) -> bool:
        if begin == end or (verbs and verbs[-1][1] == end) or words.OPENS_NOUN.search(self.mask, begin, end):
            return True
        if verbs:
            return False
        unknown = end - begin <= _LONGEST_UNKNOWN_VERB and self._rule(self.text[begin:end]) is None
        return unknown or self.numeral.unit in words.ATTRIBUTIVE

    def _number_first(self, begin: int, end: int, verbs: list[Span], noun: Span) -> Phrase:
        """30余件政策: the verb stands right before the number, or before a list that ends with 等."""
        number = self.numeral.start
        listed = self.mask[end - 1 : end] == "等"
        label = self._short(noun)
        name = self.text[slice(*noun)]
        verb = (number, number)
        if verbs and (not listed or words.VAGUE.match(name)):
            verb = verbs[0] if listed else verbs[-1]
        own = self.text[slice(*verb)] + name
        kept = verb[0] < verb[1] and not self._light(verb) and not self._named(name, own)
        return Phrase(verb[0] if kept else number, noun[1], own, label)

    def _noun_first(self, begin: int, end: int, verbs: list[Span]) -> Phrase:
        """新闻发布会3次: noun phrase, number."""
        stop = self.numeral.stop
        verb = next((span for span in reversed(verbs) if span[1] < end), None)
        if verb is None:
            start = self._after_platform(begin, end)
            label = (start, end) if verbs else self._short((start, end))
            return Phrase(label[0], stop, self.text[start:end], label)
        noun = (verb[1], end)
        label = self._short(noun)
        general = self.text[slice(*label)].strip("的") in words.BARE
        own = self.text[slice(*verb)] + self.text[slice(*label)] if general else self.text[verb[0] : end]
        published = PUBLISHED.match(own) is not None
        if not published and (self._light(verb) or self._named(self.text[slice(*noun)], own)):
            return Phrase(label[0], stop, own, label)
        behalf = _ON_BEHALF.search(self.mask, begin, verb[0])
        if behalf:
            return Phrase(behalf.start(), stop, own, label, behalf.span(1))
        channel = self._channel(begin, verb[0]) if published else None
        start = verb[0] if channel is None else channel
        subject = start < verb[0] and not _PLACE.match(self.mask, start)
        whole = general or subject or self.text[slice(*verb)] == "主动公开"
        return Phrase(start, stop, self.text[start : verb[0]] + own, (start, end) if whole else label)

    def _channel(self, begin: int, end: int) -> int | None:
        """Where the one channel that the clause names before its verb begins; None for none or several."""
        if channel_named(self.text[begin:end], self.mask[begin:end]) is None:
            return None
        place = _PLACE.search(self.mask, begin, end)
        return place.start() if place else self._after_platform(begin, end)

    def _after_platform(self, begin: int, end: int) -> int:
        match = _PLATFORM.match(self.mask, begin, end)
        return match.end() if match else begin

    def _short(self, noun: Span) -> Span:
        """The noun phrase without a long attribute, a list of examples before 等, and the region.

        What changes the meaning stays: 现行有效的规范性文件.
        """
        start, end = noun
        for pattern in (words.CAUSE, _LONG_ATTRIBUTE, _ENUMERATED, _REGION):
            match = pattern.match(self.mask, start, end)
            if match and self._indicator(match.end(), end) == self._indicator(start, end):
                start = match.end()
        return start, end

    def _indicator(self, start: int, end: int) -> str | None:
        rule = self._rule(self.text[start:end])
        return rule.indicator if rule else None

    def _light(self, verb: Span) -> bool:
        return words.LIGHT_VERB.fullmatch(self.mask, *verb) is not None

    def _named(self, noun: str, own: str) -> bool:
        """Whether the noun alone says what is counted, and says the same as verb and noun."""
        alone = None if PUBLISHED.match(noun) else self._rule(noun)
        if alone is None or not alone.named:
            return False
        together = self._rule(own)
        return together is not None and alone.indicator == together.indicator

    def _rule(self, own: str) -> Rule | None:
        unit = self.numeral.unit
        return matching_rule(rules_for(unit), own, own) or matching_rule(fallbacks_for(unit), own, own)
