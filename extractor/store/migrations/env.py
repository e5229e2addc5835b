"""Runs the migrations over the connection that ``extractor.store.engine`` hands in; there is no alembic.ini."""

from alembic import context

from extractor.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
