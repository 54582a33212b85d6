"""Changing knowingly how persons are known."""

import click

from models.installation import accept_installation
from models.migrated import check_database
from rapport_unique.app import persons_known, utc_now
from rapport_unique.settings import load_settings

_QUESTION = "From now on nobody is known to have signed before. Is every process stopped?"


@click.command()
@click.option("--yes", is_flag=True, help="Ask nothing.")
def rekey(yes: bool) -> None:
    """Accept another subject key, or other claims, rules or namespaces of the issuers.

    Pseudonyms cannot be made anew: nothing that identifies a person is kept. So whoever acted
    before counts as unknown, and nobody signs beside a signature of before: such a form is edited,
    by which the signature falls, and both sign again. What was sent stays as it is. Stop every
    process before: one that goes on with the old key makes pseudonyms that nobody compares.
    """
    settings = load_settings()
    check_database(settings.database_url)
    if not yes:
        click.confirm(_QUESTION, abort=True)
    alone = accept_installation(settings.database_url, persons_known(settings), utc_now())
    if alone is None:
        click.echo("Persons are known as before: nothing was changed.")
    else:
        click.echo(f"Accepted. Forms to be edited, then signed again by both: {alone}.")
