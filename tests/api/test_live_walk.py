"""The manual's walk on the real server: from signing in to a form that can only be read.

The testers' page works on Charleroi on the same server, so this walk goes elsewhere: in French to
Ixelles, whose president signed too early; in Dutch to Gent and in German to Eupen, where nobody
has begun.
"""

from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from tests.api.acting import ACCOUNT, ANA, CONTACT, HOME, SAVE, SIGN
from tests.servers import UNENCRYPTED, Running


@dataclass(frozen=True)
class Walk:
    """What the walk meets at one CPAS."""

    town: str
    name: str
    title: str
    early: list[str]
    sent: str
    reference: str


FRENCH = Walk(
    town="ixelles",
    name="Ixelles",
    title="Covid-19 : Prime temporaire de 50 EUR",
    early=["PRESIDENT"],
    sent="Ce formulaire a été expédié au SPP Intégration sociale : il ne peut plus être que "
    "consulté.",
    reference="RU-2020-21009-COVID",
)
DUTCH = Walk(
    town="gent",
    name="Gent",
    title="Covid-19: tijdelijke premie van 50 EUR",
    early=[],
    sent="Dit formulier is verzonden naar de POD Maatschappelijke Integratie: het kan alleen nog "
    "geraadpleegd worden.",
    reference="RU-2020-44021-COVID",
)
GERMAN = Walk(
    town="eupen",
    name="Eupen",
    title="Covid-19: zeitweilige Prämie von 50 EUR",
    early=[],
    sent="Dieses Formular wurde an den ÖPD Sozialeingliederung versandt: Es kann nur noch "
    "eingesehen werden.",
    reference="RU-2020-63023-COVID",
)


@dataclass(frozen=True)
class Person:
    """Somebody who signed in at the real server."""

    url: str
    token: str

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        answer = httpx2.post(
            f"{self.url}/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer {self.token}", "accept": "application/json"},
            verify=UNENCRYPTED,
        )
        body = answer.json()
        assert answer.status_code == 200
        assert "errors" not in body, body
        (found,) = body["data"].values()
        return dict(found)

    def home(self) -> dict[str, Any]:
        """The home page: the CPAS with its report."""
        return self.ask(HOME)

    def form(self) -> dict[str, Any]:
        """The one line of the home page."""
        (found,) = self.home()["report"]["forms"]
        return dict(found)

    def save(self, amount: str) -> dict[str, Any]:
        form = self.form()
        entry = {"formId": form["id"], "expectedVersion": form["version"]}
        return self.ask(SAVE, input={**entry, "justifiedAmount": amount})

    def sign(self, role: str) -> dict[str, Any]:
        form = self.form()
        entry = {"formId": form["id"], "contentDigest": form["contentDigest"]}
        return self.ask(SIGN, input={**entry, "as": role})


def sign_in(server: Running, persona: str) -> Person:
    """Sign in as the testers' page does."""
    url = server.url.rstrip("/")
    answer = httpx2.post(f"{url}/dev/personas/{persona}/token", verify=UNENCRYPTED)
    return Person(url, answer.json()["access_token"])


def marks(form: dict[str, Any]) -> list[bool]:
    """The three marks of the home page."""
    return [form["progress"][mark] for mark in ("encoded", "signed", "sent")]


@pytest.mark.parametrize("walk", [FRENCH, DUTCH, GERMAN], ids=lambda walk: walk.town)
def test_a_newcomer_walks_the_whole_manual(live_server: Running, walk: Walk) -> None:
    editor = sign_in(live_server, f"{walk.town}-editor")
    president = sign_in(live_server, f"{walk.town}-president")
    director = sign_in(live_server, f"{walk.town}-director-general")

    home = editor.home()
    assert home["name"] == walk.name
    assert [form["title"] for form in home["report"]["forms"]] == [walk.title]
    assert marks(editor.form()) == [bool(walk.early), False, False]

    report = home["report"]
    entry = {"reportId": report["id"], "expectedVersion": report["version"]}
    told = editor.ask(CONTACT, input={**entry, "contact": ANA, "bankAccount": ACCOUNT})
    assert told["userErrors"] == []
    assert told["report"]["contact"]["phone"] == "+3271233333"
    assert told["report"]["bankAccount"]["iban"] == "BE34091000277790"

    advance = editor.form()["amounts"]["advance"]
    saved = editor.save("1250.00")
    assert saved["userErrors"] == []
    assert [one["role"] for one in saved["invalidatedSignatures"]] == walk.early
    assert saved["form"]["amounts"]["advance"] == advance
    assert saved["form"]["amounts"]["balance"]["direction"] == "TO_REPAY"
    assert saved["form"]["viewerCanSignAs"] == []
    assert marks(saved["form"]) == [True, False, False]

    first = president.sign("PRESIDENT")
    assert first["userErrors"] == []
    assert first["form"]["missingSignatures"] == ["DIRECTOR_GENERAL"]
    assert first["submission"] is None

    edited = editor.save("1250.50")
    assert [one["role"] for one in edited["invalidatedSignatures"]] == ["PRESIDENT"]

    assert director.sign("DIRECTOR_GENERAL")["submission"] is None
    second = president.sign("PRESIDENT")
    assert second["userErrors"] == []
    assert second["submission"]["reference"] == walk.reference

    form = editor.form()
    assert marks(form) == [True, True, True]
    assert form["status"] == "SENT"
    assert form["viewerCanEdit"] is False
    assert form["viewerCannotEditReasons"] == ["ALREADY_SENT"]
    assert director.form()["viewerCanSignAs"] == []
    other = sign_in(live_server, "spp-is-reader").ask(HOME, by={"nisCode": home["nisCode"]})
    assert other["report"]["forms"][0]["amounts"]["justified"] == "1250.50"

    refused = editor.save("1.00")
    assert [error["code"] for error in refused["userErrors"]] == ["ALREADY_SENT"]
    assert refused["userErrors"][0]["message"] == walk.sent
    as_before = president.sign("PRESIDENT")
    assert as_before["signature"] == second["signature"]
    too_late = director.sign("PRESIDENT")
    assert [error["code"] for error in too_late["userErrors"]] == ["MISSING_ROLE"]
