"""The form "Participation et activation sociale": three parts, each with personnel and other costs.

Known: a royal decree every year; since 2017 with three parts, A social participation, B collective
modules, C child poverty. Personnel is at most 10 % of the part's grant in A and in C, and may be
all of it in B. The grant stands on the part: that is what the percentages are of.
Assumed: the percentages are those of every year since 2017.
What was not used is repaid; what exceeds the grant is borne by the CPAS.
Assumed: the balance is that of the three parts together; a part may make up for another.
Left out: the ceiling on the general costs of a subcontractor, which are not encoded apart.

Source: royal decree of 10 January 2017 ("mesures de promotion de la participation et de
l'activation sociale des usagers") and the yearly ones after it; for the percentages, the
presentation of SPP Intégration sociale to the CPAS, autumn 2018 (royal decree of 23 February 2018).
"""

from models.language import Text
from models.spec import FormKind, FormSpec, Line, LineEntry, LineKey, Settlement

_PERSONNEL = Text(
    fr="Frais de personnel",
    nl="Personeelskosten",
    de="Personalkosten",
    en="Personnel costs",
)
_OTHER = Text(
    fr="Autres frais",
    nl="Andere kosten",
    de="Sonstige Kosten",
    en="Other costs",
)


def _part(letter: str, key: str, label: Text, *, personnel_percent: int) -> tuple[Line, ...]:
    """Return the line with the part's grant, and the two on which the CPAS accounts for it."""
    return (
        Line(key=LineKey(key), label=_lettered(letter, label), entry=LineEntry.NOTHING),
        Line(
            key=LineKey(f"{key}_personnel"),
            label=_lettered(letter, _PERSONNEL),
            granted=False,
            part_of=LineKey(key),
            percent_of_grant=personnel_percent,
        ),
        Line(
            key=LineKey(f"{key}_other"),
            label=_lettered(letter, _OTHER),
            granted=False,
            part_of=LineKey(key),
        ),
    )


def _lettered(letter: str, label: Text) -> Text:
    return Text(
        fr=f"{letter}. {label.fr}",
        nl=f"{letter}. {label.nl}",
        de=f"{letter}. {label.de}",
        en=f"{letter}. {label.en}",
    )


SOCIAL_PARTICIPATION = FormSpec(
    kind=FormKind.SOCIAL_PARTICIPATION,
    abbreviation="SOCIAL",
    title=Text(
        fr="Participation et activation sociale",
        nl="Participatie en sociale activering",
        de="Soziale Beteiligung und Aktivierung",
        en="Social participation and activation",
    ),
    source=(
        "Yearly royal decree on social participation and activation, "
        "in three parts since that of 10 January 2017. "
        "What exceeds the grant is borne by the CPAS. "
        "Assumed: the same percentages of personnel every year; one balance for the three parts."
    ),
    settlement=Settlement.CAPPED,
    since_year=2017,
    lines=(
        *_part(
            "A",
            "participation",
            Text(
                fr="Promotion de la participation sociale",
                nl="Bevordering van de maatschappelijke participatie",
                de="Förderung der sozialen Beteiligung",
                en="Promotion of social participation",
            ),
            personnel_percent=10,
        ),
        *_part(
            "B",
            "modules",
            Text(
                fr="Organisation de modules collectifs",
                nl="Organisatie van collectieve modules",
                de="Organisation kollektiver Module",
                en="Organisation of collective modules",
            ),
            personnel_percent=100,
        ),
        *_part(
            "C",
            "child_poverty",
            Text(
                fr="Lutte contre la pauvreté infantile",
                nl="Bestrijding van kinderarmoede",
                de="Bekämpfung der Kinderarmut",
                en="Fight against child poverty",
            ),
            personnel_percent=10,
        ),
    ),
)
