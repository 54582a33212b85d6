"""Returning what was sent to the CPAS."""

import click

from rapport_unique.commands.frame import Manager, for_manager
from resolvers.changes import Outcome
from resolvers.context import Context
from resolvers.submissions import form_of_reference, return_submission
from resolvers.views import FormView


@click.command("return-form")
@click.argument("reference")
@click.option("--reason", required=True, help="Why; the CPAS and the journal show it.")
@for_manager
def return_form(manager: Manager, reference: str, reason: str) -> None:
    """Return what was sent with this REFERENCE to the CPAS.

    It stays as it was sent; the form can be edited again and needs both signatures anew.
    """

    async def give_back(context: Context) -> Outcome[FormView]:
        form_id = await form_of_reference(context, reference)
        return await return_submission(
            context, form_id, reference=reference, reason=reason, key=None
        )

    outcome = manager.run("return-form", give_back)
    done = "was returned before" if outcome.replayed else "is returned"
    click.echo(f"{reference} {done}: both signatures are needed anew.")
