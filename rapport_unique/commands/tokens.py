"""Explaining a token to whoever sets up an issuer."""

import asyncio
from collections.abc import Iterable

import click

from auth.explained import Fact, explain, shown
from auth.issuers import IssuerConfig
from auth.keys import KeysUnavailable, KeyTimes
from auth.notices import SENTENCES
from auth.tokens import InvalidToken, VerifiedToken, open_token
from models.language import Language
from rapport_unique.app import make_verifier, trusted_issuers, utc_now
from rapport_unique.commands.frame import local, opened_database
from rapport_unique.settings import Settings, load_settings
from resolvers.context import Context
from resolvers.country import notices_of


@click.command("check-token")
@click.option(
    "--token",
    envvar="ACCESS_TOKEN",
    required=True,
    help="The access token; also taken from ACCESS_TOKEN, which keeps it out of the list of "
    "processes.",
)
def check_token(token: str) -> None:
    """Tell whether an access token is accepted, what was read of it, from where, and what was not.

    Nothing of what identifies the person is shown.
    """
    asyncio.run(_check(token.strip()))


async def _check(token: str) -> None:
    settings = load_settings()
    async with opened_database() as database:
        verdict = await _verdict(settings, token)
        _print(_explained(settings, token))
        if not isinstance(verdict, VerifiedToken):
            raise click.ClickException(f"The token is refused: {verdict}")
        click.echo(f"Accepted until {local(verdict.expires_at)}.")
        context = Context(
            actor=verdict.actor,
            language=Language.EN,
            clock=utc_now,
            database=database,
            request_id="check-token",
        )
        try:
            for code in await notices_of(context):
                click.echo(f"{code}: {SENTENCES[code].en}")
        finally:
            await context.close()


async def _verdict(settings: Settings, token: str) -> VerifiedToken | str:
    """Return what the token proves, or why it proves nothing."""
    patient = KeyTimes(patience_s=KeyTimes().timeout_s)
    verifier, client = make_verifier(settings, times=patient)
    try:
        return await verifier.read(token, utc_now())
    except InvalidToken as invalid:
        return invalid.reason
    except KeysUnavailable as unavailable:
        return f"nobody can tell, {unavailable}."
    finally:
        await verifier.aclose()
        await client.aclose()


def _explained(settings: Settings, token: str) -> list[Fact]:
    """Return what was read of the token; nothing of what is no token."""
    try:
        opened = open_token(token)
    except InvalidToken:
        return []
    issuers = {config.issuer: config for config in trusted_issuers(settings)}
    named = opened.claims.get("iss")
    config = issuers.get(named) if isinstance(named, str) else None
    if config is None:
        return [Fact(name="issuer", found=f"{shown(named)} (trusted: {_listed(issuers.values())})")]
    return [Fact(name="issuer", found=config.issuer), *explain(opened, config)]


def _listed(issuers: Iterable[IssuerConfig]) -> str:
    return ", ".join(config.issuer for config in issuers) or "none"


def _print(facts: Iterable[Fact]) -> None:
    for fact in facts:
        click.echo(f"{fact.name:17} {fact.found}")
