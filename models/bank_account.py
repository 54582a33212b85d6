"""The bank account of a CPAS: what was entered, and what of it is kept.

A Belgian account has two numbers that follow from each other: the historical number
xxx-xxxxxxx-yy, where yy are the first ten digits modulo 97 (97 where that is 0), and the IBAN.

Source: manual of the form "Covid-19: prime temporaire de 50 EUR", the data of the CPAS; ISO 13616
(IBAN); ISO 9362 (BIC); National Bank of Belgium, bank identification codes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import stdnum.be.iban
import stdnum.bic
import stdnum.iban

from models.entry_refusals import (
    AccountNumbersDisagree,
    BicOfAnotherCountry,
    InvalidBic,
    InvalidHistoricalNumber,
    InvalidIban,
    Required,
)
from models.refusals import Path, Refusal
from models.text import read_line, without_separators

LONGEST_NUMBER = 50

_Field = str | Refusal | None

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]+")
_WORD_BEFORE = re.compile(r"^(?:IBAN|BIC|SWIFT)(?:\s*:|\s)", re.IGNORECASE)
"""What stands before a number on a letterhead, and is pasted with it."""
_SHARING = {
    "FR": frozenset(["BL", "GF", "GP", "MC", "MF", "MQ", "NC", "PF", "PM", "RE", "WF", "YT"]),
    "GB": frozenset({"GG", "IM", "JE"}),
    "MC": frozenset({"FR"}),
}
"""Territories whose banks have a BIC of their own on accounts of these countries."""
_HISTORICAL_NUMBER = re.compile(r"([0-9]{3})([0-9]{7})([0-9]{2})")


@dataclass(frozen=True, kw_only=True, slots=True)
class BankAccountEntry:
    """A bank account as entered; a field left blank is as good as None."""

    iban: str | None
    historical_number: str | None
    bic: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountNumbers:
    """A bank account as kept: IBAN without blanks, BIC in 8 or 11 characters.

    The historical number, as xxx-xxxxxxx-yy, is there for every Belgian account and no other.
    """

    iban: str
    bic: str | None
    historical_number: str | None


def check_bank_account(
    entry: BankAccountEntry, path: Path = ("bank_account",)
) -> tuple[AccountNumbers | None, list[Refusal]]:
    """Return what is kept, or None with every problem: at most one for each field.

    For a Belgian account without a BIC the list of banks proposes one, if it knows the bank.
    """
    iban = _read(entry.iban, _as_iban, InvalidIban(path=(*path, "iban")))
    number = _read(
        entry.historical_number,
        _as_historical_number,
        InvalidHistoricalNumber(path=(*path, "historical_number")),
    )
    bic = _read(entry.bic, _as_bic, InvalidBic(path=(*path, "bic")))
    account = _given_or_derived(iban, number, path)
    fields = (
        account,
        _agreeing(number, iban, path),
        _of_its_country(bic, account, path),
    )
    match fields:
        case str(kept), None | str(), (None | str()) as given:
            return _kept(kept, given), []
        case _:
            return None, [field for field in fields if isinstance(field, Refusal)]


def _read(text: str | None, parse: Callable[[str], str | None], invalid: Refusal) -> _Field:
    if text is None or not text.strip():
        return None
    line = read_line(text, limit=LONGEST_NUMBER, path=invalid.path)
    if isinstance(line, Refusal):
        return line
    number = without_separators(_WORD_BEFORE.sub("", line, count=1))
    # Only ASCII is put in capitals: elsewhere that can make an ASCII letter out of another one.
    return (parse(number.upper()) if number.isascii() else None) or invalid


def _given_or_derived(iban: _Field, number: _Field, path: Path) -> _Field:
    if iban is None and number is None:
        return Required(path=(*path, "iban"))
    return _iban_of(number) if iban is None and isinstance(number, str) else iban


def _agreeing(number: _Field, iban: _Field, path: Path) -> _Field:
    if isinstance(number, str) and isinstance(iban, str) and _iban_of(number) != iban:
        return AccountNumbersDisagree(path=(*path, "historical_number"))
    return number


def _of_its_country(bic: _Field, iban: _Field, path: Path) -> _Field:
    if isinstance(bic, str) and isinstance(iban, str):
        countries = {iban[:2], *_SHARING.get(iban[:2], ())}
        return bic if bic[4:6] in countries else BicOfAnotherCountry(path=(*path, "bic"))
    if bic is None and isinstance(iban, str) and not _belgian(iban):
        return Required(path=(*path, "bic"))
    return bic


def _kept(iban: str, bic: str | None) -> AccountNumbers:
    if not _belgian(iban):
        return AccountNumbers(iban=iban, bic=bic, historical_number=None)
    return AccountNumbers(
        iban=iban,
        bic=bic or stdnum.be.iban.to_bic(iban),
        historical_number=_as_historical_number(iban[4:]),
    )


def _as_iban(text: str) -> str | None:
    if not _IBAN.fullmatch(text):
        return None
    if _belgian(text):
        number = _as_historical_number(text[4:])
        return text if number and _iban_of(number) == text else None
    # Modulo 97, the check digits 00, 01 and 99 equal 97, 98 and 02: nobody issues the former.
    issued = stdnum.iban.calc_check_digits(text) == text[2:4]
    return text if issued and stdnum.iban.is_valid(text) else None


def _as_historical_number(text: str) -> str | None:
    match = _HISTORICAL_NUMBER.fullmatch(text)
    if match is None:
        return None
    bank, account, check = match.groups()
    expected = int(bank + account) % 97 or 97
    return f"{bank}-{account}-{check}" if int(check) == expected else None


def _as_bic(text: str) -> str | None:
    return text if stdnum.bic.is_valid(text) else None


def _belgian(iban: str) -> bool:
    return iban.startswith("BE")


def _iban_of(number: str) -> str:
    digits = without_separators(number)
    return f"BE{stdnum.iban.calc_check_digits(f'BE00{digits}')}{digits}"
