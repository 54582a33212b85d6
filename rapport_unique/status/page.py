"""The status page of one caller, as it is written: what a template puts into its places."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.cpas import Region
from models.forms import title_of
from models.people import Signatory
from models.progress import Hour, Shown
from models.tally import Group, sums_of, tally
from models.words import MARKS
from rapport_unique.pages.writing import day, day_of_year, local_day, time
from rapport_unique.status.address import Address
from rapport_unique.status.figures import STANDS, WAITS, Bar, Card, RegionRows, Row, Writer
from rapport_unique.status.listing import Listing, listing_of
from rapport_unique.status.plot import Plot, Series, Size, plot_of
from rapport_unique.status.texts import Say
from resolvers.status import Status

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
    one_kind: bool
    summary: Summary
    altogether: Row | None
    places: Sequence[RegionRows]
    forms: Sequence[Row]
    listing: Listing | None
    shown: Sequence[Link]
    signatories: Sequence[str]
    over_time: OverTime | None
    head: int
    as_of: str
    updated: str


def page_of(status: Status, address: Address, say: Say, now: datetime) -> StatusPage:
    """Return the page for what the caller may follow, at that instant."""
    write = Writer(say=say, address=address, only_region=_only_region(status.groups))
    listing = listing_of(status.listed, say, address, now) if status.listed else None
    places = write.places(status.groups)
    rows = sum(1 + len(place.provinces) for place in places)
    forms = write.forms(status.groups)
    return StatusPage(
        year=status.year,
        place=_place(address, write, listing),
        trail=_trail(address, write),
        period=_period(status.groups, say, now),
        years=_years(status),
        kinds=_kinds(status, address, say),
        kept=[(name, word) for name, word in address.words.items() if name in _KEPT],
        one_kind=address.asked.criteria.kind is not None,
        summary=_summary(status.groups, write),
        altogether=write.row(say("altogether"), address.link(show=None), status.groups)
        if len(places) > 1
        else None,
        places=places if rows > 1 and not address.asked.criteria.province else [],
        forms=forms if len(forms) > 1 and not _is_one_cpas(listing) else [],
        listing=listing,
        shown=_shown(address, write),
        signatories=[say.signatory(role, write.only_region) for role in Signatory],
        over_time=_over_time(status, write),
        head=status.head,
        as_of=say("as_of", day=day(local_day(now), say.language), time=time(now)),
        updated=say("updated", time=time(now)),
    )


_KEPT = ("region", "province", "show", "language")


# Where the reader is -----------------------------------------------------------------------------


def _place(address: Address, write: Writer, listing: Listing | None) -> str:
    """Return what is shown: a province, a region, one CPAS or the country."""
    criteria = address.asked.criteria
    if criteria.province is not None:
        return write.province(criteria.province)
    if criteria.region is not None:
        return write.region(criteria.region)
    if listing is not None and not address.asked.is_part and _is_one_cpas(listing):
        return listing.cpas[0].name
    return write.region(write.only_region) if write.only_region else write.say("belgium")


def _only_region(groups: Sequence[Group]) -> Region | None:
    """Return the region of all that is shown, or None where it is of several or nothing."""
    regions = {group.region for group in groups}
    return regions.pop() if len(regions) == 1 else None


def _is_one_cpas(listing: Listing | None) -> bool:
    return (
        listing is not None
        and len(listing.cpas) == 1
        and listing.previous is None
        and listing.following is None
    )


def _trail(address: Address, write: Writer) -> list[Link]:
    """Return the way here from the whole, where the reader is in a part."""
    criteria = address.asked.criteria
    if criteria.region is None:
        return []
    whole = address.link(region=None, province=None, show=None)
    trail = [Link(label=write.say("follow_up"), href=whole)]
    region = write.region(criteria.region)
    if criteria.province is None:
        return [*trail, Link(label=region, href=None)]
    return [
        *trail,
        Link(label=region, href=address.link(province=None, show=None)),
        Link(label=write.province(criteria.province), href=None),
    ]


def _period(groups: Sequence[Group], say: Say, now: datetime) -> str:
    """Return when the reports that are shown are open."""
    if not groups:
        return ""
    opens_at = min(group.opens_at for group in groups)
    first = min(group.closes_at[0] for group in groups)
    last = max(group.closes_at[1] for group in groups)

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


def _years(status: Status) -> list[Choice]:
    return [
        Choice(value=str(year), label=str(year), chosen=year == status.year)
        for year in status.years
    ]


def _kinds(status: Status, address: Address, say: Say) -> list[Choice]:
    asked = address.asked.criteria.kind
    every = Choice(value="", label=say("all_forms"), chosen=asked is None)
    return [
        every,
        *(
            Choice(value=kind.name, label=say.text(title_of(kind)), chosen=kind is asked)
            for kind in status.kinds
        ),
    ]


def _shown(address: Address, write: Writer) -> list[Link]:
    """Return what the list may show; what it shows has no address."""
    asked = address.asked.criteria.shown
    every = Link(
        label=write.say("everything"),
        href=None if asked is None else f"{address.link(show=None)}#list",
    )
    return [
        every,
        *(
            Link(
                label=write.say.shown(shown, write.only_region),
                href=None if shown is asked else f"{address.link(show=shown.name)}#list",
            )
            for shown in Shown
        ),
    ]


# What there is -----------------------------------------------------------------------------------


def _summary(groups: Sequence[Group], write: Writer) -> Summary:
    counts, sums = tally(groups), sums_of(groups)
    return Summary(
        total=write.count(counts.total),
        bar=write.bar(counts),
        stands=write.cards(counts, STANDS),
        waits=write.cards(counts, WAITS),
        money=write.money(sums) if sums else None,
        declared_zero=write.count(sums.declared_zero) if sums else "",
    )


# Over time ---------------------------------------------------------------------------------------


def _over_time(status: Status, write: Writer) -> OverTime | None:
    say = write.say
    encoded, sent = (
        Series(key=key, label=say.text(MARKS[key]), added=_by_day(hours))
        for key, hours in (("encoded", status.encoded), ("sent", status.sent))
    )
    total = tally(status.groups).total
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


def _by_day(hours: Iterable[Hour]) -> dict[date, int]:
    added: Counter[date] = Counter()
    for hour in hours:
        added[local_day(hour.begins_at)] += hour.forms
    return dict(added)


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
