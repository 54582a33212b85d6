"""A CPAS of the demo country: how far it has come, and what it was granted and justifies.

All figures are synthetic, and follow from the NIS code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from hashlib import sha256
from math import isqrt

from models.cpas import Cpas, NisCode, Region
from models.language import Language
from models.money import Cents
from models.people import Act, Person, Role, Subject
from models.spec import FormKind, FormSpec, Line, LineEntry, LineKey

YEAR = 2020
PREMIUM = Cents(255_00)
"""What SPP IS advances for one beneficiary: 85 % of six months at 50 EUR."""
MONTHLY = Cents(50_00)
"""What a beneficiary receives for a month."""
PREMIUMS_OF_2021 = {LineKey("premium"): Cents(382_50), LineKey("premium_25"): Cents(63_75)}
"""The same for 2021, by line: nine months at 50 EUR, and three at 25 EUR."""

UNTOUCHED = frozenset({"52011", "44021", "63023", "92094"})
"""CPAS of personas who walk through the manual: Charleroi, Gent, Eupen and Namur.

Their contact was not taken over from 2019, so that a tester meets every step of the manual.
"""
WAITING = frozenset({"21009"})
"""CPAS of personas who find the president's signature there: Ixelles."""

EXTENDED = frozenset({"21001", "41002", "61031"})
"""CPAS whose report closes a month later than the others: Anderlecht, Aalst and Huy."""
CLOSED_BY_HAND = frozenset({"73028"})
"""CPAS whose report SPP IS closed before its date: Herstappe, which was granted nothing."""
REOPENED = NisCode("21013")
"""CPAS to which SPP IS gave a form of the archive back: Saint-Gilles."""
PAID = Region.FLANDERS
"""The region whose premiums SPP IS took note of, and paid."""
ADVANCED = Region.BRUSSELS
"""The region to which the premiums of the planned year are advanced already."""

_BENEFICIARIES = {Region.BRUSSELS: 230, Region.WALLONIA: 197, Region.FLANDERS: 60}
"""Beneficiaries among 100 000 people, times the fourth root of the size of their municipality."""

NAMES = {
    Language.FR: ("Anne Lambert", "Marc Dubois", "Sophie Renard"),
    Language.NL: ("An Peeters", "Jan Janssens", "Els Maes"),
    Language.DE: ("Anja Müller", "Karl Schmitz", "Petra Weber"),
}


class State(IntEnum):
    """How far a CPAS of the demo country has come."""

    NOT_STARTED = 0
    CONTACT_ONLY = 1
    ENCODED = 2
    SIGNED_BY_PRESIDENT = 3
    SIGNED_BY_DIRECTOR_GENERAL = 4
    SENT = 5


_SPREAD = (
    [State.NOT_STARTED] * 5
    + [State.CONTACT_ONLY] * 2
    + [State.ENCODED] * 4
    + [State.SIGNED_BY_PRESIDENT] * 2
    + [State.SIGNED_BY_DIRECTOR_GENERAL] * 2
    + [State.SENT] * 5
)


