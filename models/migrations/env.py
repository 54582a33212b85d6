"""Run by Alembic: connects, and runs the migrations in one transaction."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import event
from sqlmodel import SQLModel

import models.proof_tables  # noqa: F401 - registers the tables, with those of `models.tables`
from models.database import engine_of_commands
from models.migrated import NotInUtf8Error

_TURN_S = 300
"""How long who migrates waits for others who do."""


def _begin_by_ourselves(connection: Any, record: object) -> None:
    """SQLite's driver would commit before each change of the schema."""
    del record
    connection.isolation_level = None


def _render(type_: str, item: Any, _: object) -> str | Literal[False]:
    """Name SQLModel's types as the template imports them."""
    known = type_ == "type" and item.__module__ == "sqlmodel.sql.sqltypes"
    return f"sqltypes.{item!r}" if known else False


def run() -> None:
    """Run the migrations on the database of the configuration."""
    url = context.config.attributes["url"]
    sqlite = url.get_backend_name() == "sqlite"
    waiting = {"timeout": _TURN_S} if sqlite else {}
    engine = engine_of_commands(url, **waiting)
    if sqlite:
        event.listen(engine, "connect", _begin_by_ourselves)
        event.listen(engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN EXCLUSIVE"))
    # A transaction of ours: on SQLite, Alembic would make one for each migration.
    with engine.begin() as connection:
        if not sqlite:
            if connection.exec_driver_sql("SHOW server_encoding").scalar() != "UTF8":
                raise NotInUtf8Error
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_TURN_S}s'")
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20201231)")
            connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
            connection.exec_driver_sql("SET LOCAL statement_timeout = '5min'")
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=sqlite,
            render_item=_render,
            compare_server_default=True,
        )
        context.run_migrations()


run()
