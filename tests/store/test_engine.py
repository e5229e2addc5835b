"""Opening, migrating and refusing databases."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from extractor.errors import StoreError, UsageError
from extractor.store.engine import Store, open_store
from extractor.store.schema import metadata


def test_migrations_make_the_tables_that_the_code_means(store: Store) -> None:
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert {"documents", "extractions", "results", "reviews"} <= set(inspect(connection).get_table_names())


def test_a_workspace_of_the_first_version_is_migrated(open_again: Callable[[], Store]) -> None:
    with open_again().writing() as connection:
        for table in ("batch_askers", "batch_questions", "batches"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with open_again().reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_processes_that_open_a_new_workspace_at_once_all_get_it(tmp_path: Path, empty_url: str | None) -> None:
    failures: list[BaseException] = []

    def open_one() -> None:
        try:
            open_store(tmp_path, empty_url).close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=open_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_workspace_of_a_newer_version_is_refused(open_again: Callable[[], Store]) -> None:
    with open_again().writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    with pytest.raises(StoreError, match="newer version"):
        open_again()


def _half_a_change(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'half'"))
        connection.execute(text("UPDATE no_such_table SET version_num = 'whole'"))


def test_a_transaction_is_kept_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(StoreError, match="no_such_table"):
        _half_a_change(store)
    with store.reading() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) != "half"


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/name"])
def test_an_address_that_makes_no_sense_is_wrong_usage(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError):
        open_store(tmp_path, url)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "workspace.db").write_bytes(b"no database " * 1000)
    with pytest.raises(StoreError, match="database failed"):
        open_store(tmp_path)


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="database failed"):
        open_store(tmp_path, f"postgresql://extractor@/none?host={tmp_path}")
