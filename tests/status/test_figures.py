"""What the page counts, where, and since when: the figures of the database."""

import pytest

from tests.api.acting import CHARLEROI, GENT, Desk
from tests.counting import statements
from tests.status.visiting import COUNTS, OF_FORMS, asked, number, visit
from tests.world import World

AT_REST = pytest.mark.asyncio(loop_scope="module")


# Where -------------------------------------------------------------------------------------------


@AT_REST
async def test_there_is_a_row_for_each_province_and_a_sum_for_each_region(country: World) -> None:
    rows = (await visit(country, "spp-is-reader")).table("by-place")

    assert [row[0] for row in rows] == [
        "Brussels-Capital Region",
        "Flemish Region",
        "Antwerp",
        "East Flanders",
        "Flemish Brabant",
        "Limburg",
        "West Flanders",
        "Walloon Region",
        "Hainaut",
        "Liège",
        "Luxembourg",
        "Namur",
        "Walloon Brabant",
        "Total",
    ]
    forms = [number(row[1]) for row in rows]
    assert forms[1] == sum(forms[2:7])
    assert forms[7] == sum(forms[8:13])
    assert forms[13] == forms[0] + forms[1] + forms[7] == 581


@AT_REST
async def test_a_row_tells_the_marks_and_who_is_waited_for(country: World) -> None:
    ((total, started_not, in_part, _, _, sent, president, director),) = country.rows(
        f"{COUNTS} province = 'Hainaut'"
    )

    rows = (await visit(country, "uvcw")).table("by-place")

    (hainaut,) = [row for row in rows if row[0] == "Hainaut"]
    told = [number(cell) for cell in (*hainaut[1:4], *hainaut[5:])]
    assert told == [total, total - started_not - in_part, sent, president, director]
    assert hainaut[4].endswith("% sent")


@AT_REST
async def test_a_place_leads_to_its_cpas_by_name(country: World) -> None:
    overview = await visit(country, "spp-is-reader")
    href = overview.link("Luxembourg")

    page = await visit(country, "spp-is-reader", href)

    found = country.rows(
        "SELECT nis_code FROM cpas WHERE province = 'Luxembourg' ORDER BY sort_name, nis_code"
    )
    assert page.names == [nis_code for (nis_code,) in found]
    assert page.heading == "Rapport unique 2020 – Luxembourg"
    assert page.total == 44
    assert asked(page.link("Walloon Region")) == {"region": "WALLONIA"}


@AT_REST
async def test_pages_of_the_list_cover_a_region_once_and_in_order(country: World) -> None:
    expected = country.rows(
        "SELECT nis_code FROM cpas WHERE region = 'WALLONIA' ORDER BY sort_name, nis_code"
    )
    seen: list[str] = []
    href = "?region=WALLONIA"

    while href:
        page = await visit(country, "uvcw", href)
        seen += page.names
        following = page.document.all("a", rel="next")
        href = following[0].attributes["href"] or "" if following else ""

    assert seen == [nis_code for (nis_code,) in expected]
    assert len(page.names) == 262 % 96


@AT_REST
async def test_the_page_before_is_the_one_that_was_left(country: World) -> None:
    first = await visit(country, "uvcw", "?region=WALLONIA")
    second = await visit(country, "uvcw", first.link("Next CPAS →"))

    back = await visit(country, "uvcw", second.link("← Previous CPAS"))

    assert back.names == first.names
    assert not first.document.all("a", rel="prev")
    assert not back.document.all("a", rel="prev")


@AT_REST
@pytest.mark.parametrize(
    ("shown", "where"),
    [
        ("NOT_STARTED", "status = 'NOT_STARTED'"),
        ("ENCODED", "status = 'ENCODED'"),
        ("PARTIALLY_SIGNED", "status = 'PARTIALLY_SIGNED'"),
        ("SENT", "status = 'SENT'"),
        (
            "WAITING_FOR_PRESIDENT",
            "status IN ('ENCODED', 'PARTIALLY_SIGNED') AND NOT signed_by_president",
        ),
        (
            "WAITING_FOR_DIRECTOR_GENERAL",
            "status IN ('ENCODED', 'PARTIALLY_SIGNED') AND NOT signed_by_director_general",
        ),
    ],
)
async def test_every_card_leads_to_the_forms_that_it_counts(
    country: World, shown: str, where: str
) -> None:
    narrowed = f"region = 'BRUSSELS' AND {where} ORDER BY sort_name, nis_code"
    expected = country.rows(OF_FORMS.format(columns="nis_code") + narrowed)
    overview = await visit(country, "brulocalis")
    hrefs = [link.attributes["href"] or "" for link in overview.document.all("a")]
    (href,) = {href for href in hrefs if asked(href).get("show") == shown and href.startswith("?")}

    page = await visit(country, "brulocalis", href)

    assert page.names == [nis_code for (nis_code,) in expected]
    assert page.total == 19


