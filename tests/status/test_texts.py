"""What the page says: in every language, and nothing that is said nowhere."""

import re
from pathlib import Path
from string import Formatter

import pytest

from models.language import Language, Text
from models.words import PROVINCES
from rapport_unique import pages
from rapport_unique.master_data import municipalities
from rapport_unique.pages.texts import TEXTS as OF_ALL_PAGES
from rapport_unique.pages.texts.follow_up import TEXTS
from tests.status.visiting import visit
from tests.world import World

pytestmark = pytest.mark.only_on("sqlite", reason="What is drawn is read alike from both.")

AT_REST = pytest.mark.asyncio(loop_scope="module")
FOLDER = Path(pages.__file__).parent


def blanks(text: str) -> set[str]:
    """The names of what is filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_is_written_in_every_language_and_filled_in_alike(name: str) -> None:
    text: Text = TEXTS[name]

    written = {language: text.in_language(language) for language in Language}

    assert all(said == said.strip() and said for said in written.values())
    assert len({frozenset(blanks(said)) for said in written.values()}) == 1


def test_every_text_is_said_somewhere_and_none_is_missing() -> None:
    screens = FOLDER / "screens" / "follow_up"
    templates = "".join(path.read_text("utf-8") for path in screens.glob("*.html"))
    modules = [*(FOLDER / "follow_up").glob("*.py"), FOLDER / "texts" / "follow_up.py"]
    code = "".join(path.read_text("utf-8") for path in modules)

    said = set(re.findall(r'(?:say|self)\(\s*"(\w+)"', templates + code))
    named = set(re.findall(r'"(\w+)"', code))

    assert said <= {*TEXTS, *OF_ALL_PAGES}
    assert set(TEXTS) <= said | named


def test_every_province_of_the_country_has_a_name_in_every_language() -> None:
    known = {municipality.cpas.province for municipality in municipalities()}

    assert known - {None} == set(PROVINCES)


@AT_REST
@pytest.mark.parametrize(
    ("header", "query", "language"),
    [
        ("nl-BE,fr;q=0.5", "", "nl"),
        ("nl", "?language=DE", "de"),
        ("nl", "?language=de", "de"),
        ("nl", "?language=xx", "nl"),
        ("ja", "", "fr"),
        (None, "", "fr"),
    ],
)
async def test_the_address_then_the_browser_then_the_person_choose_the_language(
    country: World, header: str | None, query: str, language: str
) -> None:
    page = await visit(country, "uvcw", query, header)

    assert page.document.only("html").attributes["lang"] == language
    assert page.answer.headers["content-language"] == language


@AT_REST
async def test_the_language_of_the_person_comes_before_french(country: World) -> None:
    page = await visit(country, "eupen-editor", language=None)

    assert page.document.only("html").attributes["lang"] == "de"


@AT_REST
async def test_a_chosen_language_stays_chosen(country: World) -> None:
    page = await visit(country, "uvcw", "?region=WALLONIA&language=NL")

    kept = [
        link.attributes["href"] or ""
        for link in page.document.only("main").all("a")
        if link.text != "Aanmelden" and not (link.attributes["href"] or "").startswith("/cpas/")
    ]
    assert page.heading == "Uniek Jaarverslag 2020 – Waals Gewest"
    assert all("language=NL" in href for href in kept)
    assert 'name="language" value="NL"' in page.html


@AT_REST
@pytest.mark.parametrize(
    ("language", "name", "amount"),
    [
        ("fr", "Flandre orientale", r"\d\u202f\d{3},\d\d\xa0€"),
        ("nl", "Oost-Vlaanderen", r"€\xa0\d[\d.]+\.\d{3},\d\d"),
        ("de", "Ostflandern", r"\d\.\d{3},\d\d\xa0€"),
        ("en", "East Flanders", r"€\d[\d,]+,\d{3}\.\d\d"),
    ],
)
async def test_names_and_amounts_are_written_as_people_write_them(
    country: World, language: str, name: str, amount: str
) -> None:
    page = await visit(country, "spp-is-reader", language=language)

    assert name in [row[0] for row in page.table("by-place")]
    assert len(re.findall(f"<dd>.*{amount}</dd>|<dd>{amount}</dd>", page.html)) == 4
