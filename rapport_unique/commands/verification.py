"""Verifying a proof without the service."""

from pathlib import Path

import click

from auth.findings import Finding, FindingCode, ProofRefused
from auth.sealing import NoKeySetError, read_public_keys
from auth.timestamps import GivenTimestamp
from models.language import Language
from rapport_unique.attachments import verify_file
from rapport_unique.commands.frame import LANGUAGE

_FILE = click.Path(path_type=Path)


@click.command("verify")
@click.argument("file", type=_FILE)
@click.option(
    "--jwks", type=_FILE, required=True, help="The public keys, of /.well-known/jwks.json."
)
@click.option("--checkpoint", type=_FILE, help="A checkpoint that was kept.")
@click.option("--consistency", type=_FILE, help="What `journal hold-against` printed for it.")
@click.option("--timestamp", type=_FILE, help="The time-stamp of that checkpoint, or of FILE.")
@click.option("--authority", type=_FILE, help="The certificates of who gave it, as PEM.")
@click.option("--language", type=LANGUAGE, default="en", help="Of the sentences.")
def verify_command(
    *,
    file: Path,
    jwks: Path,
    checkpoint: Path | None,
    consistency: Path | None,
    timestamp: Path | None,
    authority: Path | None,
    language: str,
) -> None:
    """Verify a printed form, a receipt, a seal or a checkpoint, offline; say what it proves.

    Exit status 1: it does not hold, or does not prove that the journal continues --checkpoint.
    """
    spoken = Language(language.upper())
    if (timestamp is None) != (authority is None):
        raise click.UsageError("--timestamp and --authority go together.")
    try:
        findings = verify_file(
            file.read_bytes(),
            read_public_keys(_read(jwks)),
            kept=_read(checkpoint) if checkpoint else None,
            consistency=_read(consistency) if consistency else None,
            timestamp=GivenTimestamp(answer=timestamp.read_bytes(), authority=_read(authority))
            if timestamp and authority
            else None,
        )
    except NoKeySetError as error:
        raise click.ClickException(f"{jwks}: {error}") from error
    except ProofRefused as refused:
        raise click.ClickException(_told(refused.finding, spoken)) from refused
    for finding in findings:
        click.echo(_told(finding, spoken))
    if any(finding.code is FindingCode.NO_PROOF_SINCE for finding in findings):
        raise click.exceptions.Exit(1)


def _told(finding: Finding, language: Language) -> str:
    return f"{finding.code}: {finding.message(language)}"


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeError as error:
        raise click.ClickException(f"{file} is no text.") from error
