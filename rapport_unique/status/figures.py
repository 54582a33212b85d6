"""The figures of the status page, as they are written: cards, rows of tables, and bars."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from models.cpas import Region, folded
from models.form import FormStatus
from models.forms import CATALOGUE, title_of
from models.progress import Shown
from models.tally import Group, Sums, Tally, tally
from models.words import AMOUNTS, PROVINCES, REGIONS
from rapport_unique.pages.writing import amount, number, share
from rapport_unique.status.address import Address
from rapport_unique.status.texts import WAITED_FOR, Say

STANDS = (
    Shown.NOT_STARTED,
    Shown.PARTIALLY_ENCODED,
    Shown.ENCODED,
    Shown.PARTIALLY_SIGNED,
    Shown.SENT,
)
WAITS = tuple(WAITED_FOR)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A part of a bar, in percent of its length."""

    key: str
    at: float
    width: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A bar, and what it says to who does not see it."""

    parts: Sequence[Part]
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A count with its name, and where the forms are listed that it counts."""

    key: str
    label: str
    count: str
    share: str
    href: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of counts: a place, or a form."""

    label: str
    href: str
    forms: str
    encoded: str
    signed: str
    sent: str
    share: str
    bar: Bar
    president: str
    director_general: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionRows:
    """A region with the rows of its provinces, by name."""

    region: Row
    provinces: Sequence[Row]


@dataclass(frozen=True, kw_only=True, slots=True)
class Writer:
    """Writes figures in the language of the page, with links beside its address."""

    say: Say
    address: Address
    only_region: Region | None = None
    """The region of all that is shown, where it is one: it decides what signatories are called."""

    def count(self, value: int) -> str:
        """Return a count as it is written."""
        return number(value, self.say.language)

    def cards(self, counts: Tally, which: Iterable[Shown]) -> list[Card]:
        """Return the cards of these counts; each leads to a list of what it counts."""
        return [
            Card(
                key=shown.value.lower().replace("_", "-"),
                label=self._label(shown),
                count=self.count(_COUNTS[shown](counts)),
                share=self._share(_COUNTS[shown](counts), counts.total),
                href=f"{self.address.link(show=shown.name)}#list",
            )
            for shown in which
        ]

    def money(self, sums: Sums) -> list[tuple[str, str]]:
        """Return the sums, each with its name; what is rare only where there is any."""
        named = [
            ("advance", sums.advance),
            ("justified", sums.justified),
            ("to_repay", sums.to_repay),
            ("to_receive", sums.to_receive),
            *([("set_off", sums.set_off)] if sums.set_off else []),
            *([("borne", sums.borne)] if sums.borne else []),
        ]
        return [
            (self.say.text(AMOUNTS[name]), amount(cents, self.say.language))
            for name, cents in named
        ]

    def row(self, label: str, href: str, groups: Iterable[Group]) -> Row:
        """Return one row of counts over these groups."""
        counts = tally(groups)
        return Row(
            label=label,
            href=href,
            forms=self.count(counts.total),
            encoded=self.count(counts.marked_encoded),
            signed=self.count(counts.signed),
            sent=self.count(counts.sent),
            share=self._share(counts.sent, counts.total),
            bar=self.bar(counts),
            president=self.count(counts.waiting_for_president),
            director_general=self.count(counts.waiting_for_director_general),
        )

    def bar(self, counts: Tally) -> Bar:
        """Return the bar of these counts."""
        told = (
            f"{self._label(shown)} {self._share(_COUNTS[shown](counts), counts.total)}"
            for shown in reversed(STANDS)
        )
        return Bar(parts=_parts(counts), label=", ".join(told))

    def places(self, groups: Sequence[Group]) -> list[RegionRows]:
        """Return the regions with their provinces."""
        by_region = sorted(groups, key=lambda group: group.region)
        return [
            self._region(region, list(of_region))
            for region, of_region in groupby(by_region, key=lambda group: group.region)
        ]

    def forms(self, groups: Sequence[Group]) -> list[Row]:
        """Return a row for each kind of form, in the order of the catalogue."""
        rows = []
        for kind in CATALOGUE:
            of_kind = [group for group in groups if group.kind is kind]
            if of_kind:
                href = self.address.link(kind=kind.name)
                rows.append(self.row(self.say.text(title_of(kind)), href, of_kind))
        return rows

    def region(self, region: Region) -> str:
        """Return what the region is called."""
        return self.say.text(REGIONS[region])

    def province(self, province: str) -> str:
        """Return what the province is called."""
        known = PROVINCES.get(province)
        return self.say.text(known) if known else province

    def _region(self, region: Region, groups: Sequence[Group]) -> RegionRows:
        link = self.address.link
        names = sorted({group.province for group in groups if group.province}, key=self._sorted)
        return RegionRows(
            region=self.row(
                self.region(region), link(region=region.name, province=None, show=None), groups
            ),
            provinces=[
                self.row(
                    self.province(name),
                    link(region=region.name, province=name, show=None),
                    [group for group in groups if group.province == name],
                )
                for name in names
            ],
        )

    def _sorted(self, province: str) -> str:
        return folded(self.province(province))

    def _label(self, shown: Shown) -> str:
        """Return what a card says; one that waits stands below a heading that tells so."""
        if shown in WAITED_FOR:
            return self.say.signatory(WAITED_FOR[shown], self.only_region)
        return self.say.shown(shown, self.only_region)

    def _share(self, part: int, whole: int) -> str:
        return share(part, whole, self.say.language)


_COUNTS: dict[Shown, Callable[[Tally], int]] = {
    Shown.NOT_STARTED: lambda counts: counts.not_started,
    Shown.PARTIALLY_ENCODED: lambda counts: counts.partially_encoded,
    Shown.ENCODED: lambda counts: counts.encoded,
    Shown.PARTIALLY_SIGNED: lambda counts: counts.partially_signed,
    Shown.SENT: lambda counts: counts.sent,
    Shown.WAITING_FOR_PRESIDENT: lambda counts: counts.waiting_for_president,
    Shown.WAITING_FOR_DIRECTOR_GENERAL: lambda counts: counts.waiting_for_director_general,
}


def _parts(counts: Tally) -> list[Part]:
    """Return the parts of a bar, from what has come furthest to what has not begun."""
    parts, at = [], 0.0
    for status, count in (
        (FormStatus.SENT, counts.sent),
        (FormStatus.PARTIALLY_SIGNED, counts.partially_signed),
        (FormStatus.ENCODED, counts.encoded),
        (FormStatus.PARTIALLY_ENCODED, counts.partially_encoded),
    ):
        if count:
            width = round(100 * count / counts.total, 2)
            key = status.value.lower().replace("_", "-")
            parts.append(Part(key=key, at=round(at, 2), width=width))
            at += width
    return parts
