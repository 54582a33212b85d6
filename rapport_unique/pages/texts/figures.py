"""What the status page says around its figures. `{…}` is filled in."""

from models.language import Text
from models.words import CPAS, FORM, FORMS, NIS, YEAR

FIGURES: dict[str, Text] = {
    "belgium": Text(fr="Belgique", nl="België", de="Belgien", en="Belgium"),
    "filter": Text(
        fr="Choisir ce qui est montré",
        nl="Kiezen wat getoond wordt",
        de="Wählen, was gezeigt wird",
        en="Choose what is shown",
    ),
    "year": YEAR,
    "form": FORM,
    "all_forms": Text(
        fr="Tous les formulaires",
        nl="Alle formulieren",
        de="Alle Formulare",
        en="All forms",
    ),
    "opens_on": Text(
        fr="Ouvre le {day}.",
        nl="Opent op {day}.",
        de="Wird am {day} freigegeben.",
        en="Opens on {day}.",
    ),
    "open_until": Text(
        fr="Ouvert jusqu'au {day}.",
        nl="Open tot {day}.",
        de="Offen bis zum {day}.",
        en="Open until {day}.",
    ),
    "open_until_between": Text(
        fr="Ouvert jusqu'au {first} ; le dernier rapport, jusqu'au {last}.",
        nl="Open tot {first}; het laatste verslag tot {last}.",
        de="Offen bis zum {first}; der letzte Bericht bis zum {last}.",
        en="Open until {first}; the last report until {last}.",
    ),
    "last_open_until": Text(
        fr="Clôturé en partie depuis le {first} ; le dernier rapport reste ouvert jusqu'au {last}.",
        nl="Deels afgesloten sinds {first}; het laatste verslag blijft open tot {last}.",
        de="Teilweise abgeschlossen seit dem {first}; der letzte Bericht bleibt offen bis zum "
        "{last}.",
        en="Partly closed since {first}; the last report stays open until {last}.",
    ),
    "closed_since": Text(
        fr="Clôturé depuis le {day} : ce qui n'a pas été expédié reste en l'état.",
        nl="Afgesloten sinds {day}: wat niet verzonden werd, blijft zoals het is.",
        de="Abgeschlossen seit dem {day}: Was nicht versandt wurde, bleibt, wie es ist.",
        en="Closed since {day}: what was not sent stays as it is.",
    ),
    "without_amounts": Text(
        fr="Vous suivez l'état des formulaires ; les montants ne sont pas montrés.",
        nl="U volgt de stand van de formulieren; de bedragen worden niet getoond.",
        de="Sie verfolgen den Stand der Formulare; die Beträge werden nicht gezeigt.",
        en="You follow the status of the forms; amounts are not shown.",
    ),
    "as_of": Text(
        fr="Situation au {day} à {time}",
        nl="Toestand op {day} om {time}",
        de="Stand vom {day} um {time}",
        en="As of {day}, {time}",
    ),
    "updated": Text(
        fr="Mis à jour à {time}",
        nl="Bijgewerkt om {time}",
        de="Aktualisiert um {time}",
        en="Updated at {time}",
    ),
    "live": Text(
        fr="Suit les changements en direct",
        nl="Volgt wijzigingen live",
        de="Folgt Änderungen sofort",
        en="Follows changes live",
    ),
    "not_live": Text(
        fr="Connexion interrompue ; nouvelle tentative dans un instant",
        nl="Verbinding onderbroken: nieuwe poging volgt",
        de="Verbindung unterbrochen: neuer Versuch folgt",
        en="Connection lost: trying again soon",
    ),
    "session_ended": Text(
        fr="Votre session est terminée : ces chiffres ne sont plus mis à jour.",
        nl="Uw sessie is beëindigd: deze cijfers worden niet meer bijgewerkt.",
        de="Ihre Sitzung ist beendet: Diese Zahlen werden nicht mehr aktualisiert.",
        en="Your session has ended: these figures are no longer updated.",
    ),
    # The summary ---------------------------------------------------------------------------------
    "summary": Text(fr="En bref", nl="In het kort", de="Im Überblick", en="At a glance"),
    "forms_in_all": Text(
        fr="formulaires au total",
        nl="formulieren in totaal",
        de="Formulare insgesamt",
        en="forms in all",
    ),
    "stand_so": Text(
        fr="Où en sont les formulaires",
        nl="Hoe ver de formulieren staan",
        de="Wo die Formulare stehen",
        en="Where the forms stand",
    ),
    "waited_for": Text(
        fr="Signature attendue",
        nl="Op wie gewacht wordt",
        de="Auf wen gewartet wird",
        en="Who is waited for",
    ),
    "waited_for_note": Text(
        fr="Formulaires encodés, non expédiés, auxquels cette signature manque, dans des rapports "
        "non clôturés.",
        nl="Ingevulde, niet verzonden formulieren waarop deze handtekening ontbreekt, in verslagen "
        "die niet afgesloten zijn.",
        de="Ausgefüllte, nicht versandte Formulare, auf denen diese Unterschrift fehlt, in "
        "Berichten, die nicht abgeschlossen sind.",
        en="Forms that are encoded, not sent, and lack this signature, in reports that are not "
        "closed.",
    ),
    "amounts_note": Text(
        fr="Sommes sur tous les formulaires montrés ; le montant justifié et les soldes, sur ceux "
        "qui sont encodés.",
        nl="Sommen over alle getoonde formulieren; het verantwoorde bedrag en de saldi over de "
        "ingevulde.",
        de="Summen über alle gezeigten Formulare; nachgewiesener Betrag und Salden über die "
        "ausgefüllten.",
        en="Sums over all forms shown; justified amount and balances over those encoded.",
    ),
    "declared_zero": Text(
        fr="Formulaires qui déclarent 0,00 : {count}.",
        nl="Formulieren die 0,00 aangeven: {count}.",
        de="Formulare, die 0,00 angeben: {count}.",
        en="Forms that declare 0.00: {count}.",
    ),
    # By place and by form ------------------------------------------------------------------------
    "by_place": Text(
        fr="Par région et par province",
        nl="Per gewest en provincie",
        de="Nach Region und Provinz",
        en="By region and province",
    ),
    "by_form": Text(
        fr="Par formulaire",
        nl="Per formulier",
        de="Nach Formular",
        en="By form",
    ),
    "by_place_caption": Text(
        fr="Nombre de formulaires, marques et signatures attendues par province, avec le total de "
        "chaque région",
        nl="Aantal formulieren, vinkjes en verwachte handtekeningen per provincie, met het totaal "
        "van elk gewest",
        de="Anzahl der Formulare, Häkchen und erwartete Unterschriften nach Provinz, mit der Summe "
        "jeder Region",
        en="Number of forms, marks and signatures waited for by province, with the total of each "
        "region",
    ),
    "by_form_caption": Text(
        fr="Nombre de formulaires, marques et signatures attendues par formulaire",
        nl="Aantal formulieren, vinkjes en verwachte handtekeningen per formulier",
        de="Anzahl der Formulare, Häkchen und erwartete Unterschriften nach Formular",
        en="Number of forms, marks and signatures waited for by form",
    ),
    "place": Text(fr="Lieu", nl="Plaats", de="Ort", en="Place"),
    "altogether": Text(fr="Total", nl="Totaal", de="Gesamt", en="Total"),
    "forms": FORMS,
    "marks": Text(fr="Marques", nl="Vinkjes", de="Häkchen", en="Marks"),
    "progress": Text(fr="Avancement", nl="Voortgang", de="Fortschritt", en="Progress"),
    "sent_share": Text(
        fr="{share} expédiés",
        nl="{share} verzonden",
        de="{share} versandt",
        en="{share} sent",
    ),
    # The list ------------------------------------------------------------------------------------
    "cpas": CPAS,
    "list": Text(fr="Les CPAS", nl="De OCMW's", de="Die ÖSHZ", en="The CPAS"),
    "list_caption": Text(
        fr="Les formulaires de chaque CPAS : marques, en attente de qui, depuis quand",
        nl="De formulieren van elk OCMW: vinkjes, op wie gewacht wordt, sinds wanneer",
        de="Die Formulare jedes ÖSHZ: Häkchen, auf wen gewartet wird, seit wann",
        en="The forms of each CPAS: marks, who is waited for, since when",
    ),
    "list_filter": Text(
        fr="Formulaires montrés dans la liste",
        nl="Formulieren in de lijst",
        de="Formulare in der Liste",
        en="Forms in the list",
    ),
    "unsent": Text(
        fr="Pas encore expédié",
        nl="Nog niet verzonden",
        de="Noch nicht versandt",
        en="Not yet sent",
    ),
    "order": Text(
        fr="Ordre de la liste",
        nl="Volgorde van de lijst",
        de="Ordnung der Liste",
        en="Order of the list",
    ),
    "by_name": Text(fr="Par nom", nl="Op naam", de="Nach Namen", en="By name"),
    "longest_first": Text(
        fr="Attente la plus longue d'abord",
        nl="Langst gewacht eerst",
        de="Längste Wartezeit zuerst",
        en="Longest waited for first",
    ),
    "search": Text(
        fr="Nom ou code INS du CPAS",
        nl="Naam of NIS-code van het OCMW",
        de="Name oder NIS-Code des ÖSHZ",
        en="Name or NIS code of the CPAS",
    ),
    "everything": Text(fr="Tous", nl="Alle", de="Alle", en="All"),
    "empty_list": Text(
        fr="Aucun formulaire ne correspond.",
        nl="Geen formulieren gevonden.",
        de="Kein Formular entspricht der Auswahl.",
        en="No form matches.",
    ),
    "waiting_for": Text(
        fr="En attente de : {who}",
        nl="Wacht op: {who}",
        de="Wartet auf: {who}",
        en="Waiting for: {who}",
    ),
    "since": Text(fr="Depuis", nl="Sinds", de="Seit", en="Since"),
    "nis": NIS,
    "waits_for_cpas": Text(
        fr="CPAS, pour l'encodage",
        nl="het OCMW, om in te vullen",
        de="das ÖSHZ, zum Ausfüllen",
        en="the CPAS, to encode",
    ),
    "waits_for_both": Text(
        fr="{president} et {director_general}",
        nl="{president} en {director_general}",
        de="{president} und {director_general}",
        en="{president} and {director_general}",
    ),
    "waits_for_opening": Text(
        fr="ouverture, à cette date",
        nl="de opening, op die datum",
        de="die Freigabe, an diesem Tag",
        en="the opening, on that day",
    ),
    "waits_no_more": Text(
        fr="personne : clôturé",
        nl="niemand: afgesloten",
        de="niemand: abgeschlossen",
        en="nobody: closed",
    ),
    "waits_for_nobody": Text(fr="personne", nl="niemand", de="niemand", en="nobody"),
    "pages": Text(
        fr="Pages de la liste",
        nl="Pagina's van de lijst",
        de="Seiten der Liste",
        en="Pages of the list",
    ),
    "next_page": Text(
        fr="CPAS suivants",
        nl="Volgende OCMW's",
        de="Nächste ÖSHZ",
        en="Next CPAS",
    ),
    "previous_page": Text(
        fr="CPAS précédents",
        nl="Vorige OCMW's",
        de="Vorige ÖSHZ",
        en="Previous CPAS",
    ),
    "download": Text(
        fr="Télécharger comme tableur",
        nl="Downloaden als rekenblad",
        de="Als Tabelle herunterladen",
        en="Download as a spreadsheet",
    ),
}
