"""The status page in a real browser: signing in, reading, following live, keyboard and paper."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from rapport_unique.pages.session import COOKIE
from tests.browsers import Seen, browser
from tests.databases import drop_database
from tests.servers import UNENCRYPTED, own_port, running
from tests.world import copy_of

__all__ = ["browser"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.only_on("sqlite", reason="The same page on both is what tests/status compares."),
]

HOME = """{ cpas { report(year: 2020) { forms { id version contentDigest status } } } }"""
SAVE = """mutation ($input: SaveJustifiedAmountInput!) { saveJustifiedAmount(input: $input) {
  form { status } userErrors { code } } }"""
SIGN = """mutation ($input: SignInput!) { sign(input: $input) {
  form { status } userErrors { code } } }"""
BRUSSELS = "?region=BRUSSELS&kind=COVID_PREMIUM"
HAINAUT = "?region=WALLONIA&province=Hainaut&kind=COVID_PREMIUM"

CONTRASTS = Path(__file__).with_name("contrasts.js").read_text("utf-8")
"""Finds the texts of a page that stand out too little from what is behind them."""


@pytest.fixture(scope="module")
def origin(demo_country: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of these tests' own: what is signed here is signed for nobody else."""
    port = own_port()
    own = copy_of(demo_country, tmp_path_factory.mktemp("status"))
    settings = own.model_copy(update={"port": port})
    with running(settings, port=port) as server:
        yield server.url
    drop_database(settings.database_url)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, origin: str) -> Page:
    page = context.new_page()
    page.goto(f"{origin}/status")
    return page


def sign_in(page: Page, persona: str) -> None:
    page.get_by_role("link", name=re.compile("Sign in|Aanmelden")).click()
    page.locator(f'button[value="{persona}"]').click()
    expect(page.locator("#figures")).to_be_visible()


def ask(origin: str, persona: str, query: str, **variables: object) -> dict[str, Any]:
    """Ask the API as that person."""
    signed_in = httpx2.post(f"{origin}/dev/personas/{persona}/token", verify=UNENCRYPTED)
    token = signed_in.json()["access_token"]
    answer = httpx2.post(
        f"{origin}/graphql",
        content=json.dumps({"query": query, "variables": variables}),
        headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
        verify=UNENCRYPTED,
    )
    data: dict[str, Any] = answer.json()["data"]
    return data


def send_ixelles(origin: str) -> None:
    """Place the signature that the form of Ixelles waits for: it is sent."""
    (form,) = ask(origin, "ixelles-editor", HOME)["cpas"]["report"]["forms"]
    wanted = {
        "formId": form["id"],
        "as": "DIRECTOR_GENERAL",
        "contentDigest": form["contentDigest"],
    }
    sent = ask(origin, "ixelles-director-general", SIGN, input=wanted)["sign"]
    assert sent == {"form": {"status": "SENT"}, "userErrors": []}


def save_charleroi(origin: str, amount: str) -> None:
    """Encode another amount: Charleroi has not begun in the demo country."""
    (form,) = ask(origin, "charleroi-editor", HOME)["cpas"]["report"]["forms"]
    wanted = {
        "formId": form["id"],
        "justifiedAmount": amount,
        "expectedVersion": form["version"],
    }
    saved = ask(origin, "charleroi-editor", SAVE, input=wanted)["saveJustifiedAmount"]
    assert saved == {"form": {"status": "ENCODED"}, "userErrors": []}


def count(page: Page, card: str) -> int:
    """The count on the card that leads to such a list."""
    found = page.locator(f'.card a[href*="show={card}"] .number')
    return int(re.sub(r"\D", "", found.inner_text()))


