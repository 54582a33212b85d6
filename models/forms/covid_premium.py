"""The form "Covid-19: prime temporaire de 50 EUR".

Source: royal decree no. 47 of 26 June 2020 (50 EUR a month, July to December 2020, to people on
income support or equivalent aid) and the manual of SPP Intégration sociale for the 2020 report.
The law of 20 December 2020 and its successors prolonged the premium until December 2021, at 25 EUR
for the last three months. Assumed: a 2021 report may hold the same form.
"""

from models.language import Text
from models.spec import FormKind, FormSpec, Line, LineKey

COVID_PREMIUM = FormSpec(
    kind=FormKind.COVID_PREMIUM,
    abbreviation="COVID",
    title=Text(
        fr="Covid-19 : Prime temporaire de 50 EUR",
        nl="Covid-19: tijdelijke premie van 50 EUR",
        de="Covid-19: zeitweilige Prämie von 50 EUR",
        en="Covid-19: temporary premium of 50 EUR",
    ),
    source=(
        "Royal decree no. 47 of 26 June 2020. "
        "Assumed: the 2021 report accounts in the same way for the months added to it."
    ),
    since_year=2020,
    lines=(
        Line(
            key=LineKey("premium"),
            label=Text(
                fr="Prime temporaire de 50 EUR",
                nl="Tijdelijke premie van 50 EUR",
                de="Zeitweilige Prämie von 50 EUR",
                en="Temporary premium of 50 EUR",
            ),
        ),
    ),
)
