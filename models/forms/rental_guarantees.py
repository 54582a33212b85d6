"""The form "Garanties locatives": 25 EUR for each rental guarantee that the CPAS granted.

Known: a royal decree of 2004, and one a year after it, subsidises the CPAS for the rental
guarantees that they put up for people who cannot pay them: 25.00 EUR each, as announced in 2004.
Assumed: the price is the same every year (the credit of 2012, 662 750 EUR, is a whole number of
times 25.00); to check with the decree of the year.
The grant of the year is a maximum: what exceeds it is borne by the CPAS.
Assumed: the CPAS encodes the number; what was advanced and not used is repaid.

Source: royal decree of 18 June 2004 and the yearly ones after it ("octroi d'une subvention aux
centres publics d'action sociale dans les frais de constitution de garanties locatives"); for the
price, the communication of the Council of Ministers of 9 June 2004.
"""

from models.language import Text
from models.money import Cents
from models.spec import FormKind, FormSpec, Line, LineEntry, LineKey, Settlement

RENTAL_GUARANTEES = FormSpec(
    kind=FormKind.RENTAL_GUARANTEES,
    abbreviation="RENT",
    title=Text(
        fr="Garanties locatives",
        nl="Huurwaarborgen",
        de="Mietgarantien",
        en="Rental guarantees",
    ),
    source=(
        "Yearly royal decree on the rental guarantees, the first of 18 June 2004: 25.00 EUR each. "
        "The grant is a maximum: what exceeds it is borne by the CPAS. "
        "Assumed: the same price every year."
    ),
    settlement=Settlement.CAPPED,
    since_year=2004,
    lines=(
        Line(
            key=LineKey("guarantees"),
            label=Text(
                fr="Nombre de garanties locatives octroyées",
                nl="Aantal toegekende huurwaarborgen",
                de="Anzahl der gewährten Mietgarantien",
                en="Number of rental guarantees granted",
            ),
            entry=LineEntry.COUNT,
            unit_price=Cents(25_00),
        ),
    ),
)
