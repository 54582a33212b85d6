"""Ordering payments: through the contract and the command line, never twice."""

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from tests.campaign.managing import ACKNOWLEDGE, manage
from tests.commanding import command_line
from tests.world import World

ORDER = """mutation ($input: OrderPaymentsInput!) { orderPayments(input: $input) {
  messageId count total replayed
  held { amount reason form { id } } claims { amount form { cpas { nisCode } } }
  userErrors { code path } } }"""
DEBTOR = {"name": "SPP Intégration sociale", "iban": "BE34 0910 0027 7790"}
OF_2020 = {"year": 2020, "kind": "COVID_PREMIUM", "debtor": DEBTOR}
SENT = """{ forms(year: 2020, filter: { status: [SENT] }, first: 40) { nodes {
  id amounts { balance { direction amount } } } } }"""
MONEY = """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Form {
  amounts { balance { direction amount } } payments { messageId amount reference } } } }"""


def cents(euro: str) -> int:
    return int(euro.replace(".", ""))


@pytest.fixture
async def acknowledged(world: World) -> list[dict[str, Any]]:
    """Forty forms of the demo country that SPP IS has acknowledged."""
    answer = await world.as_("spp-is-manager")(SENT)
    forms: list[dict[str, Any]] = answer.data["forms"]["nodes"]
    for form in forms:
        payload = await manage(world, ACKNOWLEDGE, formId=form["id"])
        assert payload["userErrors"] == []
    return forms


def total(forms: list[dict[str, Any]], direction: str) -> int:
    balances = [form["amounts"]["balance"] for form in forms]
    return sum(cents(each["amount"]) for each in balances if each["direction"] == direction)


async def test_what_is_due_is_ordered_once(
    world: World, acknowledged: list[dict[str, Any]]
) -> None:
    first = await manage(world, ORDER, **OF_2020)

    again = await manage(world, ORDER, **OF_2020)

    assert first["userErrors"] == again["userErrors"] == []
    assert first["messageId"] == "RU-2020-COVID-PAY-1"
    assert cents(first["total"]) == total(acknowledged, "TO_RECEIVE") > 0
    assert sum(cents(claim["amount"]) for claim in first["claims"]) == total(
        acknowledged, "TO_REPAY"
    )
    assert (again["messageId"], again["count"], again["total"]) == (None, 0, "0.00")
    answer = await world.as_("spp-is-reader")(MONEY, ids=[form["id"] for form in acknowledged])
    for form in answer.data["nodes"]:
        balance = form["amounts"]["balance"]
        due = [balance["amount"]] if balance["direction"] == "TO_RECEIVE" else []
        assert [payment["amount"] for payment in form["payments"]] == due


@pytest.mark.usefixtures("acknowledged")
async def test_every_payment_is_in_the_journal_with_the_order_that_holds_it(world: World) -> None:
    first = await manage(world, ORDER, **OF_2020)

    lines = world.rows("SELECT reason, person_id FROM journal WHERE type = 'PAYMENT_ORDERED'")

    assert len(lines) == first["count"] > 0
    assert {reason for reason, _ in lines} == {"RU-2020-COVID-PAY-1"}
    assert all(person for _, person in lines)


async def test_a_dry_run_orders_nothing(world: World, acknowledged: list[dict[str, Any]]) -> None:
    before = world.everything()

    dry = await manage(world, ORDER, **OF_2020, dryRun=True)

    assert cents(dry["total"]) == total(acknowledged, "TO_RECEIVE")
    assert world.everything() == before


@pytest.mark.usefixtures("acknowledged")
async def test_the_same_key_orders_once(world: World) -> None:
    first = await manage(world, ORDER, **OF_2020, idempotencyKey="once")

    again = await manage(world, ORDER, **OF_2020, idempotencyKey="once")

    assert (again["messageId"], again["total"]) == (first["messageId"], first["total"])
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert world.rows("SELECT count(*) FROM payment_order") == [(1,)]


@pytest.mark.usefixtures("acknowledged")
async def test_an_account_that_cannot_be_is_refused(world: World) -> None:
    debtor = {"name": " ", "iban": "BE00 0000 0000 0000"}

    payload = await manage(world, ORDER, **OF_2020 | {"debtor": debtor, "executesOn": "2020-01-01"})

    assert sorted((error["code"], error["path"][-1]) for error in payload["userErrors"]) == [
        ("DATE_HAS_PASSED", "executesOn"),
        ("INVALID_IBAN", "iban"),
        ("REQUIRED", "name"),
    ]
    assert world.rows("SELECT count(*) FROM payment_order") == [(0,)]


@pytest.mark.usefixtures("acknowledged")
async def test_only_who_reads_the_amounts_sees_what_was_paid(world: World) -> None:
    await manage(world, ORDER, **OF_2020)

    answer = await world.as_("vvsg")(
        "{ forms(year: 2020, filter: { status: [SENT] }) { nodes { payments { amount } } } }"
    )

    found = answer.data["forms"]["nodes"]
    assert found
    assert all(form["payments"] is None for form in found)


async def test_payments_are_for_who_manages(world: World) -> None:
    answer = await world.as_("spp-is-reader")(ORDER, input=OF_2020)

    assert answer.error_codes == ["FORBIDDEN"]


@pytest.mark.usefixtures("acknowledged")
async def test_no_payment_changes_once_it_is_ordered(world: World) -> None:
    await manage(world, ORDER, **OF_2020)

    for change in ("UPDATE payment SET amount = amount + 1", "DELETE FROM payment_order"):
        with pytest.raises(Exception, match="append-only"):
            world.rows(change)


async def test_the_file_for_the_bank_holds_what_was_ordered_and_is_made_again_byte_for_byte(
    world: World, acknowledged: list[dict[str, Any]], tmp_path: Path
) -> None:
    run = command_line(world)
    first, again, claims = tmp_path / "first.xml", tmp_path / "again.xml", tmp_path / "claims.csv"
    account = ("--debtor-name", DEBTOR["name"], "--debtor-iban", DEBTOR["iban"])
    wanted = ("payments", "--year", "2020", "--kind", "COVID_PREMIUM", *account)

    dry = run(*wanted, "-o", str(first), "--dry-run")
    made = run(*wanted, "-o", str(first), "--claims", str(claims))
    second = run(*wanted, "-o", str(again))
    run("payment-file", "RU-2020-COVID-PAY-1", "-o", str(again))

    assert (dry.exit_code, made.exit_code, second.exit_code) == (0, 0, 0), made.output
    assert "would be ordered" in dry.output
    assert "no file is written" in second.output
    assert first.read_bytes() == again.read_bytes()
    document = ET.fromstring(first.read_bytes())  # noqa: S314 - our own file
    found = {tag.tag.split("}")[1]: tag.text for tag in document.iter()}
    sums = [element.text for element in document.iter() if element.tag.endswith("CtrlSum")]
    amounts = [element.text for element in document.iter() if element.tag.endswith("InstdAmt")]
    due = total(acknowledged, "TO_RECEIVE")
    assert {cents(text or "") for text in sums} == {due}
    assert sum(cents(text or "") for text in amounts) == due
    assert found["MsgId"] == "RU-2020-COVID-PAY-1"
    lines = claims.read_text("utf-8-sig").splitlines()[1:]
    claimed = sum(int(line.split(";")[-1].replace(",", "")) for line in lines)
    assert claimed == total(acknowledged, "TO_REPAY")
