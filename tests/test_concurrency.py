"""Races over HTTP: in one server, and between two servers on one database. The loser is told."""

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from models.cpas import NisCode
from models.people import Role
from rapport_unique.app import development_issuer
from rapport_unique.personas import EID, Persona
from rapport_unique.settings import Settings
from schema.nodes import NodeType, encode_id
from tests.conftest import _free_port, _wait_until_ready
from tests.databases import Backend, drop_database, run
from tests.world import Answer, Caller, World, copy_of

SAVE = """mutation ($input: SaveJustifiedAmountInput!) { saveJustifiedAmount(input: $input) {
  form { version contentDigest status } invalidatedSignatures { role }
  userErrors { code ... on VersionConflict { currentVersion changedBy { displayName } } } } }"""
SIGN = """mutation ($input: SignInput!) { sign(input: $input) {
  form { status } signature { id signedAt contentDigest } submission { reference }
  userErrors { code ... on ContentChanged { currentDigest } } } }"""
BOTH = frozenset({Role.PRESIDENT, Role.DIRECTOR_GENERAL})


@dataclass(frozen=True)
class RacedForm:
    """A form of the demo country, as it stood before the race."""

    id: int
    nis_code: NisCode
    version: int
    digest: str


@dataclass
class Service:
    """One or several servers on one database; those who call it are spread over the servers."""

    settings: Settings
    now: datetime
    clients: list[httpx2.AsyncClient]
    dice: random.Random = field(default_factory=lambda: random.Random(2020))  # noqa: S311 - no secret

    def caller(self, form: RacedForm, roles: frozenset[Role], name: str = "Dubois") -> Caller:
        """A person of this name who holds the roles at the CPAS of the form, at one server."""
        persona = Persona(
            key=f"{form.nis_code}-{'-'.join(sorted(roles))}-{name}",
            description="",
            given_name="Camille",
            family_name=name,
            locale="fr-BE",
            roles=roles,
            acr=EID,
            nis_code=form.nis_code,
        )
        token = development_issuer(self.settings).issue_token(persona, now=self.now)
        return Caller(self.dice.choice(self.clients), token)

    async def save(self, form: RacedForm, cents: int, name: str = "Dubois") -> dict[str, Any]:
        answer = await self.caller(form, frozenset({Role.EDITOR}), name)(
            SAVE,
            input={
                "formId": encode_id(NodeType.FORM, form.id),
                "justifiedAmount": f"{cents // 100}.{cents % 100:02}",
                "expectedVersion": form.version,
            },
        )
        return payload(answer, "saveJustifiedAmount")

    async def sign(
        self, form: RacedForm, role: Role, roles: frozenset[Role] = frozenset()
    ) -> dict[str, Any]:
        answer = await self.caller(form, roles | {role})(
            SIGN,
            input={
                "formId": encode_id(NodeType.FORM, form.id),
                "as": role.value,
                "contentDigest": form.digest,
            },
        )
        return payload(answer, "sign")

    async def at_once(self, *calls: Coroutine[Any, Any, dict[str, Any]]) -> list[dict[str, Any]]:
        """The answers, in the order of the calls, which arrive in any order."""
        order = self.dice.sample(range(len(calls)), len(calls))
        answers = await asyncio.gather(*(calls[place] for place in order))
        by_place = dict(zip(order, answers, strict=True))
        return [by_place[place] for place in range(len(calls))]

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return run(self.settings.database_url, sql, *parameters)

    def forms(self, status: str, count: int) -> list[RacedForm]:
        """So many forms of this status that nothing has been written on since the demo."""
        found = self.rows(
            "SELECT form.id, nis_code, form.version, content_digest FROM form"
            " JOIN report ON report.id = report_id JOIN cpas ON cpas.id = cpas_id"
            " JOIN form_version ON form_id = form.id AND number = form.version"
            " WHERE status = ? AND form.updated_at < '2022-01-01' ORDER BY form.id LIMIT ?",
            status,
            count,
        )
        assert len(found) == count, f"the demo country has not enough forms that are {status}"
        return [RacedForm(*row) for row in found]

    def present(self, form: RacedForm) -> tuple[Any, ...]:
        """Status, version and justified cents of the form, now."""
        (row,) = self.rows(
            "SELECT status, form.version, entered FROM form JOIN form_line"
            " ON form_id = form.id AND form_version = form.version WHERE form.id = ?",
            form.id,
        )
        return row

    def current_signatures(self, form: RacedForm) -> list[tuple[Any, ...]]:
        """Role and digest of the signatures on the present version of the form."""
        return self.rows(
            "SELECT role, content_digest FROM signature JOIN form ON form.id = form_id"
            " AND form.version = form_version WHERE form.id = ? ORDER BY role",
            form.id,
        )


