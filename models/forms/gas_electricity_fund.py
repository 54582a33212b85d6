"""The form "Fonds social gaz et électricité": guidance and help with the bills of energy.

Known: art. 4 of the law pays personnel; art. 6 pays two kinds of measures, the settlement of unpaid
bills and a preventive social policy, between which the CPAS chooses freely within one envelope.
So personnel has its grant, and art. 6 has one for both kinds.
Assumed: what was not used is set off against the next grant and never repaid, and what was spent
beyond the grant is never paid; the provision remains to be checked.
Assumed: the CPAS accounts for the two kinds of art. 6 separately, without a ceiling on either.
Assumed: other measures (art. 5, § 4) have a grant of their own, which may be nothing; the wording
of the article remains to be checked.
Assumed: the set-off is that of the whole form, so that one grant may make up for another.
Assumed: no report before 2005, the year of the royal decree that implements the law.

Source: law of 4 September 2002, art. 4, 5 § 4 and 6; royal decree of 14 February 2005; for the one
envelope, Primabook of SPP Intégration sociale, "Fonds gaz et électricité", and its news of
22 June 2020 on the indexation of the fund for 2019 and 2020.
"""

from models.language import Text
from models.spec import FormKind, FormSpec, Line, LineEntry, LineKey, Settlement

_MEASURES = LineKey("measures")

GAS_ELECTRICITY_FUND = FormSpec(
    kind=FormKind.GAS_ELECTRICITY_FUND,
    abbreviation="ENERGY",
    title=Text(
        fr="Fonds social gaz et électricité",
        nl="Sociaal fonds voor gas en elektriciteit",
        de="Sozialfonds Gas und Elektrizität",
        en="Social fund for gas and electricity",
    ),
    source=(
        "Law of 4 September 2002 on guidance and financial help in the supply of energy, "
        "art. 4, 5 § 4 and 6; royal decree of 14 February 2005. "
        "Assumed: the two kinds of measures of art. 6 are accounted for separately; "
        "other measures have a grant of their own; what was not used of the whole form is set off "
        "against the next grant, nothing is repaid nor paid; since 2005."
    ),
    settlement=Settlement.SET_OFF,
    since_year=2005,
    lines=(
        Line(
            key=LineKey("personnel"),
            label=Text(
                fr="Frais de personnel (art. 4)",
                nl="Personeelskosten (art. 4)",
                de="Personalkosten (Art. 4)",
                en="Personnel costs (art. 4)",
            ),
        ),
        Line(
            key=_MEASURES,
            label=Text(
                fr="Mesures curatives et préventives (art. 6)",
                nl="Curatieve en preventieve maatregelen (art. 6)",
                de="Kurative und präventive Maßnahmen (Art. 6)",
                en="Curative and preventive measures (art. 6)",
            ),
            entry=LineEntry.NOTHING,
        ),
        Line(
            key=LineKey("unpaid_bills"),
            label=Text(
                fr="Apurement de factures non payées (art. 6)",
                nl="Aanzuivering van onbetaalde rekeningen (art. 6)",
                de="Begleichung unbezahlter Rechnungen (Art. 6)",
                en="Settlement of unpaid bills (art. 6)",
            ),
            granted=False,
            part_of=_MEASURES,
        ),
        Line(
            key=LineKey("prevention"),
            label=Text(
                fr="Politique sociale préventive en matière d'énergie (art. 6)",
                nl="Preventief sociaal energiebeleid (art. 6)",
                de="Präventive Sozialpolitik im Energiebereich (Art. 6)",
                en="Preventive social policy on energy (art. 6)",
            ),
            granted=False,
            part_of=_MEASURES,
        ),
        Line(
            key=LineKey("other_measures"),
            label=Text(
                fr="Autres mesures (art. 5, § 4)",
                nl="Andere maatregelen (art. 5, § 4)",
                de="Sonstige Maßnahmen (Art. 5 § 4)",
                en="Other measures (art. 5, § 4)",
            ),
        ),
    ),
)
