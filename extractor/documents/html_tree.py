"""HTML as a tree, by the part of the standard's tree construction that decides what is inside what.

Nodes stand in one list in document order, and an element knows where its last descendant stands, so that no walk
needs recursion. Rules: https://html.spec.whatwg.org/multipage/parsing.html#tree-construction
"""

from collections import Counter
from dataclasses import dataclass

from extractor.documents.html_tokens import Characters, EndTag, StartTag, attributes, tokenize


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


SECTIONS = frozenset({"thead", "tbody", "tfoot"})
CELLS = frozenset({"td", "th"})
BLOCKS = _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody "
    "td tfoot th thead tr ul"
)
"""Elements that begin on a line of their own."""

_VOID = _names("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
_TABLE_PARTS = frozenset({*SECTIONS, *CELLS, "tr", "table", "caption"})
_BARRIERS = frozenset({"td", "th", "caption", "table", "template"})
_TABLE_BARRIERS = frozenset({"table", "template"})
"""What a tag inside cannot close: the standard's scopes."""

_CONTEXT = {
    **dict.fromkeys(CELLS, frozenset({"tr", *SECTIONS, "table"})),
    "tr": frozenset({*SECTIONS, "table"}),
    **dict.fromkeys((*SECTIONS, "caption"), frozenset({"table"})),
}
"""A part of a table closes everything up to the innermost of these."""

_CLOSED_BY = {
    "li": (frozenset({"li"}), _BARRIERS | {"ul", "ol", "menu", "dir"}),
    "dt": (frozenset({"dt", "dd"}), _BARRIERS | {"dl"}),
    "dd": (frozenset({"dt", "dd"}), _BARRIERS | {"dl"}),
    "option": (frozenset({"option"}), _BARRIERS),
    "a": (frozenset({"a"}), BLOCKS),
}
"""Elements whose end tag may be left out: what beginning them closes, and what protects it."""

_DEEPEST = 512
"""Levels, as in Chrome; what is nested deeper counts as part of the element at this level."""


@dataclass(slots=True)
class Element:
    """``nodes[own index + 1 : end]`` are its descendants; in the markup it reaches from ``start`` to ``stop``."""

    name: str
    attributes: dict[str, str]
    start: int
    stop: int = 0
    end: int = 0


Node = Element | Characters


def parse(markup: str) -> list[Node]:
    """The nodes of ``markup`` in document order."""
    builder = _TreeBuilder()
    for token in tokenize(markup):
        if isinstance(token, Characters):
            builder.nodes.append(token)
        elif isinstance(token, StartTag):
            builder.start(token)
        else:
            builder.end(token)
    builder.close(0, len(markup))
    return builder.nodes


class _TreeBuilder:
    """Keeps the open elements; how many of each name are open saves most searches of a deep stack."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.stack: list[Element] = []
        self.opened: Counter[str] = Counter()
        self.too_deep = 0

    def start(self, tag: StartTag) -> None:
        name = tag.name
        if name in ("html", "body") and self.opened[name]:
            return
        if name in _CONTEXT and self.opened["table"]:
            self._back_to_context(name, tag.start)
        elif name in _CLOSED_BY:
            self._close_implied(*_CLOSED_BY[name], tag.start)
        if name in BLOCKS and self.opened["p"]:
            self._close_implied(frozenset({"p"}), _BARRIERS, tag.start)
        childless = name in _VOID or (name == "form" and bool(self.stack) and self.stack[-1].name in _CONTEXT["td"])
        self._append(name, attributes(tag.attributes), tag.start, childless=childless)

    def end(self, tag: EndTag) -> None:
        name = tag.name
        if name in ("br", "p") and not self.opened[name]:  # the standard reads </br> and a stray </p> as breaks
            self._append(name, {}, tag.start, childless=True)
        elif self.too_deep:
            self.too_deep -= 1
        elif self.opened[name] and name not in ("html", "body"):
            barriers = BLOCKS
            if name in BLOCKS:
                barriers = _TABLE_BARRIERS if name in _TABLE_PARTS else _BARRIERS
            level = self._innermost(frozenset({name}), barriers)
            if level is not None:
                self.close(level, tag.start)

    def close(self, level: int, stop: int) -> None:
        """Close the open elements from ``level`` of the stack on; ``stop`` is where that happens in the markup."""
        for element in self.stack[level:]:
            element.end = len(self.nodes)
            element.stop = stop
            self.opened[element.name] -= 1
        if len(self.stack) > level:
            self.too_deep = 0
        del self.stack[level:]

    def _append(self, name: str, attributes: dict[str, str], start: int, *, childless: bool = False) -> None:
        element = Element(name, attributes, start, start, len(self.nodes) + 1)
        if not childless and len(self.stack) >= _DEEPEST:
            self.too_deep += 1
            return
        self.nodes.append(element)
        if not childless:
            self.stack.append(element)
            self.opened[name] += 1

    def _innermost(self, names: frozenset[str], barriers: frozenset[str]) -> int | None:
        """Level of the innermost open element of ``names`` on this side of ``barriers``."""
        for level in range(len(self.stack) - 1, -1, -1):
            if self.stack[level].name in names:
                return level
            if self.stack[level].name in barriers:
                return None
        return None

    def _back_to_context(self, name: str, stop: int) -> None:
        """Close what a part of a table ends: the cell, the row or the section before it, and what is open in them."""
        level = self._innermost(_CONTEXT[name], _TABLE_BARRIERS)
        if level is not None:
            self.close(level + 1, stop)
            if name in CELLS and self.stack[level].name != "tr":
                self._append("tr", {}, stop)

    def _close_implied(self, names: frozenset[str], barriers: frozenset[str], stop: int) -> None:
        if any(self.opened[name] for name in names):
            level = self._innermost(names, barriers)
            if level is not None:
                self.close(level, stop)
