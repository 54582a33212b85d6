"""The follow-up of one person, as it is written: what a template puts into its places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from models.words import MARKS
from rapport_unique.pages.follow_up.address import LONGEST_FIRST, SHOWN, STANDS, WAITS, Address
from rapport_unique.pages.follow_up.figures import Bar, Card, RegionRows, Row, Writer
from rapport_unique.pages.follow_up.listing import Listing, listing_of
from rapport_unique.pages.follow_up.plot import Plot, Series, Size, plot_of
from rapport_unique.pages.texts.follow_up import Say
from rapport_unique.pages.writing import day, day_of_year, local_day, time

_MOMENT = timedelta(microseconds=1)
"""Before a report closes at midnight, it is open on the day that ends then."""

SIZES = {
    "wide": Size(width=760, height=300, days=7),
    "narrow": Size(width=380, height=260, days=3, left=44, right=104),
}
"""A plot is drawn for a wide and for a narrow window: its letters keep their size."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of several things to choose from."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link, or without an address the place where the reader is."""

    label: str
    href: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """The counts over everything that is shown, and the sums for who may read all of it."""

    total: str
    bar: Bar
    stands: Sequence[Card]
    waits: Sequence[Card]
    money: Sequence[tuple[str, str]] | None
    declared_zero: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """How far the forms had come at the end of a day."""

    day: date
    written: str
    encoded: str
    sent: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OverTime:
    """The progress over time: drawn, described, and as a table."""

    plots: dict[str, Plot]
    description: str
    days: Sequence[Reached]

    @property
    def has_gaps(self) -> bool:
        """Whether a time without change is drawn shorter."""
        return any(plot.gaps for plot in self.plots.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusPage:
    """Everything that the page shows."""

    year: int
    place: str
    trail: Sequence[Link]
    period: str
    years: Sequence[Choice]
    kinds: Sequence[Choice]
    kept: Sequence[tuple[str, str]]
    """What the form of the choices carries along."""
    searched: str
    one_kind: bool
    summary: Summary
    altogether: Row | None
    places: Sequence[RegionRows]
    forms: Sequence[Row]
    listing: Listing | None
    shown: Sequence[Link]
    orders: Sequence[Link]
    signatories: Sequence[str]
    over_time: OverTime | None
    moves: bool
    """Whether something may still happen to what is shown."""
    as_of: str
    updated: str


def page_of(
    data: Mapping[str, Any], year: int, address: Address, say: Say, now: datetime
) -> StatusPage:
    """Return the page for what the person may follow, at that instant."""
    summary = data["forms"]["summary"]
    write = Writer(say=say, address=address, only_region=_only_region(summary))
    listing = listing_of(data["list"], year, say, address) if "list" in data else None
    is_one_cpas = listing is not None and listing.is_one_cpas
    places, forms = write.places(summary), write.forms(summary)
    rows = sum(1 + len(place.provinces) for place in places)
    last = summary["closesLast"]
    return StatusPage(
        year=year,
        place=_place(summary, address, write, listing),
        trail=_trail(summary, address, write),
        period=_period(summary, say, now),
        years=_years(data, year),
        kinds=_kinds(data, year, address, say),
        kept=[(name, word) for name, word in address.words.items() if name in _KEPT],
        searched=address["search"] or "",
        one_kind=address["kind"] is not None,
        summary=_summary(summary, write),
        altogether=write.row(say("altogether"), address.link(show=None), summary)
        if len(places) > 1
        else None,
        places=places if rows > 1 and not address["province"] else [],
        forms=forms if len(forms) > 1 and not is_one_cpas else [],
        listing=listing,
        shown=_shown(address, write),
        orders=_orders(address, say),
        signatories=[say.signatory(role, write.only_region) for role in WAITS.values()],
        over_time=_over_time(summary, write),
        moves=last is not None and now < datetime.fromisoformat(last),
        as_of=say("as_of", day=day(local_day(now), say.language), time=time(now)),
        updated=say("updated", time=time(now)),
    )


_KEPT = ("region", "province", "show", "order", "language")


# Where the reader is -----------------------------------------------------------------------------


def _place(
    summary: Mapping[str, Any], address: Address, write: Writer, listing: Listing | None
) -> str:
    """Return what is shown: a province, a region, one CPAS or the country."""
    if address["province"] is not None:
        return _province(summary, address["province"])
    if address["region"] is not None:
        return write.region(address["region"])
    if listing is not None and listing.is_one_cpas and not (address["show"] or address["search"]):
        return listing.cpas[0].name
    return write.region(write.only_region) if write.only_region else write.say("belgium")


def _province(summary: Mapping[str, Any], asked: str) -> str:
    """Return what the province is called in the language of the page."""
    return next((of["province"] for of in summary["byProvince"]), asked)


def _only_region(summary: Mapping[str, Any]) -> str | None:
    """Return the region of all that is shown, or None where it is of several or nothing."""
    regions = summary["byRegion"]
    return regions[0]["region"] if len(regions) == 1 else None


def _trail(summary: Mapping[str, Any], address: Address, write: Writer) -> list[Link]:
    """Return the way here from the whole, where the reader is in a part."""
    region, province = address["region"], address["province"]
    if region is None:
        return []
    whole = address.link(region=None, province=None, show=None, search=None)
    trail = [Link(label=write.say("follow_up"), href=whole)]
    if province is None:
        return [*trail, Link(label=write.region(region), href=None)]
    return [
        *trail,
        Link(label=write.region(region), href=address.link(province=None, show=None, search=None)),
        Link(label=_province(summary, province), href=None),
    ]


def _period(summary: Mapping[str, Any], say: Say, now: datetime) -> str:
    """Return when the reports that are shown are open."""
    if summary["opensFirst"] is None:
        return ""
    opens_at, first, last = (
        datetime.fromisoformat(summary[name])
        for name in ("opensFirst", "closesFirst", "closesLast")
    )

    def written(instant: datetime) -> str:
        return day(local_day(instant), say.language)

    def last_day(closes_at: datetime) -> str:
        return written(closes_at - _MOMENT)

    if now < opens_at:
        return say("opens_on", day=written(opens_at))
    if last <= now:
        return say("closed_since", day=written(last))
    if first <= now:
        return say("last_open_until", first=written(first), last=last_day(last))
    if first < last:
        return say("open_until_between", first=last_day(first), last=last_day(last))
    return say("open_until", day=last_day(last))


def _years(data: Mapping[str, Any], year: int) -> list[Choice]:
    return [
        Choice(value=str(of["year"]), label=str(of["year"]), chosen=of["year"] == year)
        for of in data["campaigns"]["nodes"]
    ]


def _kinds(data: Mapping[str, Any], year: int, address: Address, say: Say) -> list[Choice]:
    of_year = next(of["byKind"] for of in data["campaigns"]["nodes"] if of["year"] == year)
    return [
        Choice(value="", label=say("all_forms"), chosen=address["kind"] is None),
        *(
            Choice(value=of["kind"], label=of["title"], chosen=of["kind"] == address["kind"])
            for of in of_year
        ),
    ]


def _shown(address: Address, write: Writer) -> list[Link]:
    """Return what the list may show; what it shows has no address."""
    return [
        _choice(write.say("everything"), None, address, "show"),
        *(
            _choice(write.say.shown(shown, write.only_region), shown, address, "show")
            for shown in SHOWN
        ),
    ]


def _orders(address: Address, say: Say) -> list[Link]:
    return [
        _choice(say("by_name"), None, address, "order"),
        _choice(say("longest_first"), LONGEST_FIRST, address, "order"),
    ]


def _choice(label: str, value: str | None, address: Address, name: str) -> Link:
    chosen = address[name] == value
    return Link(label=label, href=None if chosen else f"{address.link(**{name: value})}#list")


# What there is -----------------------------------------------------------------------------------


def _summary(summary: Mapping[str, Any], write: Writer) -> Summary:
    sums, zero = summary["money"], summary["declaredZero"]
    return Summary(
        total=write.count(summary["total"]),
        bar=write.bar(summary),
        stands=write.cards(summary, STANDS),
        waits=write.cards(summary, WAITS),
        money=write.money(sums) if sums and summary["total"] else None,
        declared_zero="" if zero is None else write.count(zero),
    )


# Over time ---------------------------------------------------------------------------------------


def _over_time(summary: Mapping[str, Any], write: Writer) -> OverTime | None:
    say = write.say
    encoded, sent = (
        Series(
            key=key,
            label=say.text(MARKS[key]),
            added={date.fromisoformat(of["day"]): of[key] for of in summary["overTime"] if of[key]},
        )
        for key in ("encoded", "sent")
    )
    total = summary["total"]
    days = sorted({*encoded.added, *sent.added})
    if not days:
        return None
    plots = {
        name: plot_of(
            [encoded, sent],
            total,
            size,
            write_count=write.count,
            write_day=lambda this, before: _written(this, before, say),
        )
        for name, size in SIZES.items()
        if len(days) > 1  # one day is no progress
    }
    return OverTime(
        plots={name: plot for name, plot in plots.items() if plot},
        description=say(
            "plot_desc",
            first=day(days[0], say.language),
            last=day(days[-1], say.language),
            encoded=write.count(encoded.total),
            sent=write.count(sent.total),
            total=write.count(total),
        ),
        days=_reached(days, encoded, sent, write),
    )


def _written(this: date, before: date | None, say: Say) -> str:
    """Return the day; its year only where the day before it is of another one."""
    if before is not None and before.year == this.year:
        return day_of_year(this, say.language)
    return day(this, say.language)


def _reached(days: Sequence[date], encoded: Series, sent: Series, write: Writer) -> list[Reached]:
    reached, so_far = [], {encoded.key: 0, sent.key: 0}
    for this in days:
        for series in (encoded, sent):
            so_far[series.key] += series.added.get(this, 0)
        reached.append(
            Reached(
                day=this,
                written=day(this, write.say.language),
                encoded=write.count(so_far[encoded.key]),
                sent=write.count(so_far[sent.key]),
            )
        )
    return reached
