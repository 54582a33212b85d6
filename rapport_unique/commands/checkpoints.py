"""Checkpoints of the journal, and proofs for who keeps them."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from models.checkpoint_text import NoCheckpointError, read_note
from models.checkpoints import Published, publish
from models.log import Fetch, prove_consistency, prove_inclusion, root_at
from models.seals import base64_of
from models.statements import Statement
from rapport_unique.app import sealing_of, utc_now
from rapport_unique.commands.frame import opened_database
from rapport_unique.settings import load_settings

Found = TypeVar("Found")
_FILE = click.Path(path_type=Path)


@click.command()
def checkpoint() -> None:
    """Print the newest checkpoint; publish one first, if there are new lines. Keep it elsewhere."""
    click.echo(_with_newest(_note_only).note, nl=False)


@click.command()
@click.argument("number", type=click.IntRange(min=1))
def prove(number: int) -> None:
    """Print what proves that the journal holds the line with this number, as JSON."""

    async def of_line(newest: Published, fetch: Fetch) -> list[bytes]:
        if number > newest.size:
            raise click.ClickException(f"The journal has {newest.size} lines.")
        (proof,) = await prove_inclusion(fetch, [number], newest.size)
        return proof

    newest, proof = _proven(of_line)
    _print({"line": number, "hashes": list(map(base64_of, proof)), "checkpoint": newest.note})


@click.command("hold-against")
@click.argument("file", type=_FILE)
def hold_against(file: Path) -> None:
    """Hold the journal against an older checkpoint: a file, as it was kept.

    Prints the proof that the newest checkpoint continues the older one, as JSON; or what was done
    to the lines before it.
    """
    try:
        older = read_note(file.read_text(encoding="utf-8")).checkpoint
    except (NoCheckpointError, UnicodeError) as error:
        raise click.ClickException(f"{file} is no checkpoint: {error}") from error
    if older.origin != sealing_of(load_settings()).origin:
        raise click.ClickException(f"{file} is of another journal: {older.origin}")

    async def since(newest: Published, fetch: Fetch) -> list[bytes]:
        if newest.size < older.size:
            raise click.ClickException(
                f"The journal was cut: it has {newest.size} lines, and had {older.size}."
            )
        if await root_at(fetch, older.size) != older.root:
            raise click.ClickException(
                f"The journal was rewritten: its first {older.size} lines are not what they were."
            )
        return await prove_consistency(fetch, older.size, newest.size) if older.size else []

    newest, proof = _proven(since)
    hashes = list(map(base64_of, proof))
    _print({"since": older.size, "consistency": hashes, "checkpoint": newest.note})


async def _note_only(newest: Published, _fetch: Fetch) -> Published:
    return newest


def _proven(
    prove_it: Callable[[Published, Fetch], Awaitable[list[bytes]]],
) -> tuple[Published, list[bytes]]:
    async def both(newest: Published, fetch: Fetch) -> tuple[Published, list[bytes]]:
        return newest, await prove_it(newest, fetch)

    return _with_newest(both)


def _with_newest(
    then: Callable[[Published, Fetch], Awaitable[Found]],
) -> Found:
    async def run() -> Found:
        async with opened_database() as database:
            newest = await publish(database, sealing_of(load_settings()), utc_now())
            if newest is None:
                raise click.ClickException("The journal is empty.")
            async with database.snapshot() as reader:

                async def fetch(statement: Statement, **values: Any) -> Any:
                    return await statement.fetch(reader, **values)

                return await then(newest, fetch)

    return asyncio.run(run())


def _print(value: object) -> None:
    click.echo(json.dumps(value, indent=1, ensure_ascii=False))
