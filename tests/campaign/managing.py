"""What the tests of the campaign ask of the API."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from models.forms import CATALOGUE
from models.spec import FormKind, FormSpec
from resolvers.cache import DocumentCache
from schema import make_schema
from tests.pinned import KINDS
from tests.world import World

OPEN = """mutation ($input: OpenCampaignInput!) { openCampaign(input: $input) {
  reportCount formCount newReports newForms closedReports notReporting { reason count nisCodes }
  replayed userErrors { code message path count examples { path nisCode } } } }"""
PREFILL = """mutation ($input: PrefillAdvancesInput!) { prefillAdvances(input: $input) {
  done created changed unchanged invalidatedSignatures notNamed firstNotNamed replayed
  changes { cpas { nisCode } line label before after }
  refused { place argument nisCode code message }
  userErrors { code message path count examples { path nisCode } } } }"""
EXTEND = """mutation ($input: ExtendReportInput!) { extendReport(input: $input) {
  report { closesAt status closedBecause } userErrors { code path } } }"""
EXTEND_ALL = """mutation ($input: ExtendReportsInput!) { extendReports(input: $input) {
  extended unchanged replayed
  userErrors { code path count examples { path nisCode } } } }"""
CLOSE = """mutation ($input: CloseReportsInput!) { closeReports(input: $input) {
  closed unsentForms userErrors { code path count examples { path nisCode } } } }"""
ACKNOWLEDGE = """mutation ($input: AcknowledgeSubmissionInput!) {
  acknowledgeSubmission(input: $input) {
    form { submission { acknowledgedAt } } userErrors { code path } } }"""
SAVE_LINES = """mutation ($input: SaveLinesInput!) { saveLines(input: $input) {
  form { status version contentDigest
         amounts { advance justified balance { direction amount setOff borne } }
         lines { key justified ceiling errors } }
  invalidatedSignatures { role } userErrors { code path } } }"""
SAVE = """mutation ($input: SaveJustifiedAmountInput!) { saveJustifiedAmount(input: $input) {
  form { version contentDigest } userErrors { code path } } }"""
SIGN = """mutation ($input: SignInput!) { sign(input: $input) {
  form { status } submission { reference } userErrors { code path } } }"""
CONTACT = """mutation ($input: UpdateContactInput!) { updateContact(input: $input) {
  report { version } userErrors { code path } } }"""
REPORT = """query ($year: Int!) { cpas { report(year: $year) { id status version closesAt
  closedBecause
  contact { name email } bankAccount { iban } viewerCannotUpdateContactReasons
  forms { id kind title status version contentDigest viewerCanEdit viewerCannotEditReasons
    amounts { advance justified } signatures { role } signatureHistory { role isCurrent }
    lines { key label entry partOf advance count unitPrice justified ceiling errors }
    submission { reference } } } } }"""

ALL_KINDS = [kind.value for kind in KINDS]
CAMPAIGN_2021 = {
    "year": 2021,
    "kinds": ALL_KINDS,
    "opensAt": "2022-01-03T08:00:00+01:00",
    "closesAt": "2027-06-30T23:59:59+02:00",
}
PLANNED_2026 = {
    "year": 2026,
    "kinds": ["PIIS"],
    "opensAt": "2027-01-04T08:00:00+01:00",
    "closesAt": "2027-06-30T23:59:59+02:00",
}


async def manage(world: World, query: str, **arguments: object) -> dict[str, Any]:
    """The payload that SPP IS gets."""
    answer = await world.as_("spp-is-manager")(query, input=arguments)
    (payload,) = answer.data.values()
    found: dict[str, Any] = payload
    return found


async def open_2021(world: World) -> None:
    payload = await manage(world, OPEN, **CAMPAIGN_2021)
    assert payload["userErrors"] == []


async def report_of(world: World, persona: str, year: int) -> dict[str, Any]:
    answer = await world.as_(persona)(REPORT, year=year)
    report: dict[str, Any] = answer.data["cpas"]["report"]
    return report


async def form_of(world: World, persona: str, year: int, kind: str) -> dict[str, Any]:
    report = await report_of(world, persona, year)
    (form,) = (form for form in report["forms"] if form["kind"] == kind)
    found: dict[str, Any] = form
    return found


async def prefill(
    world: World, kind: str, *lines: tuple[str, str], **more: object
) -> dict[str, Any]:
    advances = [{"nisCode": nis, "advance": advance} for nis, advance in lines]
    return await manage(world, PREFILL, year=2021, kind=kind, advances=advances, **more)


async def fill_in_contact(world: World, town: str, year: int) -> None:
    report = await report_of(world, f"{town}-editor", year)
    arguments = {
        "reportId": report["id"],
        "expectedVersion": report["version"],
        "contact": {"name": "Ana", "email": "ana@cpas.example", "phone": "02 508 85 85"},
        "bankAccount": {"historicalNumber": "091-0002777-90"},
    }
    answer = await world.as_(f"{town}-editor")(CONTACT, input=arguments)
    assert answer.data["updateContact"]["userErrors"] == []


async def save_lines(
    world: World, town: str, form: dict[str, Any], **amounts: object
) -> dict[str, Any]:
    lines = [{"key": key, **_entry(value)} for key, value in amounts.items()]
    arguments = {"formId": form["id"], "expectedVersion": form["version"], "lines": lines}
    answer = await world.as_(f"{town}-editor")(SAVE_LINES, input=arguments)
    payload: dict[str, Any] = answer.data["saveLines"]
    return payload


def _entry(value: object) -> dict[str, object]:
    return {"count": value} if isinstance(value, int) else {"amount": value}


async def sign(world: World, town: str, role: str, form_id: str, digest: str) -> dict[str, Any]:
    persona = f"{town}-{role.lower().replace('_', '-')}"
    arguments = {"formId": form_id, "as": role, "contentDigest": digest}
    answer = await world.as_(persona)(SIGN, input=arguments)
    payload: dict[str, Any] = answer.data["sign"]
    return payload


@contextmanager
def other_editions(kind: FormKind, editions: Sequence[FormSpec]) -> Iterator[None]:
    """Let a form have these editions meanwhile, and nothing that was compiled for others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(CATALOGUE, kind, editions)
        operations = make_schema()._operations  # noqa: SLF001 - no service has other editions
        patch.setattr(operations, "_cache", DocumentCache())
        yield
