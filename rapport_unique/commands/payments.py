"""Paying: an order for the bank from what was acknowledged, and a list of what is claimed back."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from models.language import Language, Text
from models.money import Cents, format_euro
from models.payments import Claim, Held, PaymentOrder
from models.spec import FormKind
from rapport_unique.commands import payments_words as words
from rapport_unique.commands.frame import Manager, for_manager
from rapport_unique.commands.options import dry_run_option, kind_option, year_option
from rapport_unique.credit_transfer import credit_transfer
from resolvers.payments import Ordered, WantedOrder, order_payments, stored_order


@click.command()
@year_option
@kind_option
@click.option("--debtor-name", envvar="DEBTOR_NAME", required=True, help="Who pays.")
@click.option("--debtor-iban", envvar="DEBTOR_IBAN", required=True, help="From which account.")
@click.option("--debtor-bic", envvar="DEBTOR_BIC", help="The BIC of that account.")
@click.option(
    "--execute-on",
    "executes_on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which the bank is asked to pay; left out: the day after.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The file for the bank (pain.001).",
)
@click.option(
    "--claims",
    type=click.Path(path_type=Path),
    help="A CSV file of what is claimed back.",
)
@dry_run_option
@for_manager
def payments(
    *,
    year: int,
    kind: str,
    debtor_name: str,
    debtor_iban: str,
    debtor_bic: str | None,
    executes_on: date | None,
    output: Path,
    claims: Path | None,
    dry_run: bool,
    manager: Manager,
) -> None:
    """Order what is to be paid on acknowledged forms, and write the file for the bank.

    A form is never paid twice: what an order holds is a fact. Where its file was lost,
    `payment-file` writes it again. Forms whose bank account changed since they were signed are held
    back and told.
    """
    language = manager.language
    _check_place(output, language)
    wanted = WantedOrder(
        year=year,
        kind=FormKind(kind),
        debtor_name=debtor_name,
        debtor_iban=debtor_iban,
        debtor_bic=debtor_bic,
        executes_on=executes_on and date(executes_on.year, executes_on.month, executes_on.day),
    )
    outcome = manager.run(
        "payments", lambda context: order_payments(context, wanted, dry_run=dry_run, key=None)
    )
    _tell(outcome.value, dry_run=dry_run, language=language)
    if outcome.value.order is not None and not dry_run:
        _write(output, outcome.value.order, language)
    if claims is not None:
        _write_claims(claims, outcome.value.due.claims)


@click.command("payment-file")
@click.argument("message_id")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where.")
@for_manager
def payment_file(message_id: str, output: Path, *, manager: Manager) -> None:
    """Write the file of an order again, byte for byte."""
    _check_place(output, manager.language)
    order = manager.run("payment-file", lambda context: stored_order(context, message_id))
    _write(output, order, manager.language)


def _check_place(file: Path, language: Language) -> None:
    """End the command where the file would overwrite another one, or has no folder."""
    if file.exists():
        raise click.ClickException(words.IN_THE_WAY.in_language(language).format(file=file))
    if not file.parent.is_dir():
        raise click.ClickException(words.NO_FOLDER.in_language(language).format(file=file))


def _write(file: Path, order: PaymentOrder, language: Language) -> None:
    """Write the file of the order, which stands whatever becomes of its file."""
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_bytes(credit_transfer(order))
        part.rename(file)
    except OSError as error:
        told = words.NOT_WRITTEN.in_language(language)
        raise click.ClickException(
            told.format(file=file, why=error.strerror, name=order.message_id)
        ) from error
    told = words.WRITTEN.in_language(language)
    count, total = len(order.payments), format_euro(order.total)
    click.echo(told.format(file=file, name=order.message_id, count=count, total=total))


def _tell(ordered: Ordered, *, dry_run: bool, language: Language) -> None:
    def tell(text: Text, amounts: Sequence[Cents], **more: str) -> None:
        total = format_euro(Cents(sum(amounts)))
        click.echo(text.in_language(language).format(count=len(amounts), total=total, **more))

    due, order = ordered.due, ordered.order
    for held in due.held:
        click.echo(_held(held, language))
    payments = order.payments if order else ()
    tell(
        words.WOULD_BE_ORDERED if dry_run else words.ORDERED,
        [payment.amount for payment in payments],
    )
    tell(words.HELD_BACK, [held.amount for held in due.held])
    tell(words.ORDERED_BEFORE, [due.ordered_before])
    tell(words.CLAIMED, [claim.amount for claim in due.claims])
    if ordered.earlier:
        tell(words.EARLIER, [], names=", ".join(ordered.earlier))
    if order is None:
        tell(words.NOTHING_TO_PAY, [])


def _held(held: Held, language: Language) -> str:
    sent = held.of.form.submission
    assert sent is not None, "only what was sent is due"
    return words.HELD.in_language(language).format(
        reference=sent.reference,
        amount=format_euro(held.amount),
        reason=words.REASONS[held.reason].in_language(language),
    )


def _write_claims(file: Path, claims: Sequence[Claim]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow(["nis", "kbo", "name", "reference", "amount"])
        for claim in claims:
            sent, cpas = claim.of.form.submission, claim.of.cpas
            assert sent is not None, "only what was sent is claimed"
            amount = format_euro(claim.amount).replace(".", ",")
            name = cpas.name.in_language(cpas.language)
            writer.writerow(
                [cpas.nis_code, cpas.enterprise_number or "", name, sent.reference, amount]
            )
