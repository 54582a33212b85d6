"""From rows to answers: the same bytes as those of the API."""

from base64 import urlsafe_b64encode
from typing import Any

from bench.yardstick.drivers import Row
from bench.yardstick.forms import TITLES, Lines, against_edit, sign_as
from bench.yardstick.tokens import Caller
from models.people import Role

Json = dict[str, Any]
_NAMES = {"FR": "name_fr", "NL": "name_nl", "DE": "name_de"}
_ROLES = [role.value for role in Role]


def node_id(*key: str | int) -> str:
    """Return the id of an object."""
    return urlsafe_b64encode(":".join(map(str, key)).encode()).decode().rstrip("=")


def euro(cents: int) -> str:
    """Return the amount as text."""
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02d}"


def title(row: Row) -> str:
    """Return the title of the form, in the language of the CPAS."""
    return TITLES[row["kind"], row["edition"]][row["language"]]


def name(row: Row) -> str:
    """Return the name of the CPAS, in its own language."""
    text: str = row[_NAMES[row["language"]]]
    return text


def progress(row: Row) -> Json:
    """Return the three marks."""
    encoded = row["status"] not in {"NOT_STARTED", "PARTIALLY_ENCODED"}
    signed_at, sent_at = row["signed_at"], row["sent_at"]
    return {
        "encoded": encoded,
        "encodedAt": row["encoded_at"] if encoded else None,
        "signed": signed_at is not None,
        "signedAt": signed_at,
        "sent": sent_at is not None,
        "sentAt": sent_at,
    }


def missing_signatures(row: Row) -> list[str]:
    """Return who is waited for."""
    missing = [] if row["p_signed_at"] is not None else ["PRESIDENT"]
    if row["d_signed_at"] is None:
        missing.append("DIRECTOR_GENERAL")
    return missing


def amounts(row: Row) -> Json:
    """Return the amounts."""
    advance, justified, to_repay = row["advance"], row["justified"], row["to_repay"]
    return {
        "advance": None if advance is None else euro(advance),
        "justified": None if justified is None else euro(justified),
        "balance": None if to_repay is None else _balance(to_repay, row["to_receive"]),
    }


def _balance(to_repay: int, to_receive: int) -> Json:
    direction = "TO_REPAY" if to_repay else "TO_RECEIVE" if to_receive else "SETTLED"
    return {"direction": direction, "amount": euro(to_repay or to_receive)}


def signed_roles(row: Row) -> list[tuple[str, str]]:
    """Return the prefixes and roles of the present signatures, in the order of signing."""
    president, director = row["p_signed_at"], row["d_signed_at"]
    found = [] if president is None else [("p", "PRESIDENT")]
    if director is not None:
        # The earlier one first; at the same instant in the order of the names.
        first = president is None or director <= president
        found.insert(0 if first else 1, ("d", "DIRECTOR_GENERAL"))
    return found


def signature(row: Row, prefix: str, role: str) -> Json:
    """Return one signature of the form's page."""
    held = row[f"{prefix}_roles"].split()
    return {
        "id": node_id("Signature", row["id"], row[f"{prefix}_version"], role),
        "role": role,
        "signer": {
            "displayName": row[f"{prefix}_name"],
            "roles": [known for known in _ROLES if known in held],
            "assuranceLevel": row[f"{prefix}_level"],
        },
        "signedAt": row[f"{prefix}_signed_at"],
    }


def submission(row: Row) -> Json | None:
    """Return that the form was sent, or None."""
    if row["reference"] is None:
        return None
    first = min(row["p_report_version"], row["d_report_version"])
    return {
        "reference": row["reference"],
        "sentAt": row["sent_at"],
        "contentDigest": row["sent_digest"],
        "acknowledgedAt": row["acknowledged_at"],
        "bankAccountChangedSinceSigning": (row["bank_account_version"] or 0) > first,
    }


def form_page(row: Row, lines: Lines, caller: Caller, *, with_amounts: bool) -> Json:
    """Return the page of one form."""
    may_sign, reasons = sign_as(row, lines, caller)
    edit = against_edit(row, caller)
    return {
        "id": node_id("Form", row["id"]),
        "kind": row["kind"],
        "title": title(row),
        "year": row["year"],
        "status": row["status"],
        "version": row["version"],
        "contentDigest": row["content_digest"] if with_amounts else None,
        "cpas": {"id": node_id("Cpas", row["cpas_id"]), "name": name(row)},
        "progress": progress(row),
        "amounts": amounts(row) if with_amounts else None,
        "signatures": [signature(row, *found) for found in signed_roles(row)],
        "missingSignatures": missing_signatures(row),
        "submission": submission(row),
        "viewerCanEdit": not edit,
        "viewerCannotEditReasons": edit,
        "viewerCanSignAs": may_sign,
        "viewerCannotSignReasons": reasons,
    }


def home_page(rows: list[Row]) -> Json:
    """Return the home page of a CPAS, from the rows of its forms."""
    of = rows[0]
    return {
        "id": node_id("Cpas", of["cpas_id"]),
        "name": name(of),
        "report": {
            "id": node_id("Report", of["report_id"]),
            "status": "PLANNED" if of["planned"] else "CLOSED" if of["closed"] else "OPEN",
            "closesAt": of["closes_at"],
            "contact": _contact(of),
            "bankAccount": _bank_account(of),
            "forms": [
                {
                    "id": node_id("Form", row["id"]),
                    "kind": row["kind"],
                    "title": title(row),
                    "status": row["status"],
                    "progress": progress(row),
                }
                for row in rows
            ],
        },
    }


def _contact(row: Row) -> Json | None:
    if row["contact_name"] is None:
        return None
    return {
        "name": row["contact_name"],
        "email": row["contact_email"],
        "phone": row["contact_phone"],
    }


def _bank_account(row: Row) -> Json | None:
    if row["iban"] is None:
        return None
    return {
        "iban": row["iban"],
        "bic": row["bic"],
        "historicalNumber": row["historical_number"],
    }
