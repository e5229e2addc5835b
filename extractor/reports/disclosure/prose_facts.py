"""Facts out of running prose: each number that counts something, the words that say what, and the indicator.

A quote is the shortest verbatim span that holds the number and what it counts: the noun phrase, and the verb only
where the noun alone does not say it (制定规范性文件9件, but 新闻发布会8次).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.readers import counting
from extractor.readers.numbers import Numeral, find_numerals, is_range
from extractor.readers.prose_flow import Flow, Span
from extractor.reading import Candidate, Item
from extractor.reports.disclosure import wording as words
from extractor.reports.disclosure.prose_phrase import Phrase, channel_named, find_phrase, matching_rule
from extractor.reports.disclosure.vocabulary import (
    CHANNELS,
    OF_GOVERNMENT,
    PUBLISHED,
    TOPIC_UNITS,
    fallbacks_for,
    rules_for,
)

_BOUNDARY = re.compile("[,。;:!?()]")
_SENTENCE = re.compile("[。;!?]")
_LONGEST_CLAUSE = 160
_LONGEST_SENTENCE = 240
_CONTEXT = 160
"""Characters before a number that can belong to it; more is a list or a broken page."""
_LONGEST_HEADING = 30
_PLACED = re.compile("^(?:在|通过|利用)(?=.{4})")
_YEAR = re.compile(r"(?<![与较比同对])(20\d\d)年(?!以来|政府信息公开工作年度报告)")
_PAST = re.compile("(?<![与较比同对])(?:上年|去年|上一年)度?+(?!结转|相比|同期|增|减|遗留|转)")
_THIS_YEAR = re.compile("本年|今年|当年")
_PLANNED = re.compile("计划|拟|将|预计|打算|力争|目标")
_WITHIN = re.compile("第?[一二三四1-4]季度|[上下]半年")
_SINCE = re.compile(r"(?:自[^,。]{2,12}|20\d\d年|开通|成立|运行|上线|创刊|建成)以来|[□“]{0,2}十[一二三四]五[□”]{0,2}(?:期间|以来)")


@dataclass(frozen=True, slots=True)
class _Fact:
    phrase: Phrase
    numeral: Numeral
    indicator: str
    scope: Span | None


def find_facts(flows: Iterable[Flow], year: int | None) -> list[Item]:
    """The facts of ``flows`` in reading order. ``year``: the reporting year; numbers of other years get a scope."""
    items: list[Item] = []
    heading = ""
    for flow in flows:
        items.extend(_item(flow, fact) for fact in _FactReader(flow, heading, year).facts())
        heading = flow.text if len(flow.text) < _LONGEST_HEADING else ""
    return items


def _item(flow: Flow, fact: _Fact) -> Item:
    numeral, phrase = fact.numeral, fact.phrase
    start, end = flow.span(numeral.start, numeral.stop)
    content = {
        "indicator": fact.indicator,
        "label": _PLACED.sub("", flow.verbatim(*phrase.label)).strip("的"),
        "value": numeral.value,
        "unit": numeral.unit,
        "qualifier": numeral.qualifier,
        "scope": fact.scope and flow.verbatim(*fact.scope),
        "quote": flow.verbatim(phrase.start, phrase.end),
    }
    raw = flow.document.text[start:end]
    certain = _in_digits(flow, numeral) and not phrase.shared
    return Item(content, {"/value": Candidate(numeral.value, raw, start, end, numeral.qualifier, "rule", certain)})


def _in_digits(flow: Flow, numeral: Numeral) -> bool:
    return flow.text[numeral.start] in "0123456789-"


class _FactReader:
    """Walks over the numbers of one flow; what was found before in a sentence helps with what follows."""

    def __init__(self, flow: Flow, heading: str, year: int | None) -> None:
        self.flow = flow
        self.text = flow.text
        self.mask = flow.masked
        self.heading = heading
        self.year = year
        self.boundaries = [match.end() for match in _BOUNDARY.finditer(self.mask)]
        self.sentences = [match.end() for match in _SENTENCE.finditer(self.mask)]
        self.last: _Fact | None = None
        self.previous: _Fact | None = None
        self.disclosed: _Fact | None = None

    def facts(self) -> Iterator[_Fact]:
        last = 0
        numerals = find_numerals(self.mask)
        ends = {end.start for pair in pairwise(numerals) if is_range(self.mask, *pair) for end in pair}
        for numeral in numerals:
            if numeral.unit in counting.DURATIONS or numeral.start in ends:
                last = numeral.stop
            elif self._may_count(numeral):
                fact = self._fact(numeral, last)
                if fact is not None:
                    last = max(numeral.stop, fact.phrase.end)
                    self._remember(fact)
                    yield fact

    def _remember(self, fact: _Fact) -> None:
        self.last = fact
        if fact.indicator != "rate":
            self.previous = fact
        if fact.indicator.startswith("disclosed_"):
            self.disclosed = fact

    def _may_count(self, numeral: Numeral) -> bool:
        """Whether the number can count anything, by its measure word and the characters beside it."""
        start = numeral.start
        if start and counting.ORDINAL_BEFORE.match(self.text, start - 1):
            return False
        if counting.ORDINAL_AFTER.match(self.text, numeral.end) or counting.NOT_COUNTED.match(self.text, numeral.stop):
            return False
        if numeral.unit is None and numeral.scale == 1:
            return counting.QUANTITY.search(self.text, max(start - 12, 0), start) is not None
        return True

    def _fact(self, numeral: Numeral, last: int) -> _Fact | None:
        clause = max(_last(self.boundaries, numeral.start), last, numeral.start - _LONGEST_CLAUSE)
        if counting.FREQUENCY.search(self.text, clause, numeral.start):
            return None
        phrase = find_phrase(self.flow, numeral, clause) or self._shared(numeral, clause)
        if phrase is None:
            return None
        scope = phrase.scope or self._scope(numeral, clause)
        fact = self._classified(phrase, numeral, scope)
        if not _in_digits(self.flow, numeral) and not self._counts_in_words(fact):
            return None
        return fact

    def _shared(self, numeral: Numeral, clause: int) -> Phrase | None:
        """The words of the clause before, for a number that has none: 微信、微博分别发布信息12条、34条."""
        sentence = self._sentence(numeral)
        if self.last is not None and self.last.phrase.start >= sentence:
            return self.last.phrase.following(self.text, numeral.stop)
        earlier = _last(self.boundaries, clause - 1)
        if clause - 1 <= sentence or earlier < sentence:
            return None
        phrase = find_phrase(self.flow, replace(numeral, start=clause - 1), earlier)
        return phrase and replace(phrase, end=numeral.stop, shared=True)

    def _sentence(self, numeral: Numeral) -> int:
        return max(_last(self.sentences, numeral.start), numeral.start - _LONGEST_SENTENCE)

    def _classified(self, phrase: Phrase, numeral: Numeral, scope: Span | None) -> _Fact:
        own = phrase.own
        if words.APPLICANT.match(own) and "申请" in self._context(phrase, numeral):
            return _Fact(phrase, numeral, "requests_received", scope or phrase.label)
        previous = self._previous(numeral)
        if previous is not None and words.OFFICE.match(own):
            return _Fact(phrase, numeral, previous.indicator, scope or phrase.label)
        if previous is not None and words.DISPOSED.match(own) and "request" not in previous.indicator:
            return _Fact(phrase, numeral, previous.indicator, scope)
        return _Fact(phrase, numeral, self._indicator(phrase, numeral, scope), scope)


    def _context(self, phrase: Phrase, numeral: Numeral) -> str:
        """What stands before the number and, where they follow it, the fact's own words."""
        before = self.text[max(numeral.start - _CONTEXT, 0) : numeral.start]
        return f"{self.heading}。{before}{phrase.own if phrase.end > numeral.stop else ''}"

    def _previous(self, numeral: Numeral) -> _Fact | None:
        """The last fact of the same sentence that is no percentage."""
        previous = self.previous
        return previous if previous and previous.phrase.start >= self._sentence(numeral) else None

    def _indicator(self, phrase: Phrase, numeral: Numeral, scope: Span | None) -> str:
        own, unit = phrase.own.removeprefix(self.text[slice(*scope)] if scope else ""), numeral.unit
        if unit in ("%", "个百分点"):
            return "rate"
        rule = matching_rule(rules_for(unit), own, self._context(phrase, numeral))
        if rule is not None:
            return rule.indicator
        if PUBLISHED.match(own):
            return self._channel(phrase, numeral)
        rule = matching_rule(fallbacks_for(unit), own, "")
        if rule is not None:
            return rule.indicator
        return "disclosed_by_topic" if unit in TOPIC_UNITS and self._lists_topics(phrase) else "other"

    def _lists_topics(self, phrase: Phrase) -> bool:
        """Whether a number of what was published stands before in the same sentence."""
        whole = self.disclosed
        return whole is not None and "。" not in self.mask[whole.phrase.end : phrase.start]

    def _channel(self, phrase: Phrase, numeral: Numeral) -> str:
        """Where something was published: the one channel of the clause, or the last one of the sentence."""
        clause = slice(_last(self.boundaries, phrase.start), numeral.start)
        named = channel_named(self.text[clause], self.mask[clause])
        if named is not None:
            return named
        several = any(pattern.search(self.text[clause]) for _, pattern in CHANNELS)
        if several or OF_GOVERNMENT.search(phrase.own):
            return "disclosed_total"
        sentence = self._sentence(numeral)
        found = [
            (match.end(), name)
            for name, pattern in CHANNELS
            for match in pattern.finditer(self.text, sentence, phrase.start)
        ]
        return max(found)[1] if found else "disclosed_total"

    def _scope(self, numeral: Numeral, clause: int) -> Span | None:
        """The words that name another year, a longer or shorter time, or a part of the agency, for this number."""
        sentence = self._sentence(numeral)
        since = _SINCE.search(self.text, sentence, numeral.start)
        if since and f"{self.year}年" not in since[0]:
            return since.span()
        year = self._named_year(sentence, numeral.start)
        if year is not None:
            return year.span()
        found = (pattern.search(self.text, clause, numeral.start) for pattern in (_PAST, _WITHIN, words.PART))
        other = next(filter(None, found), None)
        return other and other.span()

    def _named_year(self, start: int, end: int) -> re.Match[str] | None:
        """The last year named before a number, where it is an earlier one, or a later one with plans for it.

        A year in parentheses is that of the numbers there alone, and 本年度 comes back to the report's own.
        """
        named = [match for match in _YEAR.finditer(self.text, start, end) if self.text.find(")", match.end(), end) < 0]
        if not named or self.year is None or _THIS_YEAR.search(self.text, named[-1].end(), end):
            return None
        year = int(named[-1][1])
        planned = _PLANNED.search(self.text, named[-1].end(), end) is not None
        return named[-1] if year < self.year or (year > self.year and planned) else None

    def _counts_in_words(self, fact: _Fact) -> bool:
        """Whether a Chinese numeral counts: only a known thing, and 一 only where nothing follows it."""
        end = fact.phrase.end
        followed = end < len(self.text) and self.text[end] not in ",。;、()和及"
        if fact.numeral.unit == "%":
            return True
        if fact.numeral.value == 1 and (followed or end > fact.numeral.stop):
            return False
        return fact.indicator != "other" and not followed


def _last(positions: list[int], position: int) -> int:
    """The last of ``positions`` at or before ``position``; 0 where there is none."""
    index = bisect_left(positions, position + 1)
    return positions[index - 1] if index else 0
