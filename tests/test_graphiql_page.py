"""The testers' page: what it may load, what it sends, and the manual's steps in it."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx2
import pytest
from graphql import parse
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Route,
    expect,
    sync_playwright,
)
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rapport_unique import graphiql
from rapport_unique.graphiql import vendor
from rapport_unique.graphiql.licences import RULE
from rapport_unique.graphiql.texts import TEXTS, texts_by_language
from tests.servers import UNENCRYPTED, Running

pytestmark = pytest.mark.only_on("sqlite", reason="The page never meets the database.")

PERMITS = re.compile(
    r"Permission is hereby granted|Permission to use, copy|Apache License|Redistri"
)
"""What the licences say that these packages have: MIT, ISC and 0BSD, Apache, BSD."""
FOLDER = Path(graphiql.__file__).parent
EDITOR = "charleroi-editor"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Seen:
    """What a page did that a closed network or the policy would not allow."""

    def __init__(self, page: Page, origin: str) -> None:
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self._note_request(request.url, origin))
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note_request(self, url: str, origin: str) -> None:
        if not url.startswith((f"{origin}/", "data:")):
            self.elsewhere.append(url)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.complaints.append(message.text)


class Inline(HTMLParser):
    """What a policy without `unsafe-inline` would refuse in a page, and what the page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or "style" in names or (tag == "script" and "src" not in names):
            self.refused.append(f"<{tag}>")
        self.refused += [f"{tag} {name}" for name in names if name.startswith("on")]
        wanted = {"script": "src", "link": "href"}.get(tag)
        self.loaded += [value or "" for name, value in attrs if name == wanted]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("No Chromium found: install the package chromium to test the page.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def origin(live_server: Running) -> str:
    return live_server.url.rstrip("/")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, origin: str) -> Page:
    page = context.new_page()
    page.goto(f"{origin}/graphiql")
    return page


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=graphiql.routes(with_personas=True)))


def act_as(page: Page, key: str) -> None:
    page.locator(f'#persona option[value="{key}"]').wait_for(state="attached")
    with page.expect_response(re.compile(r"/dev/personas/[^/]+/token$")):
        page.select_option("#persona", key)


def open_step(page: Page, number: int) -> None:
    page.locator("#steps button").nth(number - 1).click()
    expect(page.locator("#steps li").nth(number - 1)).to_have_attribute("aria-current", "step")


def run(page: Page, operation: str) -> dict[str, Any]:
    with page.expect_response(lambda response: _asks(response.request.post_data, operation)) as got:
        page.get_by_role("button", name=re.compile("^Execute query")).click()
    answer: dict[str, Any] = got.value.json()
    return answer


def _asks(body: str | None, operation: str) -> bool:
    return bool(body) and f'"operationName":"{operation}"' in (body or "")


def variables(page: Page) -> Any:
    return json.loads(
        page.locator(".graphiql-editor-tool .CodeMirror").first.evaluate(
            "editor => editor.CodeMirror.getValue()"
        )
    )


@pytest.mark.browser
def test_the_home_page_step_shows_the_cpas_of_the_chosen_persona(page: Page) -> None:
    act_as(page, EDITOR)

    open_step(page, 2)
    run(page, "HomePage")

    expect(page.locator(".graphiql-response")).to_contain_text("Charleroi")
    expect(page.locator("#notice")).to_have_text("Answer received.")
    expect(page.locator("#steps [aria-current=step]")).to_contain_text("2.")
    expect(page.locator("#who")).to_contain_text("token valid until")


@pytest.mark.browser
def test_nothing_leaves_the_server_and_the_policy_is_never_violated(
    context: BrowserContext, origin: str
) -> None:
    page = context.new_page()
    seen = Seen(page, origin)
    page.goto(f"{origin}/graphiql")
    act_as(page, EDITOR)

    open_step(page, 2)
    run(page, "HomePage")
    page.get_by_role("button", name="Show GraphiQL Explorer").click()
    page.get_by_role("button", name="Open settings dialog").click()
    page.get_by_role("dialog").wait_for()

    assert seen.elsewhere == []
    assert seen.complaints == []


@pytest.mark.browser
def test_a_step_is_filled_with_what_earlier_answers_said(page: Page) -> None:
    act_as(page, EDITOR)
    open_step(page, 2)
    report = run(page, "HomePage")["data"]["cpas"]["report"]
    expect(page.locator("#notice")).to_have_text("Answer received.")

    open_step(page, 5)

    assert variables(page)["input"]["formId"] == report["form"]["id"]
    assert variables(page)["input"]["expectedVersion"] == report["form"]["version"]


@pytest.mark.browser
def test_a_step_opened_too_early_says_what_is_not_known_yet(page: Page) -> None:
    open_step(page, 3)

    expect(page.locator("#notice")).to_contain_text("Not known yet: report.id, report.version.")
    assert variables(page)["input"]["reportId"] == "{{report.id}}"


