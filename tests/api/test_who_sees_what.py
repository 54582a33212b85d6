"""The table of docs/who-sees-what.md, field by field: what is shown to whom, and what is null."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from schema import make_schema
from tests.api.acting import CHARLEROI, Desk, done
from tests.campaign.managing import ACKNOWLEDGE, manage
from tests.payments.test_ordering import OF_2020, ORDER, RETURN
from tests.world import Caller, World

TABLE = Path(__file__).parents[2] / "docs" / "who-sees-what.md"
CALLERS = ("charleroi-president", "uvcw", "spp-is-reader")
"""Of whom its columns speak."""
ROW = re.compile(r"^\| `(\w+\.\w+)` \| (yes|–) \| (yes|–) \| (yes|–) \|", re.MULTILINE)
TYPES = make_schema()._schema.type_map  # noqa: SLF001 - the schema objects have no public name

CPAS = ("cpas(by: {nisCode: $nis})",)
REPORT = (*CPAS, "report(year: 2020)")
FORM = (*REPORT, "form(kind: COVID_PREMIUM)")
LINES = '[{key: "premium", amount: "50.00"}]'
PLACES: dict[str, Sequence[str]] = {
    "Cpas": CPAS,
    "Report": REPORT,
    "ReportProgress": (*REPORT, "progress"),
    "Contact": (*REPORT, "contact"),
    "BankAccount": (*REPORT, "bankAccount"),
    "Form": FORM,
    "Progress": (*FORM, "progress"),
    "Amounts": (*FORM, "amounts"),
    "Balance": (*FORM, "amounts", "balance"),
    "FormLine": (*FORM, "lines"),
    "FormPreview": (*FORM, f"preview(lines: {LINES})"),
    "FormVersion": (*FORM, "versions"),
    "Signature": (*FORM, "signatureHistory"),
    "Submission": (*FORM, "submissions"),
    "Payment": (*FORM, "payments"),
    "Event": (*FORM, "events(first: 100)", "nodes"),
    "Person": (*FORM, "signatures", "signer"),
}
"""By type, the way to objects of it that belong to a CPAS."""
ARGUMENTS = {
    "year": "2020",
    "kind": "COVID_PREMIUM",
    "at": '"2099-01-01T00:00:00Z"',
    "lines": LINES,
}
NOWHERE = {
    *("Cpas.successor", "Cpas.validFrom", "Cpas.validUntil", "Cpas.enterpriseNumber"),
    *("Report.closedBecause", "Event.inclusionProof", "Form.waitingSince"),
    *("FormLine.partOf", "FormLine.count", "FormLine.unitPrice", "FormLine.ceiling"),
}
"""What the example does not hold for anybody."""


def asked_of(type_name: str) -> Iterator[tuple[str, str]]:
    """Every field of the type, and how it is asked for."""
    type_ = TYPES[type_name]
    assert isinstance(type_, GraphQLObjectType)
    for name, field in type_.fields.items():
        needed = [key for key, value in field.args.items() if is_required_argument(value)]
        given = ", ".join(f"{key}: {ARGUMENTS[key]}" for key in needed)
        below = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
        yield name, f"{name}{f'({given})' if given else ''}{below}"


def objects(value: Any, steps: int) -> Iterator[dict[str, Any]]:
    """The objects that stand so many steps down."""
    if isinstance(value, list):
        for item in value:
            yield from objects(item, steps)
    elif value is not None and steps:
        yield from objects(next(iter(value.values())), steps - 1)
    elif value is not None:
        yield value


async def shown(who: Caller, type_name: str) -> set[str]:
    """The fields that hold something for that caller, on any of the objects."""
    selection = " ".join(asked for _, asked in asked_of(type_name))
    for step in reversed(PLACES[type_name]):
        selection = f"{step} {{ {selection} }}"
    answer = await who(f"query ($nis: String!) {{ {selection} }}", nis=CHARLEROI)
    found = objects(answer.data, len(PLACES[type_name]))
    return {
        f"{type_name}.{name}" for one in found for name, value in one.items() if value is not None
    }


@pytest.fixture
async def example(world: World) -> World:
    """Charleroi signed, edited, signed, sent; it was returned, was sent again, and is paid."""
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president("900.00")
    granted = (await desk.form())["amounts"]["advance"]
    done(await desk.save(desk.editor(), f"{int(granted.split('.')[0]) + 50}.00"))
    form = (await desk.form())["id"]
    for reason in ("A wrong amount.", None):
        done(await desk.sign(desk.president(), "PRESIDENT"))
        done(await desk.sign(desk.director(), "DIRECTOR_GENERAL"))
        assert (await manage(world, ACKNOWLEDGE, formId=form))["userErrors"] == []
        if reason:
            returned = await manage(world, RETURN, formId=form, reason=reason)
            assert returned["userErrors"] == []
    assert (await manage(world, ORDER, **OF_2020))["userErrors"] == []
    return world


def test_the_table_names_every_field_once() -> None:
    fields = [f"{of}.{name}" for of in PLACES for name, _ in asked_of(of)]

    assert sorted(name for name, *_ in ROW.findall(TABLE.read_text("utf-8"))) == sorted(fields)


async def test_each_field_is_shown_to_whom_the_table_says(example: World) -> None:
    rows = ROW.findall(TABLE.read_text("utf-8"))

    for place, persona in enumerate(CALLERS, start=1):
        seen = {name for of in PLACES for name in await shown(example.as_(persona), of)}
        assert seen & NOWHERE == set()
        assert seen | NOWHERE == {row[0] for row in rows if row[place] == "yes"} | NOWHERE
