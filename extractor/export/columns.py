"""The columns of exported tables, derived from a report type: stable names, and what each one holds in two languages.

A value's column is its pointer with ``_`` for each ``/``: ``/requests/received/total`` is ``requests_received_total``.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from extractor.reports.base import Column as FormColumn
from extractor.reports.base import ReportType

Kind = Literal["integer", "number", "text", "date"]
Schema = Mapping[str, Any]
"""A JSON Schema."""

_UNITS = {"count": "件/项 items", "change": "件/项 items", "yuan": "元 yuan"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``edition``: the only edition of the form that has it. ``pointer``: of the value it shows, where it is
    one of the report's."""

    name: str
    kind: Kind
    chinese: str
    english: str
    unit: str = ""
    edition: str = ""
    pointer: str | None = None


def column_name(pointer: str) -> str:
    """The stable name of the column of a value.

    >>> column_name("/requests/received/total")
    'requests_received_total'
    """
    return pointer[1:].replace("/", "_")


def report_columns(report_type: ReportType) -> tuple[Column, ...]:
    """A column for every single value of the report's model, in its order; lists have tables of their own."""
    schema = report_type.model.model_json_schema(mode="serialization")
    labels = _labels(report_type)
    return tuple(
        labels.get(pointer) or Column(column_name(pointer), kind, *_words(report_type, pointer), pointer=pointer)
        for pointer, kind in _leaves(schema, schema, "")
    )


def fact_lists(report_type: ReportType) -> tuple[str, ...]:
    """Pointers of the report's lists of facts."""
    schema = report_type.model.model_json_schema(mode="serialization")
    return tuple(pointer for pointer, _ in _arrays(schema, schema, "") if pointer.endswith("/facts"))


def fact_columns(report_type: ReportType) -> tuple[Column, ...]:
    """A column for everything a fact says, in the order of its model; pointers from the fact on."""
    schema = report_type.model.model_json_schema(mode="serialization")
    columns: dict[str, Column] = {}
    for pointer, items in _arrays(schema, schema, ""):
        if pointer.endswith("/facts"):
            for name, kind in _leaves(items, schema, ""):
                columns[name] = Column(column_name(name), kind, *_words(report_type, name), pointer=name)
    return tuple(columns.values())


def _leaves(schema: Schema, root: Schema, above: str) -> Iterator[tuple[str, Kind]]:
    for name, given in schema["properties"].items():
        found = _resolved(given, root)
        if "properties" in found:
            yield from _leaves(found, root, f"{above}/{name}")
        elif found.get("type") != "array":
            yield f"{above}/{name}", _kind(found)


def _arrays(schema: Schema, root: Schema, above: str) -> Iterator[tuple[str, Schema]]:
    """Lists of objects by pointer, with the schema of an element."""
    for name, given in schema["properties"].items():
        found = _resolved(given, root)
        if "properties" in found:
            yield from _arrays(found, root, f"{above}/{name}")
        elif found.get("type") == "array" and "properties" in (items := _resolved(found["items"], root)):
            yield f"{above}/{name}", items


def _resolved(schema: Schema, root: Schema) -> Schema:
    """Without references, and without the null that may stand instead."""
    if "$ref" in schema:
        return _resolved(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    choices = [_resolved(choice, root) for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if not choices:
        return schema
    types = {choice.get("type") for choice in choices}
    return choices[0] if len(types) == 1 else {"type": "number" if types == {"integer", "number"} else "string"}


def _kind(schema: Schema) -> Kind:
    match schema.get("type"), schema.get("format"):
        case "integer", _:
            return "integer"
        case "number", _:
            return "number"
        case "string", "date":
            return "date"
    return "text"


def _words(report_type: ReportType, pointer: str) -> tuple[str, str]:
    parts = pointer.split("/")[1:]
    known = [report_type.words.get(part, (part, part.replace("_", " "))) for part in parts]
    return " · ".join(word[0] for word in known), ": ".join(word[1] for word in known)


def _labels(report_type: ReportType) -> dict[str, Column]:
    """The columns of table cells, by the form's own labels; where the editions word one cell unlike, both stand."""
    cells: dict[str, dict[str | None, str]] = defaultdict(dict)
    places: dict[str, tuple[str, Kind, str]] = {}
    for block in report_type.blocks:
        for layout in block.layouts:
            for row in block.rows:
                for column in layout.columns:
                    pointer = block.pointer_of(row, column)
                    if row.edition in (None, layout.edition):
                        cells[pointer][layout.edition or row.edition] = _label(column)
                        kind: Kind = "number" if column.kind == "yuan" else "integer"
                        places[pointer] = " · ".join((*row.groups, row.labels[0])), kind, _UNITS[column.kind]
    return {
        pointer: Column(
            column_name(pointer),
            kind,
            f"{place} · {_worded(cells[pointer])}",
            _words(report_type, pointer)[1],
            unit,
            (next(iter(cells[pointer])) or "") if len(cells[pointer]) == 1 else "",
            pointer,
        )
        for pointer, (place, kind, unit) in places.items()
    }


def _label(column: FormColumn) -> str:
    """Money is given in yuan, whatever unit the form prints in its heading."""
    return f"{column.labels[0].partition('（')[0]}（元）" if column.kind == "yuan" else column.labels[0]


def _worded(wordings: Mapping[str | None, str]) -> str:
    if len(set(wordings.values())) == 1:
        return next(iter(wordings.values()))
    return "／".join(f"{label}（{edition} 年表样）" for edition, label in wordings.items())
