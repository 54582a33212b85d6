"""What the lines say: the facts of every form, in words of the reader's language."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from models.database import Database
from models.form import Form
from models.forms import editions_in
from models.language import Language
from models.money import Cents
from models.people import Role, Signatory
from models.reading import SELECT_FORMS, FormOfReport, read_forms
from models.spec import balance, total_advance, total_justified
from models.statements import Statement
from models.words import BALANCES, LANGUAGES, PROVINCES, REGIONS, STATUSES, signatory_word
from rapport_unique.exports.columns import columns
from tests.api.acting import invented
from tests.countries import FEW
from tests.exports.taking import AMOUNTS, BOTH, CSV, XLSX, Taker, taker
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

BRUSSELS = ZoneInfo("Europe/Brussels")
LINES = FEW * len(editions_in(2020))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def facts(country: World) -> dict[tuple[str, str], FormOfReport]:
    """Every form of 2020 as the rules know it, by code and English title."""
    database = Database(country.settings.database_url)
    async with database.snapshot() as reader:
        found = await read_forms(reader, Statement(SELECT_FORMS))
    await database.close()
    return {(of.cpas.nis_code, of.form.spec.title.en): of for of in found}


def local(at: datetime | None) -> str:
    return f"{at.astimezone(BRUSSELS):%d/%m/%Y %H:%M}" if at else ""


def euro(cents: Cents | int | None) -> str:
    return "" if cents is None else f"{cents // 100},{cents % 100:02}"


def signed(form: Form, role: Signatory) -> datetime | None:
    return next((one.signed.at for one in form.current_signatures if one.role is role), None)


def yes(fact: object) -> str:
    return "yes" if fact else "no"


def account_changed(of: FormOfReport) -> str:
    """Whether the account came after the first of the signatures that hold."""
    seen = [one.report_version for one in of.form.current_signatures]
    account = of.report.bank_account
    return yes(account.since_version > min(seen)) if seen and account else ""


def holder(of: FormOfReport) -> str:
    word = {"FR": "CPAS", "NL": "OCMW", "DE": "ÖSHZ"}[of.cpas.language]
    name = of.cpas.name.in_language(of.cpas.language)
    return f"{word} {name}" if of.report.bank_account else ""


def line_of(of: FormOfReport) -> list[str]:
    """What the file should say of the form, from the facts and not from the totals kept beside."""
    form, cpas, sent = of.form, of.cpas, of.form.submission
    president = signed(form, Signatory.PRESIDENT)
    director = signed(form, Signatory.DIRECTOR_GENERAL)
    remains = balance(form.spec, form.content)
    direction = remains.direction.value if remains else None
    return [
        "2020",
        cpas.nis_code,
        cpas.name.en,
        LANGUAGES[cpas.language].en,
        REGIONS[cpas.region].en,
        PROVINCES[cpas.province].en if cpas.province else "",
        form.spec.title.en,
        STATUSES[form.status].en,
        yes(form.encoded),
        local(form.encoded_at if form.encoded else None),
        yes(president),
        local(president),
        yes(director),
        local(director),
        ", ".join(signatory_word(role, cpas.region).en for role in form.missing_signatures),
        local(sent.sent_at if sent else None),
        sent.reference if sent else "",
        local(sent.acknowledged.at if sent and sent.acknowledged else None),
        euro(total_advance(form.spec, form.content)),
        euro(total_justified(form.spec, form.content)),
        euro((remains.amount if direction == "TO_REPAY" else 0) if remains else None),
        euro((remains.amount if direction == "TO_RECEIVE" else 0) if remains else None),
        euro(remains.set_off if remains else None),
        euro(remains.borne if remains else None),
        BALANCES[remains.direction].en if remains else "",
        account_changed(of),
        cpas.enterprise_number or "",
        holder(of),
        of.report.bank_account.numbers.iban if of.report.bank_account else "",
        (of.report.bank_account and of.report.bank_account.numbers.bic) or "",
        local(form.changed_at),
    ]


async def test_every_line_of_a_year_says_the_facts_of_its_form(
    country: World, facts: dict[tuple[str, str], FormOfReport]
) -> None:
    table = await taker(country, "spp-is-reader").table(CSV)

    assert len(table.lines) == len(facts) == LINES
    assert {(line[1], line[6]): line for line in table.lines} == {
        key: line_of(of) for key, of in facts.items()
    }


async def test_the_workbook_says_the_same_with_real_numbers_and_dates(country: World) -> None:
    reader = taker(country, "spp-is-reader")
    texts = await reader.table(CSV)

    values = await reader.table(XLSX)

    def text(value: object) -> str:
        match value:
            case None:
                return ""
            case datetime():
                return f"{value:%d/%m/%Y %H:%M}"
            case float():
                return f"{value:.2f}".replace(".", ",")
            case _:
                return str(value)

    amounts = {values.titles.index(title) for title in AMOUNTS}
    lines = [
        [
            text(float(value) if at in amounts and value is not None else value)
            for at, value in cells
        ]
        for cells in map(enumerate, values.lines)
    ]
    assert values.titles == texts.titles
    assert lines == texts.lines


@pytest.mark.parametrize("path", BOTH)
async def test_a_year_without_reports_gives_titles_and_no_line(country: World, path: str) -> None:
    table = await taker(country, "spp-is-reader").table(path, year=2001)

    assert len(table.titles) == len(columns(with_amounts=True))
    assert table.lines == []


async def test_the_csv_is_made_for_belgian_spreadsheets(country: World) -> None:
    response = await taker(country, "charleroi-editor").get(CSV, year=2020, kind="PIIS")

    content = response.content
    assert content.startswith(b"\xef\xbb\xbfYear;NIS code;CPAS;")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == 2


# Languages ---------------------------------------------------------------------------------------

SPOKEN = {
    "fr": [
        "Gand",
        "néerlandais",
        "Région flamande",
        "Covid-19 : Prime temporaire de 50 EUR",
        "À encoder",
    ],
    "nl": ["Gent", "Nederlands", "Vlaams Gewest", "Covid-19: tijdelijke premie van 50 EUR"],
    "de": ["Gent", "Niederländisch", "Flämische Region", "Covid-19: zeitweilige Prämie von 50 EUR"],
    "en": [
        "Gent",
        "Dutch",
        "Flemish Region",
        "Covid-19: temporary premium of 50 EUR",
        "To be encoded",
    ],
}
TITLES = {
    "fr": ["Montant de l'avance (EUR)", "Montant justifié (EUR)", "Solde", "Expédié le"],
    "nl": ["Bedrag van het voorschot (EUR)", "Verantwoord bedrag (EUR)", "Saldo", "Verzonden op"],
    "de": ["Vorschussbetrag (EUR)", "Nachgewiesener Betrag (EUR)", "Saldo", "Versandt am"],
    "en": ["Advance (EUR)", "Justified amount (EUR)", "Balance", "Sent at"],
}


@pytest.mark.parametrize("path", BOTH)
@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("capitals", [False, True])
async def test_a_file_speaks_the_language_that_is_asked_for(
    country: World, path: str, language: str, capitals: bool
) -> None:
    asked = language.upper() if capitals else language

    table = await taker(country, "gent-editor", "it").table(
        path, kind="COVID_PREMIUM", language=asked
    )

    (line,) = table.lines
    assert set(SPOKEN[language]) <= set(line)
    assert set(TITLES[language][:3]) <= set(table.titles)
    assert any(title.startswith(TITLES[language][3]) for title in table.titles)


async def test_without_argument_the_browser_then_the_person_then_french_decides(
    country: World,
) -> None:
    async def first_title(who: Taker) -> str:
        return (await who.table()).titles[0]

    german = invented("german", Role.FEDERATION, locale="de-BE")
    italian = invented("italian", Role.FEDERATION, locale="it-IT")

    assert await first_title(taker(country, german, "nl-BE, fr;q=0.5")) == "Jaar"
    assert await first_title(taker(country, german, "it")) == "Jahr"
    assert await first_title(taker(country, italian, "")) == "Année"


@pytest.mark.parametrize("language", Language)
async def test_every_word_exists_in_every_language(country: World, language: Language) -> None:
    table = await taker(country, "spp-is-reader").table(CSV, language=language.value)

    assert len(set(table.titles)) == len(columns(with_amounts=True))
    for words in (STATUSES, BALANCES, REGIONS, LANGUAGES):
        spoken = {text.in_language(language) for text in words.values()}
        assert len(spoken) == len(words)
    assert set(table.column(table.titles[7])) == {
        text.in_language(language) for text in STATUSES.values()
    }
