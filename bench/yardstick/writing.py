"""Saving and signing: one transaction each, under the lock of the report."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bench.yardstick import statements as sql
from bench.yardstick.answers import (
    Json,
    amounts,
    missing_signatures,
    node_id,
    progress,
    signature,
    signed_roles,
)
from bench.yardstick.drivers import Connection, Pool, Row
from bench.yardstick.forms import (
    Lines,
    against_edit,
    against_sign,
    amounts_of,
    content_digest,
    exists_for,
    read_lines,
    spec_of,
)
from bench.yardstick.tokens import Caller, digest_of, person_json

LARGEST = 999_999_999_999_99


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """The rules say no."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes what a caller did."""

    pool: Pool
    clock: Callable[[], datetime]
    known_persons: set[str] = field(default_factory=set)
    """Persons whose row is there for certain: they are never deleted."""

    async def save(self, caller: Caller, form_id: int, cents: int, expected: int) -> Json:
        """Save the amount; return the form and the signatures that fell.

        Raises:
            Refused: state, role, amount or version.
        """
        async with self.pool.writing() as connection:
            row, now = await self._locked(connection, caller, form_id)
            lines = read_lines(row)
            refuse(against_edit(row, caller))
            refuse(["AMOUNT"] if not 0 <= cents <= LARGEST or len(lines) != 1 else [])
            refuse(["VERSION_CONFLICT"] if row["version"] != expected else [])
            ((line, (advance, _)),) = lines.items()
            lines = {line: (advance, cents)}
            fallen = [signature(row, *found) for found in signed_roles(row)]
            after = _saved(row, lines, now)
            await self._keep_person(connection, caller)
            await _move(connection, row, after, now, encoded_at=now)
            digest, version = after["content_digest"], after["version"]
            await connection.rows(sql.ADD_VERSION, form_id, version, digest, caller.person_id, now)
            await connection.rows(sql.ADD_LINE, form_id, version, line, advance, cents)
            types = ["AMOUNT_SAVED", "SIGNATURES_INVALIDATED"] if fallen else ["AMOUNT_SAVED"]
            await _journal(connection, after, caller, types, now)
        self.known_persons.add(caller.person_id)
        return _saved_answer(after, fallen)

    async def sign(self, caller: Caller, form_id: int, role: str, digest: str) -> Json:
        """Sign; the second signature sends the form.

        Raises:
            Refused: state, role, or another content.
        """
        async with self.pool.writing() as connection:
            row, now = await self._locked(connection, caller, form_id)
            lines = read_lines(row)
            refuse(against_sign(row, lines, caller, role))
            refuse(
                ["CONTENT_CHANGED"] if content_digest(row, lines, row["version"]) != digest else []
            )
            after = _signed(row, caller, role, now)
            sent = after["reference"] is not None
            await self._keep_person(connection, caller)
            await _move(connection, row, after, now, encoded_at=None)
            await connection.rows(
                sql.ADD_SIGNATURE,
                form_id,
                row["version"],
                role,
                caller.subject,
                caller.person_id,
                now,
                digest,
                row["report_version"],
            )
            if sent:
                await connection.rows(
                    sql.ADD_SUBMISSION, form_id, row["version"], digest, after["reference"], now
                )
            await _journal(
                connection, after, caller, ["SIGNED", "SENT"] if sent else ["SIGNED"], now
            )
        self.known_persons.add(caller.person_id)
        return _signed_answer(after, role)

    async def _locked(
        self, connection: Connection, caller: Caller, form_id: int
    ) -> tuple[Row, datetime]:
        await connection.lock(sql.LOCK_REPORT, form_id)
        now = self.clock()
        found = await connection.rows(sql.FORM, form_id, now)
        if not found or not exists_for(found[0], caller):
            raise Refused("NOT_FOUND")
        return found[0], now

    async def _keep_person(self, connection: Connection, caller: Caller) -> None:
        if caller.person_id not in self.known_persons:
            await connection.rows(
                sql.ADD_PERSON,
                caller.person_id,
                caller.subject,
                caller.name,
                " ".join(sorted(caller.own_roles)),
                caller.level,
            )