@pytest.mark.browser
def test_a_subscription_shows_what_is_written_as_it_is_written(
    context: BrowserContext, origin: str, live_server: Running
) -> None:
    page = context.new_page()
    seen = Seen(page, origin)
    page.goto(f"{origin}/graphiql")
    act_as(page, "eupen-editor")
    headers = {"authorization": f"Bearer {live_server.token('eupen-editor')}"}
    with httpx2.Client(base_url=origin, headers=headers, verify=UNENCRYPTED) as editor:
        report, last = where_it_stands(editor)
        write(page, f'subscription Watch {{ events(year: 2020, after: "{last}") {{ type }} }}')
        expect(page.get_by_role("tab", name="Watch")).to_be_visible()

        page.get_by_role("button", name=re.compile("^Execute query")).click()
        expect(page.locator("#notice")).to_contain_text("each line appears as soon as it is")
        give_contact(editor, report)

    for type_ in ("CONTACT_UPDATED", "BANK_ACCOUNT_UPDATED"):
        expect(page.locator(".graphiql-response")).to_contain_text(type_)
    page.get_by_role("button", name=re.compile("^Stop query")).click()
    expect(page.locator("#notice")).to_have_text("The subscription has ended. Lines received: 2.")
    assert seen.elsewhere == []
    assert seen.complaints == []


def write(page: Page, query: str) -> None:
    """Put the text into the editor, as if it was typed."""
    page.locator(".graphiql-query-editor .CodeMirror").evaluate(
        "(editor, query) => editor.CodeMirror.setValue(query)", query
    )


def where_it_stands(editor: httpx2.Client) -> tuple[dict[str, Any], str]:
    """Id and version of the editor's report, and the cursor of the last line about it."""
    query = """{ cpas { report(year: 2020) { id version } }
      events(year: 2020, first: 600) { pageInfo { endCursor } } }"""
    data = editor.post("/graphql", json={"query": query}).json()["data"]
    return data["cpas"]["report"], data["events"]["pageInfo"]["endCursor"]


def give_contact(editor: httpx2.Client, report: dict[str, Any]) -> None:
    query = """mutation ($input: UpdateContactInput!) {
      updateContact(input: $input) { userErrors { code } } }"""
    contact = {"name": "Ana Silva", "email": "ana@cpas.example", "phone": "087 55 58 11"}
    wanted = {
        "reportId": report["id"],
        "expectedVersion": report["version"],
        "contact": contact,
        "bankAccount": {"historicalNumber": "096-1234567-69", "bic": "GKCCBEBB"},
    }
    answer = editor.post("/graphql", json={"query": query, "variables": {"input": wanted}})
    assert answer.json()["data"]["updateContact"]["userErrors"] == []


@pytest.mark.browser
def test_a_token_about_to_expire_is_renewed_before_the_next_request(page: Page) -> None:
    asked: list[str] = []

    def answer_with_a_short_life(route: Route) -> None:
        asked.append(route.request.url)
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "expires_in": 20})

    page.route("**/dev/personas/*/token", answer_with_a_short_life)
    act_as(page, EDITOR)
    open_step(page, 1)

    answer = run(page, "WhoAmI")

    assert answer["data"]["viewer"] is not None
    assert len(asked) == 2


@pytest.mark.browser
def test_requests_carry_the_chosen_language_and_no_token_for_nobody(page: Page) -> None:
    page.select_option("#language", "nl")
    open_step(page, 1)

    with page.expect_request(lambda request: _asks(request.post_data, "WhoAmI")) as sent:
        page.keyboard.press("Control+Enter")

    assert sent.value.headers["accept-language"] == "nl"
    assert "authorization" not in sent.value.headers
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    expect(page.locator("#manual")).to_have_text("De handleiding, stap voor stap")


@pytest.mark.browser
def test_tokens_are_kept_in_memory_only(page: Page) -> None:
    with page.expect_response(re.compile(r"/token$")) as got:
        act_as(page, EDITOR)
    open_step(page, 1)
    run(page, "WhoAmI")

    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")

    assert got.value.json()["access_token"] not in stored
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.browser
def test_a_reload_keeps_who_acts_and_an_address_opens_its_query(page: Page, origin: str) -> None:
    act_as(page, EDITOR)
    page.goto(f"{origin}/graphiql?query=query%20Asked%20%7B%20viewer%20%7B%20roles%20%7D%20%7D")

    expect(page.locator("#persona")).to_have_value(EDITOR)
    answer = run(page, "Asked")
    assert answer["data"]["viewer"]["roles"] == ["EDITOR"]


@pytest.mark.browser
def test_tab_leaves_the_editor(page: Page) -> None:
    open_step(page, 1)
    expect(page.get_by_role("textbox", name="Operation")).to_be_focused()

    page.keyboard.press("Tab")

    expect(page.get_by_role("button", name=re.compile("^Execute query"))).to_be_focused()


