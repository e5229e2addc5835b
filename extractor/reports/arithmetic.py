"""Evaluating a form's identities: outcome, cause, message, and the one cell that would explain a failure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.reports.base import AtMost, Continuity, Identity, Sum
from extractor.result import Cause, Check, Evidence, Number, Repair

CERTAIN = 0.95
"""Evidence from this confidence on counts as read with certainty: a failed check is then the agency's own mistake."""

_WHOLESALE = 3
"""From so many failed sums of one kind on, where most fail, a table is likelier misread than added up wrongly."""

Values = Mapping[str, object]
"""Pointer -> value, of one report."""


def flatten(report: Mapping[str, object]) -> dict[str, object]:
    """A report's values by JSON Pointer, leaves only.

    >>> flatten({"year": 2020, "series": [{"title": "x"}]})
    {'/year': 2020, '/series/0/title': 'x'}
    """
    leaves: dict[str, object] = {}
    _gather("", report, leaves)
    return leaves


def _gather(pointer: str, value: object, leaves: dict[str, object]) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            _gather(f"{pointer}/{key}", item, leaves)
    elif isinstance(value, list):
        for position, item in enumerate(value):
            _gather(f"{pointer}/{position}", item, leaves)
    else:
        leaves[pointer] = value


def check_identities(identities: Sequence[Identity], values: Values, evidence: Mapping[str, Evidence]) -> list[Check]:
    """A check for every identity at least one of whose cells the document has, in the form's order."""
    checks = [_check(identity, values, evidence) for identity in identities if _applies(identity, evidence)]
    _doubt_wholesale_failure(checks)
    failed = {check.id for check in checks if check.status == "fail"}
    if failed:
        by_id = {identity.id: identity for identity in identities if _applies(identity, evidence)}
        for check in checks:
            identity = by_id[check.id]
            if check.status == "fail" and isinstance(identity, Sum):
                check.repair = _repair(identity, list(by_id.values()), values)
    return checks


def _doubt_wholesale_failure(checks: Sequence[Check]) -> None:
    """Blame no agency where most sums of one kind fail: rows or columns may have been taken for others.

    Sums of nothing but zeros hold whatever was taken for what.
    """
    kinds: dict[str, list[Check]] = {}
    for check in checks:
        if check.status != "not_applicable" and (check.expected or check.actual):
            kinds.setdefault(check.id.rpartition(".")[0], []).append(check)
    for told in kinds.values():
        failed = [check for check in told if check.status == "fail"]
        if len(failed) >= _WHOLESALE and 2 * len(failed) > len(told):
            for check in failed:
                check.cause = "unknown" if check.cause == "source" else check.cause


@dataclass(frozen=True, slots=True)
class Continued:
    """How a continuity comes out: ``expected`` from last year and this year's changes, ``actual`` this year."""

    continuity: Continuity
    expected: Number
    actual: Number
    arithmetic: str

    @property
    def holds(self) -> bool:
        """Whether the two years fit."""
        return self.expected == self.actual


def continue_year(continuities: Sequence[Continuity], before: Values, now: Values) -> list[Continued]:
    """The continuities of one id, evaluated on the values of last year and this year; none where not applicable."""
    known_before = any(_number(before.get(item.before)) is not None for item in continuities)
    known_now = any(_number(now.get(item.total)) is not None for item in continuities)
    return [_continued(item, before, now) for item in continuities] if known_before and known_now else []


def _continued(item: Continuity, before: Values, now: Values) -> Continued:
    start = _number(before.get(item.before)) or 0
    added = [_number(now.get(pointer)) or 0 for pointer in item.added]
    removed = [_number(now.get(pointer)) or 0 for pointer in item.removed]
    expected, actual = start + sum(added) - sum(removed), _number(now.get(item.total)) or 0
    terms = f"{start}{''.join(f' + {n}' for n in added)}{''.join(f' − {n}' for n in removed)}"
    return Continued(item, expected, actual, f"{terms} {'=' if expected == actual else '≠'} {actual}")


def operands(identity: Identity) -> tuple[str, ...]:
    """The pointers that an identity speaks about."""
    return (*identity.left, *identity.right) if isinstance(identity, Sum) else (identity.smaller, identity.larger)


def _applies(identity: Identity, evidence: Mapping[str, Evidence]) -> bool:
    if isinstance(identity, Sum):
        return any(pointer in evidence for pointer in identity.left + identity.right)
    return identity.smaller in evidence and identity.larger in evidence


