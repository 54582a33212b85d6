"""The contact person of a CPAS: what was entered, and what of it is kept.

Source: manual of the form "Covid-19: prime temporaire de 50 EUR", the data of the CPAS.
"""

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    format_number,
    is_valid_number,
    parse,
)

from models.entry_refusals import InvalidEmail, InvalidPhone
from models.refusals import Path, Refusal
from models.text import read_line, without_separators

LONGEST_NAME = 120
LONGEST_EMAIL = 254
LONGEST_PHONE = 40

# The library also reads letters, extensions, digits of other scripts, and a number in the midst
# of a sentence: it would keep something else than what was entered.
_DIALLED = re.compile(r"\+?[0-9]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactEntry:
    """A contact person as entered."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactDetails:
    """A contact person as kept: text in NFC, the phone number in E.164."""

    name: str
    email: str
    phone: str


def check_contact(
    entry: ContactEntry, path: Path = ("contact",)
) -> tuple[ContactDetails | None, list[Refusal]]:
    """Return what is kept, or None with every problem: at most one for each field."""
    fields = (
        read_line(entry.name, limit=LONGEST_NAME, path=(*path, "name")),
        _read_email(entry.email, (*path, "email")),
        _read_phone(entry.phone, (*path, "phone")),
    )
    match fields:
        case str(name), str(email), str(phone):
            return ContactDetails(name=name, email=email, phone=phone), []
        case _:
            return None, [field for field in fields if isinstance(field, Refusal)]


def _read_email(text: str, path: Path) -> str | Refusal:
    line = read_line(text, limit=LONGEST_EMAIL, path=path)
    if isinstance(line, Refusal):
        return line
    try:
        # An accent before the @ is a slip far more often than a mailbox, and many mail servers
        # cannot write to it. After the @ it is a domain like any other.
        address = validate_email(
            line, check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError:
        return InvalidEmail(path=path)
    return address.normalized


def _read_phone(text: str, path: Path) -> str | Refusal:
    line = read_line(text, limit=LONGEST_PHONE, path=path)
    if isinstance(line, Refusal):
        return line
    dialled = re.sub("[()/]", "", without_separators(line))
    return _in_e164(dialled) or InvalidPhone(path=path)


def _in_e164(dialled: str) -> str | None:
    if not _DIALLED.fullmatch(dialled):
        return None
    try:
        number = parse(dialled, region="BE")
    except NumberParseException:
        return None
    return format_number(number, PhoneNumberFormat.E164) if is_valid_number(number) else None
