"""The catalogue: the forms of the Rapport unique, one line each, with their editions in order."""

from collections.abc import Collection

from models.forms.covid_premium import COVID_PREMIUM, COVID_PREMIUM_2021
from models.forms.gas_electricity_fund import GAS_ELECTRICITY_FUND
from models.forms.personnel_costs import PERSONNEL_COSTS
from models.forms.piis import PIIS
from models.forms.rental_guarantees import RENTAL_GUARANTEES
from models.forms.social_participation import SOCIAL_PARTICIPATION
from models.language import Text
from models.spec import FormKind, FormSpec

CATALOGUE: dict[FormKind, tuple[FormSpec, ...]] = {
    editions[0].kind: editions
    for editions in (
        (COVID_PREMIUM, COVID_PREMIUM_2021),
        (PERSONNEL_COSTS,),
        (RENTAL_GUARANTEES,),
        (GAS_ELECTRICITY_FUND,),
        (SOCIAL_PARTICIPATION,),
        (PIIS,),
    )
}


def edition(kind: FormKind, year: int) -> FormSpec | None:
    """Return the edition that a report of that year holds, or None where it holds no such form."""
    begun = [spec for spec in CATALOGUE[kind] if spec.since_year <= year]
    if not begun or (begun[-1].last_year is not None and year > begun[-1].last_year):
        return None
    return begun[-1]


def editions_in(year: int, kinds: Collection[FormKind] = tuple(FormKind)) -> list[FormSpec]:
    """Return what the reports of that year can hold of these kinds, in the usual order."""
    found = (edition(kind, year) for kind in CATALOGUE if kind in kinds)
    return [spec for spec in found if spec is not None]


def edition_numbered(kind: FormKind, number: int) -> FormSpec:
    """Return the edition with that number: the one that a stored form was made of."""
    return next(spec for spec in CATALOGUE[kind] if spec.edition == number)


def title_of(kind: FormKind) -> Text:
    """Return what a form of that kind is called: the title of its latest edition."""
    return CATALOGUE[kind][-1].title
