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
    Sentence(
        "proactive",
        "本年制发规范性文件{made}件，废止{repealed}件，现行有效{in_force}件。",
        "It made {made} normative documents and repealed {repealed}; {in_force} are in force.",
        {
            "made": "/proactive/normative_documents/made",
            "repealed": "/proactive/normative_documents/repealed",
            "in_force": "/proactive/normative_documents/in_force",
        },
    ),
    Sentence(
        "proactive",
        "本年新制作规范性文件{made}件，新公开{disclosed}件，对外公开总数{total}件。",
        "It made {made} normative documents and disclosed {disclosed}; {total} are public.",
        {
            "made": "/proactive/normative_documents/made",
            "disclosed": "/proactive/normative_documents/disclosed",
            "total": "/proactive/normative_documents/public_total",
        },
    ),
    Sentence(
        "proactive",
        "作出行政许可处理决定{decisions}件。",
        "It made {decisions} licensing decisions.",
        {"decisions": "/proactive/licensing/decisions"},
    ),
    Sentence(
        "proactive",
        "作出行政处罚处理决定{decisions}件。",
        "It made {decisions} penalty decisions.",
        {"decisions": "/proactive/penalties/decisions"},
    ),
    Sentence(
        "proactive",
        "作出行政强制处理决定{decisions}件。",
        "It made {decisions} coercion decisions.",
        {"decisions": "/proactive/coercion/decisions"},
    ),
    Sentence(
        "proactive",
        "本年行政事业性收费{amount}元。",
        "It charged {amount} yuan in fees.",
        {"amount": "/proactive/fees/amount_yuan"},
    ),
    Sentence(
        "requests",
        "本年新收政府信息公开申请{received}件，上年结转{carried_in}件。",
        "It received {received} requests; {carried_in} were carried over from the year before.",
        {"received": "/requests/received/total", "carried_in": "/requests/carried_in/total"},
    ),
    Sentence(
        "requests",
        "本年度办理结果总计{answered}件，结转下年度继续办理{carried_out}件。",
        "It answered {answered} requests and carried {carried_out} over to the next year.",
        {"answered": "/requests/outcomes/total/total", "carried_out": "/requests/carried_out/total"},
    ),
    Sentence(
        "requests",
        "予以公开{granted}件，部分公开{partial}件。",
        "It granted {granted} requests, and {partial} in part.",
        {"granted": "/requests/outcomes/granted/total", "partial": "/requests/outcomes/partial/total"},
    ),
    Sentence(
        "challenges",
        "行政复议{total}件，其中结果纠正{corrected}件，尚未审结{pending}件。",
        "There were {total} administrative reconsiderations: {corrected} corrected the office, {pending} are pending.",
        {
            "total": "/challenges/reconsideration/total",
            "corrected": "/challenges/reconsideration/corrected",
            "pending": "/challenges/reconsideration/pending",
        },
    ),
    Sentence(
        "challenges",
        "未经复议直接起诉{direct}件，复议后起诉{after}件。",
        "There were {direct} lawsuits without reconsideration and {after} after it.",
        {
            "direct": "/challenges/litigation_direct/total",
            "after": "/challenges/litigation_after_reconsideration/total",
        },
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
