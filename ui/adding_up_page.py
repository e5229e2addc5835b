"""Data quality: what does not add up, by office and check, each with its arithmetic and the way to its cells."""

import streamlit as st

from extractor.analysis.adding_up import OfficeChecks, by_office, kind_of, pointer_of_check
from extractor.store.panel import FailedCheck, failed_checks, years
from ui.choices import choose_one
from ui.numbers import number, show_numbers
from ui.state import box_key, either, go, report_type, say, store

CAUSES = ("source", "extraction", "unknown")
_ALL = ""


def show_adding_up() -> None:
    """Offices with what their reports get wrong, and the failed checks one by one."""
    left, middle, right = st.columns(3)
    year = choose_one(left, "any_year", [None, *years(store())], lambda year: say("all") if year is None else str(year))
    kind = choose_one(middle, "check", [_ALL, *report_type().pictured.check_kinds], kind_name)
    found = [check for check in failed_checks(store(), year) if kind in (_ALL, kind_of(check.check_id, report_type().pictured.check_kinds))]
    offices = by_office(found, report_type().pictured.check_kinds)
    office = choose_one(right, "office", [_ALL, *(one.agency for one in offices)], lambda name: name or say("all"))
    if not found:
        st.info(say("all_add_up"))
        return
    if office == _ALL:
        _show_offices(offices)
    _show_checks([check for check in found if office in (_ALL, check.agency or "")])


def kind_name(kind: str) -> str:
    """What a kind of check is called; an empty one stands for all."""
    return either(*report_type().pictured.check_kinds[kind]) if kind in report_type().pictured.check_kinds else kind or say("all")


def show_kind(kind: str) -> None:
    """Let the page show one kind of check, of every office and year."""
    st.session_state.update({"kept.check": kind, "kept.office": _ALL, "kept.any_year": None})


def _show_offices(offices: list[OfficeChecks]) -> None:
    st.markdown(f"**{say('by_office', count=len(offices))}**")
    rows = [
        (
            office.agency or say("agency_unknown"),
            [
                number(str(office.own), office.agency, say("cause_source")),
                number(str(office.open), office.agency, say("open_checks")),
                number(str(office.reports), office.agency, say("reports")),
            ],
        )
        for office in offices
    ]
    show_numbers("across.offices", [say("agency"), say("cause_source"), say("open_checks"), say("reports")], rows, _choose_office)


def _choose_office(agency: str) -> None:
    st.session_state["kept.office"] = agency
    st.session_state.pop(box_key("across.office"), None)


def _show_checks(found: list[FailedCheck]) -> None:
    st.markdown(f"**{say('failed_checks', count=len(found))}**")
    rows = [
        (
            f"{check.agency or say('agency_unknown')} {check.year or ''}",
            [number(check.message, f"{check.document_id}:{check.check_id}", say(f"cause_{check.cause or 'unknown'}"))],
        )
        for check in sorted(found, key=lambda check: (check.cause != "source", check.agency or "", check.year or 0))
    ]
    show_numbers("across.checks", [say("agency"), say("check_arithmetic")], rows, _open_check, sentences=True)


def _open_check(address: str) -> None:
    document_id, _, check_id = address.partition(":")
    go(int(document_id), pointer_of_check(store(), int(document_id), check_id, report_type()))
