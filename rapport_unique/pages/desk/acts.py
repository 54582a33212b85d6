"""What SPP IS does to a campaign: which fields are filled in, and what the operation is given.

An act is a document of the API with one operation that can be tried first (`dryRun`). Its fields
are named as the arguments of the operation, so that a problem is shown where it belongs.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from rapport_unique.pages.addresses import year_in
from rapport_unique.pages.writing import BRUSSELS

Fields = Mapping[str, str]
_CODES = re.compile(r"[\s,;]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One thing to do: its fields, its numbers, and what its operation is given."""

    name: str
    operation: str
    fields: Sequence[str]
    numbers: Sequence[str]
    """What the payload counts, as the contract names it."""
    given: Callable[[Fields], dict[str, Any]]

    @property
    def document(self) -> str:
        """The document that holds the operation."""
        return f"desk/{self.name}"


def codes_in(fields: Fields) -> list[str]:
    """Return the NIS codes that were filled in, each once; none stands for all CPAS."""
    return list(dict.fromkeys(filter(None, _CODES.split(fields.get("cpas", "")))))


def _begin(fields: Fields, name: str) -> str | None:
    return _instant(fields.get(name, ""), timedelta())


def _end(fields: Fields, name: str) -> str | None:
    """Return the end of the day: it is open on the last day still."""
    return _instant(fields.get(name, ""), timedelta(days=1))


def _instant(day: str, later: timedelta) -> str | None:
    try:
        begin = datetime.combine(date.fromisoformat(day) + later, time(), BRUSSELS)
        at = begin.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at.isoformat().replace("+00:00", "Z")


def _open(fields: Fields) -> dict[str, Any]:
    kinds = [name.removeprefix("kinds.") for name in fields if name.startswith("kinds.")]
    return {"kinds": kinds, **_dates(fields), **_reason(fields)}


def _dates(fields: Fields) -> dict[str, Any]:
    return {"opensAt": _begin(fields, "opensAt"), "closesAt": _end(fields, "closesAt")}


def _reason(fields: Fields) -> dict[str, Any]:
    return {"reason": fields.get("reason", "").strip() or None}


def _with_reason(fields: Fields) -> dict[str, Any]:
    return {"reason": fields.get("reason", "")}


def _granting(fields: Fields) -> dict[str, Any]:
    return {"kind": fields.get("kind", ""), **_reason(fields)}


ACTS: Mapping[str, Act] = {
    act.name: act
    for act in (
        Act(
            name="open",
            operation="openCampaign",
            fields=("kinds", "opensAt", "closesAt", "reason"),
            numbers=("newReports", "newForms", "reportCount", "formCount", "closedReports"),
            given=_open,
        ),
        Act(
            name="move",
            operation="rescheduleCampaign",
            fields=("opensAt", "closesAt", "reason"),
            numbers=("moved", "keepingClosing"),
            given=lambda fields: {**_dates(fields), **_with_reason(fields)},
        ),
        Act(
            name="grant",
            operation="prefillAdvances",
            fields=("kind", "file", "reason"),
            numbers=("created", "changed", "unchanged", "invalidatedSignatures", "notNamed"),
            given=_granting,
        ),
        Act(
            name="extend",
            operation="extendReports",
            fields=("cpas", "closesAt", "reason"),
            numbers=("extended", "unchanged"),
            given=lambda fields: {"closesAt": _end(fields, "closesAt"), **_with_reason(fields)},
        ),
        Act(
            name="close",
            operation="closeReports",
            fields=("cpas", "reason"),
            numbers=("closed", "unsentForms"),
            given=_with_reason,
        ),
        Act(
            name="acknowledge",
            operation="acknowledgeSubmissions",
            fields=("kind", "cpas", "reason"),
            numbers=("acknowledged", "unchanged"),
            given=_granting,
        ),
    )
}


def input_of(act: Act, fields: Fields, *, cpas: Sequence[str], dry_run: bool) -> dict[str, Any]:
    """Return what the operation is given; the ids of CPAS are those of the codes filled in."""
    named = {"cpas": list(cpas)} if "cpas" in act.fields and codes_in(fields) else {}
    return {
        "year": year_in(fields.get("year", "")) or 0,
        **act.given(fields),
        **named,
        "dryRun": dry_run,
    }