def payload(answer: Answer, operation: str) -> dict[str, Any]:
    found: dict[str, Any] = answer.data[operation]
    return found


def codes(answer: dict[str, Any]) -> list[str]:
    return [error["code"] for error in answer["userErrors"]]


# Servers -----------------------------------------------------------------------------------------


@contextmanager
def server(settings: Settings) -> Iterator[str]:
    """The address of a server process on this database."""
    port = _free_port()
    environment = {
        **os.environ,
        "RAPPORT_UNIQUE_ENVIRONMENT": "development",
        "RAPPORT_UNIQUE_DEV_ISSUER": "true",
        "RAPPORT_UNIQUE_VAR_DIR": str(settings.var_dir),
        "RAPPORT_UNIQUE_DATABASE_URL": settings.database_url,
        "RAPPORT_UNIQUE_PUBLIC_URL": settings.base_url,
        "RAPPORT_UNIQUE_PORT": str(port),
        "RAPPORT_UNIQUE_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "rapport_unique", "serve"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}/health/ready", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def two_servers(
    demo_country: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, list[str]]]:
    settings = copy_of(demo_country, tmp_path_factory.mktemp("two"))
    with ExitStack() as stack:
        yield settings, [stack.enter_context(server(settings)) for _ in range(2)]
    drop_database(settings.database_url)


@pytest.fixture
async def one(world: World) -> Service:
    return Service(world.settings, world.clock.now, [world.client])


@pytest.fixture
async def two(two_servers: tuple[Settings, list[str]]) -> AsyncIterator[Service]:
    settings, urls = two_servers
    clients = [httpx2.AsyncClient(base_url=url, timeout=None) for url in urls]
    yield Service(settings, datetime.now(UTC), clients)
    for client in clients:
        await client.aclose()


@pytest.fixture(params=["one", "two"])
def service(request: pytest.FixtureRequest, backend: Backend) -> Service:
    del backend  # the servers are on it
    service: Service = request.getfixturevalue(request.param)
    return service


# Saves -------------------------------------------------------------------------------------------


async def test_of_saves_of_one_version_exactly_one_wins(service: Service) -> None:
    (form,) = service.forms("NOT_STARTED", 1)

    answers = await service.at_once(
        *(service.save(form, cents, name=f"Dubois {cents}") for cents in range(1, 11))
    )

    winners = [cents for cents, answer in enumerate(answers, start=1) if codes(answer) == []]
    losers = [answer["userErrors"] for answer in answers if codes(answer) != []]
    (winner,) = winners
    assert (
        losers
        == [
            [
                {
                    "code": "VERSION_CONFLICT",
                    "currentVersion": 2,
                    "changedBy": {"displayName": f"Camille Dubois {winner}"},
                }
            ]
        ]
        * 9
    )
    assert service.present(form) == ("ENCODED", 2, winner)


async def test_of_retries_at_once_all_get_the_one_version(service: Service) -> None:
    (form,) = service.forms("NOT_STARTED", 1)

    answers = await service.at_once(*(service.save(form, 7) for _ in range(5)))

    assert [codes(answer) for answer in answers] == [[]] * 5
    assert {answer["form"]["version"] for answer in answers} == {2}
    assert service.present(form) == ("ENCODED", 2, 7)


async def test_saves_on_different_forms_are_all_there_afterwards(service: Service) -> None:
    forms = service.forms("NOT_STARTED", 110)

    answers = await service.at_once(*(service.save(form, 100 + form.id) for form in forms))

    assert [codes(answer) for answer in answers] == [[]] * 110
    assert [service.present(form) for form in forms] == [
        ("ENCODED", 2, 100 + form.id) for form in forms
    ]


# Saves against signatures ------------------------------------------------------------------------


