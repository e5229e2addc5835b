"""What is compared across years and offices, and what the quality report tells, as data."""

from extractor.reports.base import Comparison, Indicator, Sentence
from extractor.reports.disclosure.checks import NARRATED

_RECEIVED = Indicator("requests_received", "本年新收申请", "requests received", NARRATED["requests_received"])
_CARRIED_IN = Indicator("requests_carried_in", "上年结转申请", "requests carried in", NARRATED["requests_carried_in"])
_CARRIED_OUT = Indicator(
    "requests_carried_out", "结转下年度申请", "requests carried over", NARRATED["requests_carried_out"]
)
_ANSWERED = Indicator("requests_answered", "办理结果总计", "requests answered", NARRATED["requests_answered"])
_GRANTED = Indicator("requests_granted", "予以公开", "requests granted", NARRATED["requests_granted"])
_REFUSED = Indicator("requests_refused", "不予公开", "requests refused", NARRATED["requests_refused"])
_UNABLE = Indicator("requests_unable", "无法提供", "information not available", NARRATED["requests_unable"])
_RECONSIDERATIONS = Indicator(
    "reconsiderations", "行政复议", "administrative reconsiderations", NARRATED["reconsiderations"]
)
_LITIGATIONS = Indicator("litigations", "行政诉讼", "lawsuits", NARRATED["litigations"])
_LICENSING = Indicator("licensing", "行政许可决定", "licensing decisions", ("/proactive/licensing/decisions",))
_PENALTIES = Indicator("penalties", "行政处罚决定", "penalty decisions", ("/proactive/penalties/decisions",))
_COERCION = Indicator("coercion", "行政强制决定", "coercion decisions", ("/proactive/coercion/decisions",))
_MADE = Indicator(
    "normative_documents_made", "规范性文件制发", "normative documents made", NARRATED["normative_documents_issued"]
)

_WATCHED = (_RECEIVED, _ANSWERED, _REFUSED, _RECONSIDERATIONS, _LITIGATIONS, _LICENSING, _PENALTIES, _COERCION, _MADE)
"""What is carried over is not among them: it follows from what came in around the turn of the year."""
_SUMMED = (
    _RECEIVED,
    _CARRIED_IN,
    _ANSWERED,
    _GRANTED,
    _REFUSED,
    _UNABLE,
    _CARRIED_OUT,
    _RECONSIDERATIONS,
    _LITIGATIONS,
    _LICENSING,
    _PENALTIES,
    _COERCION,
    _MADE,
)

_TOLD = (
    Sentence("proactive", "/proactive/regulations/made", "制发规章{n}件。", "Regulations made: {n}."),
    Sentence("proactive", "/proactive/regulations/repealed", "废止规章{n}件。", "Regulations repealed: {n}."),
    Sentence("proactive", "/proactive/regulations/in_force", "现行有效规章{n}件。", "Regulations in force: {n}."),
    Sentence(
        "proactive", "/proactive/normative_documents/made", "制发规范性文件{n}件。", "Normative documents made: {n}."
    ),
    Sentence(
        "proactive",
        "/proactive/normative_documents/disclosed",
        "新公开规范性文件{n}件。",
        "Normative documents disclosed: {n}.",
    ),
    Sentence(
        "proactive",
        "/proactive/normative_documents/public_total",
        "对外公开规范性文件总数{n}件。",
        "Normative documents public in all: {n}.",
    ),
    Sentence(
        "proactive",
        "/proactive/normative_documents/repealed",
        "废止规范性文件{n}件。",
        "Normative documents repealed: {n}.",
    ),
    Sentence(
        "proactive",
        "/proactive/normative_documents/in_force",
        "现行有效规范性文件{n}件。",
        "Normative documents in force: {n}.",
    ),
    Sentence("proactive", "/proactive/licensing/decisions", "行政许可处理决定{n}件。", "Licensing decisions: {n}."),
    Sentence("proactive", "/proactive/penalties/decisions", "行政处罚处理决定{n}件。", "Penalty decisions: {n}."),
    Sentence("proactive", "/proactive/coercion/decisions", "行政强制处理决定{n}件。", "Coercion decisions: {n}."),
    Sentence("proactive", "/proactive/fees/amount_yuan", "行政事业性收费{n}元。", "Fees charged: {n} yuan."),
    Sentence("proactive", "/proactive/procurement/projects", "政府集中采购项目{n}个。", "Projects procured: {n}."),
    Sentence(
        "proactive",
        "/proactive/procurement/amount_yuan",
        "政府集中采购总金额{n}元。",
        "Spent on procurement: {n} yuan.",
    ),
    Sentence("requests", "/requests/received/total", "本年新收政府信息公开申请{n}件。", "Requests received: {n}."),
    Sentence(
        "requests",
        "/requests/carried_in/total",
        "上年结转政府信息公开申请{n}件。",
        "Requests carried in from the year before: {n}.",
    ),
    Sentence("requests", "/requests/outcomes/total/total", "本年度办理结果总计{n}件。", "Requests answered: {n}."),
    Sentence("requests", "/requests/outcomes/granted/total", "予以公开{n}件。", "Requests granted: {n}."),
    Sentence("requests", "/requests/outcomes/partial/total", "部分公开{n}件。", "Requests granted in part: {n}."),
    Sentence(
        "requests",
        "/requests/carried_out/total",
        "结转下年度继续办理{n}件。",
        "Requests carried over to the next year: {n}.",
    ),
    Sentence(
        "challenges",
        "/challenges/reconsideration/total",
        "行政复议总计{n}件。",
        "Administrative reconsiderations: {n}.",
    ),
    Sentence(
        "challenges",
        "/challenges/reconsideration/corrected",
        "行政复议结果纠正{n}件。",
        "Reconsiderations that corrected the office: {n}.",
    ),
    Sentence(
        "challenges",
        "/challenges/reconsideration/pending",
        "行政复议尚未审结{n}件。",
        "Reconsiderations pending: {n}.",
    ),
    Sentence(
        "challenges",
        "/challenges/litigation_direct/total",
        "未经复议直接起诉{n}件。",
        "Lawsuits without reconsideration: {n}.",
    ),
    Sentence(
        "challenges",
        "/challenges/litigation_direct/corrected",
        "未经复议直接起诉，结果纠正{n}件。",
        "Lawsuits without reconsideration that corrected the office: {n}.",
    ),
    Sentence(
        "challenges",
        "/challenges/litigation_after_reconsideration/total",
        "复议后起诉{n}件。",
        "Lawsuits after reconsideration: {n}.",
    ),
    Sentence(
        "challenges",
        "/challenges/litigation_after_reconsideration/corrected",
        "复议后起诉，结果纠正{n}件。",
        "Lawsuits after reconsideration that corrected the office: {n}.",
    ),
)

COMPARISON = Comparison(
    watched=_WATCHED,
    summed=_SUMMED,
    prose={
        "/overview/text": "总体情况",
        "/problems/text": "存在的主要问题及改进情况",
        "/other_matters/text": "其他需要报告的事项",
    },
    sentences=_TOLD,
)
