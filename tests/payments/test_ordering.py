"""Ordering payments: through the contract and the command line, never twice."""

import asyncio
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from tests.api.acting import CHARLEROI, Desk, done
from tests.campaign.managing import ACKNOWLEDGE, manage
from tests.commanding import command_line
from tests.world import World

ORDER = """mutation ($input: OrderPaymentsInput!) { orderPayments(input: $input) {
  messageId count total replayed
  held { amount reason form { id } } claims { amount form { cpas { nisCode } } }
  userErrors { code path } } }"""
DEBTOR = {"name": "SPP Intégration sociale", "iban": "BE34 0910 0027 7790"}
OF_2020 = {"year": 2020, "kind": "COVID_PREMIUM", "debtor": DEBTOR}
WANTED = (
    *("payments", "--year", "2020", "--kind", "COVID_PREMIUM"),
    *("--debtor-name", DEBTOR["name"], "--debtor-iban", DEBTOR["iban"]),
)
RETURN = """mutation ($input: ReturnFormInput!) { returnForm(input: $input) {
  userErrors { code path } } }"""
SENT = """{ forms(year: 2020, filter: { status: [SENT] }, first: 40) { nodes {
  id cpas { nisCode } amounts { balance { direction amount } } } } }"""
SUMMARY = """{ forms(year: 2020, filter: { acknowledged: true, kind: [COVID_PREMIUM] }) { summary {
  money { toReceive toRepay } } } }"""
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
async def test_what_is_ordered_and_claimed_is_what_the_summary_says(world: World) -> None:
    ordered = await manage(world, ORDER, **OF_2020)

    answer = await world.as_("spp-is-reader")(SUMMARY)

    money = answer.data["forms"]["summary"]["money"]
    claimed = sum(cents(claim["amount"]) for claim in ordered["claims"])
    assert ordered["held"] == []
    assert ordered["total"] == money["toReceive"]
    assert claimed == cents(money["toRepay"]) > 0


@pytest.mark.usefixtures("acknowledged")
async def test_of_orders_at_once_one_holds_everything(world: World) -> None:
    orders = await asyncio.gather(*(manage(world, ORDER, **OF_2020) for _ in range(4)))

    assert sorted(str(order["messageId"]) for order in orders) == [
        "None",
        "None",
        "None",
        "RU-2020-COVID-PAY-1",
    ]
    assert world.rows("SELECT count(*) FROM payment_order") == [(1,)]


async def test_a_form_that_is_returned_and_sent_again_is_paid_the_difference(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    form = await desk.form()
    granted = cents(form["amounts"]["advance"])
    await desk.give_contact()

    ordered = [await ordered_for(desk, form["id"], cents=granted + 1_000_00)]
    wanted = {"formId": form["id"], "reason": "A wrong amount."}
    assert (await manage(world, RETURN, **wanted))["userErrors"] == []
    ordered.append(await ordered_for(desk, form["id"], cents=granted + 1_250_00))

    assert ordered == ["1000.00", "250.00"]
    answer = await world.as_("spp-is-reader")(MONEY, ids=[form["id"]])
    (found,) = answer.data["nodes"]
    assert found["amounts"]["balance"] == {"direction": "TO_RECEIVE", "amount": "1250.00"}
    assert [(each["amount"], each["reference"]) for each in found["payments"]] == [
        ("1000.00", "RU-2020-52011-COVID"),
        ("250.00", "RU-2020-52011-COVID-2"),
    ]


async def ordered_for(desk: Desk, form_id: str, *, cents: int) -> str:
    """What is ordered when the CPAS justifies so much, sends it, and SPP IS takes note of it."""
    done(await desk.save(desk.editor(), f"{cents // 100}.{cents % 100:02}"))
    done(await desk.sign(desk.director(), "DIRECTOR_GENERAL"))
    done(await desk.sign(desk.president(), "PRESIDENT"))
    assert (await manage(desk.world, ACKNOWLEDGE, formId=form_id))["userErrors"] == []
    total: str = (await manage(desk.world, ORDER, **OF_2020))["total"]
    return total


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


async def test_a_name_that_no_bank_can_write_is_refused(world: World) -> None:
    debtor = {**DEBTOR, "name": "\N{CJK UNIFIED IDEOGRAPH-6771}"}

    payload = await manage(world, ORDER, **OF_2020 | {"debtor": debtor})

    assert [error["code"] for error in payload["userErrors"]] == ["REQUIRED"]


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
    wanted = WANTED

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
    assert "Earlier orders: RU-2020-COVID-PAY-1." in second.output
    lines = claims.read_text("utf-8-sig").splitlines()[1:]
    claimed = sum(int(line.split(";")[-1].replace(",", "")) for line in lines)
    assert claimed == total(acknowledged, "TO_REPAY")


@pytest.mark.usefixtures("acknowledged")
async def test_no_file_is_written_over_another_one_and_nothing_ordered_for_it(
    world: World, tmp_path: Path
) -> None:
    run = command_line(world)
    file = tmp_path / "payments.xml"
    file.write_text("the one of yesterday")

    over = run(*WANTED, "-o", str(file), "--language", "nl")
    nowhere = run(*WANTED, "-o", str(tmp_path / "nowhere" / "payments.xml"))

    assert (over.exit_code, nowhere.exit_code) == (1, 1)
    assert f"{file} bestaat al." in over.output
    assert "The folder of" in nowhere.output
    assert file.read_text() == "the one of yesterday"
    assert world.rows("SELECT count(*) FROM payment_order") == [(0,)]


async def test_an_order_stands_although_its_file_cannot_be_written(
    world: World, acknowledged: list[dict[str, Any]], tmp_path: Path
) -> None:
    run = command_line(world)
    file, in_the_way = tmp_path / "payments.xml", tmp_path / "payments.xml.part"
    in_the_way.mkdir()

    failed = run(*WANTED, "-o", str(file))
    in_the_way.rmdir()
    again = run("payment-file", "RU-2020-COVID-PAY-1", "-o", str(file))

    assert (failed.exit_code, again.exit_code) == (1, 0), again.output
    assert "payment-file RU-2020-COVID-PAY-1 writes its file." in failed.output
    assert total(acknowledged, "TO_RECEIVE") == sum(
        cents(element.text or "")
        for element in ET.fromstring(file.read_bytes()).iter()  # noqa: S314 - our own file
        if element.tag.endswith("InstdAmt")
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Retenu : RU-2020-{nis}-COVID, {amount} EUR : le compte bancaire a changé"),
        ("de", "Zurückgehalten: RU-2020-{nis}-COVID, {amount} EUR: Das Bankkonto wurde"),
    ],
)
async def test_a_changed_account_is_held_back_and_told_in_the_language_asked_for(
    world: World,
    acknowledged: list[dict[str, Any]],
    tmp_path: Path,
    language: str,
    said: str,
) -> None:
    form = next(f for f in acknowledged if f["amounts"]["balance"]["direction"] == "TO_RECEIVE")
    nis, amount = form["cpas"]["nisCode"], form["amounts"]["balance"]["amount"]
    desk = Desk(world, nis)
    abroad = {"iban": "NL91 ABNA 0417 1643 00", "bic": "ABNANL2A"}
    done(await desk.update(desk.editor(), bankAccount=abroad))

    made = command_line(world)(
        *WANTED, "-o", str(tmp_path / "payments.xml"), "--language", language
    )

    assert made.exit_code == 0
    assert said.format(nis=nis, amount=amount) in made.output
    assert world.rows("SELECT count(*) FROM payment WHERE reference LIKE ?", f"%{nis}%") == [(0,)]
