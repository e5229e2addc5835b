"""The typed report in the layout of the statutory form, as data for the page's own component.

``st.data_editor`` cannot show this form: no group rows, no mark on a single cell, no telling blank from ``/`` while a
number field stays a number field. So the component draws it, with text nodes only.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from extractor.reports.base import Block, Column, Layout, ReportType, Row
from extractor.review.desk import Opened
from extractor.review.entering import Stated, columns_of
from ui.marks import Marks, shown
from ui.state import either, say

Data = dict[str, Any]
_FOLDER = Path(__file__).parent / "components"
SHEET = st.components.v2.component(
    "disclosure-extractor.sheet", css=(_FOLDER / "sheet.css").read_text(), js=(_FOLDER / "sheet.js").read_text()
)
_META = ("title", "agency", "year", "edition", "period/start", "period/end", "published_on")
_CONTACT = ("address", "postcode", "phone", "fax", "email", "website")
MARKS = ("doubt", "open", "source", "changed", "accepted")


class Sheet:
    """One report's data for the component, and the names of its places."""

    def __init__(self, opened: Opened, marks: Marks) -> None:
        self.opened = opened
        self.marks = marks
        self.report: dict[str, Any] = opened.result.report.model_dump(mode="json") if opened.result.report else {}
        self.names = _parts(opened.report_type)
        self.sections = list(self._sections())

    def data(self, selected: str | None, *, locked: bool) -> Data:
        """What the component draws."""
        return {
            "sections": self.sections,
            "selected": selected,
            "locked": locked,
            "marks": {mark: say(f"legend_{mark}") for mark in MARKS},
            "blank": say("legend_blank"),
        }

    def name(self, pointer: str) -> str:
        """What a person calls the place of a value."""
        return self.names.get(pointer, pointer)

    def _sections(self) -> Iterator[Data]:
        titles = self.opened.report_type.sections
        yield {"title": say("meta"), "tables": [self._meta()]}
        for key in titles:
            tables = [table for table in self._tables(key) if table["rows"]]
            yield {"title": titles[key], "tables": tables}
        series = [self._series(number, one) for number, one in enumerate(self.report.get("series", []))]
        if series:
            yield {"title": say("series"), "tables": series}

    def _tables(self, key: str) -> Iterator[Data]:
        if "facts" in self.report.get(key, {}):
            yield self._facts(key)
        if "problems" in self.report.get(key, {}):
            yield self._items("problems")
            yield self._items("improvements")
        for block in self.opened.report_type.blocks:
            if block.section == key:
                layout = self._layout(block)
                if layout is not None:
                    yield self._flat(block, layout) if block.flat else self._block(block, layout)

    def _layout(self, block: Block) -> Layout | None:
        """The layout that most of the document's cells are of; of a block it lacks, the one of the report's edition."""
        evidence = self.opened.result.evidence
        counts = [
            sum(block.pointer_of(row, column) in evidence for row in block.rows for column in layout.columns)
            for layout in block.layouts
        ]
        if any(counts):  # the editions share cells: of two layouts with as many, the one with fewer that are missing
            return max(zip(counts, block.layouts, strict=True), key=lambda pair: (pair[0], -len(pair[1].columns)))[1]
        return next((one for one in block.layouts if one.edition in (None, self.report.get("edition"))), None)

    def _block(self, block: Block, layout: Layout) -> Data:
        rows: list[Data] = []
        groups: tuple[str, ...] = ()
        for row in block.rows:
            if not self._has(block, row, layout):
                continue
            rows += [{"group": group} for depth, group in enumerate(row.groups) if groups[: depth + 1] != row.groups[: depth + 1]]
            groups = row.groups
            cells = [self._cell(block.pointer_of(row, column), _named(row, column), column) for column in layout.columns]
            rows.append({"label": row.labels[0], "cells": cells})
        title = None if block.chinese in self.opened.report_type.sections[block.section] else block.chinese
        headers = [[["", 1], *([_heading(column), 1] for column in layout.columns)]]
        return {"title": title, "headers": headers, "rows": rows, "columns": 1 + len(layout.columns), "labels": True}

    def _has(self, block: Block, row: Row, layout: Layout) -> bool:
        """Rows of the other edition, and those that forms leave out, are shown where the document has them."""
        present = any(block.pointer_of(row, column) in self.opened.result.evidence for column in layout.columns)
        return present or not (row.optional or (row.edition and row.edition != self.report.get("edition")))

    def _flat(self, block: Block, layout: Layout) -> Data:
        cells = [
            self._cell(block.pointer_of(row, column), _named(row, column), column)
            for row in block.rows
            for column in layout.columns
        ]
        headers = [
            [[row.labels[0], len(layout.columns)] for row in block.rows],
            [[column.labels[0], 1] for _ in block.rows for column in layout.columns],
        ]
        return {"title": None, "headers": headers, "rows": [{"label": None, "cells": cells}], "columns": len(cells)}

    def _meta(self) -> Data:
        rows = [
            {"label": say(name.replace("/", "_")), "cells": [self._cell(f"/{name}", say(name.replace("/", "_")))]}
            for name in _META
            if name.partition("/")[0] in self.report
        ]
        rows += [
            {"label": say(name), "cells": [self._cell(f"/contact/{name}", say(name))]}
            for name in _CONTACT
            if f"/contact/{name}" in self.opened.result.evidence
        ]
        shown = {*(f"/{name}" for name in _META), *(f"/contact/{name}" for name in _CONTACT)}
        rows += [
            {"label": words, "cells": [self._cell(pointer, words)]}
            for pointer, words in self.opened.report_type.about.items()
            if pointer in self.opened.result.evidence and pointer not in shown
        ]
        return _lines(None, rows, ["24%", "76%"])

    def _facts(self, section: str) -> Data:
        rows = []
        for number, fact in enumerate(self.report[section]["facts"]):
            pointer = f"/{section}/facts/{number}/value"
            cell = self._cell(pointer, fact_name(fact))
            cell["text"] = f"{cell['text']} {fact['unit'] or ''}".strip()
            scope = f"（{fact['scope']}）" if fact["scope"] else ""
            cell["note"] = f"{fact['quote']}{scope}"
            indicator = self.opened.report_type.indicators.get(fact["indicator"], fact["indicator"])
            rows.append({"label": f"{fact['label'] or ''}\n{either(indicator, fact['indicator'])}", "cells": [cell]})
            rows += [{"label": name, "cells": [self._cell(beside, name)]} for beside, name in self._beside(pointer)]
        return _lines(None, rows, ["32%", "68%"])

    def _beside(self, pointer: str) -> Iterator[tuple[str, str]]:
        """The numbers that a fact has beside its value (growth, the earlier value), with their names in the report."""
        fact = pointer.removesuffix("value")
        for other in self.opened.result.evidence:
            if other.startswith(fact) and other != pointer:
                yield other, other.removeprefix(fact)

    def _items(self, name: str) -> Data:
        rows = [
            {"label": str(number + 1), "cells": [self._cell(f"/problems/{name}/{number}", f"{say(name)} {number + 1}")]}
            for number in range(len(self.report["problems"][name]))
        ]
        return _lines(say(name), rows, ["8%", "92%"])

    def _series(self, number: int, one: Mapping[str, Any]) -> Data:
        rows = [
            {"label": point["label"], "cells": [self._cell(f"/series/{number}/points/{place}/value", point["label"])]}
            for place, point in enumerate(one["points"])
        ]
        return _lines(one["title"], rows, ["60%", "40%"])

    def _cell(self, pointer: str, name: str, column: Column | None = None) -> Data:
        stated = self.opened.stated(pointer)
        mark = self.marks.mark(pointer)
        self.names[pointer] = name
        machine = self.opened.machine_stated(pointer) if mark == "changed" else None
        return {
            "p": pointer,
            "name": self.opened.name_of(pointer),
            "kind": self._kind(pointer, stated, mark),
            "text": self._text(pointer, stated, mark),
            "edit": "/" if stated.qualifier == "not_applicable" else str(stated.value if stated.value is not None else ""),
            "old": None if machine is None else shown(machine, pointer) or say("blank"),
            "mark": mark,
            "note": None,
            "title": f"{name} · {say('unit_yuan')}" if column and column.kind == "yuan" else name,
        }

    def _text(self, pointer: str, stated: Stated, mark: str) -> str:
        if pointer not in self.opened.result.evidence and stated.value is None:
            return "·"
        return say("open") if mark == "open" else shown(stated, pointer)

    def _kind(self, pointer: str, stated: Stated, mark: str) -> str:
        if pointer not in self.opened.result.evidence:
            return "absent" if stated.value is None else "value"
        return "blank" if stated.value is None and stated.qualifier == "blank" and mark != "open" else "value"


