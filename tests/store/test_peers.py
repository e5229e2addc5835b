"""Which results are held against which: those of one agency and one report type."""

from dataclasses import replace

from extractor.store.engine import Store
from extractor.store.peers import comparisons
from tests.store.making import entry_of, fill, read_example


def test_reports_of_another_type_are_no_peers(store: Store) -> None:
    entry = entry_of(read_example())
    (first,) = fill(store, ["a.txt"], entry)
    other = replace(entry, schema="other-report/1", digest="other")
    (stranger,) = fill(store, ["b.txt"], other)
    assert list(comparisons(store)) == []
    (second,) = fill(store, ["c.txt"], replace(entry, digest="else"))
    assert {one.document_id: one.same_year for one in comparisons(store)} == {first: (second,), second: (first,)}
    assert stranger not in (first, second)
