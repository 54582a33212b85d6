"""The catalogue: the forms of the Rapport unique, one line each."""

from models.forms.covid_premium import COVID_PREMIUM
from models.forms.gas_electricity_fund import GAS_ELECTRICITY_FUND
from models.forms.personnel_costs import PERSONNEL_COSTS
from models.forms.piis import PIIS
from models.forms.rental_guarantees import RENTAL_GUARANTEES
from models.forms.social_participation import SOCIAL_PARTICIPATION
from models.spec import FormKind, FormSpec

CATALOGUE: dict[FormKind, FormSpec] = {
    spec.kind: spec
    for spec in (
        COVID_PREMIUM,
        PERSONNEL_COSTS,
        RENTAL_GUARANTEES,
        GAS_ELECTRICITY_FUND,
        SOCIAL_PARTICIPATION,
        PIIS,
    )
}
