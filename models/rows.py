"""What the rows of CPAS, reports and forms say of the values: the one place that derives it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from models.canonical import digest_of
from models.cpas import Cpas
from models.folding import folded, searched
from models.form import Form
from models.journal import person_json
from models.money import NOTHING, Cents
from models.people import Act, Person, Signatory
from models.report import Report, ReportId
from models.spec import Balance, BalanceDirection, balance, total_advance, total_justified

Values = dict[str, Any]


def form_state(form: Form) -> Values:
    """Return what the form's row says of its present state; it is derived here only."""
    missing = form.missing_signatures
    return {
        "version": form.version,
        "status": form.status.value,
        "encoded_at": form.encoded_at,
        "updated_at": form.changed_at,
        "advance": total_advance(form.spec, form.content),
        "justified": total_justified(form.spec, form.content),
        **_remaining(balance(form.spec, form.content)),
        "signed_report_version": form.signed_report_version,
        "signed_by_president": Signatory.PRESIDENT not in missing,
        "signed_by_director_general": Signatory.DIRECTOR_GENERAL not in missing,
        "signed_at": form.signed_at,
        "sent_at": form.submission and form.submission.sent_at,
    }


def _remaining(remains: Balance | None) -> Values:
    def to(direction: BalanceDirection) -> Cents | None:
        if remains is None:
            return None
        return remains.amount if remains.direction is direction else NOTHING

    return {
        "to_repay": to(BalanceDirection.TO_REPAY),
        "to_receive": to(BalanceDirection.TO_RECEIVE),
        "set_off": remains and remains.set_off,
        "borne": remains and remains.borne,
    }


def present_version(report: Report) -> Values:
    """Return what the report's row says of contact and bank account."""
    return {"version": report.version, **contact_and_account(report)}


def contact_and_account(report: Report) -> Values:
    """Return what a version of the report says."""
    contact, account = report.contact, report.bank_account
    return {
        "contact_name": contact and contact.details.name,
        "contact_email": contact and contact.details.email,
        "contact_phone": contact and contact.details.phone,
        "contact_by": contact and person_id(contact.updated.by),
        "contact_at": contact and contact.updated.at,
        "iban": account and account.numbers.iban,
        "bic": account and account.numbers.bic,
        "historical_number": account and account.numbers.historical_number,
        "bank_account_by": account and person_id(account.updated.by),
        "bank_account_at": account and account.updated.at,
        "bank_account_version": account and account.since_version,
    }


def period(report: Report) -> Values:
    """Return the dates of the report, and that it was closed by hand."""
    by_hand = report.closed
    return {
        "opens_at": report.opens_at,
        "closes_at": report.closes_at,
        "closed_at": by_hand and by_hand.at,
        "closed_because": by_hand and by_hand.because,
    }


def present_period(report: Report, act: Act) -> Values:
    """Return what the report's row says of its dates, after that act of SPP IS."""
    return {**period(report), "closed_by": report.closed and person_id(act.by)}


def report_row(report: Report) -> Values:
    """Return the row of a new report."""
    return {
        "cpas_id": report.cpas_id,
        "year": report.year,
        "salt": report.salt,
        **period(report),
        **present_version(report),
    }


def new_form_row(report_id: ReportId, history: Sequence[Form]) -> Values:
    """Return the row of a new form with all the states it went through, the last one present."""
    present = history[-1]
    return {
        "report_id": report_id,
        "kind": present.spec.kind.value,
        "edition": present.spec.edition,
        "salt": present.salt,
        **form_state(present),
        "revision": len(history),
    }


def cpas_row(cpas: Cpas) -> Values:
    """Return what the row of a CPAS says of it; who takes it over is written apart."""
    names = cpas.name
    return {
        "nis_code": cpas.nis_code,
        "enterprise_number": cpas.enterprise_number,
        "name_fr": names.fr,
        "name_nl": names.nl,
        "name_de": names.de,
        "language": cpas.language.value,
        "region": cpas.region.value,
        "province": cpas.province,
        "sort_name": folded(names.in_language(cpas.language))[:120],
        "search_text": searched(cpas.nis_code, names.fr, names.nl, names.de)[:400],
        "valid_from": cpas.valid_from,
        "valid_until": cpas.valid_until,
    }


@lru_cache(maxsize=4096)
def person_id(person: Person) -> str:
    """Return the digest of what is kept of the person: the same person twice is one row."""
    return digest_of(person_json(person))


def person_row(person: Person) -> Values:
    """Return the row of what is kept of the person."""
    return {
        "id": person_id(person),
        "subject": person.subject,
        "display_name": person.display_name,
        "roles": " ".join(sorted(person.roles)),
        "assurance_level": person.assurance_level,
    }
