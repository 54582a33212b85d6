"""The testers' page in a browser: what it sends, and the steps in it."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Route,
    expect,
)
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rapport_unique import graphiql
from tests.browsers import Seen, browser
from tests.servers import UNENCRYPTED, Running

__all__ = ["browser"]

pytestmark = pytest.mark.only_on("sqlite", reason="The page never meets the database.")

EDITOR = "charleroi-editor"
OPERATION = "data-operation"


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


def act_as(page: Page, key: str) -> None:
    page.locator(f'#persona option[value="{key}"]').wait_for(state="attached")
    with page.expect_response(re.compile(r"/dev/personas/[^/]+/token$")):
        page.select_option("#persona", key)


def open_step(page: Page, number: int) -> None:
    page.locator("#steps button").nth(number - 1).click()
    expect(page.locator("#steps li").nth(number - 1)).to_have_attribute("aria-current", "step")


def run(page: Page, operation: str | None) -> dict[str, Any]:
    with page.expect_response(lambda response: _asks(response.request.post_data, operation)) as got:
        page.get_by_role("button", name=re.compile("^Execute query")).click()
    answer: dict[str, Any] = got.value.json()
    return answer


def _asks(body: str | None, operation: str | None) -> bool:
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
@pytest.mark.parametrize("persona", ["uvcw", "spp-is-manager"])
def test_federations_and_spp_is_have_steps_of_their_own(page: Page, persona: str) -> None:
    act_as(page, persona)
    labels = page.locator("#steps button").all_inner_texts()

    for number, label in enumerate(labels, start=1):
        if "Follow" not in label:
            open_step(page, number)
            answer = run(page, page.locator("#steps li").nth(number - 1).get_attribute(OPERATION))
            assert "errors" not in answer
            expect(page.locator("#notice")).to_have_text("Answer received.")
    open_step(page, len(labels))

    assert labels[-1].endswith("Follow what happens next")
    expect(page.locator("#manual")).not_to_have_text("The manual, step by step")
    assert variables(page)["after"] not in {None, "{{forms.asOf}}"}


@pytest.mark.browser
def test_what_is_copied_as_curl_runs_in_a_shell_and_holds_no_token(
    context: BrowserContext, page: Page, origin: str
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=origin)
    act_as(page, EDITOR)
    write(page, """query Quoted { cpas { nisCode } # it's "quoted"\n}""")
    expect(page.get_by_role("tab", name="Quoted")).to_be_visible()

    page.get_by_role("button", name="Copy as curl").click()

    expect(page.locator("#notice")).to_have_text("Copied: paste it into a shell.")
    command = page.evaluate("navigator.clipboard.readText()")
    environment = {**os.environ, "CURL_HOME": "/", "no_proxy": "*"}
    done = subprocess.run(  # noqa: S602 - the command is for a shell
        command.replace("curl -sS", "curl -sSk"),
        shell=True,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(done.stdout) == {"data": {"cpas": {"nisCode": "52011"}}}
    assert "eyJ" not in command


@pytest.mark.browser
def test_a_narrow_window_shows_query_and_answer(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    act_as(page, EDITOR)

    open_step(page, 2)
    run(page, "HomePage")

    answer = page.locator(".graphiql-response")
    expect(answer).to_contain_text("Charleroi")
    box = answer.bounding_box()
    assert box is not None
    assert box["width"] > 200
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


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
