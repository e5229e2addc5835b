"""From candidates to values: agreement, disagreement, doubt, proof."""

from extractor.documents.model import Source
from extractor.documents.text import read_text
from extractor.reading import Candidate, Item, Note, Reading
from extractor.reconcile import REVIEW_BELOW, Reconciled, status_of
from extractor.reports.base import Outline
from extractor.reports.disclosure import DISCLOSURE
from extractor.result import Check, value_at

DOCUMENT = read_text("受理17件", Source("page.txt", "", "text/plain", None))
POINTER = "/requests/received/total"


def reading(value: int | None, reader: str = "table", *, certain: bool = True, doubt: str | None = None) -> Reading:
    candidate = Candidate(value, "17", 2, 4, "exact", reader, certain, doubt)  # type: ignore[arg-type]
    return Reading(values={POINTER: candidate})


def test_readers_that_agree_are_surer_than_one() -> None:
    alone = Reconciled(DOCUMENT, [reading(17, certain=False)]).evidence[POINTER]
    both = Reconciled(DOCUMENT, [reading(17, certain=False), reading(17, "llm", certain=False)]).evidence[POINTER]
    assert alone.confidence < both.confidence
    assert both.readers == ["table", "llm"]


def test_readers_that_disagree_leave_the_value_null_and_flagged() -> None:
    reconciled = Reconciled(DOCUMENT, [reading(17), reading(11, "llm")])
    assert value_at(reconciled.report, POINTER) is None
    assert [flag.code for flag in reconciled.flags] == ["readers_disagree"]
    assert status_of([], reconciled.flags) == "needs_review"
    witnesses = [(one.reader, one.value) for one in reconciled.evidence[POINTER].witnesses]
    assert witnesses == [("table", 17), ("llm", 11)]


def test_where_readers_agree_the_result_names_them_alone() -> None:
    evidence = Reconciled(DOCUMENT, [reading(17), reading(17, "llm")]).evidence[POINTER]
    assert "witnesses" not in evidence.model_dump(mode="json")


def test_a_doubt_is_flagged_and_worth_nothing() -> None:
    reconciled = Reconciled(DOCUMENT, [reading(None, certain=False, doubt="unreadable_cell")])
    assert reconciled.evidence[POINTER].confidence == 0
    assert [flag.code for flag in reconciled.flags] == ["unreadable_cell"]


def passing(expected: int, actual: int) -> Check:
    return Check(id="x", status="pass", expected=expected, actual=actual, pointers=[POINTER])


def test_an_equality_proves_and_a_bound_does_not() -> None:
    proven, bounded = (Reconciled(DOCUMENT, [reading(17, certain=False)]) for _ in range(2))
    proven.weigh([passing(17, 17)])
    bounded.weigh([passing(17, 20)])
    assert proven.evidence[POINTER].confidence > REVIEW_BELOW > bounded.evidence[POINTER].confidence


def test_a_failed_check_not_of_the_sources_making_lowers_its_operands() -> None:
    for cause, doubtful in (("source", False), ("unknown", True)):
        reconciled = Reconciled(DOCUMENT, [reading(17)])
        failed = Check(id="x", status="fail", cause=cause, expected=1, actual=2, pointers=[POINTER])  # type: ignore[arg-type]
        reconciled.weigh([failed])
        reconciled.flag_doubt()
        assert (reconciled.evidence[POINTER].confidence < REVIEW_BELOW) is doubtful
        assert status_of([failed], reconciled.flags) == ("needs_review" if doubtful else "accepted")


def test_where_prose_contradicts_what_a_sum_proves_the_prose_is_in_doubt() -> None:
    told = Item({"value": 16}, {"/value": Candidate(16, "17", 2, 4, "exact", "rule")})
    fact = "/overview/facts/0/value"
    contradiction = Check(id="y", status="fail", cause="unknown", expected=16, actual=17, pointers=[fact, POINTER])
    for checks, doubtful in (([contradiction], True), ([passing(17, 17), contradiction], False)):
        reconciled = Reconciled(DOCUMENT, [reading(17), Reading(items={"/overview/facts": [told]})])
        reconciled.weigh(checks)
        assert reconciled.evidence[fact].confidence == 0.5
        assert (reconciled.evidence[POINTER].confidence < REVIEW_BELOW) is doubtful


