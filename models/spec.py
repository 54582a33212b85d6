"""The language in which a form is described: a specification, made of lines of amounts.

Rules, storage and schema know lines and specifications, never a form by its name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from models.language import Text
from models.money import NOTHING, Cents

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


class LineEntry(StrEnum):
    """What the CPAS encodes on a line."""

    AMOUNT = "AMOUNT"
    COUNT = "COUNT"
    NOTHING = "NOTHING"


class Settlement(StrEnum):
    """What becomes of the difference between what was granted and what is justified."""

    BOTH_WAYS = "BOTH_WAYS"
    """What was not used is repaid, what was spent beyond the advance is paid."""
    SET_OFF = "SET_OFF"
    """What was not used is set off against the next grant; nothing is repaid nor paid."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a form: what SPP IS grants on it, and what the CPAS encodes.

    A line that others are `part_of` carries their grant and shows their sum; nothing is encoded on
    it. `percent_of_grant` is the ceiling of a line: so much of the grant of the line that it is
    part of, or of its own.
    """

    key: LineKey
    label: Text
    entry: LineEntry = LineEntry.AMOUNT
    granted: bool = True
    """Whether SPP IS grants an amount on this very line."""
    part_of: LineKey | None = None
    unit_price: Cents | None = None
    """What one counts for, on a line on which a number is encoded."""
    percent_of_grant: int | None = None

    def __post_init__(self) -> None:
        """A number has a price, and nothing else has one."""
        assert (self.entry is LineEntry.COUNT) == (self.unit_price is not None), self.key


@dataclass(frozen=True, kw_only=True, slots=True)
class FormSpec:
    """What a form is called, where it comes from, and the lines that it consists of."""

    kind: FormKind
    abbreviation: str
    """Part of the reference of a submission, for people: short, unique, never reused."""
    title: Text
    source: str
    """The public text that the form implements, and what is assumed where it is silent."""
    lines: tuple[Line, ...]
    settlement: Settlement = Settlement.BOTH_WAYS
    since_year: int = 2000
    """The first year whose report may hold the form."""

    def line(self, key: str) -> Line | None:
        """Return the line with that key, or None."""
        return next((line for line in self.lines if line.key == key), None)

    @property
    def entry_lines(self) -> tuple[Line, ...]:
        """The lines on which the CPAS encodes something."""
        return tuple(line for line in self.lines if line.entry is not LineEntry.NOTHING)

    @property
    def granted_lines(self) -> tuple[Line, ...]:
        """The lines on which SPP IS grants something."""
        return tuple(line for line in self.lines if line.granted)


@dataclass(frozen=True, kw_only=True, slots=True)
class Balance:
    """What remains between SPP IS and the CPAS: never negative, the direction says who pays.

    `set_off` is what was not used and diminishes the next grant.
    """

    direction: BalanceDirection
    amount: Cents
    set_off: Cents = NOTHING


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The figures of one line: what SPP IS granted on it, and what the CPAS encoded.

    `entered` is in cents, or a number where the line asks for one. It is None until the CPAS has
    encoded it, and on a line on which nothing is encoded; 0 is a declaration.
    """

    key: LineKey
    advance: Cents = NOTHING
    entered: int | None = None


Content = tuple[Figures, ...]
"""A form's content: the figures of each of its lines, in the order of the specification."""


def empty_content(spec: FormSpec) -> Content:
    """Return the content of a form on which nothing was granted nor encoded."""
    return tuple(Figures(key=line.key) for line in spec.lines)


def figures_by_key(content: Content) -> Mapping[str, Figures]:
    """Return the figures by the key of their line."""
    return {figures.key: figures for figures in content}


def is_encoded(spec: FormSpec, content: Content) -> bool:
    """Whether something was encoded on every line that asks for it."""
    found = figures_by_key(content)
    return all(found[line.key].entered is not None for line in spec.entry_lines)


def justified_on(spec: FormSpec, content: Content, line: Line) -> Cents | None:
    """Return what is justified on the line, in cents: encoded, counted, or the sum of its parts.

    None while anything of it has not been encoded.
    """
    if line.entry is LineEntry.NOTHING:
        parts = [part for part in spec.lines if part.part_of == line.key]
        return _sum(justified_on(spec, content, part) for part in parts)
    entered = figures_by_key(content)[line.key].entered
    if entered is None:
        return None
    return Cents(entered * (line.unit_price or 1))


def ceiling_of(content: Content, line: Line) -> Cents | None:
    """Return the most that may be justified on the line, or None where it has no ceiling.

    The largest whole number of cents within the percentage: comparing with it is exact.
    """
    if line.percent_of_grant is None:
        return None
    grant = figures_by_key(content)[line.part_of or line.key].advance
    return Cents(grant * line.percent_of_grant // 100)


def over_ceiling(spec: FormSpec, content: Content) -> list[Line]:
    """Return the lines on which more is justified than their ceiling allows."""
    return [line for line in spec.lines if _is_over(spec, content, line)]


def _is_over(spec: FormSpec, content: Content, line: Line) -> bool:
    ceiling = ceiling_of(content, line)
    justified = justified_on(spec, content, line)
    return ceiling is not None and justified is not None and justified > ceiling


def total_advance(content: Content) -> Cents:
    """Return what SPP IS granted on all lines together, in cents."""
    return Cents(sum(figures.advance for figures in content))


def total_justified(spec: FormSpec, content: Content) -> Cents | None:
    """Return what the CPAS justified on all lines together, or None while a line is not encoded."""
    return _sum(justified_on(spec, content, line) for line in spec.entry_lines)


def balance(spec: FormSpec, content: Content) -> Balance | None:
    """Return who owes whom, exact to the cent, or None while a line is not encoded.

    Source: manual of the form "Covid-19: prime temporaire de 50 EUR", the form.
    """
    justified = total_justified(spec, content)
    if justified is None:
        return None
    difference = justified - total_advance(content)
    settled = spec.settlement is Settlement.SET_OFF or difference == 0
    if settled:
        unused = Cents(max(-difference, 0))
        return Balance(direction=BalanceDirection.SETTLED, amount=NOTHING, set_off=unused)
    if difference < 0:
        return Balance(direction=BalanceDirection.TO_REPAY, amount=Cents(-difference))
    return Balance(direction=BalanceDirection.TO_RECEIVE, amount=Cents(difference))


def _sum(amounts: Iterable[Cents | None]) -> Cents | None:
    total = 0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return Cents(total)
