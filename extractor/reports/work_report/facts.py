"""Results and targets out of running prose: each statement, the words that say what it is of, and the indicator."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.readers.prose_flow import Flow, Span
from extractor.reading import Candidate, Item
from extractor.reports.work_report import wording as words
from extractor.reports.work_report.statements import Statement, described, statements
from extractor.reports.work_report.vocabulary import Indicator, indicator_of

_CLAUSE = re.compile("[,。;:!?()|]")
_SENTENCE = re.compile("[。;!?]")
_NOUN = re.compile(r"[^,。;:!?()、\d|]{1,16}")
_LONGEST_CORE = 60
_LONGEST_LABEL = 30
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
    return [_item(flow, named) for flow in flows for named in _named(flow)]


def year_of(flow: Flow, position: int) -> int | None:
    """The year that the sentence of a number at ``position`` names last before it; None where it names none."""
    named = list(words.YEAR.finditer(flow.text, _last(_SENTENCE, flow, position), position))
    return int(named[-1][1]) if named else None


def scope_of(flow: Flow, position: int) -> str | None:
    """The words before ``position``, in its sentence, for a time other than the year."""
    found = words.SCOPE.search(flow.text, _last(_SENTENCE, flow, position), position)
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


def _named(flow: Flow) -> Iterator[_Named]:
    """The statements whose words are found; a Chinese numeral counts nothing by itself."""
    found = statements(flow)
    position, end = 0, 0
    before: _Named | None = None
    while position < len(found):
        statement = found[position]
        row, shared = _shared(flow, found[position:], end)
        if row:
            yield from shared
            position += len(row)
            before, end = shared[-1] if shared else None, row[-1].end
            continue
        position += 1
        if flow.text[statement.numeral.start] not in "0123456789-" and statement.numeral.unit != "%":
            continue
        if before is not None and before.start < _last(_SENTENCE, flow, statement.begin):
            before = None
        named = _words(flow, statement, end, before)
        end = statement.end if named is None else named.end
        if named is not None:
            before = named
            yield named


def _core(flow: Flow, statement: Statement, previous: int) -> Span:
    """What stands between the opening words of the clause and the number, its copula and its change."""
    stop = statement.begin
    clause = max(_last(_CLAUSE, flow, stop), previous, stop - _LONGEST_CORE)
    start = clause
    for pattern, text in ((words.LEAD, flow.masked), (words.SCOPE, flow.text), (words.LEAD, flow.masked)):
        opening = pattern.match(text, start, stop)
        start = opening.end() if opening else start
    copula = words.COPULA.search(flow.masked, start, stop)
    return start, copula.start() if copula else stop


def _words(flow: Flow, statement: Statement, previous: int, before: _Named | None) -> _Named | None:
    """The words of a statement; ``before``: the one before it in its sentence, of which it may speak on."""
    start, stop = _core(flow, statement, previous)
    clause = flow.text[max(_last(_CLAUSE, flow, stop), previous, stop - _LONGEST_CORE) : stop]
    verb = words.VERB.match(flow.masked, start, stop)
    label = (verb.end() if verb else start, stop)
    noun = _noun_after(flow, statement) if label[0] == label[1] else None
    if noun is not None:
        return _Named(statement, start, max(noun[1], statement.end), noun, clause + flow.text[slice(*noun)])
    if label[0] == label[1] and start == stop:
        restated = before is not None and stop < statement.begin and statement.kind == "level"
        return (
            _Named(statement, before.start, statement.end, before.label, before.own, certain=False)
            if before and restated
            else None
        )
    label = label if label[0] < label[1] else (start, stop)
    if label[1] - label[0] > _LONGEST_LABEL:
        return None
    own = before.own if before and words.GENERAL.fullmatch(flow.text, *label) else clause
    return _Named(statement, start, statement.end, label, own)


def _noun_after(flow: Flow, statement: Statement) -> Span | None:
    """The noun that follows the measure word: 新增1.2万个学位."""
    start = statement.numeral.stop
    if words.NO_NOUN.match(flow.masked, start):
        return None
    match = _NOUN.match(flow.masked, start)
    if match is None:
        return None
    cut = words.NOUN_END.search(flow.masked, start, match.end())
    end = cut.start() if cut else match.end()
    return (start, end) if end > start else None


def _shared(flow: Flow, found: list[Statement], previous: int) -> tuple[list[Statement], list[_Named]]:
    """A、B和C分别增长1%、2%和3%: the row of statements, each with its name; no names where these are not as many.

    No row where the first number has no 分别.
    """
    first = found[0]
    clause = max(_last(_CLAUSE, flow, first.numeral.start), previous)
    apart = flow.masked.rfind("分别", clause, first.numeral.start)
    if apart < 0:
        return [], []
    row = [first]
    for statement in found[1:]:
        if not words.BETWEEN.fullmatch(flow.masked, row[-1].end, statement.numeral.start):
            break
        row.append(statement)
    start = _core(flow, Statement(first.numeral, apart, apart), previous)[0]
    basis = words.BASIS_END.search(flow.masked, start, apart)
    names = list(_names(flow, start, basis.start() if basis else apart))
    told = [_as_first(statement, first) for statement in row]
    if len(names) == 1 and len(row) == 2 and "城乡" in flow.text[start:apart]:
        return row, [
            _Named(one, start, one.end, names[0], "", side, certain=False)
            for one, side in zip(told, _SIDES, strict=True)
        ]
    if len(names) != len(row):
        return row, []
    return row, [
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
    """Where the text behind the last boundary before ``position`` begins."""
    return max((match.end() for match in boundary.finditer(flow.masked, 0, position)), default=0)
