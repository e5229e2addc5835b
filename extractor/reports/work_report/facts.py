"""Results and targets out of running prose: each statement, the words that say what it is of, and the indicator."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.readers.prose_flow import Flow, Span
from extractor.reading import Candidate, Item
from extractor.reports.work_report import wording as words
from extractor.reports.work_report.statements import LONGEST_ROW, Statement, described, statements
from extractor.reports.work_report.vocabulary import Indicator, indicator_of

_CLAUSE = re.compile("[,。;:!?()|]")
_SENTENCE = re.compile("[。;!?]")
_NOUN = re.compile(r"[^,。;:!?()、\d|]{1,16}")
_LONGEST_SENTENCE = 400
_LONGEST_CORE = 60
_LONGEST_LABEL = 30
_WINDOW = 240
"""Characters before a number in which its copula, the basis of its change and its time are looked for."""
"""Characters; a longer one is a sentence whose noun was not found."""
_SIDES: tuple[Indicator, Indicator] = ("urban_income", "rural_income")
"""What 城乡居民人均可支配收入分别增长5%和6% states, in this order."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A statement with its words. ``start`` to ``end`` is the quote, ``label`` the noun phrase, ``own`` verb and noun."""

    statement: Statement
    start: int
    end: int
    label: Span
    own: str
    indicator: Indicator | None = None
    certain: bool = True


def find_facts(flows: Iterable[Flow]) -> list[Item]:
    """The facts of ``flows`` in reading order."""
    return [_item(flow, named) for flow in flows for named in _Reader(flow).named()]


def year_of(flow: Flow, position: int) -> int | None:
    """The year that the sentence of a number at ``position`` names last before it; None where it names none."""
    named = list(words.YEAR.finditer(flow.text, _last(_SENTENCE, flow, position), position))
    return int(named[-1][1]) if named else None


def scope_of(flow: Flow, position: int) -> str | None:
    """The words before ``position``, in its sentence, for a time other than the year."""
    start = max(_last(_SENTENCE, flow, position), position - _WINDOW)
    found = words.SCOPE.search(flow.text, start, position)
    return flow.verbatim(*found.span()) if found else None


def _item(flow: Flow, named: _Named) -> Item:
    statement = named.statement
    numeral = statement.numeral
    start, end = flow.span(numeral.start, numeral.stop)
    more, evidence = described(flow, statement, "rule")
    content = {
        "indicator": named.indicator or indicator_of(named.own, numeral.unit),
        "label": flow.verbatim(*named.label),
        "value": numeral.value,
        "unit": numeral.unit,
        "qualifier": numeral.qualifier,
        "scope": scope_of(flow, named.start),
        "quote": flow.verbatim(named.start, named.end),
        **more,
        "year": year_of(flow, numeral.start),
    }
    raw = flow.document.text[start:end]
    value = Candidate(numeral.value, raw, start, end, numeral.qualifier, "rule", certain=named.certain)
    return Item(content, {"/value": value, **evidence})


