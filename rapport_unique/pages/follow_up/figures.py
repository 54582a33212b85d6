"""The figures of the follow-up, as they are written: cards, rows of tables, and bars."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.folding import folded
from models.words import AMOUNTS, REGIONS
from rapport_unique.pages.follow_up.address import STANDS, WAITS, Address
from rapport_unique.pages.texts.follow_up import Say
from rapport_unique.pages.writing import number, share

Counts = Mapping[str, Any]
"""What the contract counts: `StatusCounts`."""


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
    only_region: str | None = None
    """The region of all that is shown, where it is one: it decides what signatories are called."""

    def count(self, value: int) -> str:
        """Return a count as it is written."""
        return number(value, self.say.language)

    def cards(self, counts: Counts, which: Iterable[str]) -> list[Card]:
        """Return the cards of these counts; each leads to a list of what it counts."""
        return [
            Card(
                key=shown.lower().replace("_", "-"),
                label=self._label(shown),
                count=self.count(counts[_COUNTS[shown]]),
                share=self._share(counts[_COUNTS[shown]], counts["total"]),
                href=f"{self.address.link(show=shown)}#list",
            )
            for shown in which
        ]

    def money(self, sums: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return the sums, each with its name; what is rare only where there is any."""
        return [
            (self.say.text(AMOUNTS[word]), self.say.euro(sums[name]))
            for name, word in _SUMS.items()
            if name not in _RARE or sums[name] != "0.00"
        ]

    def row(self, label: str, href: str, counts: Counts) -> Row:
        """Return one row of counts."""
        return Row(
            label=label,
            href=href,
            forms=self.count(counts["total"]),
            encoded=self.count(counts["encoded"] + counts["partiallySigned"] + counts["sent"]),
            sent=self.count(counts["sent"]),
            share=self._share(counts["sent"], counts["total"]),
            bar=self.bar(counts),
            president=self.count(counts["waitingForPresident"]),
            director_general=self.count(counts["waitingForDirectorGeneral"]),
        )

    def bar(self, counts: Counts) -> Bar:
        """Return the bar of these counts."""
        told = (
            f"{self._label(stand)} {self._share(counts[_COUNTS[stand]], counts['total'])}"
            for stand in STANDS
        )
        return Bar(parts=_parts(counts), label=", ".join(told))

    def places(self, summary: Mapping[str, Any]) -> list[RegionRows]:
        """Return the regions with their provinces."""
        return [
            self._region(
                region,
                [
                    province
                    for province in summary["byProvince"]
                    if province["region"] == region["region"] and province["province"]
                ],
            )
            for region in summary["byRegion"]
        ]

    def forms(self, summary: Mapping[str, Any]) -> list[Row]:
        """Return a row for each kind of form."""
        return [
            self.row(of_kind["title"], self.address.link(kind=of_kind["kind"]), of_kind)
            for of_kind in summary["byKind"]
        ]

    def region(self, region: str) -> str:
        """Return what the region is called."""
        return self.say.word(REGIONS, region)

    def _region(self, region: Mapping[str, Any], provinces: Sequence[Counts]) -> RegionRows:
        link, name = self.address.link, region["region"]
        return RegionRows(
            region=self.row(self.region(name), link(region=name, province=None, show=None), region),
            provinces=[
                self.row(
                    province["province"],
                    link(region=name, province=province["key"], show=None),
                    province,
                )
                for province in sorted(provinces, key=lambda of: folded(of["province"]))
            ],
        )

    def _label(self, shown: str) -> str:
        """Return what a card says; one that waits stands below a heading that tells so."""
        if shown in WAITS:
            return self.say.signatory(WAITS[shown], self.only_region)
        return self.say.shown(shown, self.only_region)

    def _share(self, part: int, whole: int) -> str:
        return share(part, whole, self.say.language)


_COUNTS = {
    "NOT_STARTED": "notStarted",
    "PARTIALLY_ENCODED": "partiallyEncoded",
    "ENCODED": "encoded",
    "PARTIALLY_SIGNED": "partiallySigned",
    "SENT": "sent",
    "WAITING_FOR_PRESIDENT": "waitingForPresident",
    "WAITING_FOR_DIRECTOR_GENERAL": "waitingForDirectorGeneral",
}
_SUMS = {
    "advance": "advance",
    "justified": "justified",
    "toRepay": "to_repay",
    "toReceive": "to_receive",
    "setOff": "set_off",
    "borne": "borne",
}
_RARE = frozenset({"setOff", "borne"})


def _parts(counts: Counts) -> list[Part]:
    """Return the parts of a bar; what has not begun is its ground."""
    parts, at = [], 0.0
    for stand in STANDS[:-1]:
        count = counts[_COUNTS[stand]]
        if count:
            width = round(100 * count / counts["total"], 2)
            key = stand.lower().replace("_", "-")
            parts.append(Part(key=key, at=round(at, 2), width=width))
            at += width
    return parts
