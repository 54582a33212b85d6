"""The catalogue: the forms of the Rapport unique, one line each."""

from models.forms.covid_premium import COVID_PREMIUM
from models.spec import FormKind, FormSpec

CATALOGUE: dict[FormKind, FormSpec] = {
    spec.kind: spec
    for spec in (
        COVID_PREMIUM,
    )
}  # fmt: skip
