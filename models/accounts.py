"""The two accounts of a database on a server: one owns the tables, the other one serves.

Who owns a table may drop its triggers, so the account that serves owns none. It may add facts and
read them, and change nothing but what is derived from them.
"""

from sqlalchemy import Engine, inspect, make_url, text

from models.database import engine_of_commands
from models.tables import (
    CAMPAIGN,
    CPAS,
    FORM,
    IDEMPOTENCY,
    INSTALLATION,
    JOURNAL_HEAD,
    REPORT,
    SUCCESSION,
)

_CHANGED = {table.name for table in (CPAS, CAMPAIGN, REPORT, FORM, JOURNAL_HEAD, INSTALLATION)}
_DERIVED = {table.name for table in (SUCCESSION, IDEMPOTENCY)}
_MAY_DROP_TRIGGERS = """SELECT bool_or(pg_has_role(current_user, relowner, 'MEMBER')) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"""


def let_serve(url: str, account: str) -> None:
    """Give the account the rights that it needs to serve, and take any other away."""
    with _engine(url).begin() as connection:
        who = connection.dialect.identifier_preparer.quote_identifier(account)
        connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {who}")
        for table in inspect(connection).get_table_names():
            rights = ", ".join(_rights_on(table))
            connection.exec_driver_sql(f"GRANT {rights} ON {table} TO {who}")
        connection.exec_driver_sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {who}")


def _rights_on(table: str) -> tuple[str, ...]:
    """Return what the account that serves may do; what is not named here holds facts."""
    if table == "alembic_version":
        return ("SELECT",)
    if table in _DERIVED:
        return ("SELECT", "INSERT", "UPDATE", "DELETE")
    return ("SELECT", "INSERT", "UPDATE") if table in _CHANGED else ("SELECT", "INSERT")


def may_drop_triggers(url: str) -> bool:
    """Return whether the account of the URL owns tables, and with them the triggers on them.

    An embedded database is its file: who may write to it owns it.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return True
    with _engine(url).connect() as connection:
        return bool(connection.execute(text(_MAY_DROP_TRIGGERS)).scalar())


def _engine(url: str) -> Engine:
    return engine_of_commands(make_url(url))
