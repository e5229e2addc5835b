"""The sentences of findings, Chinese and English, and what cells are called."""

from collections.abc import Mapping
from typing import TypedDict

from extractor.analysis.findings import Kind
from extractor.reports.base import ReportType

KIND_NAMES: Mapping[Kind, str] = {
    "carried_over": "结转不符 carried over otherwise",
    "documents": "现行有效文件数不符 documents in force",
    "jump": "异常变动 jumps",
    "repeated_text": "文字与上年重复 prose repeated",
    "duplicate": "重复的报告 the same report again",
    "version": "同年度不同版本 versions of a report",
    "missing": "缺报 missing",
    "sum_below": "与所属机关合计不符 sums of those below",
}

SENTENCES: Mapping[Kind, tuple[str, str]] = {
    "carried_over": (
        "{agency}：{before}年报告结转下年度{label}{expected}件，{year}年报告上年结转{actual}件，两者应相等（{arithmetic}）。",
        "{agency}: the {before} report carries {expected} requests over ({label_english}), the {year} report carries in {actual}; "
        "both should be the same ({arithmetic}).",
    ),
    "documents": (
        "{agency}：{label}现行有效件数，按{before}年报告加本年制发、减本年废止应为{expected}件，{year}年报告为{actual}件"
        "（{arithmetic}）。机构合并、职能划转或文件到期失效可以解释；属机构调整的，请在机关对照表中注明。",
        "{agency}: by the {before} report and this year's changes {label_english} should be {expected}, the "
        "{year} report says {actual} ({arithmetic}). A merger, a transfer of duties or documents that lapsed may explain "
        "it; note a reorganisation in the table of names.",
    ),
    "jump": (
        "{agency}：{label}由{before}年的{previous}变为{year}年的{actual}，超出通常幅度（{arithmetic}）。",
        "{agency}: {label_english} went from {previous} in {before} to {actual} in {year}, beyond what is usual "
        "({arithmetic}).",
    ),
    "repeated_text": (
        "{agency}：{year}年报告的文字有{share}与{before}年报告相同（{arithmetic}字，数字不计）。",
        "{agency}: {share} of the {year} report's prose stands in the {before} report ({arithmetic} characters, whatever "
        "the digits).",
    ),
    "duplicate": (
        "{agency}：{year}年报告有{count}份，数值相同（{names}）。",
        "{agency}: there are {count} reports of {year} with the same values ({names}).",
    ),
    "version": (
        "{agency}：{year}年报告有不同版本，共{count}处数值不同，首处为{label}（{arithmetic}；{names}）。",
        "{agency}: there are versions of the {year} report that differ in {count} values, first in {label_english} "
        "({arithmetic}; {names}).",
    ),
    "missing": (
        "{agency}：名单中的机关，没有{year}年报告。",
        "{agency} is on the list and has no report of {year}.",
    ),
    "sum_below": (
        "{agency}：{year}年{label}为{actual}，所属{count}个机关合计{expected}（{arithmetic}）{absent}。",
        "{agency}: {label_english} of {year} is {actual}; the {count} offices below it add up to {expected} "
        "({arithmetic}){absent_english}.",
    ),
}


class Words(TypedDict):
    """The fields of a finding that are sentences."""

    chinese: str
    english: str


def sentences(kind: Kind, **words: object) -> Words:
    """What a finding says; ``words`` are the fields of its sentences."""
    chinese, english = SENTENCES[kind]
    return {"chinese": chinese.format(**words), "english": english.format(**words)}


def cell_name(report_type: ReportType, pointer: str, edition: object = None) -> str:
    """A statutory cell in the form's own words, row · column, as its ``edition`` has them; of anything else, its pointer.

    >>> from extractor.reports.disclosure import DISCLOSURE
    >>> cell_name(DISCLOSURE, "/proactive/regulations/made", "2021")
    '规章 · 本年制发件数'
    """
    names = [
        (layout.edition, f"{row.labels[0]} · {column.labels[0]}")
        for block in report_type.blocks
        if pointer.startswith(block.pointer)
        for row in block.rows
        for layout in block.layouts
        for column in layout.columns
        if block.pointer_of(row, column) == pointer
    ]
    own = [name for of, name in names if of == edition]
    return next(iter([*own, *(name for _, name in names)]), pointer)


def path_name(pointer: str) -> str:
    """A cell in English, by the contract's own words.

    >>> path_name("/requests/carried_in/total")
    'requests carried in total'
    """
    return pointer.strip("/").replace("/", " ").replace("_", " ")
