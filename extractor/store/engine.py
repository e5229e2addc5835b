"""Opening a workspace's database: SQLite in ``DIR/workspace.db`` unless an address says otherwise."""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from extractor.errors import StoreError, StoreLostError, UsageError

HEAD = "0002"
"""The newest migration: a database at another one is migrated (older) or refused (newer, unknown)."""

_MIGRATION_LOCK = 7_110_060
_WRITE_LOCK = 7_110_061
_BATCH_LOCK = 7_110_062
"""Keys of PostgreSQL advisory locks; arbitrary, shared by every process of a workspace."""


@dataclass(frozen=True)
class Store:
    """An open workspace database. Safe to share between threads; every process opens its own."""

    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file of one machine rather than a server."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection on one consistent state; nothing written through it is kept."""
        with _explained(self.engine), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, kept whole at the end or not at all. On SQLite it is the only one that writes meanwhile."""
        with _explained(self.engine), self.engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def writing_alone(self) -> Iterator[Connection]:
        """A writing transaction that no other ``writing_alone`` overlaps, on any machine."""
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITE_LOCK})"))
            yield connection

    @contextmanager
    def sending_alone(self, workspace: Path) -> Iterator[None]:
        """Nobody else sends or fetches batches of this workspace meanwhile, on any machine; waits for who does."""
        with _explained(self.engine), _alone(self.engine, workspace, "batches", _BATCH_LOCK):
            yield

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def open_store(workspace: Path, url: str | None = None) -> Store:
    """Open the database of a workspace, creating or migrating it where needed.

    ``url``: ``postgresql://user:password@host/name``; None means SQLite in ``workspace/workspace.db``.
    Raises UsageError for an address that makes no sense, StoreError where the database cannot be opened.
    """
    address = _address(workspace, url)
    store = Store(_engine(address))
    try:
        with _explained(store.engine):
            if _revision(store.engine) != HEAD:
                _migrate(store.engine, workspace)
    except BaseException:
        store.close()
        raise
    return store


def insert(store: Store) -> Any:  # noqa: ANN401 - two dialects' functions of one interface
    """The dialect's INSERT, which knows ON CONFLICT."""
    return sqlite.insert if store.is_sqlite else postgresql.insert


def _address(workspace: Path, url: str | None) -> URL:
    if url is None:
        workspace.mkdir(parents=True, exist_ok=True)
        return URL.create("sqlite", database=str(workspace / "workspace.db"))
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise UsageError(  # without the address, which may hold a password
            "数据库地址无法识别；应为 postgresql://用户:密码@主机/库名。",
            "The database address cannot be read; it should be postgresql://user:password@host/name.",
        ) from error
    if address.get_backend_name() not in {"sqlite", "postgresql"}:
        raise UsageError("--store 只支持 postgresql:// 与 sqlite:///。", "--store takes postgresql:// or sqlite:///.")
    return address.set(drivername="postgresql+psycopg") if address.get_backend_name() == "postgresql" else address


def _engine(address: URL) -> Engine:
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, connect_args={"timeout": 60})
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
        return engine
    try:
        return create_engine(address, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise UsageError(
            "使用 PostgreSQL 需要安装附加组件：在项目文件夹中运行 pip install -e '.[postgres]'。",
            "PostgreSQL needs an extra: pip install -e '.[postgres]' in the project's folder.",
        ) from error


def _on_sqlite_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
    """WAL lets readers go on beside the writer. NORMAL: a power cut may take back the last commits, never half of one."""
    connection.isolation_level = None  # the driver's own guesses at BEGIN are off; ``_on_sqlite_begin`` says it
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def _migrate(engine: Engine, workspace: Path) -> None:
    """Bring the tables to HEAD; processes that open a workspace at once take turns."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    turn = _alone(engine, workspace, "migration", _MIGRATION_LOCK)
    with turn, engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(
                "工作区由更新的版本建立，请升级本程序。",
                "The workspace was made by a newer version of this program; upgrade it.",
            ) from error


@contextmanager
def _alone(engine: Engine, workspace: Path, name: str, key: int) -> Iterator[None]:
    """A lock that its holder's end gives back: on a file of that name in DIR, or PostgreSQL's under that key."""
    if engine.dialect.name == "sqlite":
        locks = workspace / ".locks"
        locks.mkdir(parents=True, exist_ok=True)
        with (locks / name).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({key})"))
        try:
            yield
        finally:
            connection.execute(text(f"SELECT pg_advisory_unlock({key})"))


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """Say in words what the driver says in codes; the cause stays attached."""
    try:
        yield
    except DBAPIError as error:
        raise _store_error(engine, error) from error


def _store_error(engine: Engine, error: DBAPIError) -> StoreError:
    """The database's own complaint as a StoreError, a StoreLostError where waiting may mend it."""
    detail = str(error.orig or error).strip().splitlines()[0]
    lost = error.connection_invalidated or _unreachable(engine, error)
    return (StoreLostError if lost else StoreError)(
        f"工作区数据库出错：{detail}。已完成的结果均已保存，排除故障后用同一命令继续。",
        f"The workspace database failed: {detail}. Results so far are kept; mend it and run the same command again.",
    )


def _unreachable(engine: Engine, error: DBAPIError) -> bool:
    """Whether the server, not the statement, is the trouble. SQLite has no server."""
    if engine.dialect.name == "sqlite":
        return False
    import psycopg

    return isinstance(error.orig, psycopg.OperationalError | psycopg.InterfaceError)
