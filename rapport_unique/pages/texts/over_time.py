"""What the status page says of the progress over time. `{…}` is filled in."""

from models.language import Text

OVER_TIME: dict[str, Text] = {
    "over_time": Text(
        fr="Évolution",
        nl="Verloop",
        de="Verlauf",
        en="Progress over time",
    ),
    "plot_title": Text(
        fr="Formulaires encodés et expédiés, en cumul, par jour",
        nl="Ingevulde en verzonden formulieren, cumulatief, per dag",
        de="Ausgefüllte und versandte Formulare, kumuliert, pro Tag",
        en="Forms encoded and sent, cumulative, by day",
    ),
    "plot_desc": Text(
        fr="Du {first} au {last} : {encoded} formulaires encodés et {sent} expédiés, sur {total}.",
        nl="Van {first} tot {last}: {encoded} formulieren ingevuld en {sent} verzonden, op "
        "{total}.",
        de="Vom {first} bis {last}: {encoded} Formulare ausgefüllt und {sent} versandt, von "
        "{total}.",
        en="From {first} to {last}: {encoded} forms encoded and {sent} sent, of {total}.",
    ),
    "plot_note": Text(
        fr="Un formulaire compte le jour de son dernier encodage, et le jour de son expédition.",
        nl="Een formulier telt op de dag waarop het laatst werd ingevuld, en op de dag van de "
        "verzending.",
        de="Ein Formular zählt am Tag, an dem es zuletzt ausgefüllt wurde, und am Tag des "
        "Versands.",
        en="A form counts on the day on which it was last encoded, and on the day it was sent.",
    ),
    "plot_gaps": Text(
        fr="Deux barres obliques marquent une période sans changement, raccourcie.",
        nl="Twee schuine strepen staan voor een ingekorte periode zonder wijziging.",
        de="Zwei Schrägstriche stehen für eine verkürzte Zeit ohne Änderung.",
        en="Two slashes stand for a time without change, drawn shorter.",
    ),
    "as_table": Text(
        fr="Les mêmes chiffres en tableau",
        nl="Dezelfde cijfers als tabel",
        de="Dieselben Zahlen als Tabelle",
        en="The same figures as a table",
    ),
    "day": Text(fr="Jour", nl="Dag", de="Tag", en="Day"),
    "nothing_yet": Text(
        fr="Rien n'a encore été encodé.",
        nl="Er werd nog niets ingevuld.",
        de="Es wurde noch nichts ausgefüllt.",
        en="Nothing has been encoded yet.",
    ),
}