# Marks, and since when ---------------------------------------------------------------------------


async def test_the_list_says_who_is_waited_for_and_since_when(world: World) -> None:
    charleroi, gent = Desk(world, CHARLEROI), Desk(world, GENT)
    world.clock.advance(days=1)
    await charleroi.sign_as_president()
    world.clock.advance(days=1)
    await gent.send()

    rows = {who: (await visit(world, who)).table("list") for who in ("charleroi-editor",)}
    gent_rows = (await visit(world, "gent-editor")).table("list")

    assert rows["charleroi-editor"][1][1:] == [
        "yes",
        "one signature of two",
        "no",
        "secretary / director-general",
        "24 Nov 2026",
    ]
    assert gent_rows[1][1:] == ["yes", "yes", "yes", "nobody", "25 Nov 2026"]


async def test_before_it_is_encoded_a_form_waits_for_its_cpas(world: World) -> None:
    ((opens_at,),) = world.rows("SELECT min(opens_at) FROM report")

    rows = (await visit(world, "eupen-editor")).table("list")

    assert str(opens_at).startswith("2021-01-04")
    assert rows[1][1:] == ["no", "no", "no", "the CPAS, to encode", "4 Jan 2021"]


async def test_an_encoded_form_waits_for_both(world: World) -> None:
    await Desk(world, CHARLEROI).encode()

    rows = (await visit(world, "charleroi-editor", "?kind=COVID_PREMIUM")).table("list")

    assert rows == [
        [
            "Charleroi NIS 52011",
            "yes",
            "no",
            "no",
            "president and secretary / director-general",
            "23 Nov 2026",
        ]
    ]


async def test_after_closing_nobody_is_waited_for(world: World) -> None:
    await Desk(world, CHARLEROI).encode()
    world.clock.advance(days=800)

    page = await visit(world, "charleroi-editor")

    assert page.table("list")[1][4:] == ["nobody: closed", "1 Jan 2028"]
    assert "Closed since 1 Jan 2028: what was not sent stays as it is." in page.document.text


async def test_until_the_last_day_the_year_is_open(world: World) -> None:
    page = await visit(world, "charleroi-editor")

    assert "Open until 31 Dec 2027." in page.document.text


# How it is asked ---------------------------------------------------------------------------------


@AT_REST
@pytest.mark.parametrize(
    "query",
    [
        "?year=abc",
        "?year=20201",
        "?year=２０２０",
        "?kind=TAXES",
        "?kind=covid",
        "?region=NORTH",
        f"?province={'x' * 61}",
        "?province=%00",
        "?show=ALL",
        "?after=!",
        "?after=WzFd",
        "?before=eyJhIjogMX0",
        "?year=2035",
    ],
)
async def test_what_cannot_be_asked_for_is_not_found(country: World, query: str) -> None:
    page = await visit(country, "spp-is-reader", query)

    assert page.status == 404
    assert page.heading == "Nothing to show"
    assert page.link("Back to the home page") == "/"


@AT_REST
async def test_the_number_of_statements_is_the_same_for_a_country_and_for_one_cpas(
    country: World,
) -> None:
    asked_for: dict[str, int] = {}
    for who, query in (
        ("spp-is-reader", "?year=2020&region=WALLONIA"),
        ("uvcw", "?year=2020&region=WALLONIA&province=Namur&kind=COVID_PREMIUM&show=SENT"),
        ("ixelles-editor", "?year=2020"),
    ):
        with statements() as seen:
            await visit(country, who, query)
        asked_for[who] = len([sql for sql in seen if not sql.startswith("BEGIN")])

    assert asked_for == {"spp-is-reader": 6, "uvcw": 6, "ixelles-editor": 6}