def fact_name(fact: Mapping[str, Any]) -> str:
    """What a person calls a fact."""
    return str(fact["label"] or fact["indicator"])


def _parts(report_type: ReportType) -> dict[str, str]:
    """Pointer -> name, of what is accepted together."""
    blocks = {block.pointer: block.chinese for block in report_type.blocks}
    sections = {f"/{key}": title for key, title in report_type.sections.items()}
    return {f"/{key}": say(key) for key in ("period", "contact", "series")} | blocks | sections


def _heading(column: Column) -> str:
    """Money is shown in yuan, whatever unit the form prints in its heading."""
    return f"{column.labels[0].partition('（')[0]}（元）" if column.kind == "yuan" else column.labels[0]


def _named(row: Row, column: Column) -> str:
    return f"{row.labels[0]} · {column.labels[0]}"


def _lines(title: str | None, rows: Sequence[Data], widths: Sequence[str]) -> Data:
    return {"title": title, "headers": [], "rows": rows, "columns": 2, "text": True, "widths": widths}


def above(opened: Opened, pointer: str) -> str:
    """The block of the form (or the section) that a value is accepted with."""
    if pointer in columns_of(opened.report_type):
        block = next(b for b in opened.report_type.blocks if pointer.startswith(f"{b.pointer}/"))
        return block.pointer
    return "/" + pointer.split("/")[1]


