"""Both databases of a workspace, as fixtures: SQLite, and PostgreSQL where EXTRACTOR_TEST_POSTGRES names a server."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from extractor.store.engine import open_store

POSTGRES = "EXTRACTOR_TEST_POSTGRES"
REQUIRED = "EXTRACTOR_REQUIRE_POSTGRES"
"""Set where these tests may not be skipped."""
DATABASES = ("sqlite", "postgresql")


def _server() -> Engine:
    address = os.environ.get(POSTGRES)
    if not address:
        missing = f"{POSTGRES} names no server; run the tests by .ci/with-postgres"
        pytest.fail(missing) if os.environ.get(REQUIRED) else pytest.skip(missing)
    return create_engine(make_url(address).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")


@contextmanager
def new_database(template: str = "template1") -> Iterator[str]:
    """A new database of the test server, gone afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    server = _server()
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield make_url(os.environ[POSTGRES]).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a database with the migrations done: copying it takes a tenth of the time of doing them."""
    with new_database() as url:
        open_store(tmp_path_factory.mktemp("template"), url).close()
        yield str(make_url(url).database)


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """What ``--store`` is given: nothing, or a new and empty database of the test server."""
    if request.param == "sqlite":
        yield None
        return
    with new_database() as url:
        yield url


@pytest.fixture(params=DATABASES)
def store_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """What ``--store`` is given: nothing, or a database of the test server with an empty workspace."""
    if request.param == "sqlite":
        yield None
        return
    with new_database(request.getfixturevalue("postgres_template")) as url:
        yield url
