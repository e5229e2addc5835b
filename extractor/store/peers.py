"""Which results of a workspace are to be held against which others: the same agency and year, and the year before."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Row, func, select, update

from extractor.store.engine import Store
from extractor.store.patience import patiently
from extractor.store.records import Entry, columns_of_result
from extractor.store.results import current_text, replace_doubts
from extractor.store.schema import files, now, results

_MOST_PEERS = 5
"""Reports of one agency and year that differ among each other: against so many of them each one is held."""

Peer = tuple[str, bytes]
"""The name of a result, and its JSON text."""


_Row = Row[*tuple[Any, ...]]
_Values = dict[str, list[int]]
"""Digest of a year's values -> the documents that hold them."""
_AGENCIES = 200
"""Agencies in one portion."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A result to be held against others; ``signature`` says which ones and what they hold."""

    document_id: int
    revision: int
    signature: str
    same_year: tuple[int, ...]
    year_before: tuple[int, ...]


def comparisons(store: Store) -> Iterator[Comparison]:
    """The results whose peers, or what these hold, are others than when they were last compared; agency by agency.

    Reports of different types have nothing to compare.
    """
    after = ""
    while True:
        rows = patiently(_rows_of_agencies, store, after)
        if not rows:
            return
        for _, agency in groupby(rows, key=lambda row: (row.agency_key, row.schema)):
            yield from _of_agency(list(agency))
        after = rows[-1].agency_key


def _rows_of_agencies(store: Store, after: str) -> Sequence[_Row]:
    names = select(func.count()).where(files.c.document_id == results.c.document_id).scalar_subquery()
    with store.reading() as connection:
        return connection.execute(
            select(
                results.c.agency_key,
                results.c.schema,
                results.c.year,
                results.c.document_id,
                results.c.digest,
                results.c.compared,
                results.c.revision,
                names.label("names"),
            )
            .where(
                names > 0,
                results.c.agency_key.in_(
                    select(results.c.agency_key)
                    .where(results.c.agency_key > after)
                    .distinct()
                    .order_by(results.c.agency_key)
                    .limit(_AGENCIES)
                ),
            )
            .order_by(results.c.agency_key, results.c.schema, results.c.year, results.c.document_id)
        ).all()


def _of_agency(rows: list[_Row]) -> Iterator[Comparison]:
    years: dict[int, _Values] = defaultdict(dict)
    for row in rows:
        years[row.year].setdefault(row.digest, []).append(row.document_id)
    digests = {row.document_id: row.digest for row in rows}
    for row in rows:
        same = _peers(years[row.year], row.document_id, row.digest)
        if not same and row.names > 1:  # the same bytes again under another name
            same = (row.document_id,)
        before = _peers(years.get(row.year - 1, {}))
        held = [row.digest, *(f"{peer}:{digests[peer]}" for peer in (*same, 0, *before) if peer)]
        signature = hashlib.sha256("|".join(held).encode()).hexdigest() if same or before else ""
        if signature != (row.compared or ""):
            yield Comparison(row.document_id, row.revision, signature, same, before)


def _peers(year: _Values, own: int = 0, digest: str = "") -> tuple[int, ...]:
    """Whom to compare with: the first result of each set of values other than its own, else one of its own."""
    different = (documents[0] for values, documents in year.items() if values != digest)
    alike = (document_id for document_id in year.get(digest, ()) if document_id != own)
    return tuple(islice(different, _MOST_PEERS)) or tuple(islice(alike, 1))


def texts(store: Store, document_ids: tuple[int, ...]) -> list[Peer]:
    """Current results by the last of their files' names."""
    with store.reading() as connection:
        return [
            (
                str(connection.scalar(select(func.max(files.c.report_name)).where(files.c.document_id == document_id))),
                current_text(connection, document_id)[0].encode(),
            )
            for document_id in document_ids
        ]


def keep_comparison(store: Store, comparison: Comparison, entry: Entry | None) -> bool:
    """Keep what came of a comparison, if the result is still the one compared; None: nothing changed in it."""
    values: dict[str, object] = {"compared": comparison.signature or None}
    if entry is not None:
        values |= columns_of_result(entry)
        values |= {"payload": entry.payload, "changed_at": now(), "revision": results.c.revision + 1}
    with store.writing() as connection:
        kept = connection.execute(
            update(results)
            .where(results.c.document_id == comparison.document_id, results.c.revision == comparison.revision)
            .values(**values)
        ).rowcount
        if kept and entry is not None:
            replace_doubts(connection, [(comparison.document_id, entry)])
    return bool(kept)
