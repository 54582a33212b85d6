"""The follow-up across the CPAS: a page of forms, and the summary of a year."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.yardstick import statements as sql
from bench.yardstick.answers import (
    Json,
    amounts,
    euro,
    missing_signatures,
    name,
    node_id,
    progress,
    signature,
    signed_roles,
    title,
)
from bench.yardstick.drivers import Pool, Row
from bench.yardstick.tokens import Caller

_ORDER = "CPAS_NAME ASC"
_COUNTS = {
    "total": "total",
    "notStarted": "not_started",
    "partiallyEncoded": "partially_encoded",
    "encoded": "encoded",
    "partiallySigned": "partially_signed",
    "sent": "sent",
}
_OTHER_COUNTS = {
    "declaredZero": "declared_zero",
    "waitingForPresident": "waiting_for_president",
    "waitingForDirectorGeneral": "waiting_for_director_general",
}
_SUMS = {
    "advance": "advance",
    "justified": "justified",
    "toRepay": "to_repay",
    "toReceive": "to_receive",
    "setOff": "set_off",
    "borne": "borne",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Which page is asked for."""

    year: int
    first: int
    kind: str | None
    after: str | None


async def page_of_forms(pool: Pool, caller: Caller, page: Page) -> Json:
    """Return the page, by name of the CPAS, from one statement."""
    region = None if caller.whole_country else caller.region
    values: list[Any] = [page.year, page.first + 1]
    if region is not None:
        values.append(region)
    if page.kind is not None:
        values.append(page.kind)
    if page.after is not None:
        values.extend(_key(page.after))
    statement = sql.page(
        region=region is not None, kind=page.kind is not None, after=page.after is not None
    )
    found = await pool.rows(statement, *values)
    rows = found[: page.first]
    of = _form_with_amounts if caller.whole_country else _form
    return {
        "nodes": [of(row) for row in rows],
        "pageInfo": {
            "hasNextPage": len(found) > page.first,
            "endCursor": _cursor(rows[-1]),
        },
        "totalCount": rows[0]["total"],
    }


def _cursor(row: Row) -> str:
    key = json.dumps([_ORDER, row["sort_name"], row["id"]])
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _key(cursor: str) -> tuple[str, int]:
    order, sort_name, form_id = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    assert order == _ORDER, "there is no other"
    return sort_name, form_id


def _form_with_amounts(row: Row) -> Json:
    return _form(row, amounts(row))


def _form(row: Row, of_form: Json | None = None) -> Json:
    return {
        "id": node_id("Form", row["id"]),
        "kind": row["kind"],
        "title": title(row),
        "status": row["status"],
        "version": row["version"],
        "cpas": {
            "id": node_id("Cpas", row["cpas_id"]),
            "nisCode": row["nis_code"],
            "name": name(row),
            "region": row["region"],
        },
        "progress": progress(row),
        "amounts": of_form,
        "signatures": [signature(row, *found) for found in signed_roles(row)],
        "missingSignatures": missing_signatures(row),
    }


async def summary_of_forms(pool: Pool, year: int) -> Json:
    """Return the summary of a year, for who may read all of it."""
    rows = await pool.rows(sql.SUMMARY, year)
    return {
        **_counts(rows, _COUNTS),
        **_counts(rows, _OTHER_COUNTS),
        "byRegion": [{"region": row["region"], **_counts([row], _COUNTS)} for row in rows],
        "money": {key: euro(cents) for key, cents in _counts(rows, _SUMS).items()},
    }


def _counts(rows: Sequence[Row], names: dict[str, str]) -> dict[str, int]:
    return {key: sum(int(row[column]) for row in rows) for key, column in names.items()}