def test_readers_that_take_a_number_for_different_things_do_not_back_each_other() -> None:
    def told(reader: str, indicator: str, quote: str) -> Reading:
        candidate = Candidate(17, "17件", 2, 5, "exact", reader)  # type: ignore[arg-type]
        content = {"indicator": indicator, "label": "", "value": 17, "quote": quote}
        return Reading(items={"/overview/facts": [Item(content, {"/value": candidate})]})

    rule = told("rule", "other", "受理17件")
    for model, backed in (
        (told("llm", "other", "17件"), True),
        (told("llm", "trainings", "17件"), False),
        (told("llm", "other", "17件公开"), False),
    ):
        reconciled = Reconciled(DOCUMENT, [rule, model])
        assert (reconciled.evidence["/overview/facts/0/value"].confidence > REVIEW_BELOW) is backed


def test_a_flag_that_only_tells_how_a_value_was_read_does_not_hide_its_doubt() -> None:
    told = Reading(notes=[Note("blanks_placed", "", "", (POINTER,), review=False)])
    reconciled = Reconciled(DOCUMENT, [reading(17, certain=False), told])
    reconciled.flag_doubt()
    assert [(flag.code, flag.pointers) for flag in reconciled.flags if flag.review] == [("low_confidence", [POINTER])]


def test_a_section_that_lists_something_of_which_nothing_was_read_is_flagged() -> None:
    pointers = ("/problems/problems", "/problems/improvements")
    item = Item("公开不及时。", {"": Candidate("公开不及时。", "公开不及时。", 0, 6, "exact", "rule")})
    for text, items, flagged in (("无。", [], False), ("不" * 41, [], True), ("不" * 41, [item], False)):
        said = Reading(
            values={"/problems/text": Candidate(text, text, 0, len(text), "exact", "rule")},
            items={pointers[0]: items, pointers[1]: []},
        )
        reconciled = Reconciled(DOCUMENT, [said])
        reconciled.flag_missing(DISCLOSURE, Outline((), (0, 0)))
        found = [flag.pointers for flag in reconciled.flags if flag.code == "items_missing"]
        assert found == ([list(pointers)] if flagged else [])


def test_what_a_lone_rule_takes_for_a_fact_is_never_certain() -> None:
    candidate = Candidate(17, "17件", 2, 5, "exact", "rule")
    item = Item({"value": 17}, {"/value": candidate})
    reconciled = Reconciled(DOCUMENT, [Reading(items={"/overview/facts": [item]})])
    assert reconciled.evidence["/overview/facts/0/value"].confidence < REVIEW_BELOW


def test_a_report_of_which_title_agency_or_year_is_not_known_is_for_review() -> None:
    title = Candidate("受理", "受理", 0, 2, "exact", "rule")
    unread = Candidate(None, "17", 2, 4, "exact", "rule", certain=False, doubt="unreadable_cell")
    reconciled = Reconciled(DOCUMENT, [Reading(values={"/title": title, "/year": unread})])
    reconciled.flag_missing(DISCLOSURE, DISCLOSURE.outline(DOCUMENT))
    missing = [flag for flag in reconciled.flags if flag.code == "identity_missing"]
    assert [(flag.pointers, flag.message) for flag in missing] == [(["/agency"], "未能读出行政机关。The agency was not found.")]
    assert status_of([], missing) == "needs_review"


def test_a_note_for_the_record_leaves_the_flag_of_doubt() -> None:
    told = reading(17, certain=False)
    told.notes.append(Note("blanks_placed", "按勾稽关系放置。", "Placed.", (POINTER,), review=False))
    reconciled = Reconciled(DOCUMENT, [told])
    reconciled.flag_doubt()
    assert [flag.code for flag in reconciled.flags] == ["blanks_placed", "low_confidence"]
