"""What one disclosure report says about others in its workspace: the same year again, and the year before."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from extractor.documents.characters import fold, squeeze
from extractor.reports.arithmetic import continue_year, failure_cause, flatten, joint_cause
from extractor.reports.base import Across, Column, Continuity, Peer, Standing
from extractor.reports.disclosure.form import APPLICANTS
from extractor.reports.disclosure.model import DisclosureReport
from extractor.result import Check, Number, ReportModel, Result

HEADLINE: Mapping[str, str] = {
    "agency": "/agency",
    "year": "/year",
    "edition": "/edition",
    "published_on": "/published_on",
    "normative_documents_made": "/proactive/normative_documents/made",
    "requests_received": "/requests/received/total",
    "requests_carried_in": "/requests/carried_in/total",
    "requests_granted": "/requests/outcomes/granted/total",
    "requests_partial": "/requests/outcomes/partial/total",
    "requests_outcomes": "/requests/outcomes/total/total",
    "requests_carried_out": "/requests/carried_out/total",
    "reconsideration": "/challenges/reconsideration/total",
    "litigation_direct": "/challenges/litigation_direct/total",
    "litigation_after_reconsideration": "/challenges/litigation_after_reconsideration/total",
}
"""Columns of the summary table: whose report it is, and the totals of sections two to four."""

NAMED_BY: Mapping[str, tuple[str, str]] = {
    "/title": ("标题", "title"),
    "/agency": ("行政机关", "agency"),
    "/year": ("报告年度", "reporting year"),
}
"""What tells one report from the others: without it, none of its values has a place in a comparison."""

ABOUT: Mapping[str, str] = {
    "/agency": "行政机关 agency",
    "/year": "年度 year",
    "/edition": "表式 edition",
    "/period": "统计期限 period",
    "/published_on": "发布日期 published",
    "/contact/address": "联系 address",
    "/contact/postcode": "联系 postcode",
    "/contact/phone": "联系 phone",
    "/contact/fax": "联系 fax",
    "/contact/email": "联系 email",
    "/contact/website": "联系 website",
    "/problems/problems": "问题 problems",
    "/problems/improvements": "改进 improvements",
}
"""What a report says of itself, and its lists, as a terminal names them."""

_REPEATED = "identity.repeated"


def _carried(column: Column) -> Continuity:
    return Continuity(
        "years.carried",
        column.labels[0],
        "上一年度的结转下年度应等于本年度的上年结转",
        "Last year's carried_out equals this year's carried_in",
        f"/requests/carried_out/{column.key}",
        f"/requests/carried_in/{column.key}",
    )


def _in_force(key: str, chinese: str) -> Continuity:
    return Continuity(
        f"years.documents.{key}",
        chinese,
        "上一年度现行有效 + 本年制发 − 本年废止应等于本年度现行有效；机构合并、职能划转或文件到期失效可以解释不等",
        "Last year's in_force + made − repealed equals this year's in_force; a merger of offices, a transfer of duties, "
        "or documents that lapsed may explain a difference",
        f"/proactive/{key}/in_force",
        f"/proactive/{key}/in_force",
        (f"/proactive/{key}/made",),
        (f"/proactive/{key}/repealed",),
    )


CONTINUITIES: tuple[Continuity, ...] = (
    *(_carried(column) for column in (APPLICANTS[-1], *APPLICANTS[:-1])),
    _in_force("regulations", "规章"),
    _in_force("normative_documents", "规范性文件"),
)
"""In the order in which a check tells of a failure: the total first. The 2019 form does not say what is in force."""

_CONTINUED = tuple(dict.fromkeys(item.id for item in CONTINUITIES))
_STATUTORY = ("proactive", "requests", "challenges")


def _standing(report: ReportModel) -> Standing | None:
    if not isinstance(report, DisclosureReport) or report.agency is None or report.year is None:
        return None
    values = report.model_dump_json(include=set(_STATUTORY), exclude_none=True)
    return Standing(squeeze(fold(report.agency)), report.year, hashlib.sha256(values.encode()).hexdigest()[:16])


def _check(own: Result, same_year: Sequence[Peer], year_before: Sequence[Peer]) -> list[Check]:
    checks: list[Check] = []
    if same_year:
        checks.append(_repeated(own, same_year))
    if year_before:
        found = (_continued(own, year_before, check_id) for check_id in _CONTINUED)
        checks += [check for check in found if check is not None]
    return checks


def _values(result: Result) -> dict[str, object]:
    return flatten(result.report.model_dump(mode="json")) if result.report is not None else {}


def _repeated(own: Result, peers: Sequence[Peer]) -> Check:
    """Numbers that stand in both reports are the same; one that only one of them has tells nothing."""
    ours = _values(own)
    for name, peer in peers:
        theirs = _values(peer)
        differing = [p for p, ours_, theirs_ in _statutory(ours, theirs) if ours_ != theirs_]
        if differing:
            first = differing[0]
            subject = ["/agency", "/year", *differing]
            return Check(
                id=_REPEATED,
                status="fail",
                cause=joint_cause(
                    failure_cause(subject, ours, own.evidence), failure_cause(subject, theirs, peer.evidence)
                ),
                message=f"{ours[first]} ≠ {theirs[first]}（{first}，共 {len(differing)} 处不同）：“{name}”是同一机关"
                f"同一年度的报告，数值不同。{name} reports the same agency and year with other values.",
                expected=_number(theirs[first]),
                actual=_number(ours[first]),
                pointers=differing,
            )
    name = peers[0][0]
    return Check(
        id=_REPEATED,
        status="pass",
        message=f"“{name}”是同一机关同一年度的报告，数值相同。{name} reports the same agency and year, and the same values.",
        pointers=["/agency", "/year"],
    )


def _statutory(ours: Mapping[str, object], theirs: Mapping[str, object]) -> Iterator[tuple[str, Number, Number]]:
    sections = tuple(f"/{section}/" for section in _STATUTORY)
    for pointer, value in ours.items():
        one, other = _number(value), _number(theirs.get(pointer))
        if pointer.startswith(sections) and one is not None and other is not None:
            yield pointer, one, other


def _continued(own: Result, peers: Sequence[Peer], check_id: str) -> Check | None:
    """Of several reports of the year before (repeated ones), one must agree; None where none of them has the cells."""
    checks = [check for name, peer in peers if (check := _continued_from(own, name, peer, check_id)) is not None]
    return next((check for check in checks if check.status == "pass"), checks[0] if checks else None)


def _continued_from(own: Result, name: str, peer: Result, check_id: str) -> Check | None:
    items = [item for item in CONTINUITIES if item.id == check_id]
    before_pointers = [item.before for item in items]
    pointers = [pointer for item in items for pointer in (*item.added, *item.removed, item.total)]
    if not (peer.evidence.keys() & set(before_pointers) and own.evidence.keys() & {item.total for item in items}):
        return None
    ours, theirs = _values(own), _values(peer)
    outcomes = continue_year(items, theirs, ours)
    if not outcomes:
        return Check(id=check_id, status="not_applicable", message=_words(items[0], name), pointers=pointers)
    shown = next((outcome for outcome in outcomes if not outcome.holds), outcomes[0])
    cause = joint_cause(
        failure_cause(pointers, ours, own.evidence), failure_cause(before_pointers, theirs, peer.evidence)
    )
    return Check(
        id=check_id,
        status="pass" if shown.holds else "fail",
        cause=None if shown.holds else cause,
        message=f"{shown.continuity.label} {shown.arithmetic}：{_words(shown.continuity, name)}",
        expected=shown.expected,
        actual=shown.actual,
        pointers=pointers,
    )


def _words(continuity: Continuity, name: str) -> str:
    return f"{continuity.chinese}（上一年度：“{name}”）。{continuity.english} (last year: {name})."


def _number(value: object) -> Number | None:
    return value if isinstance(value, int | float) else None


ACROSS = Across(ids=frozenset({_REPEATED, *_CONTINUED}), standing=_standing, check=_check, continuities=CONTINUITIES)
