"""Two accounts: one owns the tables, and the other one serves and cannot undo what keeps facts."""

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import sql
from sqlalchemy import make_url

from models.accounts import let_serve
from rapport_unique.cli import main, whose_account
from tests.databases import run
from tests.models.building import (
    DIRECTOR_GENERAL,
    DORA,
    PAULA,
    PRESIDENT,
    TUESDAY,
    WEDNESDAY,
    SmallWorld,
    saved,
    signed,
)
from tests.models.conftest import small_world_at

pytestmark = pytest.mark.only_on("postgresql", reason="An embedded database has no accounts.")


@pytest.fixture
def owner(small_world: SmallWorld) -> str:
    url = small_world.database.url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


@pytest.fixture
def server(owner: str) -> Iterator[str]:
    """The URL of the same database for the account that serves."""
    name = f"serving_{secrets.token_hex(4)}"
    with psycopg.connect(owner, autocommit=True) as connection:
        made = sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'demo'").format(sql.Identifier(name))
        connection.execute(made)
        let_serve(owner, name)
        url = make_url(owner).set(username=name, password="demo")  # noqa: S106 - of this test
        yield url.render_as_string(hide_password=False)
        for gone in ("DROP OWNED BY {}", "DROP ROLE {}"):
            connection.execute(sql.SQL(gone).format(sql.Identifier(name)))


async def test_the_account_that_serves_does_what_the_service_does(server: str) -> None:
    async with small_world_at(server) as world:
        edited = await world.become(saved((await world.form()).form, 1))
        halfway = await world.become(signed(edited, PRESIDENT, PAULA, TUESDAY))
        sent = await world.become(signed(halfway, DIRECTOR_GENERAL, DORA, WEDNESDAY))

    assert sent.submission is not None


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER signature_no_delete ON signature",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "TRUNCATE journal",
        "DELETE FROM signature",
        "UPDATE form_line SET entered = 1",
        "UPDATE report_version SET iban = NULL",
        "DELETE FROM report",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
)
def test_it_does_nothing_else(server: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(server, statement)


@pytest.mark.parametrize("table", ["journal", "journal_head", "form_line", "report", "person"])
def test_not_even_the_owner_empties_a_table(owner: str, table: str) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="is append-only"):
        run(owner, f"TRUNCATE {table} CASCADE")


def test_the_service_says_which_account_it_has(owner: str, server: str) -> None:
    said = whose_account(owner), whose_account(server)

    assert said[0].startswith("Warning: the account")
    assert said[1] == "Database: the account that serves may not drop the triggers that keep facts."


def test_migrating_grants_the_rights(owner: str, server: str) -> None:
    account = str(make_url(server).username)
    run(owner, f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {account}")
    environment = {
        "RAPPORT_UNIQUE_ENVIRONMENT": "development",
        "RAPPORT_UNIQUE_DATABASE_URL": owner,
    }

    migrated = CliRunner().invoke(main, ["migrate", "--grant-to", account], env=environment)

    assert migrated.exit_code == 0, migrated.output
    assert run(server, "SELECT count(*) FROM form") == [(2,)]
