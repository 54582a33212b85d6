"""The language in which a form is described: a specification, made of lines of amounts.

Rules, storage and schema know lines and specifications, never a form by its name.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from models.language import Text
from models.money import Cents

LineKey = NewType("LineKey", str)


class FormKind(StrEnum):
    """The forms of the Rapport unique; the set changes from year to year."""

    COVID_PREMIUM = "COVID_PREMIUM"
    PERSONNEL_COSTS = "PERSONNEL_COSTS"
    RENTAL_GUARANTEES = "RENTAL_GUARANTEES"
    GAS_ELECTRICITY_FUND = "GAS_ELECTRICITY_FUND"
    SOCIAL_PARTICIPATION = "SOCIAL_PARTICIPATION"
    PIIS = "PIIS"


class BalanceDirection(StrEnum):
    """Who owes whom."""

    TO_REPAY = "TO_REPAY"
    TO_RECEIVE = "TO_RECEIVE"
    SETTLED = "SETTLED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a form: what SPP IS granted for it, and what the CPAS justifies on it."""

    key: LineKey
    label: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class FormSpec:
    """What a form is called, where it comes from, and the lines that it consists of."""

    kind: FormKind
    abbreviation: str
    """Part of the reference of a submission, for people: short, unique, never reused."""
    title: Text
    source: str
    """The public text that the form implements."""
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Balance:
    """What remains between SPP IS and the CPAS: never negative, the direction says who pays."""

    direction: BalanceDirection
    amount: Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The amounts of one line: the advance that SPP IS granted, and what the CPAS justified.

    `justified` is None until the CPAS has encoded it; 0 is a declaration.
    """

    key: LineKey
    advance: Cents
    justified: Cents | None = None


Content = tuple[Figures, ...]
"""A form's content: the figures of each of its lines, in the order of the specification."""


def empty_content(spec: FormSpec) -> Content:
    """Return the content of a form on which nothing was granted nor encoded."""
    return tuple(Figures(key=line.key, advance=Cents(0)) for line in spec.lines)


def total_advance(content: Content) -> Cents:
    """Return what SPP IS granted on all lines together, in cents."""
    return Cents(sum(figures.advance for figures in content))


def total_justified(content: Content) -> Cents | None:
    """Return what the CPAS justified on all lines together, or None while a line is not encoded."""
    total = 0
    for figures in content:
        if figures.justified is None:
            return None
        total += figures.justified
    return Cents(total)


def balance(content: Content) -> Balance | None:
    """Return who owes whom, exact to the cent, or None while a line is not encoded.

    Source: manual of the form "Covid-19: prime temporaire de 50 EUR", the form.
    """
    justified = total_justified(content)
    if justified is None:
        return None
    difference = justified - total_advance(content)
    if difference < 0:
        return Balance(direction=BalanceDirection.TO_REPAY, amount=Cents(-difference))
    if difference > 0:
        return Balance(direction=BalanceDirection.TO_RECEIVE, amount=Cents(difference))
    return Balance(direction=BalanceDirection.SETTLED, amount=Cents(0))
