"""The form "Fonds social gaz et électricité": guidance and help with the bills of energy.

Known: art. 4 of the law pays personnel; art. 6 pays two kinds of measures, the settlement of unpaid
bills and a preventive social policy, between which the CPAS chooses freely within one envelope.
So personnel has its grant, and art. 6 has one for both kinds.
What was not used of a grant is set off against the next one and never repaid; what was spent beyond
it is borne by the CPAS. Art. 4 never pays for art. 6, nor the other way round.
Assumed: the CPAS accounts for the two kinds of art. 6 separately, without a ceiling on either.
Known: the other measures of art. 5, § 4 are a re-allocation, and have no grant of their own.
Assumed: they are paid from the grant of art. 6; the wording of the article remains to be checked.
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
        "What was not used of art. 4 or of art. 6 is set off against its next grant, what exceeds "
        "it is borne by the CPAS. Assumed: the two kinds of measures of art. 6 are accounted for "
        "separately; other measures are paid from the grant of art. 6; since 2005."
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
                fr="Mesures curatives, préventives et autres (art. 6)",
                nl="Curatieve, preventieve en andere maatregelen (art. 6)",
                de="Kurative, präventive und sonstige Maßnahmen (Art. 6)",
                en="Curative, preventive and other measures (art. 6)",
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
            granted=False,
            part_of=_MEASURES,
        ),
    ),
)
