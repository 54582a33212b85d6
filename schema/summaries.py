"""Summaries of all forms that match: by place, by kind, by day, by CPAS, and their amounts."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

import strawberry
from strawberry import Info

from models.counts import Counts
from models.cpas import Region
from models.criteria import FormCriteria
from models.forms import title_of
from models.language import Language
from models.money import Cents
from models.spec import FormKind
from models.words import province_word
from resolvers.context import Context
from resolvers.summaries import Place, cpas_of_forms, days_of_forms, summary_of_forms
from resolvers.summaries import Summary as SummaryValue
from schema.arguments import LabelLanguage
from schema.cpas import Cpas, cpas
from schema.described import attribute, field
from schema.status_counts import StatusCounts, status_counts


@strawberry.type(description="The forms of one region, counted.")
class RegionSummary(StatusCounts):
    region: Region = attribute("The region.")


@strawberry.type(description="The forms of one province, counted; those of Brussels have none.")
class ProvinceSummary(StatusCounts):
    place: strawberry.Private[Place]

    @field
    def province(
        self, info: Info[Context, None], language: LabelLanguage = strawberry.UNSET
    ) -> str | None:
        """The province, in the language asked for, else in that of the request, else in its own;
        none in Brussels."""
        return province_word(self.place.province, language or info.context.language)

    @field
    def region(self) -> Region:
        """The region in which it lies."""
        return self.place.region


@strawberry.type(description="The forms of one kind, counted.")
class KindSummary(StatusCounts):
    kind: FormKind = attribute("Which form it is.")

    @field
    def title(self, info: Info[Context, None], language: LabelLanguage = strawberry.UNSET) -> str:
        """What the form is called, in the language asked for, else in that of the request, else in
        French."""
        asked = language or info.context.language or Language.FR
        return title_of(self.kind).in_language(asked)


def kind_summaries(by_kind: Mapping[FormKind, Counts]) -> list[KindSummary]:
    """Return the counts of each kind as the contract shows them."""
    return [KindSummary(kind=kind, **status_counts(of)) for kind, of in by_kind.items()]


@strawberry.type(description="The forms of one CPAS, counted.")
class CpasSummary(StatusCounts):
    cpas: Cpas = attribute("The CPAS.")
    waiting_since: datetime | None = attribute(
        "Since when somebody there is waited for, as `Form.waitingSince` of the form that has "
        "waited longest; null where nobody is."
    )


@strawberry.type(description="How many forms got their marks on one day.")
class DayCounts:
    day: date = attribute("The day, in Brussels.")
    encoded: int = attribute(
        "How many were encoded then, of those that are encoded: last, where it was done again."
    )
    sent: int = attribute("How many both had signed then, and so were sent; returned ones are not.")


@strawberry.type(description="The sums of the amounts.")
class MoneySummary:
    advance: Cents = attribute("What SPP IS granted.")
    justified: Cents = attribute("What the CPAS justified, on the forms that are encoded.")
    to_repay: Cents = attribute("What the CPAS repay, on the forms that are encoded.")
    to_receive: Cents = attribute("What SPP IS pays, on the forms that are encoded.")
    set_off: Cents = attribute("What is set off against the next grant, on the same forms.")
    borne: Cents = attribute("What exceeds the grants and the CPAS bear, on the same forms.")


@strawberry.type(description="Over all the forms that match the filter, not only the page.")
class Summary(StatusCounts):
    value: strawberry.Private[SummaryValue]
    criteria: strawberry.Private[FormCriteria]

    @field
    def without_advance(self) -> int | None:
        """SPP IS has yet to grant the advance. Null for who may not read the amounts of all these
        forms."""
        return self.value.without_advance

    @field
    def declared_zero(self) -> int | None:
        """Encoded with an amount of 0.00: a declaration, told apart from not started. Null for who
        may not read the amounts of all these forms."""
        return self.value.declared_zero

    @field
    def by_region(self) -> list[RegionSummary]:
        """The same, region by region."""
        found = self.value.by_region.items()
        return [RegionSummary(region=region, **status_counts(counts)) for region, counts in found]

    @field
    def by_province(self) -> list[ProvinceSummary]:
        """The same, province by province: by region, and by name within it."""
        found = self.value.by_province.items()
        return [ProvinceSummary(place=place, **status_counts(counts)) for place, counts in found]

    @field
    def by_kind(self) -> list[KindSummary]:
        """The same, form by form, as a report lists them."""
        return kind_summaries(self.value.by_kind)

    @field
    async def by_cpas(self, info: Info[Context, None]) -> list[CpasSummary]:
        """The same, CPAS by CPAS: those first that have been waited for the longest, those last
        where nobody is waited for; by name where it is the same."""
        return [
            CpasSummary(
                cpas=cpas(of.view), waiting_since=of.waiting_since, **status_counts(of.counts)
            )
            for of in await cpas_of_forms(info.context, self.criteria)
        ]

    @field
    async def over_time(self, info: Info[Context, None]) -> list[DayCounts]:
        """The days on which forms got the marks that they carry now, the first one first; days
        without any are left out."""
        found = await days_of_forms(info.context, self.criteria)
        return [DayCounts(**asdict(day)) for day in found]

    @field
    def money(self) -> MoneySummary | None:
        """The sums of the amounts. Null for who may not read the amounts of all these forms."""
        return MoneySummary(**asdict(self.value.money)) if self.value.money else None

    @field
    def opens_first(self) -> datetime | None:
        """When the first of their reports opens; null where nothing matches."""
        return self.value.period.opens_first if self.value.period else None

    @field
    def closes_first(self) -> datetime | None:
        """When the first of their reports closes; null where nothing matches."""
        return self.value.period.closes_first if self.value.period else None

    @field
    def closes_last(self) -> datetime | None:
        """When the last of their reports closes; null where nothing matches."""
        return self.value.period.closes_last if self.value.period else None


async def summary(context: Context, criteria: FormCriteria) -> Summary:
    """Return the summary of the forms that match, as the contract shows it."""
    value = await summary_of_forms(context, criteria)
    return Summary(value=value, criteria=criteria, **status_counts(value.altogether))
