"""The codes of complex fields in a Word document. Reference: ECMA-376 part 1, 17.16.18 (field characters)."""

from typing import TYPE_CHECKING

from extractor.documents.word_numbering import value

if TYPE_CHECKING:
    from lxml.etree import _Element


def code_texts(body: "_Element") -> "set[_Element]":
    """The ``w:t`` in the codes of fields: results of nested fields, which a condition compares or chooses from. What is
    shown of them stands once more in the result of the outer field. A field that is neither separated nor ended has no
    code."""
    found: set[_Element] = set()
    shown: list[_Element] = []
    places = [shown]  # where text belongs: for each open field to its own code, past its separator to what it stands in
    for element in body.iter("{*}fldChar", "{*}t"):
        kind = value(element, "fldCharType")
        if kind == "begin":
            places.append([])
        elif kind in ("separate", "end") and len(places) > 1:
            code = places.pop()
            if code is not places[-1]:
                found.update(code)
            if kind == "separate":
                places.append(places[-1])
        elif kind is None and places[-1] is not shown:
            places[-1].append(element)
    return found
