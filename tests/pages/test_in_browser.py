"""The screens in a real browser: what scripts add, and the keyboard."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from tests.browsers import Seen, browser
from tests.databases import drop_database
from tests.pages.auditing import audit
from tests.servers import own_port, running
from tests.world import copy_of

__all__ = ["browser"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.only_on("sqlite", reason="The pages only ask the API."),
]

CHARLEROI, GENT, EUPEN = (f"/cpas/{nis}/2020" for nis in ("52011", "44021", "63023"))


@pytest.fixture(scope="module")
def origin(country_of_all_forms: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of these tests' own, that knows its own address."""
    port = own_port()
    settings = copy_of(country_of_all_forms, tmp_path_factory.mktemp("pages"))
    with running(settings.model_copy(update={"port": port}), port=port) as server:
        yield server.url
    drop_database(settings.database_url)


def signed_in(
    browser: Browser, url: str, persona: str, locale: str, *, scripts: bool = True
) -> Page:
    """A page of that person, in a browser of their own."""
    context: BrowserContext = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale=locale, java_script_enabled=scripts
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(url)
    page.locator(".ways a").click()
    page.locator(f'button[value="{persona}"]').click()
    page.locator("main h1").wait_for()
    return page


def press(page: Page) -> None:
    """Press the button of the form."""
    page.locator("main form button:not([type=button], [name])").last.click()


def test_three_people_walk_the_manual_with_scripts(browser: Browser, origin: str) -> None:
    editor = signed_in(browser, origin, "charleroi-editor", "fr-BE")
    seen = Seen(editor, origin)
    editor.goto(f"{origin}{CHARLEROI}/data")
    editor.get_by_label("E-mail").fill("x")
    press(editor)
    expect(editor.locator("#problems")).to_be_focused()
    editor.locator("#problems a").first.click()
    expect(editor.get_by_label("Nom")).to_be_focused()
    fill_data(editor)
    expect(editor.locator(".notice")).to_have_text("Les données du CPAS sont sauvées.")
    editor.goto(f"{origin}{CHARLEROI}/covid-premium/edit")
    editor.get_by_label("Montant justifié").fill("1.234")
    press(editor)
    editor.get_by_label("Montant justifié").fill("2 000 000,00")
    expect(editor.locator("#computed")).to_contain_text("à rembourser au SPP IS")
    audit(editor)
    press(editor)
    expect(editor.locator(".notice")).to_have_text("Le formulaire est sauvé.")
    conflicts(editor, f"{origin}{CHARLEROI}/covid-premium/edit")

    director = signed_in(
        browser, f"{origin}{CHARLEROI}/covid-premium/sign", "charleroi-director-general", "fr-BE"
    )
    press(director)
    expect(director.locator(".notice")).to_contain_text("attend encore : président(e)")
    editor.goto(f"{origin}{CHARLEROI}/covid-premium/edit")
    expect(editor.get_by_text("cette signature tombe : Nadia Lefort")).to_be_visible()
    president = signed_in(browser, origin, "charleroi-president", "fr-BE")
    president.goto(f"{origin}{CHARLEROI}/covid-premium/sign")
    president.get_by_role("button", name="Signer").dblclick()
    expect(president.locator(".notice")).to_contain_text("RU-2020-52011-COVID")
    president.go_back()
    expect(president).to_have_url(f"{origin}{CHARLEROI}/covid-premium")

    prints(president)
    complaints = [told for told in seen.complaints if "the server responded with" not in told]
    assert complaints == []
    assert seen.elsewhere == []


def conflicts(page: Page, address: str) -> None:
    """Who saves what another window changed meanwhile is told so, and is led there."""
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    other.get_by_label("Montant justifié").fill("1 999 999,00")
    press(other)
    expect(other.locator(".notice")).to_have_text("Le formulaire est sauvé.")
    other.close()
    page.get_by_label("Montant justifié").fill("2 000 000,00")
    press(page)
    expect(page.locator("#problems")).to_be_focused()


def test_the_follow_up_stands_up_to_an_audit(browser: Browser, origin: str) -> None:
    page = signed_in(browser, f"{origin}/status", "uvcw", "fr-BE")

    expect(page.locator("h1")).to_be_visible()
    audit(page)


