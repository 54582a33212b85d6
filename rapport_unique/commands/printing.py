"""Printing a form from the command line."""

from pathlib import Path
from typing import Any

import click
import orjson

from models.checkpoint_text import NoCheckpointError, read_note
from models.language import Language
from rapport_unique.commands.frame import Manager, for_manager
from rapport_unique.printing.making import NothingToPrintError, made_print
from rapport_unique.printing.renderer import CannotPrintError, Renderer, can_print
from rapport_unique.printing.routes import NOT_INSTALLED
from rapport_unique.settings import load_settings
from resolvers.context import Context
from resolvers.submissions import form_of_reference
from schema import make_schema
from schema.nodes import NodeType, encode_id

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("print")
@click.argument("form")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The PDF.")
@click.option("--checkpoint", type=_FILE, help="A kept one: the print carries the proof since it.")
@for_manager
def print_form(manager: Manager, form: str, output: Path, checkpoint: Path | None) -> None:
    """Print a FORM, by its id or the reference of its submission, in --language."""
    if not can_print():
        raise click.ClickException(NOT_INSTALLED.in_language(manager.language))

    async def printed(context: Context) -> bytes:
        node_id = form
        if form.startswith("RU-"):
            node_id = encode_id(NodeType.FORM, await form_of_reference(context, form))
        renderer = Renderer()
        try:
            return await made_print(
                context.database,
                renderer,
                lambda query, variables: _asked(context, query, variables),
                node_id,
                language=Language(manager.language),
                base_url=load_settings().base_url,
                since=_size_of(checkpoint) if checkpoint else None,
            )
        finally:
            await renderer.aclose()

    try:
        output.write_bytes(manager.run("print", printed))
    except NothingToPrintError as error:
        raise click.ClickException(f"There is no form {form}.") from error
    except CannotPrintError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{output}: {output.stat().st_size} bytes.")


async def _asked(context: Context, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    schema = make_schema()
    prepared = schema.prepare(query, None, signed_in=True)
    result = await schema.run(prepared, variables=variables, name=None, context=context)
    data: dict[str, Any] | None = orjson.loads(orjson.dumps(result.data))
    return data or {"node": None}


def _size_of(file: Path) -> int:
    try:
        return read_note(file.read_text(encoding="utf-8")).checkpoint.size
    except (NoCheckpointError, UnicodeError) as error:
        raise click.ClickException(f"{file} is no checkpoint.") from error
