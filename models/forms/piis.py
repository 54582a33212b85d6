"""The form "Projet individualisé d'intégration sociale": the special grant for its guidance.

Known: since 1 November 2016 the CPAS receives, for each person with whom it concludes such a
project, a special grant of 10 % of the income support, for the costs of guidance and activation.
Assumed: one amount accounts for all of these costs; what SPP IS granted, at 10 % or at the 20 % of
some months of the Covid-19 crisis, is prefilled and not computed here.
What was not used is repaid; what exceeds the grant is borne by the CPAS.

Source: law of 26 May 2002 on the right to social integration, art. 43/2, by the law of 21 July
2016; Primabook of SPP Intégration sociale, "Staatstoelagen", 1.2.
"""

from models.language import Text
from models.spec import FormKind, FormSpec, Line, LineKey, Settlement

PIIS = FormSpec(
    kind=FormKind.PIIS,
    abbreviation="PIIS",
    title=Text(
        fr="Projet individualisé d'intégration sociale",
        nl="Geïndividualiseerd project voor maatschappelijke integratie",
        de="Individuelles Projekt zur sozialen Eingliederung",
        en="Individual project for social integration",
    ),
    source=(
        "Law of 26 May 2002 on the right to social integration, art. 43/2 (law of 21 July 2016). "
        "What exceeds the grant is borne by the CPAS. "
        "Assumed: one amount for all costs of guidance and activation."
    ),
    settlement=Settlement.CAPPED,
    since_year=2016,
    lines=(
        Line(
            key=LineKey("guidance"),
            label=Text(
                fr="Frais d'accompagnement et d'activation",
                nl="Kosten voor begeleiding en activering",
                de="Kosten für Begleitung und Aktivierung",
                en="Costs of guidance and activation",
            ),
        ),
    ),
)
