"""The language in which a form is described: a specification, made of lines of amounts.

Rules, storage and schema know lines and specifications, never a form by its name. What a form asks
for changes over the years: each specification is one edition, and a form keeps that of its year.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NewType, assert_never

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
    CAPPED = "CAPPED"
    """What was not used is repaid, what exceeds the grant is borne by the CPAS."""
    SET_OFF = "SET_OFF"
    """Grant by grant, what was not used is set off against the next one and what exceeds it is
    borne by the CPAS; nothing is repaid nor paid."""


class LineWarning(StrEnum):
    """What is unusual about a line, and stands in nobody's way."""

    NOT_A_MULTIPLE = "NOT_A_MULTIPLE"


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
    multiple_of: Cents | None = None
    """What an amount should be a whole number of times; another one is warned about, no more."""

    def __post_init__(self) -> None:
        """A number has a price, and nothing else has one."""
        assert (self.entry is LineEntry.COUNT) == (self.unit_price is not None), self.key


@dataclass(frozen=True, kw_only=True, slots=True)
class FormSpec:
    """One edition of a form: what it is called, where it comes from, and its lines.

    Once a form of it exists, an edition never changes: what changes is a new one.
    """

    kind: FormKind
    abbreviation: str
    """Part of the reference of a submission, for people: short, unique, never reused."""
    title: Text
    source: str
    """The public text that the form implements, and what is assumed where it is silent."""
    lines: tuple[Line, ...]
    settlement: Settlement = Settlement.BOTH_WAYS
    edition: int = 1
    """Numbers the editions of a kind; it stands in the content of every form."""
    since_year: int = 2000
    """The first year whose report may hold this edition."""
    last_year: int | None = None
    """The last one; None where no end is known."""

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

    `set_off` is what was not used and diminishes the next grant, `borne` what was spent beyond the
    grant and stays with the CPAS.
    """

    direction: BalanceDirection
    amount: Cents
    set_off: Cents = NOTHING
    borne: Cents = NOTHING


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The figures of one line: what SPP IS granted on it, and what the CPAS encoded.

    `advance` is None until SPP IS granted it, and on a line on which nothing is granted; 0 is a
    grant of nothing. `entered` is in cents, or a number where the line asks for one. It is None
    until the CPAS has encoded it, and on a line on which nothing is encoded; 0 is a declaration.
    """

    key: LineKey
    advance: Cents | None = None
    entered: int | None = None


Content = tuple[Figures, ...]
"""A form's content: the figures of each of its lines, in the order of the specification."""


def empty_content(spec: FormSpec) -> Content:
    """Return the content of a form on which nothing was granted nor encoded."""
    return tuple(Figures(key=line.key) for line in spec.lines)


def figures_by_key(content: Content) -> Mapping[str, Figures]:
    """Return the figures by the key of their line."""
    return {figures.key: figures for figures in content}


def not_encoded(spec: FormSpec, content: Content) -> list[Line]:
    """Return the lines that ask for something and on which nothing was encoded."""
    found = figures_by_key(content)
    return [line for line in spec.entry_lines if found[line.key].entered is None]


def not_granted(spec: FormSpec, content: Content) -> list[Line]:
    """Return the lines on which SPP IS has yet to grant something."""
    found = figures_by_key(content)
    return [line for line in spec.granted_lines if found[line.key].advance is None]


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
    """Return the most that may be justified on the line, or None where no ceiling is known.

    The largest whole number of cents within the percentage: comparing with it is exact.
    """
    grant = figures_by_key(content)[line.part_of or line.key].advance
    if line.percent_of_grant is None or grant is None:
        return None
    return Cents(grant * line.percent_of_grant // 100)


def over_ceiling(spec: FormSpec, content: Content) -> list[Line]:
    """Return the lines on which more is justified than their ceiling allows."""
    return [line for line in spec.lines if _is_over(spec, content, line)]


def _is_over(spec: FormSpec, content: Content, line: Line) -> bool:
    ceiling = ceiling_of(content, line)
    justified = justified_on(spec, content, line)
    return ceiling is not None and justified is not None and justified > ceiling


def warnings_on(content: Content, line: Line) -> list[LineWarning]:
    """Return what is unusual about the line."""
    entered = figures_by_key(content)[line.key].entered or 0
    odd = line.multiple_of is not None and entered % line.multiple_of != 0
    return [LineWarning.NOT_A_MULTIPLE] if odd else []


def total_advance(spec: FormSpec, content: Content) -> Cents | None:
    """Return what SPP IS granted on all lines together, or None while a grant is missing."""
    found = figures_by_key(content)
    return _sum(found[line.key].advance for line in spec.granted_lines)


def total_justified(spec: FormSpec, content: Content) -> Cents | None:
    """Return what the CPAS justified on all lines together, or None while a line is not encoded."""
    return _sum(justified_on(spec, content, line) for line in spec.entry_lines)


def balance(spec: FormSpec, content: Content) -> Balance | None:
    """Return who owes whom, exact to the cent, or None while a grant or an entry is missing.

    Source: manual of the form "Covid-19: prime temporaire de 50 EUR", the form.
    """
    advance, justified = total_advance(spec, content), total_justified(spec, content)
    if advance is None or justified is None:
        return None
    unused, beyond = _apart(justified - advance)
    match spec.settlement:
        case Settlement.BOTH_WAYS:
            return _owed(to_repay=unused, to_receive=beyond)
        case Settlement.CAPPED:
            return replace(_owed(to_repay=unused), borne=beyond)
        case Settlement.SET_OFF:
            unused, beyond = _grant_by_grant(spec, content)
            return replace(_owed(), set_off=unused, borne=beyond)
        case _:
            assert_never(spec.settlement)


def _owed(*, to_repay: Cents = NOTHING, to_receive: Cents = NOTHING) -> Balance:
    if to_repay:
        return Balance(direction=BalanceDirection.TO_REPAY, amount=to_repay)
    if to_receive:
        return Balance(direction=BalanceDirection.TO_RECEIVE, amount=to_receive)
    return Balance(direction=BalanceDirection.SETTLED, amount=NOTHING)


def _apart(difference: int) -> tuple[Cents, Cents]:
    """Return what of a difference was not used, and what was spent beyond the grant."""
    return Cents(max(-difference, 0)), Cents(max(difference, 0))


def _grant_by_grant(spec: FormSpec, content: Content) -> tuple[Cents, Cents]:
    """Return the same, summed over the grants: none of them pays for another."""
    found = figures_by_key(content)
    differences = [
        (justified_on(spec, content, line) or 0) - (found[line.key].advance or 0)
        for line in spec.granted_lines
    ]
    apart = [_apart(difference) for difference in differences]
    return Cents(sum(unused for unused, _ in apart)), Cents(sum(beyond for _, beyond in apart))


def _sum(amounts: Iterable[Cents | None]) -> Cents | None:
    total = 0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return Cents(total)
