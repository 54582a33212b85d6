"""What the follow-up must answer, worked out in Python from the full values and the rules."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from models.database import Database
from models.days import day_of
from models.folding import alike, folded, searched
from models.form import FormStatus, bank_account_changed_since_signing
from models.forms import CATALOGUE
from models.people import Signatory
from models.reading import SELECT_FORMS, FormOfReport, read_forms
from models.spec import Balance, BalanceDirection, balance, total_advance, total_justified
from models.statements import Statement
from models.tables import FORM
from models.waiting import missing_signatures, waiting_since
from schema.nodes import NodeType, encode_id
from tests.world import NOON

Filter = Mapping[str, Any]
"""A filter as clients send it."""

_BEFORE_ALL = datetime(1, 1, 2, tzinfo=UTC)
_AFTER_ALL = datetime(9999, 12, 31, tzinfo=UTC)


def id_of(of: FormOfReport) -> str:
    return encode_id(NodeType.FORM, of.form.id)


async def all_forms(url: str) -> "Known":
    """Every form of that database as it is now."""
    database = Database(url)
    async with database.reading() as connection:
        forms = await read_forms(connection, Statement(SELECT_FORMS.order_by(FORM.c.id)))
    await database.close()
    return Known(tuple(forms))


@dataclass(frozen=True, repr=False)
class Known:
    """Forms that are known in full, in the order of their ids."""

    forms: tuple[FormOfReport, ...]

    def of(self, year: int, wanted: Filter | None = None) -> "Known":
        """Those of a year that the filter asks for."""
        return self.where(lambda of: of.form.year == year and matches(of, wanted or {}))

    def where(self, holds: Callable[[FormOfReport], bool]) -> "Known":
        return Known(tuple(of for of in self.forms if holds(of)))

    def by(self, field: str = "CPAS_NAME", direction: str = "ASC") -> list[str]:
        """The ids in that order; what has no such instant comes last in both directions."""
        descending = direction == "DESC"
        unsent = _BEFORE_ALL if descending else _AFTER_ALL

        def key(of: FormOfReport) -> tuple[Any, int]:
            first = _KEYS[field](of)
            return (unsent if first is None else first), of.form.id

        return [id_of(of) for of in sorted(self.forms, key=key, reverse=descending)]

    @property
    def ids(self) -> set[str]:
        return {id_of(of) for of in self.forms}

    def __len__(self) -> int:
        return len(self.forms)


def sent_at(of: FormOfReport) -> datetime | None:
    return of.form.submission.sent_at if of.form.submission else None


def waits_since(of: FormOfReport) -> datetime | None:
    return waiting_since(of.form, of.report, NOON)


def account_changed(of: FormOfReport) -> bool | None:
    return bank_account_changed_since_signing(of.form, of.report)


_KEYS: dict[str, Callable[[FormOfReport], Any]] = {
    "CPAS_NAME": lambda of: folded(of.cpas.name.in_language(of.cpas.language)),
    "NIS_CODE": lambda of: of.cpas.nis_code,
    "UPDATED_AT": lambda of: of.form.changed_at,
    "SENT_AT": sent_at,
    "WAITING_SINCE": waits_since,
}


def matches(of: FormOfReport, wanted: Filter) -> bool:
    """Whether the form is what the filter asks for."""
    missing = {role.value for role in missing_signatures(of.form, of.report, NOON)}
    since = wanted.get("updatedSince")
    return (
        _among(of.form.spec.kind.value, wanted.get("kind"))
        and _among(of.form.status.value, wanted.get("status"))
        and _among(of.cpas.region.value, wanted.get("region"))
        and _among(of.cpas.province or "", wanted.get("province"))
        and _among(of.cpas.language.value, wanted.get("language"))
        and _among(of.cpas.nis_code, wanted.get("nisCode"))
        and alike(wanted.get("search") or "") in _searched(of)
        and wanted.get("sent") in {None, sent_at(of) is not None}
        and _among(encode_id(NodeType.CPAS, of.cpas.id), wanted.get("cpas"))
        and (
            wanted.get("missingSignature") is None
            or not missing.isdisjoint(wanted["missingSignature"])
        )
        and wanted.get("bankAccountChangedSinceSigning") in {None, account_changed(of)}
        and (since is None or of.form.changed_at >= datetime.fromisoformat(since))
    )


def _searched(of: FormOfReport) -> str:
    name = of.cpas.name
    return searched(of.cpas.nis_code, name.fr, name.nl, name.de)


def _among(value: str, asked: Sequence[str] | None) -> bool:
    return asked is None or value in asked


# Summaries ---------------------------------------------------------------------------------------


def summary(forms: Known) -> dict[str, Any]:
    """The summary of these forms, for who may read all their amounts."""
    places = {(of.cpas.region.value, of.cpas.province) for of in forms.forms}
    return {
        **counts(forms.forms),
        "withoutAdvance": sum(of.form.advance_missing for of in forms.forms),
        "declaredZero": sum(_justified(of) == 0 for of in forms.forms),
        "opensFirst": _instant(min, [of.report.opens_at for of in forms.forms]),
        "closesFirst": _instant(min, [of.report.closes_at for of in forms.forms]),
        "closesLast": _instant(max, [of.report.closes_at for of in forms.forms]),
        "byRegion": [
            {
                "region": region,
                **counts([of for of in forms.forms if of.cpas.region.value == region]),
            }
            for region in sorted({region for region, _ in places})
        ],
        "byProvince": [
            {"region": region, "province": province, **counts(_in(forms, province))}
            for region, province in sorted(places, key=str)
        ],
        "byKind": [
            {"kind": kind.value, **counts(of_kind)}
            for kind in CATALOGUE
            if (of_kind := [of for of in forms.forms if of.form.spec.kind is kind])
        ],
        "money": money(forms),
    }


def _in(forms: Known, province: str | None) -> list[FormOfReport]:
    return [of for of in forms.forms if of.cpas.province == province]


def _instant(
    choose: Callable[[Iterable[datetime]], datetime], instants: Sequence[datetime]
) -> str | None:
    return f"{choose(instants).isoformat(timespec='microseconds')[:26]}Z" if instants else None


def over_time(forms: Known) -> list[dict[str, Any]]:
    """The days on which these forms got their marks."""
    encoded = Counter(day_of(at) for of in forms.forms if of.form.encoded and (at := _encoded(of)))
    sent = Counter(day_of(at) for of in forms.forms if (at := sent_at(of)))
    return [
        {"day": day.isoformat(), "encoded": encoded[day], "sent": sent[day]}
        for day in sorted({*encoded, *sent})
    ]


def _encoded(of: FormOfReport) -> datetime | None:
    return of.form.encoded_at


def by_cpas(forms: Known) -> list[dict[str, Any]]:
    """The CPAS of these forms, those first that have been waited for the longest."""
    of_cpas: dict[str, list[FormOfReport]] = defaultdict(list)
    for of in sorted(forms.forms, key=lambda of: (_KEYS["CPAS_NAME"](of), of.cpas.nis_code)):
        of_cpas[of.cpas.nis_code].append(of)
    since = {
        code: min((at for of in of_it if (at := waits_since(of))), default=None)
        for code, of_it in of_cpas.items()
    }
    return [
        {
            "cpas": {"nisCode": code},
            "waitingSince": _instant(min, [at] if (at := since[code]) else []),
            **counts(of_cpas[code]),
        }
        for code in sorted(of_cpas, key=lambda code: since[code] or _AFTER_ALL)
    ]


def counts(forms: Sequence[FormOfReport]) -> dict[str, int]:
    def of_status(status: FormStatus) -> int:
        return sum(of.form.status is status for of in forms)

    return {
        "total": len(forms),
        "notStarted": of_status(FormStatus.NOT_STARTED),
        "partiallyEncoded": of_status(FormStatus.PARTIALLY_ENCODED),
        "encoded": of_status(FormStatus.ENCODED),
        "partiallySigned": of_status(FormStatus.PARTIALLY_SIGNED),
        "sent": of_status(FormStatus.SENT),
        "waitingForPresident": _waiting(forms, Signatory.PRESIDENT),
        "waitingForDirectorGeneral": _waiting(forms, Signatory.DIRECTOR_GENERAL),
    }


def money(forms: Known) -> dict[str, str]:
    return {
        "advance": _euro(total_advance(of.form.spec, of.form.content) or 0 for of in forms.forms),
        "justified": _euro(_justified(of) or 0 for of in forms.forms),
        "toRepay": _euro(_owed(of, BalanceDirection.TO_REPAY) for of in forms.forms),
        "toReceive": _euro(_owed(of, BalanceDirection.TO_RECEIVE) for of in forms.forms),
        "setOff": _euro(remains.set_off for remains in _balances(forms)),
        "borne": _euro(remains.borne for remains in _balances(forms)),
    }


def _waiting(forms: Sequence[FormOfReport], role: Signatory) -> int:
    started = {FormStatus.ENCODED, FormStatus.PARTIALLY_SIGNED}
    return sum(
        of.form.status in started and role in missing_signatures(of.form, of.report, NOON)
        for of in forms
    )


def _justified(of: FormOfReport) -> int | None:
    return total_justified(of.form.spec, of.form.content)


def _balances(forms: Known) -> list[Balance]:
    found = (balance(of.form.spec, of.form.content) for of in forms.forms)
    return [remains for remains in found if remains is not None]


def _owed(of: FormOfReport, direction: BalanceDirection) -> int:
    remains = balance(of.form.spec, of.form.content)
    return remains.amount if remains and remains.direction is direction else 0


def _euro(cents: Iterable[int]) -> str:
    total = sum(cents)
    return f"{total // 100}.{total % 100:02d}"