def refuse(reasons: list[str]) -> None:
    """Return when there are none."""
    if reasons:
        raise Refused(reasons[0])


def instant(at: datetime) -> str:
    """Return the instant as text."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _saved(row: Row, lines: Lines, now: datetime) -> dict[str, Any]:
    """Return the row as it is after the save: no signature holds any more."""
    gone = dict.fromkeys(("p_signed_at", "d_signed_at"))
    return {
        **dict(row),
        **gone,
        **amounts_of(row, lines),
        "version": row["version"] + 1,
        "status": "ENCODED",
        "encoded_at": instant(now),
        "content_digest": content_digest(row, lines, row["version"] + 1),
    }


def _signed(row: Row, caller: Caller, role: str, now: datetime) -> dict[str, Any]:
    """Return the row as it is after the signature: sent when it was the second one."""
    prefix = "p" if role == "PRESIDENT" else "d"
    after = {
        **dict(row),
        "status": "PARTIALLY_SIGNED",
        f"{prefix}_signed_at": instant(now),
        f"{prefix}_version": row["version"],
        f"{prefix}_name": caller.name,
        f"{prefix}_roles": " ".join(caller.own_roles),
        f"{prefix}_level": caller.level,
    }
    if not missing_signatures(after):
        after["reference"] = f"RU-{row['year']}-{row['nis_code']}-{spec_of(row).abbreviation}"
        after["signed_at"] = after["sent_at"] = instant(now)
        after["status"] = "SENT"
    return after


async def _move(
    connection: Connection,
    before: Row,
    after: dict[str, Any],
    now: datetime,
    *,
    encoded_at: datetime | None,
) -> None:
    await connection.rows(
        sql.MOVE_FORM,
        before["id"],
        before["revision"],
        after["version"],
        after["status"],
        encoded_at,
        now,
        *(after[name] for name in ("justified", "to_repay", "to_receive", "set_off", "borne")),
        after["p_signed_at"] is not None,
        after["d_signed_at"] is not None,
        now if after["signed_at"] else None,
        now if after["sent_at"] else None,
        after["report_version"],
    )


async def _journal(
    connection: Connection, after: dict[str, Any], caller: Caller, types: list[str], now: datetime
) -> None:
    """Append one line for each type; who holds the head has the turn."""
    (head,) = await connection.rows(sql.JOURNAL_HEAD)
    number, previous = head["number"], head["hash"]
    for type_ in types:
        number += 1
        line = digest_of(
            {
                "number": number,
                "previous": previous,
                "type": type_,
                "at": instant(now),
                "by": person_json(caller),
                "nis": after["nis_code"],
                "year": after["year"],
                "form": after["kind"],
                "version": after["version"],
                "content": after["content_digest"],
                "reason": None,
            }
        )
        await connection.rows(
            sql.ADD_JOURNAL_LINE,
            number,
            type_,
            now,
            caller.person_id,
            after["cpas_id"],
            after["year"],
            after["report_id"],
            after["id"],
            after["version"],
            after["content_digest"],
            previous,
            line,
        )
        previous = line
    await connection.rows(sql.MOVE_JOURNAL_HEAD, number, previous)


def _saved_answer(after: dict[str, Any], fallen: list[Json]) -> Json:
    return {
        "form": {
            "id": node_id("Form", after["id"]),
            "status": after["status"],
            "version": after["version"],
            "contentDigest": after["content_digest"],
            "progress": progress(after),
            "amounts": amounts(after),
        },
        "invalidatedSignatures": [
            {"id": fell["id"], "role": fell["role"], "signer": fell["signer"]} for fell in fallen
        ],
        "userErrors": [],
    }


def _signed_answer(after: dict[str, Any], role: str) -> Json:
    sent = after["reference"] is not None
    return {
        "form": {
            "id": node_id("Form", after["id"]),
            "status": after["status"],
            "progress": progress(after),
            "missingSignatures": missing_signatures(after),
        },
        "signature": signature(after, "p" if role == "PRESIDENT" else "d", role),
        "submission": {"reference": after["reference"], "sentAt": after["sent_at"]}
        if sent
        else None,
        "userErrors": [],
    }