@dataclass(frozen=True, slots=True)
class DemoContent:
    """What was granted and encoded on the lines of one form."""

    grants: Mapping[LineKey, Cents]
    entries: Mapping[LineKey, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A CPAS of the demo country, and the chance that its NIS code gives it."""

    cpas: Cpas
    population: int

    def chance(self, of: int, about: str) -> int:
        """Return a number from 0 to below `of`, always the same for the same place and matter."""
        digest = sha256(f"{self.cpas.nis_code} {about}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % of

    def state(self, kind: FormKind = FormKind.COVID_PREMIUM) -> State:
        """Return how far this CPAS has come with that form."""
        if self.cpas.nis_code in UNTOUCHED:
            return State.NOT_STARTED
        if kind is FormKind.COVID_PREMIUM:
            waits = self.cpas.nis_code in WAITING
            chance = self.chance(len(_SPREAD), "state")
            return State.SIGNED_BY_PRESIDENT if waits else _SPREAD[chance]
        state = _SPREAD[self.chance(len(_SPREAD), f"state {kind}")]
        return state if self.state() >= State.CONTACT_ONLY else min(state, State.ENCODED)

    def content(self, spec: FormSpec, year: int) -> DemoContent:
        """Return what was granted and encoded on the lines of the form."""
        if spec.kind is FormKind.COVID_PREMIUM:
            line = spec.lines[0].key
            return DemoContent({line: self.advance}, {line: self.justified})
        grants = {line.key: self._grant(spec, line, year) for line in spec.granted_lines}
        entries = {
            line.key: self._entry(spec, line, grants, f"{year} {spec.kind} {line.key}")
            for line in spec.entry_lines
        }
        waits = year == YEAR and spec.kind is FormKind.PIIS and self._waits_for_grant
        return DemoContent({} if waits else grants, entries)

    @property
    def _waits_for_grant(self) -> bool:
        """Whether SPP IS has yet to grant something: so for a few, none of them a persona's."""
        return self.cpas.nis_code not in UNTOUCHED | WAITING and not self.chance(12, "no grant")

    def _grant(self, spec: FormSpec, line: Line, year: int) -> Cents:
        about = f"grant {year} {spec.kind} {line.key}"
        if line.unit_price is not None:
            return Cents(line.unit_price * (self.population // 1_000 + self.chance(10, about)))
        return Cents(self.population * (20 + self.chance(60, about)))

    def _entry(
        self, spec: FormSpec, line: Line, grants: Mapping[LineKey, Cents], about: str
    ) -> int:
        """Return a number, or an amount: near the line's part of the grant, within its ceiling."""
        if line.entry is LineEntry.COUNT:
            return self.population // 1_000 + self.chance(10, about)
        percent = _share_of_grant(spec, line) - self.chance(5, about)
        most = 8 if line.part_of is None else 5
        beyond = 0 if line.percent_of_grant else self.chance(most, f"beyond {about}")
        return grants[line.part_of or line.key] * (percent + beyond) // 100

    @property
    def advance(self) -> Cents:
        """What SPP IS advanced on the premium: a whole number of them."""
        root = isqrt(isqrt(self.population * 10**8))
        luck = 75 + self.chance(51, "advance")
        beneficiaries = self.population * _BENEFICIARIES[self.cpas.region] * root * luck // 10**9
        return Cents(beneficiaries * PREMIUM)

    @property
    def justified(self) -> Cents:
        """What this CPAS justifies, in whole premiums: less, more, about the same, or nothing."""
        match self.chance(20, "justified"):
            case 0:
                share = 0
            case 1 | 2 | 3 | 4:
                share = 100
            case _:
                share = 70 + self.chance(50, "share")
        return Cents(self.advance * share // 100 // MONTHLY * MONTHLY)

    def person(self, role: Role) -> Person:
        """Return the invented person who holds the role here."""
        place = (Role.EDITOR, Role.PRESIDENT, Role.DIRECTOR_GENERAL).index(role)
        return Person(
            subject=Subject(f"demo-{self.cpas.nis_code}-{role.value.lower()}"),
            display_name=NAMES[self.cpas.language][place],
            roles=frozenset({role}),
            assurance_level="urn:be:fedict:iam:fas:Level500",
        )

    def act(self, role: Role, *, after: datetime, day: int) -> Act:
        """Return an act of that person, so many days after the opening, give or take."""
        minutes = self.chance(9 * 60, f"minute {day}")
        days = day + self.chance(20, f"day {day}")
        return Act(by=self.person(role), at=after + timedelta(days=days, minutes=minutes))


def _share_of_grant(spec: FormSpec, line: Line) -> int:
    """Return how much of its grant a line takes, in percent: parts without a ceiling alike."""
    if line.percent_of_grant is not None:
        return min(line.percent_of_grant, 50)
    if line.part_of is None:
        return 100
    parts = [part for part in spec.lines if part.part_of == line.part_of]
    capped = [part for part in parts if part.percent_of_grant is not None]
    taken = sum(_share_of_grant(spec, part) for part in capped)
    return (100 - taken) // (len(parts) - len(capped))
