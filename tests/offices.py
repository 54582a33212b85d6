"""The people of many CPAS at once, and the forms in front of them: at one server or at several."""

import asyncio
import random
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2

from models.cpas import NisCode
from models.people import Role
from rapport_unique.app import development_issuer
from rapport_unique.personas import EID, Persona
from rapport_unique.settings import Settings
from schema.nodes import NodeType, encode_id
from tests.databases import run
from tests.world import Answer, Caller

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

    def forms(self, status: str, count: int, region: str = "%") -> list[RacedForm]:
        """So many forms of this status that nothing has been written on since the demo."""
        found = self.rows(
            "SELECT form.id, nis_code, form.version, content_digest FROM form"
            " JOIN report ON report.id = report_id JOIN cpas ON cpas.id = cpas_id"
            " JOIN form_version ON form_id = form.id AND number = form.version"
            " WHERE status = ? AND region LIKE ? AND form.updated_at < '2022-01-01'"
            " ORDER BY form.id LIMIT ?",
            status,
            region,
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