def _number(value: object) -> Number | None:
    return value if isinstance(value, int | float) else None


def _check(identity: Identity, values: Values, evidence: Mapping[str, Evidence]) -> Check:
    pointers = list(operands(identity))
    if isinstance(identity, Sum):
        left, right = _numbers(identity.left, values), _numbers(identity.right, values)
    else:
        left, right = _numbers((identity.smaller,), values), _numbers((identity.larger,), values)
    words = f"{identity.chinese}。{identity.english}."
    if not left or not right:
        return Check(id=identity.id, status="not_applicable", message=words, pointers=pointers)
    expected, actual = sum(left), sum(right)
    holds = expected == actual if isinstance(identity, Sum) else expected <= actual
    sign = ("=" if holds else "≠") if isinstance(identity, Sum) else ("≤" if holds else ">")
    return Check(
        id=identity.id,
        status="pass" if holds else "fail",
        cause=None if holds else _cause(identity, values, evidence),
        message=f"{_terms(left)} {sign} {_terms(right)}：{words}",
        expected=expected if isinstance(identity, Sum) else f"≤ {expected}",
        actual=actual,
        pointers=pointers,
    )


def _numbers(pointers: Sequence[str], values: Values) -> list[Number]:
    return [number for pointer in pointers if (number := _number(values.get(pointer))) is not None]


def _terms(numbers: Sequence[Number]) -> str:
    """The sum as a person would write it: zeros are left out of long sums."""
    shown = [number for number in numbers if number != 0] if len(numbers) > 4 else list(numbers)
    return " + ".join(str(number) for number in shown or [0])


def _cause(identity: Identity, values: Values, evidence: Mapping[str, Evidence]) -> Cause:
    """Whose mistake a failed identity is. The agency's only where every operand was found: a row that is not there may
    have been passed over."""
    cause = failure_cause(operands(identity), values, evidence)
    optional = identity.optional if isinstance(identity, Sum) else frozenset()
    whole = all(pointer in evidence or pointer in optional for pointer in operands(identity))
    return cause if whole or cause != "source" else "unknown"


def failure_cause(pointers: Sequence[str], values: Values, evidence: Mapping[str, Evidence]) -> Cause:
    """``source`` where every operand was read with certainty, ``extraction`` where one was left open, else unknown."""
    present = [(pointer, evidence[pointer]) for pointer in pointers if pointer in evidence]
    if any(values.get(p) is None and item.qualifier not in ("blank", "not_applicable") for p, item in present):
        return "extraction"
    return "source" if all(item.confidence >= CERTAIN for _, item in present) else "unknown"


def joint_cause(one: Cause, other: Cause) -> Cause:
    """The cause where two reports contradict each other: ``source`` only where both were read with certainty."""
    if "extraction" in (one, other):
        return "extraction"
    return "source" if one == other == "source" else "unknown"


def _repair(failed: Sum, identities: Sequence[Identity], values: Values) -> Repair | None:
    """The one cell whose change makes ``failed`` hold and breaks nothing else; None where none or several would.

    Of several, the one that explains more failed identities than any other is the one.
    """
    found: list[tuple[int, Repair]] = []
    for pointer in operands(failed):
        value = _explaining(failed, pointer, values)
        touched = [identity for identity in identities if pointer in operands(identity)]
        if value is not None and all(_holds(identity, {**values, pointer: value}) for identity in touched):
            explained = sum(not _holds(identity, values) for identity in touched)
            found.append((explained, Repair(pointer=pointer, value=value)))
    most = max((explained for explained, _ in found), default=0)
    best = [repair for explained, repair in found if explained == most]
    return best[0] if len(best) == 1 else None


def _explaining(failed: Sum, pointer: str, values: Values) -> Number | None:
    """What the cell at ``pointer`` would have to be; None where that is negative or the cell is not a number."""
    current = _number(values.get(pointer))
    if current is None:
        return None
    difference = sum(_numbers(failed.left, values)) - sum(_numbers(failed.right, values))
    wanted = current - difference if pointer in failed.left else current + difference
    return wanted if wanted >= 0 else None


def _holds(identity: Identity, values: Values) -> bool:
    if isinstance(identity, AtMost):
        left, right = _numbers((identity.smaller,), values), _numbers((identity.larger,), values)
        return not left or not right or left[0] <= right[0]
    left, right = _numbers(identity.left, values), _numbers(identity.right, values)
    return not left or not right or sum(left) == sum(right)
