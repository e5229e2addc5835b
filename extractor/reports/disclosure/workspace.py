"""What one disclosure report says about others in its workspace: the same year again, and the year before."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from extractor.documents.characters import fold, squeeze
from extractor.reports.arithmetic import failure_cause, flatten
from extractor.reports.base import Across, Peer, Standing
from extractor.reports.disclosure.form import APPLICANTS
from extractor.reports.disclosure.model import DisclosureReport
from extractor.result import Cause, Check, Number, ReportModel, Result

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
_CARRIED = "years.carried"
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
        checks.append(_carried(own, year_before))
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
                cause=_joint_cause(
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


def _carried(own: Result, peers: Sequence[Peer]) -> Check:
    """Of several reports of the year before (repeated ones), one must agree."""
    checks = [_carried_from(own, name, peer) for name, peer in peers]
    return next((check for check in checks if check.status == "pass"), checks[0])


def _carried_from(own: Result, name: str, peer: Result) -> Check:
    carried_in = {column.key: f"/requests/carried_in/{column.key}" for column in APPLICANTS}
    carried_out = {column.key: f"/requests/carried_out/{column.key}" for column in APPLICANTS}
    ours, theirs = _values(own), _values(peer)
    actual = {key: _number(ours.get(pointer)) for key, pointer in carried_in.items()}
    expected = {key: _number(theirs.get(pointer)) for key, pointer in carried_out.items()}
    words = (
        f"上一年度（“{name}”）的结转下年度应等于本年度的上年结转。"
        f"Last year's carried_out ({name}) equals this year's carried_in."
    )
    pointers = list(carried_in.values())
    if not _any(actual) or not _any(expected):
        return Check(id=_CARRIED, status="not_applicable", message=words, pointers=pointers)
    columns = (APPLICANTS[-1], *APPLICANTS[:-1])
    column = next((c for c in columns if (expected[c.key] or 0) != (actual[c.key] or 0)), columns[0])
    before, now = expected[column.key] or 0, actual[column.key] or 0
    holds = before == now
    cause = _joint_cause(
        failure_cause(pointers, ours, own.evidence), failure_cause([*carried_out.values()], theirs, peer.evidence)
    )
    return Check(
        id=_CARRIED,
        status="pass" if holds else "fail",
        cause=None if holds else cause,
        message=f"{column.labels[0]} {before} {'=' if holds else '≠'} {now}：{words}",
        expected=before,
        actual=now,
        pointers=pointers,
    )


def _joint_cause(one: Cause, other: Cause) -> Cause:
    """``source`` only where both reports were read with certainty."""
    if "extraction" in (one, other):
        return "extraction"
    return "source" if one == other == "source" else "unknown"


def _any(numbers: Mapping[str, Number | None]) -> bool:
    return any(number is not None for number in numbers.values())


def _number(value: object) -> Number | None:
    return value if isinstance(value, int | float) else None


ACROSS = Across(ids=frozenset({_REPEATED, _CARRIED}), standing=_standing, check=_check)
