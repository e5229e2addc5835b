"""What offices are compared by, and how the form's outcomes, refusals and challenges are told, as data."""

from extractor.reports.base import Measure, Pictured
from extractor.reports.disclosure.form import CHALLENGES, OUTCOME_ROWS

_TOTALS = {row.key: f"/requests/{row.key}/total" for row in OUTCOME_ROWS}
_ANSWERED = ("/requests/outcomes/total/total",)
_RECEIVED = ("/requests/received/total",)


def _outcomes(group: str) -> tuple[str, ...]:
    return tuple(pointer for key, pointer in _TOTALS.items() if key.startswith(f"outcomes/{group}"))


def _challenged(column: str, *blocks: str) -> tuple[str, ...]:
    return tuple(f"/challenges/{block}/{column}" for block in blocks)


_RECONSIDERATION = "reconsideration"
_LITIGATION = ("litigation_direct", "litigation_after_reconsideration")
_BOTH = (_RECONSIDERATION, *_LITIGATION)

FUNNEL: tuple[Measure, ...] = (
    Measure("received", "本年新收", "Received", _RECEIVED),
    Measure("carried_in", "上年结转", "Carried in", ("/requests/carried_in/total",)),
    Measure("granted", "予以公开", "Granted", _outcomes("granted")),
    Measure("partial", "部分公开", "Partly granted", _outcomes("partial")),
    Measure("refused", "不予公开", "Refused", _outcomes("refused")),
    Measure("unable", "无法提供", "Not available", _outcomes("unable")),
    Measure("rejected", "不予处理", "Not processed", _outcomes("rejected")),
    Measure("closed_otherwise", "其他处理", "Closed otherwise", _outcomes("closed_otherwise")),
    Measure("carried_out", "结转下年度", "Carried over", ("/requests/carried_out/total",)),
)
"""From what came in (the first two) to what became of it."""

REFUSALS: tuple[Measure, ...] = tuple(
    Measure(row.key.rpartition("/")[2], row.labels[0].partition(".")[2], row.key.rpartition("/")[2].replace("_", " "), (pointer,))
    for row in OUTCOME_ROWS
    if row.key.startswith(("outcomes/refused", "outcomes/unable", "outcomes/rejected"))
    for pointer in (_TOTALS[row.key],)
)
"""Why information was not given, reason by reason, in the form's order."""

CHALLENGED: tuple[tuple[str, tuple[Measure, ...]], ...] = tuple(
    (
        row.labels[0],
        tuple(
            Measure(f"{row.key}/{key}", chinese, english, (f"/challenges/{row.key}/{key}",))
            for key, chinese, english in (
                ("upheld", "结果维持", "Upheld"),
                ("corrected", "结果纠正", "Corrected"),
                ("other", "其他结果", "Other"),
                ("pending", "尚未审结", "Pending"),
            )
        ),
    )
    for row in CHALLENGES
)
"""Each kind of challenge with what became of it."""

MEASURES: tuple[Measure, ...] = (
    Measure("received", "本年新收申请", "Requests received", _RECEIVED),
    Measure("answered", "办理结果总计", "Requests answered", _ANSWERED),
    Measure("carried_out", "结转下年度", "Requests carried over", ("/requests/carried_out/total",)),
    Measure("granted_share", "予以公开率", "Share granted", _outcomes("granted"), _ANSWERED),
    Measure("partial_share", "部分公开率", "Share partly granted", _outcomes("partial"), _ANSWERED),
    Measure("refused_share", "不予公开率", "Share refused", _outcomes("refused"), _ANSWERED),
    Measure("unable_share", "无法提供率", "Share not available", _outcomes("unable"), _ANSWERED),
    Measure("rejected_share", "不予处理率", "Share not processed", _outcomes("rejected"), _ANSWERED),
    Measure("reconsiderations", "行政复议", "Reconsiderations", _challenged("total", _RECONSIDERATION)),
    Measure("litigations", "行政诉讼", "Lawsuits", _challenged("total", *_LITIGATION)),
    Measure(
        "corrected_share",
        "复议诉讼纠正率",
        "Share of challenges corrected",
        _challenged("corrected", *_BOTH),
        _challenged("total", *_BOTH),
    ),
    Measure("documents_made", "规范性文件制发", "Normative documents made", ("/proactive/normative_documents/made",)),
    Measure("documents_in_force", "规范性文件现行有效", "Documents in force", ("/proactive/normative_documents/in_force",)),
    Measure("licensing", "行政许可决定", "Licensing decisions", ("/proactive/licensing/decisions",)),
    Measure("penalties", "行政处罚决定", "Penalty decisions", ("/proactive/penalties/decisions",)),
    Measure("coercion", "行政强制决定", "Coercion decisions", ("/proactive/coercion/decisions",)),
    Measure("fees", "行政事业性收费（元）", "Fees (yuan)", ("/proactive/fees/amount_yuan",)),
)
"""The indicators that offices are compared by. The share of an office that answered or was challenged nothing is missing."""

CHECK_KINDS: dict[str, tuple[str, str]] = {
    "requests.balance": ("收件与办结平衡", "Received and answered balance"),
    "requests.outcomes": ("办理结果合计", "Outcomes add up"),
    "requests.row": ("各类申请人合计", "Applicants add up"),
    "challenges": ("复议诉讼合计", "Challenges add up"),
    "proactive.documents": ("规章、规范性文件", "Regulations and documents"),
    "narrative": ("正文与表格一致", "Prose agrees with the tables"),
    "narrative.parts": ("“其中”不超过总数", "Parts within their whole"),
    "identity.year": ("年度一致", "The year agrees"),
    "identity.repeated": ("同一年度的另一份报告", "Another report of the same year"),
    "years": ("与上一年度衔接", "Follows from last year"),
}
"""Kinds of checks by the beginning of their ids: what holds when they pass, in Chinese and English."""

PICTURED = Pictured(MEASURES, FUNNEL, REFUSALS, CHALLENGED, CHECK_KINDS)