@pytest.mark.browser
def test_without_personas_the_page_asks_for_a_token_and_for_no_personas(
    context: BrowserContext, origin: str
) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    bare = TestClient(Starlette(routes=graphiql.routes(with_personas=False))).get("/graphiql")
    page.route("**/graphiql", lambda route: route.fulfill(body=bare.text, headers=bare.headers))
    page.goto(f"{origin}/graphiql")

    page.get_by_label("Access token").fill("a-token")
    open_step(page, 1)
    with page.expect_request(lambda request: _asks(request.post_data, "WhoAmI")) as sent:
        page.keyboard.press("Control+Enter")

    assert sent.value.headers["authorization"] == "Bearer a-token"
    assert not [url for url in asked if "/dev/" in url]
    expect(page.locator("#persona")).to_be_hidden()


def test_the_policy_allows_nothing_unsafe_and_no_other_origin(client: TestClient) -> None:
    answer = client.get("/graphiql")

    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_page_has_no_inline_script_or_style(client: TestClient) -> None:
    page = Inline()

    page.feed(client.get("/graphiql").text)

    assert page.refused == []


def test_everything_the_page_loads_is_served_beside_it(client: TestClient) -> None:
    page = Inline()
    page.feed(client.get("/graphiql").text)

    answers = {path: client.get(f"/{path}") for path in page.loaded if path != "data:,"}

    assert len(answers) == 8
    assert {path for path, answer in answers.items() if answer.status_code != 200} == set()
    assert {answer.headers["X-Content-Type-Options"] for answer in answers.values()} == {"nosniff"}


@pytest.mark.parametrize("path", ["../page.html", "%2e%2e/page.html", "..%2f__init__.py", "", "."])
def test_only_the_assets_are_served_as_assets(client: TestClient, path: str) -> None:
    answer = client.get(f"/graphiql/assets/{path}")

    assert answer.status_code == 404


def test_assets_may_be_kept_but_the_page_is_asked_for_again(client: TestClient) -> None:
    asset = client.get("/graphiql/assets/react-18.3.1/react.production.min.js")

    assert "immutable" in asset.headers["Cache-Control"]
    assert client.get("/graphiql").headers["Cache-Control"] == "no-cache"


def test_the_manifest_matches_the_vendored_files() -> None:
    assert vendor.differences(vendor.ASSETS) == []


def test_each_package_in_the_bundle_has_the_text_of_its_licence() -> None:
    bundled = (vendor.ASSETS / vendor.BUNDLED).read_text("utf-8").splitlines()
    parts = (vendor.ASSETS / vendor.LICENCES).read_text("utf-8").split(f"{RULE}\n")[1:]

    texts = {
        heading.split()[0]: text for heading, text in zip(parts[::2], parts[1::2], strict=True)
    }

    assert list(texts) == bundled
    assert [name for name, text in texts.items() if not PERMITS.search(text)] == []


def test_a_changed_a_missing_and_an_added_file_are_found(tmp_path: Path) -> None:
    rows = (f"{hashlib.sha256(b'text').hexdigest()}  {name}\n" for name in ("changed", "missing"))
    (tmp_path / vendor.MANIFEST).write_text("".join(rows), "utf-8")
    (tmp_path / "changed").write_text("other", "utf-8")
    (tmp_path / "added").write_text("text", "utf-8")

    found = vendor.differences(tmp_path)

    assert found == [
        "missing is missing.",
        "added is not in the manifest.",
        "changed is not the file that was vendored.",
    ]


def test_the_steps_are_the_manuals_in_its_order_and_in_four_languages() -> None:
    steps = json.loads((FOLDER / "steps.json").read_text("utf-8"))

    assert [step["key"] for step in steps] == [
        "who",
        "home",
        "cpas-data",
        "form",
        "save",
        "sign-president",
        "sign-director-general",
        "back-home",
    ]
    assert all(parse(step["query"]) for step in steps)
    assert {f"step-{step['key']}" for step in steps} <= set(TEXTS)


def test_the_page_says_the_same_things_in_four_languages() -> None:
    texts = texts_by_language()

    assert list(texts) == ["fr", "nl", "de", "en"]
    assert len({tuple(sentences) for sentences in texts.values()}) == 1
    assert [of["own-name"] for of in texts.values()] == [
        "Français",
        "Nederlands",
        "Deutsch",
        "English",
    ]


def test_the_page_says_nothing_that_is_said_nowhere() -> None:
    steps = json.loads((FOLDER / "steps.json").read_text("utf-8"))
    page = (FOLDER / "page.html").read_text("utf-8") + (FOLDER / "page.js").read_text("utf-8")
    hints = {hint for step in steps for hint in (f"step-{step['key']}", step["persona_hint"])}

    said = set(re.findall(r'data-text="([\w-]+)"|text\("([\w-]+)"', page))
    quoted = set(re.findall(r'"([\w-]+)"', page))

    assert {name for names in said for name in names if name} | hints <= set(TEXTS)
    assert set(TEXTS) <= quoted | hints
