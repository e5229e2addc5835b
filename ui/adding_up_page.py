"""Data quality: what does not add up within reports, and between them, by office, each with the way to its cells."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import streamlit as st

from extractor.analysis.adding_up import OfficeChecks, by_office, kind_of, pointer_of_check
from extractor.analysis.findings import KINDS
from extractor.analysis.told import Place, Told, read_findings
from extractor.analysis.writing import FINDINGS_JSON
from extractor.store.panel import (
    Failed,
    count_changed,
    count_failed,
    failed_by_agency,
    failed_check_ids,
    failed_checks,
    years,
)
from ui.choices import choose_one, names
from ui.numbers import MOST_ROWS, Cell, evidence, first_row, number, open_evidence, page_of, show_numbers
from ui.state import box_key, either, folder, go, report_type, say, store
from ui.words import plain

CAUSES = ("source", "extraction", "unknown")
_CAUSES: Mapping[str, Collection[str] | None] = {
    "": None,
    "source": ("source",),
    "open": ("extraction", "unknown"),
    "extraction": ("extraction",),
    "unknown": ("unknown",),
}
"""What can be chosen -> whose mistakes these are."""
_ALL, _NOBODY = "", "?"
"""Stand for every office, and for reports that do not say whose they are."""
_MOST_CHOICES = 300


def show_adding_up() -> None:
    """Offices with what their reports get wrong; failed checks and findings one by one."""
    year_box, kind_box, cause_box, office_box = st.columns([1, 2, 1.4, 2])
    year = choose_one(year_box, "any_year", [None, *years(store())], lambda year: say("all") if year is None else str(year))
    kind = choose_one(kind_box, "check", [_ALL, *report_type().pictured.check_kinds, *KINDS], kind_name)
    cause = choose_one(cause_box, "cause", list(_CAUSES), lambda cause: say(f"cause_{cause}") if cause else say("all"))
    wanted = Failed(year, _check_ids(kind), _CAUSES[cause])
    offices = by_office(failed_by_agency(store(), wanted), names())
    found = [one for one in _findings() if _is_wanted(one, year, kind, _CAUSES[cause])]
    office = _choose_office(office_box, offices, found)
    _say_age()
    if not offices and not found:
        st.info(say("all_add_up"))
        return
    if office == _ALL:
        _show_offices(offices, found)
        agencies = None
    else:
        agencies = next((one.agencies for one in offices if _name(one) == office), ())
        found = [one for one in found if one.agency == office]
    _show_checks(Failed(year, wanted.check_ids, wanted.causes, agencies))
    _show_findings(found)


def kind_name(kind: str) -> str:
    """What a kind of check or of finding is called; an empty one stands for all."""
    if kind in KINDS:
        return say(f"finding_{kind}")
    return either(*report_type().pictured.check_kinds[kind]) if kind in report_type().pictured.check_kinds else kind or say("all")


def show_kind(kind: str, cause: str) -> None:
    """Let the page show one kind of check, of every office and year."""
    st.session_state.update({"kept.check": kind, "kept.cause": cause, "kept.office": _ALL, "kept.any_year": None})


def _check_ids(kind: str) -> list[str] | None:
    known = report_type().pictured.check_kinds
    return None if kind == _ALL else [one for one in failed_check_ids(store()) if kind_of(one, known) == kind]


def _findings() -> list[Told]:
    path = folder() / FINDINGS_JSON
    return _read(str(path), path.stat().st_mtime_ns) if path.exists() else []


@st.cache_resource(max_entries=2, show_spinner=False)
def _read(path: str, written: int) -> list[Told]:
    return read_findings(folder() / FINDINGS_JSON)


def _is_wanted(one: Told, year: int | None, kind: str, causes: Collection[str] | None) -> bool:
    return year in (None, one.year) and kind in (_ALL, one.kind) and (causes is None or one.cause in causes)


def _say_age() -> None:
    """When reports were held against each other, and whether they have changed since."""
    path = folder() / FINDINGS_JSON
    if not path.exists():
        st.caption(say("never_compared", folder=folder().name))
        return
    when = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    words = say("compared", when=f"{when.astimezone():%Y-%m-%d %H:%M}")
    changed = count_changed(store(), when)
    st.caption(words + say("changed_since", count=changed, folder=folder().name) if changed else words)


def _name(office: OfficeChecks) -> str:
    return office.identity or _NOBODY


def _office_name(office: str) -> str:
    return {_ALL: say("all"), _NOBODY: say("agency_unknown")}.get(office, office)


def _choose_office(box: st.delta_generator.DeltaGenerator, offices: Sequence[OfficeChecks], found: Sequence[Told]) -> str:
    known = dict.fromkeys([*map(_name, offices), *(one.agency for one in found)])
    kept = st.session_state.get("kept.office", _ALL)
    options = dict.fromkeys([_ALL, *([kept] if kept in known else []), *list(known)[:_MOST_CHOICES]])
    return str(choose_one(box, "office", list(options), _office_name))


def _show_offices(offices: Sequence[OfficeChecks], found: Sequence[Told]) -> None:
    between = Counter(one.agency for one in found)
    within = {_name(office) for office in offices}
    others = [OfficeChecks(identity, (), 0, 0, 0) for identity, _ in between.most_common() if identity not in within]
    st.markdown(f"**{say('by_office', count=len(offices) + len(others))}**")
    rows = [_office_row(office, between[_name(office)]) for office in page_of("across.offices", [*offices, *others])]
    headers = [say(key) for key in ("agency", "cause_source", "cause_open", "reports", "findings")]
    show_numbers("across.offices", headers, rows, _lead_to_office)


def _office_row(office: OfficeChecks, between: int) -> tuple[str, list[Cell]]:
    name = _name(office)
    counts = {"source": office.own, "open": office.open}
    cells = [_count(count, f"{cause}:{name}", say(f"cause_{cause}")) for cause, count in counts.items()]
    others = [_count(office.reports, f":{name}", say("reports")), _count(between, f":{name}", say("findings"))]
    return _office_name(name), [*cells, *others]


def _count(count: int, address: str, title: str) -> Cell:
    return number(f"{count:,}", address if count else None, title)


def _lead_to_office(address: str) -> None:
    """``address``: the cause and the office; an empty cause keeps the one that is chosen."""
    cause, _, office = address.partition(":")
    chosen = {"office": office, **({"cause": cause} if cause else {})}
    for key, value in chosen.items():
        st.session_state[f"kept.{key}"] = value
        st.session_state.pop(box_key(f"across.{key}"), None)


def _show_checks(wanted: Failed) -> None:
    count = count_failed(store(), wanted)
    if not count:
        return
    st.markdown(f"**{say('failed_checks', count=count)}**")
    rows = [
        (
            f"{check.agency or say('agency_unknown')} {check.year or ''}",
            [number(check.message, f"{check.document_id}:{check.check_id}", say(f"cause_{check.cause or 'unknown'}"))],
        )
        for check in failed_checks(store(), wanted, MOST_ROWS, first_row("across.checks", count))
    ]
    show_numbers("across.checks", [say("agency"), say("check_arithmetic")], rows, _open_check, widths=["25%", "75%"])


def _open_check(address: str) -> None:
    document_id, _, check_id = address.partition(":")
    go(int(document_id), pointer_of_check(store(), int(document_id), check_id, report_type()))


def _show_findings(found: Sequence[Told]) -> None:
    """Each with both reports that it is about; the sentence leads to everything that it rests on."""
    if not found:
        return
    st.markdown(f"**{say('findings_count', count=len(found))}**")
    rows = [(f"{one.agency} {one.year}", _finding(one)) for one in page_of("across.findings", found)]
    headers = [say("agency"), say("finding"), say("first_report"), say("second_report")]
    show_numbers("across.findings", headers, rows, _lead_from_finding, widths=["18%", "54%", "14%", "14%"])
    chosen = next((one for one in found if one.id == st.session_state.get("kept.finding")), None)
    if chosen is not None:
        _show_places(chosen)


def _finding(one: Told) -> list[Cell]:
    places = one.reports()
    links = [_link(place) for place in (places[:1] + places[1:][-1:])]
    sentence = number(either(one.chinese, one.english), one.id, say(f"finding_{one.kind}"))
    return [sentence, *links, *(number("–", None, "") for _ in range(2 - len(links)))]


def _link(place: Place) -> Cell:
    address = None if place.document_id is None else evidence(place.document_id, place.pointer)
    return number(f"{place.year or ''} {say('report')}", address, f"{place.agency} {place.year or ''}")


def _lead_from_finding(address: str) -> None:
    """To a report, or to the list of what the finding rests on."""
    if ":" in address:
        open_evidence(address)
    else:
        st.session_state["kept.finding"] = address


def _show_places(one: Told) -> None:
    st.markdown(f"**{say('behind_finding', name=say(f'finding_{one.kind}'), agency=plain(one.agency), year=one.year)}**")
    rows = [
        (
            f"{place.agency} {place.year or ''}",
            [number(place.raw, None if place.document_id is None else evidence(place.document_id, place.pointer), place.pointer)],
        )
        for place in page_of("across.places", one.places)
    ]
    show_numbers("across.places", [say("agency"), say("source")], rows, open_evidence, widths=["25%", "75%"])