class _Reader:
    """Walks over the statements of a paragraph; what was found before in a sentence helps with what follows."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.end = 0
        self.before: _Named | None = None

    def named(self) -> Iterator[_Named]:
        """The statements whose words are found."""
        found = statements(self.flow)
        position = 0
        while position < len(found):
            row = self._row(found[position : position + LONGEST_ROW])
            position += len(row) or 1
            told = self._named_row(row) if row else self._named_one(found[position - 1])
            yield from told
            self.before = told[-1] if told else self.before
            self.end = max(found[position - 1].end, *(named.end for named in told), 0)

    def _named_one(self, statement: Statement) -> list[_Named]:
        """A statement with words of its own, or of the one before it; a Chinese numeral counts nothing by itself."""
        if self.flow.text[statement.numeral.start] not in "0123456789-" and statement.numeral.unit != "%":
            return []
        clause = max(_last(_CLAUSE, self.flow, statement.begin), self.end, statement.begin - _LONGEST_CORE)
        start, stop = self._core(clause, statement.begin)
        if start == stop:
            named = self._number_first(statement, clause, start) or self._spoken_on(statement, stop)
            return [named] if named else []
        verb = words.VERB.match(self.flow.masked, start, stop)
        if verb is not None and verb.end() == stop:
            named = self._number_first(statement, clause, start)
            return [named or _Named(statement, start, statement.end, (start, stop), self.flow.text[clause:stop])]
        label = (verb.end() if verb else start, stop)
        if label[1] - label[0] > _LONGEST_LABEL:
            return []
        return [_Named(statement, start, statement.end, label, self._own(label, clause))]

    def _core(self, clause: int, stop: int) -> Span:
        """What stands between the opening words of the clause and the number, its copula and its change."""
        start = clause
        for pattern, text in (
            (words.LEAD, self.flow.masked),
            (words.SCOPE, self.flow.text),
            (words.LEAD, self.flow.masked),
        ):
            opening = pattern.match(text, start, stop)
            start = opening.end() if opening else start
        copula = words.COPULA.search(self.flow.masked, max(start, stop - _WINDOW), stop)
        return start, copula.start() if copula else stop

    def _own(self, label: Span, clause: int) -> str:
        """The words that say what is counted: those of the number before where a label speaks of the same."""
        before = self._before(label[0])
        general = before is not None and words.GENERAL.fullmatch(self.flow.text, *label)
        return before.own if before and general else self.flow.text[clause : label[1]]

    def _before(self, position: int) -> _Named | None:
        """What was found last in the sentence of ``position``."""
        if self.before is None or self.before.start < _last(_SENTENCE, self.flow, position):
            return None
        return self.before

    def _number_first(self, statement: Statement, clause: int, start: int) -> _Named | None:
        """新增1.2万个学位: the noun follows the measure word."""
        behind = statement.numeral.stop
        match = None if words.NO_NOUN.match(self.flow.masked, behind) else _NOUN.match(self.flow.masked, behind)
        if match is None:
            return None
        cut = words.NOUN_END.search(self.flow.masked, behind, match.end())
        noun = (behind, cut.start() if cut else match.end())
        if noun[0] == noun[1]:
            return None
        own = self.flow.text[clause : statement.begin] + self.flow.text[slice(*noun)]
        return _Named(statement, start, max(noun[1], statement.end), noun, own)

    def _spoken_on(self, statement: Statement, stop: int) -> _Named | None:
        """突破4万亿元、达到42018亿元: a level that a copula alone joins to the number before."""
        before = self._before(statement.begin)
        if before is None or stop == statement.begin or statement.kind != "level":
            return None
        return _Named(statement, before.start, statement.end, before.label, before.own, certain=False)

    def _row(self, found: Sequence[Statement]) -> list[Statement]:
        """A、B和C分别增长1%、2%和3%: the statements of the row; empty where the first number has no 分别."""
        if self._apart(found[0]) < 0:
            return []
        row = [found[0]]
        for statement in found[1:]:
            if not words.BETWEEN.fullmatch(self.flow.masked, row[-1].end, statement.numeral.start):
                break
            row.append(statement)
        return row

    def _apart(self, first: Statement) -> int:
        """Where the 分别 of a row stands; negative where there is none."""
        clause = max(_last(_CLAUSE, self.flow, first.numeral.start), self.end)
        return self.flow.masked.rfind("分别", clause, first.numeral.start)

    def _named_row(self, row: Sequence[Statement]) -> list[_Named]:
        """Each statement of a row with its name; nothing where there are not as many names as numbers."""
        flow, apart = self.flow, self._apart(row[0])
        start, _ = self._core(max(_last(_CLAUSE, flow, apart), self.end), apart)
        basis = words.BASIS_END.search(flow.masked, max(start, apart - _WINDOW), apart)
        names = list(_names(flow, start, basis.start() if basis else apart))
        told = [_as_first(statement, row[0]) for statement in row]
        if len(names) == 1 and len(row) == 2 and "城乡" in flow.text[start:apart]:
            sides = zip(told, _SIDES, strict=True)
            return [_Named(one, start, one.end, names[0], "", side, certain=False) for one, side in sides]
        if len(names) != len(row):
            return []
        return [
            _Named(one, start, one.end, name, _whole_name(flow, name, names[-1]))
            for one, name in zip(told, names, strict=True)
        ]


def _names(flow: Flow, start: int, end: int) -> Iterator[Span]:
    for match in re.finditer(r"[^、和与及,]+", flow.masked[start:end]):
        yield start + match.start(), start + match.end()


def _whole_name(flow: Flow, name: Span, last: Span) -> str:
    """A name with the end that it shares with the last one: 城镇、农村居民收入 names 城镇居民收入."""
    return flow.text[slice(*name)] + flow.text[last[0] + name[1] - name[0] : last[1]]


def _as_first(statement: Statement, first: Statement) -> Statement:
    """A later number of a row says what the first one does: a level, or the same kind of change."""
    if first.kind == "level" or statement is first:
        return statement
    return Statement(statement.numeral, statement.begin, statement.end, first.kind, change=first.change)


def _last(boundary: re.Pattern[str], flow: Flow, position: int) -> int:
    """Where the text behind the last boundary before ``position`` begins, no further back than a sentence is long."""
    first = max(position - _LONGEST_SENTENCE, 0)
    return max((match.end() for match in boundary.finditer(flow.masked, first, position)), default=first)