def tab_to(page: Page, text: str) -> None:
    """Press Tab until the link with this text has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == text:
            return
    raise AssertionError(f"nobody reaches {text!r} with the keyboard")


# Live --------------------------------------------------------------------------------------------


def test_a_signature_that_is_placed_elsewhere_appears_by_itself(page: Page, origin: str) -> None:
    seen = Seen(page, origin)
    sign_in(page, "brulocalis")
    page.goto(f"{origin}/status{BRUSSELS}")
    row = page.locator("tr", has_text="Ixelles")
    expect(page.locator("#live")).to_be_visible()
    expect(row).to_contain_text("secretary-general")
    sent, waiting = count(page, "SENT"), count(page, "WAITING_FOR_DIRECTOR_GENERAL")
    page.evaluate("window.neverLeft = true")

    send_ixelles(origin)

    expect(row).to_contain_text("nobody")
    expect(page.locator("#news")).to_have_text(re.compile(r"Updated at \d\d:\d\d:\d\d"))
    assert count(page, "SENT") == sent + 1
    assert count(page, "WAITING_FOR_DIRECTOR_GENERAL") == waiting - 1
    assert page.evaluate("window.neverLeft") is True
    assert seen.complaints == []
    assert seen.elsewhere == []


def test_focus_scroll_and_what_was_opened_stay_where_they_are(page: Page, origin: str) -> None:
    sign_in(page, "uvcw")
    page.goto(f"{origin}/status{HAINAUT}")
    expect(page.locator("#live")).to_be_visible()
    summary = page.get_by_text("The same figures as a table")
    summary.click()
    summary.focus()
    page.evaluate("scrollTo(0, 700)")
    before = page.evaluate("scrollY")

    save_charleroi(origin, "1.00")

    expect(page.locator("#news")).not_to_be_empty()
    expect(summary).to_be_focused()
    expect(page.locator("table.days")).to_be_visible()
    assert page.evaluate("scrollY") == before > 0


def test_when_the_session_has_ended_the_page_says_so(page: Page, origin: str) -> None:
    sign_in(page, "uvcw")
    expect(page.locator("#live")).to_be_visible()
    page.context.clear_cookies()

    said = page.get_by_text("Your session has ended")

    for euro in range(2, 12):  # the stream begins with what comes, once it is open
        save_charleroi(origin, f"{euro}.00")
        with suppress(PlaywrightTimeout):
            said.wait_for(state="visible", timeout=1_000)
            break

    expect(said).to_be_visible()
    expect(page.locator("#live")).to_be_hidden()
    page.locator("#ended a").click()
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()


# Signing in --------------------------------------------------------------------------------------


def test_a_token_is_pasted_and_scripts_never_see_it(page: Page, origin: str) -> None:
    answer = httpx2.post(f"{origin}/dev/personas/uvcw/token", verify=UNENCRYPTED).json()

    page.get_by_text("For testers", exact=True).click()
    page.get_by_label("Access token").fill(answer["access_token"])
    page.get_by_role("button", name="Use this token").click()

    expect(page.get_by_text("Signed in: Thierry Colson")).to_be_visible()
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["path"]) == (COOKIE, "/")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_who_follows_a_link_from_elsewhere_is_still_signed_in(page: Page, origin: str) -> None:
    sign_in(page, "uvcw")
    elsewhere = origin.replace("127.0.0.1", "localhost")
    page.goto(f"{elsewhere}/health/live")
    page.evaluate(
        """(href) => {
          const link = document.createElement("a");
          link.href = href;
          link.textContent = "here";
          document.body.replaceChildren(link);
        }""",
        f"{origin}/status?region=WALLONIA",
    )

    page.get_by_role("link", name="here").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Rapport unique 2020 – Walloon Region"
    )


def test_without_scripts_everything_else_works(browser: Browser, origin: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-BE")
    page = context.new_page()
    page.goto(f"{origin}/status")
    sign_in(page, "vvsg")

    page.get_by_role("link", name="Limburg").click()
    page.get_by_label("Formulier", exact=True).select_option("COVID_PREMIUM")
    page.get_by_role("button", name="Tonen").click()
    shown = page.get_by_role("navigation", name="Formulieren in de lijst")
    shown.get_by_text("Verzonden", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Uniek Jaarverslag 2020 – Limburg")
    assert "kind=COVID_PREMIUM&region=FLANDERS&province=Limbourg&show=SENT" in page.url
    expect(page.locator("#live")).to_be_hidden()
    page.get_by_role("button", name="Afmelden").click()
    expect(page.get_by_role("heading", name="Aanmelden", exact=True)).to_be_visible()
    context.close()


# With a keyboard, on small windows, on paper -----------------------------------------------------


def test_the_keyboard_leads_to_the_content_and_into_a_province(page: Page) -> None:
    sign_in(page, "uvcw")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    tab_to(page, "2020")
    tab_to(page, "Hainaut")
    outlined = page.locator(":focus").evaluate("(link) => getComputedStyle(link).outlineStyle")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Rapport unique 2020 – Hainaut")
    assert outlined == "solid"


@pytest.mark.parametrize("width", [320, 375, 768])
def test_a_small_window_scrolls_in_one_direction_only(page: Page, width: int, origin: str) -> None:
    sign_in(page, "spp-is-reader")
    page.set_viewport_size({"width": width, "height": 700})

    for query in ("", "?region=WALLONIA", BRUSSELS):
        page.goto(f"{origin}/status{query}&language=DE" if query else f"{origin}/status")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(
    browser: Browser, origin: str, scheme: Any
) -> None:
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{origin}/status")
    faint = page.evaluate(CONTRASTS)
    sign_in(page, "spp-is-reader")
    page.goto(f"{origin}/status?region=BRUSSELS")

    faint += page.evaluate(CONTRASTS)

    assert faint == []
    context.close()


def test_paper_shows_the_figures_and_nothing_to_click(page: Page, origin: str) -> None:
    sign_in(page, "spp-is-reader")
    page.goto(f"{origin}/status{BRUSSELS}")

    page.emulate_media(media="print")

    for gone in (
        "nav.languages",
        "form.choices",
        "nav.pills >> nth=0",
        "nav.trail",
        "details",
        "#live",
    ):
        expect(page.locator(gone)).to_be_hidden()
    for there in ("h1", ".money", "table.list", "#as-of", ".plot-wide"):
        expect(page.locator(there)).to_be_visible()
    assert page.pdf(prefer_css_page_size=True).count(b"/MediaBox [0 0 594.95996 841.91998]") >= 1