async def test_a_save_against_a_signature_leaves_none_on_figures_that_were_not_seen(
    service: Service,
) -> None:
    forms = service.forms("ENCODED", 12)

    answers = await service.at_once(
        *(service.save(form, 123) for form in forms),
        *(service.sign(form, Role.PRESIDENT) for form in forms),
    )

    for form, save, sign in zip(forms, answers[:12], answers[12:], strict=True):
        assert codes(save) == []
        assert service.present(form) == ("ENCODED", form.version + 1, 123)
        assert service.current_signatures(form) == []
        if save["invalidatedSignatures"]:
            assert save["invalidatedSignatures"] == [{"role": "PRESIDENT"}]
            assert sign["signature"]["contentDigest"] == form.digest
        else:
            current = save["form"]["contentDigest"]
            assert sign["userErrors"] == [{"code": "CONTENT_CHANGED", "currentDigest": current}]


async def test_a_save_against_the_second_signature_is_sent_as_signed_or_not_at_all(
    service: Service,
) -> None:
    forms = service.forms("ENCODED", 12)
    await service.at_once(*(service.sign(form, Role.DIRECTOR_GENERAL) for form in forms))

    answers = await service.at_once(
        *(service.save(form, 123) for form in forms),
        *(service.sign(form, Role.PRESIDENT) for form in forms),
    )

    for form, save, sign in zip(forms, answers[:12], answers[12:], strict=True):
        status = service.present(form)[0]
        if status == "SENT":
            assert (codes(save), codes(sign)) == (["ALREADY_SENT"], [])
            assert service.current_signatures(form) == [
                ("DIRECTOR_GENERAL", form.digest),
                ("PRESIDENT", form.digest),
            ]
        else:
            assert (codes(save), codes(sign)) == ([], ["CONTENT_CHANGED"])
            assert save["invalidatedSignatures"] == [{"role": "DIRECTOR_GENERAL"}]
            assert service.present(form) == ("ENCODED", form.version + 1, 123)
            assert service.current_signatures(form) == []


# Signatures --------------------------------------------------------------------------------------


async def test_of_both_signatures_at_once_exactly_one_sends(service: Service) -> None:
    forms = service.forms("ENCODED", 12)

    answers = await service.at_once(
        *(service.sign(form, Role.PRESIDENT) for form in forms),
        *(service.sign(form, Role.DIRECTOR_GENERAL) for form in forms),
    )

    assert [codes(answer) for answer in answers] == [[]] * 24
    for form, one, other in zip(forms, answers[:12], answers[12:], strict=True):
        reference = {"reference": f"RU-2020-{form.nis_code}-COVID"}
        submissions = [one["submission"], other["submission"]]
        assert submissions in ([None, reference], [reference, None])
        assert service.current_signatures(form) == [
            ("DIRECTOR_GENERAL", form.digest),
            ("PRESIDENT", form.digest),
        ]
        assert service.rows("SELECT count(*) FROM submission WHERE form_id = ?", form.id) == [(1,)]


async def test_one_signature_placed_many_times_at_once_is_one(service: Service) -> None:
    forms = service.forms("ENCODED", 3)

    for form in forms:
        answers = await service.at_once(*(service.sign(form, Role.PRESIDENT) for _ in range(5)))

        assert [codes(answer) for answer in answers] == [[]] * 5
        assert len({str(answer["signature"]) for answer in answers}) == 1
        assert service.current_signatures(form) == [("PRESIDENT", form.digest)]


async def test_one_person_who_signs_in_both_roles_at_once_signs_in_one(service: Service) -> None:
    forms = service.forms("ENCODED", 3)

    answers = await service.at_once(
        *(service.sign(form, Role.PRESIDENT, roles=BOTH) for form in forms),
        *(service.sign(form, Role.DIRECTOR_GENERAL, roles=BOTH) for form in forms),
    )

    for form, one, other in zip(forms, answers[:3], answers[3:], strict=True):
        assert sorted([codes(one), codes(other)]) == [[], ["SAME_PERSON"]]
        assert len(service.current_signatures(form)) == 1


# Afterwards --------------------------------------------------------------------------------------


async def test_journal_hangs_together_after_many_writers(service: Service) -> None:
    forms = service.forms("ENCODED", 20)

    await service.at_once(
        *(service.save(form, 123) for form in forms),
        *(service.sign(form, Role.PRESIDENT) for form in forms),
    )

    numbers = service.rows("SELECT number, previous_hash, hash FROM journal ORDER BY number")
    assert [number for number, _, _ in numbers] == list(range(1, len(numbers) + 1))
    assert [previous for _, previous, _ in numbers[1:]] == [hash_ for _, _, hash_ in numbers[:-1]]
    assert service.rows("SELECT number, hash FROM journal_head") == [(len(numbers), numbers[-1][2])]
