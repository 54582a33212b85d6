"""The page as a document: nothing inline, nothing from elsewhere, and readable without eyes."""

from collections import Counter
from itertools import pairwise

import pytest

from rapport_unique.pages.assets import Assets
from tests.api.acting import CHARLEROI
from tests.browsers import Inline
from tests.status.visiting import Element, Page, read, token_with, visit
from tests.world import World

pytestmark = pytest.mark.only_on("sqlite", reason="What is drawn is read alike from both.")

AT_REST = pytest.mark.asyncio(loop_scope="module")

HOSTILE = """<script>alert("1")</script>'"&<img src=x onerror=alert(2)>{{ 7*7 }}"""
PAGES = [
    ("spp-is-reader", ""),
    ("spp-is-reader", "?region=FLANDERS"),
    ("uvcw", "?region=WALLONIA&kind=COVID_PREMIUM"),
    ("ixelles-editor", ""),
    ("spp-is-reader", "?year=abc"),
    (None, ""),
]

everywhere = pytest.mark.parametrize(("who", "query"), PAGES, ids=str)


@AT_REST
@everywhere
async def test_the_policy_allows_nothing_unsafe_and_no_other_origin(
    country: World, who: str | None, query: str
) -> None:
    headers = (await visit(country, who, query)).answer.headers

    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["vary"] == "Accept-Language, Authorization, Cookie"


@AT_REST
@everywhere
async def test_no_script_and_no_style_stands_in_the_page(
    country: World, who: str | None, query: str
) -> None:
    page = Inline()

    page.feed((await visit(country, who, query)).html)

    assert page.refused == []
    assert set(page.loaded) <= {Assets().stylesheet, "/pages/follow_up.js", "/pages/icon.svg"}


@AT_REST
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("pages/follow_up.js", "text/javascript; charset=utf-8"),
        ("pages/icon.svg", "image/svg+xml"),
    ],
)
async def test_what_the_page_loads_is_served_beside_it(
    country: World, name: str, kind: str
) -> None:
    answer = await country.client.get(f"/{name}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == "no-cache"


async def test_a_hostile_name_is_a_name(world: World) -> None:
    world.rows(
        "UPDATE cpas SET name_fr = ?, name_nl = ?, name_de = ?, province = ? WHERE nis_code = ?",
        *[HOSTILE[:120]] * 3,
        "<b>'\"",
        CHARLEROI,
    )

    country = await visit(world, "spp-is-reader")
    listed = await visit(world, "uvcw", "?region=WALLONIA&kind=COVID_PREMIUM&search=52011")
    own = await visit(world, "charleroi-editor")

    for page in (country, listed, own):
        assert page.status == 200
        assert "<script>" not in page.html
        assert "<img" not in page.html
        assert "<b>" not in page.html
    assert own.heading == f"Rapport unique 2020 – {HOSTILE[:120]}"
    assert f"{HOSTILE[:120]} NIS 52011" in [row[0] for row in listed.table("list")]
    assert "<b>'\"" in [row[0] for row in country.table("by-place")]


async def test_a_hostile_person_is_a_person(world: World) -> None:
    token = token_with(world, "uvcw", given_name="<script>", family_name="&amp;\"'>")

    page = Page(await world.client.get("/status", headers={"authorization": f"Bearer {token}"}))

    assert "<script>" not in page.html
    assert "<script> &amp;\"'>" in page.document.text


@AT_REST
@pytest.mark.parametrize("query", ["?kind=%22%3E%3Cscript%3E", "?province=%3Cscript%3E"])
async def test_a_hostile_address_stays_outside(country: World, query: str) -> None:
    page = await visit(country, "spp-is-reader", query)

    assert "<script>" not in page.html


# Readable without eyes ---------------------------------------------------------------------------


@AT_REST
@everywhere
async def test_there_is_one_heading_and_the_others_follow_in_steps(
    country: World, who: str | None, query: str
) -> None:
    document = (await visit(country, who, query)).document

    levels = [int(element.tag[1]) for element in headings(document)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@AT_REST
@everywhere
async def test_every_table_has_a_caption_and_every_head_says_of_what(
    country: World, who: str | None, query: str
) -> None:
    document = (await visit(country, who, query)).document

    for table in document.all("table"):
        assert table.only("caption").text
        assert all(head.attributes.get("scope") for head in table.all("th"))
        assert all(head.text for head in table.all("th"))


@AT_REST
@everywhere
async def test_everything_that_is_filled_in_has_a_label(
    country: World, who: str | None, query: str
) -> None:
    document = (await visit(country, who, query)).document

    labelled = {label.attributes.get("for") for label in document.all("label")}
    for tag in ("select", "textarea"):
        for field in document.all(tag):
            assert field.attributes["id"] in labelled
    for button in document.all("button"):
        assert button.text


@AT_REST
@everywhere
async def test_the_page_has_its_landmarks_and_each_has_a_name_of_its_own(
    country: World, who: str | None, query: str
) -> None:
    document = (await visit(country, who, query)).document

    assert document.all("a")[0].attributes["href"] == "#main"
    assert document.only("main").attributes["id"] == "main"
    assert len(document.all("header")) == 1
    names = [nav.attributes["aria-label"] for nav in document.all("nav")]
    assert len(set(names)) == len(names)
    for section in document.all("section"):
        assert element_with(document, section.attributes["aria-labelledby"]).text


@AT_REST
@everywhere
async def test_every_id_is_given_once_and_every_reference_leads_somewhere(
    country: World, who: str | None, query: str
) -> None:
    document = (await visit(country, who, query)).document

    elements = document.elements()
    ids = Counter(element.attributes["id"] for element in elements if "id" in element.attributes)
    assert [id_ for id_, times in ids.items() if times > 1] == []
    for element in elements:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            for id_ in (element.attributes.get(name) or "").split():
                assert id_ in ids


@AT_REST
@everywhere
async def test_a_picture_has_a_name_or_is_decoration(
    country: World, who: str | None, query: str
) -> None:
    document = (await visit(country, who, query)).document

    for picture in document.all("svg"):
        named = picture.attributes.get("aria-label") or picture.attributes.get("aria-labelledby")
        hidden = picture.attributes.get("aria-hidden") == "true"
        assert bool(named) is not hidden


@AT_REST
async def test_a_bar_says_what_it_shows(country: World) -> None:
    document = (await visit(country, "spp-is-reader")).document

    bars = [bar.attributes["aria-label"] or "" for bar in document.all("svg", class_="bar")]

    assert all("%" in name for name in bars)


@AT_REST
async def test_updates_are_told_politely(country: World) -> None:
    page = await visit(country, "uvcw")

    (told,) = [p for p in page.document.all("p") if p.attributes.get("aria-live") == "polite"]
    assert told.attributes["role"] == "status"
    assert told.text == ""
    assert told.attributes["data-news"] == "Updated at 13:00:00"


def headings(document: Element) -> list[Element]:
    return [element for element in document.elements() if element.tag in {"h1", "h2", "h3"}]


def element_with(document: Element, id_: str | None) -> Element:
    (found,) = [each for each in document.elements() if each.attributes.get("id") == id_]
    return found


def test_a_page_that_is_not_well_formed_is_noticed() -> None:
    with pytest.raises(AssertionError, match="is not closed"):
        read("<main><p>text</main>")
