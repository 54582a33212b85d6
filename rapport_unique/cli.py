"""The command line: migrate, seed the demo country, hand out tokens, serve."""

import asyncio
import errno
import socket
import sys
from pathlib import Path

import click

from models.accounts import let_serve, may_drop_triggers
from models.installation import check_installation
from models.migrated import check_database
from rapport_unique.app import create_app, development_issuer, persons_known, sealing_of, utc_now
from rapport_unique.commands import COMMANDS
from rapport_unique.commands.frame import Commands, opened_database
from rapport_unique.demo import seed
from rapport_unique.demo.office import act_as_spp_is
from rapport_unique.personas import PERSONAS, persona_named
from rapport_unique.server import serve_until_stopped
from rapport_unique.settings import Settings, load_settings
from schema import contract

SCHEMA_FILE = Path(__file__).parent.parent / "schema" / "schema.graphql"


@click.group(cls=Commands)
@click.version_option(package_name="rapport-unique", prog_name="rapport-unique")
@click.option("--traceback", is_flag=True, help="Tell where something unexpected went wrong.")
def main(traceback: bool) -> None:
    """The API of the Rapport unique. Settings come from RAPPORT_UNIQUE_… in the environment."""
    del traceback  # for whoever catches what goes wrong


for command in COMMANDS:
    main.add_command(command)


@main.command()
@click.option(
    "--grant-to",
    metavar="ACCOUNT",
    help="Let this account of a PostgreSQL server serve, and own nothing.",
)
def migrate(grant_to: str | None) -> None:
    """Bring the database to the tables of this version; makes an embedded one."""
    from models import migrations  # noqa: PLC0415 - to serve needs no Alembic, and starts sooner

    url = load_settings().database_url
    if grant_to is not None and url.startswith("sqlite:"):
        raise click.ClickException("An embedded database has no accounts: leave out --grant-to.")
    migrations.upgrade(url)
    if grant_to is not None:
        let_serve(url, grant_to)


@main.command()
def demo() -> None:
    """Fill an empty database with the demo country: 581 CPAS, synthetic figures."""
    if load_settings().environment == "production":
        raise click.ClickException(
            "The demo country is invented, so it is refused in production. Load the CPAS with "
            "`rapport-unique load-cpas`, or set RAPPORT_UNIQUE_ENVIRONMENT=development."
        )
    added = asyncio.run(_seed())
    click.echo(f"Added {added} CPAS." if added else "The database is not empty: left as it is.")


async def _seed() -> int:
    async with opened_database() as database:
        now = utc_now()
        added = await seed(database, now, sealing=sealing_of(load_settings()))
        if added:
            await act_as_spp_is(database, now)
        return added


@main.command()
@click.argument("persona", required=False)
def token(persona: str | None) -> None:
    """Print an access token, valid for an hour, for an invented person; without one, list them."""
    settings = load_settings()
    if not settings.dev_issuer:
        raise click.ClickException("Only for development: set RAPPORT_UNIQUE_DEV_ISSUER=true.")
    if persona is None:
        for known in PERSONAS:
            click.echo(f"{known.key:28} {known.label}: {known.description}")
        return
    found = persona_named(persona)
    if found is None:
        raise click.ClickException(f"No persona {persona!r}: run this without one for the list.")
    click.echo(development_issuer(settings).issue_token(found, now=utc_now()))


@main.command()
@click.option("--check", is_flag=True, help="Compare with schema/schema.graphql, change nothing.")
def schema(check: bool) -> None:
    """Write the published contract, schema/schema.graphql."""
    printed = contract()
    if not check:
        SCHEMA_FILE.write_text(printed, encoding="utf-8")
    elif SCHEMA_FILE.read_text(encoding="utf-8") != printed:
        raise click.ClickException("schema/schema.graphql differs: run `rapport-unique schema`.")


@main.command()
def check_migrations() -> None:
    """Compare the database with the tables of the code."""
    from models import migrations  # noqa: PLC0415 - as above

    migrations.check(load_settings().database_url)


@main.command()
def serve() -> None:
    """Serve the API until stopped."""
    settings = load_settings()
    _check_address(settings.host, settings.port)
    check_database(settings.database_url)
    since = check_installation(settings.database_url, persons_known(settings))
    if settings.dev_issuer:
        _say_where(settings)
    elif not settings.issuers:
        click.echo("Warning: nobody can sign in: RAPPORT_UNIQUE_ISSUERS names no issuer.", err=True)
    if settings.environment == "production":
        click.echo(whose_account(settings.database_url), err=True)
    serve_until_stopped(create_app(settings, known_since=since), settings)


def _check_address(host: str, port: int) -> None:
    """Return when the address can be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(_why_not(host, port, error)) from error


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is in use. Stop what uses it, or set RAPPORT_UNIQUE_PORT to "
            "another one."
        )
    return (
        f"Nobody can listen on port {port} of {host}: {error.strerror}. Check RAPPORT_UNIQUE_HOST "
        "and RAPPORT_UNIQUE_PORT."
    )


def whose_account(database_url: str) -> str:
    """Return what the log says of the account that serves."""
    if database_url.startswith("sqlite:"):
        return "Database: an embedded one. Who may write to its file may change facts."
    if may_drop_triggers(database_url):
        return (
            "Warning: the account of RAPPORT_UNIQUE_DATABASE_URL owns the tables, and may drop the "
            "triggers that keep facts. Serve with another one: rapport-unique migrate --grant-to."
        )
    return "Database: the account that serves may not drop the triggers that keep facts."


def _say_where(settings: Settings) -> None:
    url = settings.base_url
    if settings.pages:
        click.echo(f"Pages:          {url}/", file=sys.stderr)
    click.echo(f"GraphiQL:       {url}/graphiql", file=sys.stderr)
    click.echo(f"API:            {url}/graphql", file=sys.stderr)
    click.echo("Access token:   make token PERSONA=charleroi-editor", file=sys.stderr)
    click.echo("All personas:   make token", file=sys.stderr)
