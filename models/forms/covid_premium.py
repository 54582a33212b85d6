"""The form "Covid-19: prime temporaire de 50 EUR", in its two editions.

Known: 50 EUR a month, July to December 2020, to people on income support or equivalent aid; the law
of 20 December 2020 and its successors prolonged it until December 2021, at 25 EUR for the last
three months. Nobody receives a part of a premium, so an amount is a whole number of premiums;
corrections of earlier months may make it another one, which is why that is only warned about.
Assumed: the report of 2021 accounts for the two rates apart, and was the last one.

Source: royal decree no. 47 of 26 June 2020 and the manual of SPP Intégration sociale for the 2020
report.
"""

from models.language import Text
from models.money import Cents
from models.spec import FormKind, FormSpec, Line, LineKey

_TITLE = Text(
    fr="Covid-19 : Prime temporaire de 50 EUR",
    nl="Covid-19: tijdelijke premie van 50 EUR",
    de="Covid-19: zeitweilige Prämie von 50 EUR",
    en="Covid-19: temporary premium of 50 EUR",
)


def _premium(key: str, euro: int) -> Line:
    """Return the line for the premiums of so many euro."""
    return Line(
        key=LineKey(key),
        label=Text(
            fr=f"Prime temporaire de {euro} EUR",
            nl=f"Tijdelijke premie van {euro} EUR",
            de=f"Zeitweilige Prämie von {euro} EUR",
            en=f"Temporary premium of {euro} EUR",
        ),
        multiple_of=Cents(euro * 100),
    )


COVID_PREMIUM = FormSpec(
    kind=FormKind.COVID_PREMIUM,
    abbreviation="COVID",
    title=_TITLE,
    source="Royal decree no. 47 of 26 June 2020: 50 EUR a month, July to December 2020.",
    since_year=2020,
    lines=(_premium("premium", 50),),
)
COVID_PREMIUM_2021 = FormSpec(
    kind=FormKind.COVID_PREMIUM,
    edition=2,
    abbreviation="COVID",
    title=_TITLE,
    source=(
        "Royal decree no. 47 of 26 June 2020, prolonged by the law of 20 December 2020 and its "
        "successors: 50 EUR a month until September 2021, 25 EUR until December 2021. "
        "Assumed: a line for each rate."
    ),
    since_year=2021,
    last_year=2021,
    lines=(_premium("premium", 50), _premium("premium_25", 25)),
)
