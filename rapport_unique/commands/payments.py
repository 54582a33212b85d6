"""Paying: an order for the bank from what was acknowledged, and a list of what is claimed back."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from models.money import Cents, format_euro
from models.payments import Claim, Held, PaymentOrder
from models.spec import FormKind
from rapport_unique.commands.frame import Manager, for_manager
from rapport_unique.credit_transfer import credit_transfer
from resolvers.payments import Ordered, WantedOrder, order_payments, stored_order


@click.command()
@click.option("--year", type=int, required=True, help="The year of the reports.")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in FormKind]), required=True, help="The form."
)
@click.option("--debtor-name", envvar="DEBTOR_NAME", required=True, help="Who pays.")
@click.option("--debtor-iban", envvar="DEBTOR_IBAN", required=True, help="From which account.")
@click.option("--debtor-bic", envvar="DEBTOR_BIC", help="The BIC of that account.")
@click.option(
    "--execute-on",
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
@click.option("--dry-run", is_flag=True, help="Tell what would be ordered; order nothing.")
@for_manager
def payments(
    *,
    year: int,
    kind: str,
    debtor_name: str,
    debtor_iban: str,
    debtor_bic: str | None,
    execute_on: date | None,
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
    wanted = WantedOrder(
        year=year,
        kind=FormKind(kind),
        debtor_name=debtor_name,
        debtor_iban=debtor_iban,
        debtor_bic=debtor_bic,
        executes_on=execute_on and date(execute_on.year, execute_on.month, execute_on.day),
    )
    outcome = manager.run(
        "payments", lambda context: order_payments(context, wanted, dry_run=dry_run, key=None)
    )
    _tell(outcome.value, dry_run=dry_run)
    if claims is not None:
        _write_claims(claims, outcome.value.due.claims)
    if outcome.value.order is not None and not dry_run:
        _write(output, outcome.value.order)


@click.command("payment-file")
@click.argument("message_id")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where.")
@for_manager
def payment_file(message_id: str, output: Path, *, manager: Manager) -> None:
    """Write the file of an order again, byte for byte."""
    order = manager.run("payment-file", lambda context: stored_order(context, message_id))
    _write(output, order)


def _write(output: Path, order: PaymentOrder) -> None:
    output.write_bytes(credit_transfer(order))
    click.echo(f"{output}: order {order.message_id}, {_sum(len(order.payments), order.total)}.")


def _tell(ordered: Ordered, *, dry_run: bool) -> None:
    due, order = ordered.due, ordered.order
    for held in due.held:
        click.echo(f"held back: {_held(held)}")
    would = "would be " if dry_run else ""
    count, total = (len(order.payments), order.total) if order else (0, Cents(0))
    click.echo(f"{_sum(count, total)} {would}ordered.")
    click.echo(f"{_sum(len(due.held), _total(due.held))} held back.")
    click.echo(f"{format_euro(due.ordered_before)} EUR ordered before on these forms.")
    click.echo(f"{_sum(len(due.claims), _total(due.claims))} to be claimed back.")
    if order is None:
        click.echo("Nothing is to be paid: no file is written.")


def _held(held: Held) -> str:
    sent = held.of.form.submission
    assert sent is not None, "only what was sent is due"
    return f"{sent.reference}: {format_euro(held.amount)} EUR: {held.reason.value}"


def _sum(count: int, total: Cents) -> str:
    return f"{count} forms, {format_euro(total)} EUR"


def _total(amounts: Sequence[Held | Claim]) -> Cents:
    return Cents(sum(each.amount for each in amounts))


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