def test_a_file_is_granted_at_the_desk(browser: Browser, origin: str, tmp_path: Path) -> None:
    file = tmp_path / "advances.csv"
    file.write_text("Code INS;Avance\n52011;1200,50\n99999;50\n", "utf-8")
    page = signed_in(browser, f"{origin}/desk/grant", "spp-is-manager", "fr-BE")
    page.get_by_label("Fichier").set_input_files(file)
    press(page)
    expect(page.get_by_text("Lignes refusées : 1")).to_be_visible()
    audit(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger").click()
    assert "UNKNOWN_CPAS" in download.value.path().read_text("utf-8")
    press(page)
    page.wait_for_url("**/desk")
    expect(page.locator("main .notice")).to_contain_text("C'est fait")


def fill_data(page: Page) -> None:
    page.get_by_label("Nom").fill("Claire Lambert")
    page.get_by_label("E-mail").fill("claire@cpas.example")
    page.get_by_label("Téléphone").fill("071 12 34 56")
    page.get_by_label("Numéro historique").fill("096-1234567-69")
    page.get_by_label("IBAN", exact=True).fill("")
    page.get_by_label("BIC").fill("")
    press(page)


def prints(page: Page) -> None:
    """The form is one sheet of paper, without what can only be clicked."""
    page.emulate_media(media="print")
    expect(page.locator(".buttons")).to_be_hidden()
    expect(page.locator(".printed")).to_be_visible()
    expect(page.locator(".box")).to_have_count(2)
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    assert len(sheets) == 1
    page.emulate_media(media="screen")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(":focus").evaluate(NAME).strip() == name:
            return
    raise AssertionError(f"nobody reaches {name!r} with the keyboard")


NAME = "element => element.labels?.[0]?.innerText || element.innerText || element.value || ''"


def test_the_keyboard_alone_is_enough_and_other_windows_follow(
    browser: Browser, origin: str
) -> None:
    watching = signed_in(browser, origin, "gent-president", "nl-BE")
    mark = watching.locator("table.home tbody tr").first.locator("td").first
    expect(mark).to_have_text("nee")
    page = signed_in(browser, origin, "gent-editor", "nl-BE")

    tab_to(page, "Covid-19: tijdelijke premie van 50 EUR")
    page.keyboard.press("Enter")
    page.wait_for_url("**/covid-premium")
    tab_to(page, "Wijzigen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit")
    tab_to(page, "Verantwoord bedrag")
    page.keyboard.type("100.000,00")
    tab_to(page, "Opslaan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/covid-premium")

    expect(page.locator(".notice")).to_have_text("Het formulier is opgeslagen.")
    expect(mark).to_have_text("ja")
    expect(watching.locator("#news")).to_have_text("Deze pagina is zojuist bijgewerkt.")


def test_sums_and_balance_follow_what_is_typed(browser: Browser, origin: str) -> None:
    page = signed_in(browser, f"{origin}{GENT}/social-participation/edit", "gent-editor", "nl-BE")
    seen = Seen(page, origin)
    heading = page.locator(".group + .hint").first

    for field in page.locator("input[inputmode]").all():
        field.fill("1.000,50")

    expect(heading).to_contain_text("Verantwoord bedrag: € 2.001,00.")
    expect(page.locator("#computed")).to_contain_text("€ 6.003,00")
    expect(page.get_by_role("button", name="Berekenen")).to_be_hidden()
    page.locator("input[inputmode]").first.fill("1.000")
    expect(heading).not_to_contain_text("Verantwoord bedrag")
    expect(page.locator("#computed")).to_be_empty()
    assert page.locator("#problems").count() == 0
    assert [told for told in seen.complaints if "422" not in told] == []


def test_leaving_what_is_not_saved_is_asked_about(browser: Browser, origin: str) -> None:
    page = signed_in(browser, f"{origin}{EUPEN}/personnel-costs/edit", "eupen-editor", "de-BE")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    home = page.get_by_role("link", name="Startseite")

    page.locator("input[inputmode]").first.press_sequentially("1")
    home.first.click()
    page.wait_for_url(f"**{EUPEN}")

    assert asked == ["beforeunload"]


def test_without_scripts_a_form_is_filled_in_and_can_be_printed(
    browser: Browser, origin: str
) -> None:
    page = signed_in(
        browser, f"{origin}{EUPEN}/covid-premium/edit", "eupen-editor", "de-BE", scripts=False
    )

    page.get_by_label("Nachgewiesener Betrag").fill("50.000,00")
    press(page)

    expect(page.locator(".notice")).to_have_text("Das Formular ist gespeichert.")
    printing = page.get_by_role("link", name="Drucken")
    answer = page.request.get(f"{origin}{printing.get_attribute('href')}")
    assert answer.headers["content-type"] == "application/pdf"
