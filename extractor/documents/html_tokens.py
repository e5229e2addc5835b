"""HTML as tokens with exact character offsets, in one pass and linear time whatever the markup.

The standard library's parser is no base for this: it raises AssertionError on declarations such as ``<![x``, takes
quadratic time on some broken tags, and reads comments differently from one Python patch release to the next. The
grammar below is that of https://html.spec.whatwg.org/multipage/parsing.html#tokenization.
"""

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from typing import NamedTuple

_RAW_TEXT_END = {
    name: re.compile(rf"</{name}(?=[\t\n\f\r />])[^>]*+(?:>|\Z)", re.IGNORECASE)
    for name in ("script", "style", "noscript", "xmp", "iframe", "noembed", "noframes", "textarea", "title")
}
"""Elements whose content is no markup, and that nobody sees as part of the page; where each ends."""

_GAP = r"[\t\n\f\r /]*+"
_NAME = r"[^\t\n\f\r />][^\t\n\f\r />=]*+"
_EQUALS = r"[\t\n\f\r ]*+=[\t\n\f\r ]*+"
_VALUE = r""""[^"]*+"|'[^']*+'|[^\t\n\f\r >"'][^\t\n\f\r >]*+"""
_ATTRIBUTE = re.compile(f"{_GAP}({_NAME})(?:{_EQUALS}({_VALUE})?+)?+")
_TAG = re.compile(rf"<(/?)([a-zA-Z][^\t\n\f\r />]*+)((?:{_GAP}{_NAME}(?:{_EQUALS}(?:{_VALUE})?+)?+)*+){_GAP}>")
_TAG_OPENING = re.compile(r"</?[a-zA-Z]")
_COMMENT_END = re.compile(r"--!?>")
_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[a-zA-Z][a-zA-Z0-9]{1,31};?)")


class StartTag(NamedTuple):
    """``<name …>`` at ``start``; ``attributes`` is the markup between the name and the end, for ``attributes()``."""

    name: str
    start: int
    attributes: str


class EndTag(NamedTuple):
    """``</name>`` at ``start``."""

    name: str
    start: int


class Characters(NamedTuple):
    """Text at ``start``; ``straight`` unless it is a character reference, all of which stands at ``start``."""

    text: str
    start: int
    straight: bool


Token = StartTag | EndTag | Characters


def tokenize(markup: str) -> Iterator[Token]:
    """Tags and text in order, without comments, declarations, raw text elements and a tag cut off by the end."""
    position, end = 0, len(markup)
    raw_text = set(_RAW_TEXT_END)
    while position < end:
        opening = markup.find("<", position)
        if opening < 0:
            opening = end
        if opening > position:
            yield from _characters(markup, position, opening)
        if opening == end:
            return
        if _TAG_OPENING.match(markup, opening):
            match = _TAG.match(markup, opening)
            if match is None:
                return
            name = match[2].lower()
            position = match.end()
            if match[1]:
                yield EndTag(name, opening)
            elif name in raw_text:
                closing = _RAW_TEXT_END[name].search(markup, position)
                if closing:
                    position = closing.end()
                else:  # never closed from here on: its content is read as markup
                    raw_text.remove(name)
            else:
                yield StartTag(name, opening, match[3])
        elif markup[opening + 1 : opening + 2] in ("!", "?", "/"):
            position = _declaration_end(markup, opening)
        else:
            yield Characters("<", opening, True)
            position = opening + 1


def attributes(markup: str) -> dict[str, str]:
    """The attributes of a start tag, names in lower case; the first of a name counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(markup):
        value = match[2] or ""
        if value[:1] in ("'", '"'):
            value = value[1:-1]
        found.setdefault(match[1].lower(), unescape(value) if "&" in value else value)
    return found


def _declaration_end(markup: str, opening: int) -> int:
    """Where a comment or ``<!…>``, ``<?…>``, ``</…>`` that is none of HTML's tags ends."""
    if not markup.startswith("<!--", opening):
        closing = markup.find(">", opening)
        return closing + 1 if closing >= 0 else len(markup)
    for empty in ("<!-->", "<!--->"):
        if markup.startswith(empty, opening):
            return opening + len(empty)
    match = _COMMENT_END.search(markup, opening + 4)
    return match.end() if match else len(markup)


def _characters(markup: str, start: int, end: int) -> Iterator[Characters]:
    position = start
    if markup.find("&", start, end) >= 0:
        for match in _REFERENCE.finditer(markup, start, end):
            length = _reference_length(match.group())
            if not length:
                continue
            if match.start() > position:
                yield Characters(markup[position : match.start()], position, True)
            position = match.start() + length
            yield Characters(unescape(markup[match.start() : position]), match.start(), False)
    if position < end:
        yield Characters(markup[position:end], position, True)


def _reference_length(reference: str) -> int:
    """How much of ``reference`` is a character reference: HTML knows some names without a semicolon (``&nbsp``)."""
    if reference[1] == "#":
        return len(reference)
    for length in range(len(reference), 1, -1):
        if reference[1:length] in html5:
            return length
    return 0
