"""The keys with which the service seals."""

from pathlib import Path

import click

from auth.sealing import NoKeySetError, new_keys, read_keys


@click.group()
def keys() -> None:
    """The keys with which the service seals signatures, receipts and checkpoints."""


@keys.command()
@click.option(
    "--keep",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The present file: its public keys are kept, so that what they sealed is still verified.",
)
def new(keep: Path | None) -> None:
    """Print a new set of keys for RAPPORT_UNIQUE_SEALING_KEYS_FILE. It is a secret.

    umask 077; rapport-unique keys new > sealing-keys.json
    """
    try:
        before = read_keys(keep.read_text(encoding="utf-8")) if keep else None
    except (NoKeySetError, UnicodeError) as error:
        raise click.ClickException(f"{keep}: {error}") from error
    click.echo(new_keys(before), nl=False)
