"""The form "Frais de personnel": what the State contributes to the personnel of the CPAS.

Known: the grant is that of art. 40 of the law of 26 May 2002 on the right to social integration,
in force since October 2002.
Assumed: it serves two purposes, the improvement of the personnel norms and the qualitative
improvement of the reception, each with a grant of its own and without a ceiling; the wording of the
article remains to be checked.
What was not used is repaid; what exceeds the grant is borne by the CPAS.
Assumed: the balance is that of both together.

Source: law of 26 May 2002, art. 40; for its entry into force, the preamble of the royal decree of
11 July 2002.
"""

from models.language import Text
from models.spec import FormKind, FormSpec, Line, LineKey, Settlement

PERSONNEL_COSTS = FormSpec(
    kind=FormKind.PERSONNEL_COSTS,
    abbreviation="PERS",
    title=Text(
        fr="Frais de personnel",
        nl="Personeelskosten",
        de="Personalkosten",
        en="Personnel costs",
    ),
    source=(
        "Law of 26 May 2002 on the right to social integration, art. 40. "
        "What exceeds the grant is borne by the CPAS. "
        "Assumed: two purposes with a grant each, no ceiling, one balance for both."
    ),
    settlement=Settlement.CAPPED,
    since_year=2002,
    lines=(
        Line(
            key=LineKey("personnel_norms"),
            label=Text(
                fr="Amélioration des normes de personnel",
                nl="Verbetering van de personeelsnormen",
                de="Verbesserung der Personalnormen",
                en="Improvement of the personnel norms",
            ),
        ),
        Line(
            key=LineKey("reception_quality"),
            label=Text(
                fr="Amélioration qualitative de l'accueil",
                nl="Kwalitatieve verbetering van het onthaal",
                de="Qualitative Verbesserung des Empfangs",
                en="Qualitative improvement of the reception",
            ),
        ),
    ),
)
