"""The testers' page: its files and their licences, what it may load, and what it says."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rapport_unique import graphiql
from rapport_unique.graphiql import vendor
from rapport_unique.graphiql.licences import RULE
from rapport_unique.graphiql.texts import TEXTS, texts_by_language
from tests.browsers import Inline

pytestmark = pytest.mark.only_on("sqlite", reason="The page never meets the database.")

PERMITS = re.compile(
    r"Permission is hereby granted|Permission to use, copy|Apache License|Redistri"
)
"""What the licences say that these packages have: MIT, ISC and 0BSD, Apache, BSD."""
FOLDER = Path(graphiql.__file__).parent


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=graphiql.routes(with_personas=True)))


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


def test_everybody_has_steps_in_their_order_that_fit_the_contract() -> None:
    steps = json.loads((FOLDER / "steps.json").read_text("utf-8"))
    contract = build_schema(Path("schema/schema.graphql").read_text("utf-8"))

    def of(whom: str) -> list[str]:
        return [step["key"] for step in steps if whom in step["for"]]

    assert of("cpas") == [
        *("who", "home", "cpas-data", "form", "save"),
        *("sign-president", "sign-director-general", "back-home"),
    ]
    assert of("federation") == ["who", "figures", "not-sent", "follow"]
    assert of("spp-is") == [
        *("who", "campaigns", "figures", "not-sent", "grant", "acknowledge", "follow")
    ]
    assert [error for step in steps for error in validate(contract, parse(step["query"]))] == []
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
