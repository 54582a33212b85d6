"""Whose forms a file holds, and that no parameter leads a federation to an amount."""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from models.cpas import Region
from models.language import Language
from models.people import Role
from schema.nodes import NodeType, encode_id
from tests.api.acting import CHARLEROI, GENT, NAMUR, invented
from tests.countries import FEW, few_in
from tests.exports.taking import AMOUNTS, BOTH, CSV, MONEY, XLSX, open_workbook, taker
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

WALLOON, FLEMISH = few_in(Region.WALLONIA), few_in(Region.FLANDERS)
EURO = re.compile(r"-?[0-9]+[,.][0-9]{2}")


@pytest.mark.parametrize(
    ("persona", "count"),
    [
        ("charleroi-editor", 1),
        ("charleroi-president", 1),
        ("charleroi-director-general", 1),
        ("namur-all-roles", 1),
        ("brulocalis", few_in(Region.BRUSSELS)),
        ("uvcw", WALLOON),
        ("vvsg", FLEMISH),
        ("spp-is-reader", FEW),
        ("spp-is-manager", FEW),
    ],
)
async def test_everybody_gets_all_that_exists_for_them_and_nothing_else(
    country: World, persona: str, count: int
) -> None:
    table = await taker(country, persona).table()

    assert len(table.lines) == 6 * count
    assert len(set(table.column("NIS code"))) == count
    own = {"charleroi": CHARLEROI, "namur": NAMUR}.get(persona.partition("-")[0])
    assert own is None or set(table.column("NIS code")) == {own}
    regions = {
        "brulocalis": {"Brussels-Capital Region"},
        "uvcw": {"Walloon Region"},
        "vvsg": {"Flemish Region"},
    }
    assert persona not in regions or set(table.column("Region")) == regions[persona]


@pytest.mark.parametrize("persona", ["charleroi-editor", "spp-is-reader", "spp-is-manager"])
async def test_who_reads_amounts_gets_them_on_every_line(country: World, persona: str) -> None:
    table = await taker(country, persona).table()

    assert set(MONEY) <= set(table.titles)
    granted = [cell for cell in table.column("Advance (EUR)") if cell]
    assert len(granted) > len(table.lines) * 0.9  # a few wait for their grant
    assert all(EURO.fullmatch(cell) for cell in granted)


async def test_a_role_without_its_cpas_or_region_sees_nothing(country: World) -> None:
    for role in (Role.EDITOR, Role.PRESIDENT, Role.FEDERATION):
        table = await taker(country, invented("lost", role)).table()
        assert table.lines == []
        assert set(MONEY).isdisjoint(table.titles)


async def test_a_cpas_reaches_no_other_by_any_filter(country: World) -> None:
    gent = country.rows("SELECT id FROM cpas WHERE nis_code = ?", GENT)[0][0]
    editor = taker(country, "charleroi-editor")

    assert await editor.codes(cpas=encode_id(NodeType.CPAS, gent)) == []
    assert await editor.codes(region="FLANDERS") == []
    assert set(await editor.codes(region=list(Region))) == {CHARLEROI}


# The amounts -------------------------------------------------------------------------------------

FILTERS: dict[str, Any] = {
    "kind": ["COVID_PREMIUM", "GAS_ELECTRICITY_FUND"],
    "status": ["ENCODED", "SENT", "PARTIALLY_SIGNED"],
    "region": ["WALLONIA", "BRUSSELS"],
    "missingSignature": "PRESIDENT",
    "updatedSince": "2021-03-01T00:00:00Z",
    "orderBy": ["CPAS_NAME", "NIS_CODE", "UPDATED_AT", "SENT_AT"],
    "direction": ["ASC", "DESC"],
    "language": list(Language),
}
SINGLE = {"orderBy", "direction", "language"}


def questions() -> list[dict[str, Any]]:
    """Every parameter with every one of its values, alone and all at once."""
    alone = [
        {name: value}
        for name, values in FILTERS.items()
        for value in (values if name in SINGLE else [values])
    ]
    together = {name: values[0] if name in SINGLE else values for name, values in FILTERS.items()}
    return [{}, *alone, together]


def amounts_in_csv(lines: Sequence[Sequence[str]]) -> list[str]:
    return [cell for line in lines for cell in line if EURO.fullmatch(cell)]


@pytest.mark.parametrize("asked", questions(), ids=str)
async def test_a_federation_gets_no_amount_whatever_it_asks(
    country: World, asked: dict[str, Any]
) -> None:
    table = await taker(country, "uvcw").table(CSV, **asked)
    response = await taker(country, "brulocalis").get(XLSX, year=2020, **asked)
    workbook = open_workbook(response.content)

    assert len(table.titles) == 19
    assert not any("EUR" in title or "€" in title for title in table.titles)
    assert table.lines
    assert amounts_in_csv(table.lines) == []
    cells = [cell for row in workbook.iter_rows(min_row=2) for cell in row]
    assert len(cells) > 19
    assert not any("€" in cell.number_format for cell in cells)
    assert not any(isinstance(cell.value, float) for cell in cells)


@pytest.mark.parametrize("path", BOTH)
async def test_who_is_of_a_cpas_and_of_a_federation_reads_only_the_amounts_of_the_cpas(
    country: World, path: str
) -> None:
    person = invented(
        "both", Role.EDITOR, Role.FEDERATION, nis_code=CHARLEROI, region=Region.FLANDERS
    )

    rows = (await taker(country, person).table(path)).rows()

    assert len({row["NIS code"] for row in rows}) == FLEMISH + 1
    legible = {row["NIS code"] for row in rows if any(row[title] for title in MONEY)}
    granted = [row["Advance (EUR)"] for row in rows if row["NIS code"] == CHARLEROI]
    assert legible == {CHARLEROI}
    assert len(granted) == 6
    assert all(advance not in {"", None} for advance in granted)


async def test_no_contact_stands_in_a_file(country: World) -> None:
    found = country.rows(
        "SELECT contact_name, contact_email, contact_phone FROM report"
        " WHERE contact_name IS NOT NULL"
    )
    secrets = {secret for row in found for secret in row if secret}

    content = (await taker(country, "spp-is-manager").get(CSV, year=2020)).text

    assert len(secrets) > FEW / 2
    assert not any(secret in content for secret in secrets)


@pytest.mark.parametrize("path", [*BOTH, "/exports/lines.csv", "/exports/lines.xlsx"])
async def test_a_federation_gets_no_account_and_no_line(country: World, path: str) -> None:
    ibans = [iban for (iban,) in country.rows("SELECT iban FROM report WHERE iban IS NOT NULL")]

    response = await taker(country, "vvsg").get(path, year=2020)

    text = (
        response.text
        if path.endswith("csv")
        else str(list(open_workbook(response.content).iter_rows(values_only=True)))
    )
    assert response.status_code == 200
    assert ibans
    assert not any(iban in text for iban in ibans)
    assert "lines" not in path or len(text.splitlines()) == 1


async def test_titles_for_amounts_are_all_that_tells_the_files_apart(country: World) -> None:
    federation = await taker(country, "uvcw").table(CSV, orderBy="NIS_CODE")

    reader = await taker(country, "spp-is-reader").table(CSV, orderBy="NIS_CODE", region="WALLONIA")

    shown = [at for at, title in enumerate(reader.titles) if title not in MONEY]
    assert set(AMOUNTS) < set(MONEY)
    assert federation.titles == [reader.titles[at] for at in shown]
    assert federation.lines == [[line[at] for at in shown] for line in reader.lines]
