"""What the desk of SPP IS says."""

from models.language import Text
from models.words import CAMPAIGNS, CPAS, LINE, NIS_CODE

DESK_TEXTS: dict[str, Text] = {
    "desk": Text(
        fr="Bureau de la campagne",
        nl="Campagnebeheer",
        de="Kampagnenverwaltung",
        en="Campaign desk",
    ),
    "desk_none": Text(
        fr="Il n'y a pas encore de campagne. Ouvrez la première année.",
        nl="Er is nog geen campagne. Open het eerste jaar.",
        de="Es gibt noch keine Kampagne. Eröffnen Sie das erste Jahr.",
        en="There is no campaign yet. Open the first year.",
    ),
    "desk_campaigns": CAMPAIGNS,
    "desk_from": Text(fr="Du", nl="Van", de="Von", en="From"),
    "desk_until": Text(fr="Au", nl="Tot en met", de="Bis", en="Until"),
    "desk_reports": Text(
        fr="Rapports ouverts", nl="Open verslagen", de="Offene Berichte", en="Open reports"
    ),
    "desk_sent": Text(
        fr="Formulaires envoyés",
        nl="Verzonden formulieren",
        de="Gesendete Formulare",
        en="Forms sent",
    ),
    "desk_acts": Text(
        fr="Que voulez-vous faire ?",
        nl="Wat wilt u doen?",
        de="Was möchten Sie tun?",
        en="What do you want to do?",
    ),
    "desk_kinds": Text(
        fr="Formulaires de l'année",
        nl="Formulieren van het jaar",
        de="Formulare des Jahres",
        en="Forms of the year",
    ),
    "desk_opens_at": Text(fr="Premier jour", nl="Eerste dag", de="Erster Tag", en="First day"),
    "desk_closes_at": Text(fr="Dernier jour", nl="Laatste dag", de="Letzter Tag", en="Last day"),
    "desk_reason": Text(
        fr="Motif, pour le journal",
        nl="Reden, voor het logboek",
        de="Grund, für das Journal",
        en="Reason, for the journal",
    ),
    "desk_cpas": Text(
        fr="Codes INS des CPAS",
        nl="NIS-codes van de OCMW's",
        de="NIS-Codes der ÖSHZ",
        en="NIS codes of the CPAS",
    ),
    "desk_cpas_hint": Text(
        fr="Séparés par des espaces ; 600 au plus. Vide : tous les CPAS de l'année.",
        nl="Gescheiden door spaties; hoogstens 600. Leeg: alle OCMW's van het jaar.",
        de="Durch Leerzeichen getrennt; höchstens 600. Leer: alle ÖSHZ des Jahres.",
        en="With blanks between them; at most 600. Empty: all CPAS of the year.",
    ),
    "desk_unknown_cpas": Text(
        fr="Il n'y a pas de CPAS avec ce code INS : {codes}.",
        nl="Er is geen OCMW met deze NIS-code: {codes}.",
        de="Es gibt kein ÖSHZ mit diesem NIS-Code: {codes}.",
        en="There is no CPAS with this NIS code: {codes}.",
    ),
    "desk_file": Text(
        fr="Fichier des avances (CSV ou XLSX)",
        nl="Bestand met voorschotten (CSV of XLSX)",
        de="Datei der Vorschüsse (CSV oder XLSX)",
        en="File of advances (CSV or XLSX)",
    ),
    "desk_file_hint": Text(
        fr="Colonnes « Code INS » et « Avance » ; « Ligne » où le formulaire en a plusieurs.",
        nl="Kolommen 'NIS-code' en 'Voorschot'; 'Regel' waar het formulier er meer heeft.",
        de="Spalten „NIS-Code“ und „Vorschuss“; „Zeile“, wo das Formular mehrere hat.",
        en='Columns "NIS code" and "Advance"; "Line" where the form has several.',
    ),
    "desk_try": Text(
        fr="Voir ce qui changerait",
        nl="Bekijken wat er zou veranderen",
        de="Ansehen, was sich ändern würde",
        en="See what would change",
    ),
    "desk_confirm": Text(fr="Confirmer", nl="Bevestigen", de="Bestätigen", en="Confirm"),
    "desk_would": Text(
        fr="Voici ce qui se passera. Rien n'a encore changé.",
        nl="Dit zal er gebeuren. Er is nog niets veranderd.",
        de="Das wird geschehen. Noch ist nichts geändert.",
        en="This is what will happen. Nothing has changed yet.",
    ),
    "desk_left_out": Text(
        fr="Ce qui restera tel quel",
        nl="Wat blijft zoals het is",
        de="Was bleibt, wie es ist",
        en="What will stay as it is",
    ),
    "nis_code": NIS_CODE,
    "cpas": CPAS,
    "desk_changes": Text(
        fr="Avances nouvelles ou modifiées : {count}",
        nl="Nieuwe of gewijzigde voorschotten: {count}",
        de="Neue oder geänderte Vorschüsse: {count}",
        en="New or changed advances: {count}",
    ),
    "desk_before": Text(fr="Avant", nl="Voordien", de="Vorher", en="Before"),
    "desk_after": Text(fr="Après", nl="Nadien", de="Nachher", en="After"),
    "desk_refused": Text(
        fr="Lignes refusées : {count}",
        nl="Geweigerde regels: {count}",
        de="Abgelehnte Zeilen: {count}",
        en="Refused lines: {count}",
    ),
    "desk_first_of": Text(
        fr="Les {shown} premières :",
        nl="De eerste {shown}:",
        de="Die ersten {shown}:",
        en="The first {shown}:",
    ),
    "desk_download": Text(
        fr="Télécharger ces lignes",
        nl="Deze regels downloaden",
        de="Diese Zeilen herunterladen",
        en="Download these lines",
    ),
    "desk_column": Text(fr="Colonne", nl="Kolom", de="Spalte", en="Column"),
    "desk_code": Text(fr="Code", nl="Code", de="Code", en="Code"),
    "desk_told": Text(
        fr="{told} {numbers}", nl="{told} {numbers}", de="{told} {numbers}", en="{told} {numbers}"
    ),
    "desk_done": Text(
        fr="C'est fait : {act}.", nl="Klaar: {act}.", de="Erledigt: {act}.", en="Done: {act}."
    ),
}

ACT_TITLES: dict[str, Text] = {
    "open": Text(
        fr="Ouvrir une année", nl="Een jaar openen", de="Ein Jahr eröffnen", en="Open a year"
    ),
    "move": Text(
        fr="Déplacer une campagne planifiée",
        nl="Een geplande campagne verplaatsen",
        de="Eine geplante Kampagne verschieben",
        en="Move a planned campaign",
    ),
    "grant": Text(
        fr="Octroyer des avances",
        nl="Voorschotten toekennen",
        de="Vorschüsse gewähren",
        en="Grant advances",
    ),
    "extend": Text(
        fr="Prolonger des rapports",
        nl="Verslagen verlengen",
        de="Berichte verlängern",
        en="Extend reports",
    ),
    "close": Text(
        fr="Clôturer des rapports",
        nl="Verslagen afsluiten",
        de="Berichte abschließen",
        en="Close reports",
    ),
    "acknowledge": Text(
        fr="Accuser réception",
        nl="Ontvangst bevestigen",
        de="Empfang bestätigen",
        en="Acknowledge what was sent",
    ),
}
"""What each act of the desk is called."""

NUMBERS: dict[str, Text] = {
    "newReports": Text(
        fr="Nouveaux rapports", nl="Nieuwe verslagen", de="Neue Berichte", en="New reports"
    ),
    "newForms": Text(
        fr="Nouveaux formulaires", nl="Nieuwe formulieren", de="Neue Formulare", en="New forms"
    ),
    "reportCount": Text(
        fr="Rapports en tout",
        nl="Verslagen in totaal",
        de="Berichte insgesamt",
        en="Reports in all",
    ),
    "formCount": Text(
        fr="Formulaires en tout",
        nl="Formulieren in totaal",
        de="Formulare insgesamt",
        en="Forms in all",
    ),
    "closedReports": Text(
        fr="Rapports clôturés, qui restent tels quels",
        nl="Afgesloten verslagen, die zo blijven",
        de="Abgeschlossene Berichte, die so bleiben",
        en="Closed reports, which stay as they are",
    ),
    "moved": Text(
        fr="Rapports déplacés",
        nl="Verplaatste verslagen",
        de="Verschobene Berichte",
        en="Reports moved",
    ),
    "keepingClosing": Text(
        fr="Gardent leur propre clôture, plus tardive",
        nl="Behouden hun eigen, latere afsluiting",
        de="Behalten ihren eigenen, späteren Abschluss",
        en="Keep a later closing of their own",
    ),
    "created": Text(
        fr="Avances nouvelles", nl="Nieuwe voorschotten", de="Neue Vorschüsse", en="New advances"
    ),
    "changed": Text(
        fr="Avances modifiées",
        nl="Gewijzigde voorschotten",
        de="Geänderte Vorschüsse",
        en="Changed advances",
    ),
    "unchanged": Text(fr="Inchangés", nl="Ongewijzigd", de="Unverändert", en="Unchanged"),
    "invalidatedSignatures": Text(
        fr="Signatures qui tombent",
        nl="Handtekeningen die vervallen",
        de="Unterschriften, die verfallen",
        en="Signatures that fall",
    ),
    "notNamed": Text(
        fr="CPAS sans ligne dans le fichier",
        nl="OCMW's zonder regel in het bestand",
        de="ÖSHZ ohne Zeile in der Datei",
        en="CPAS without a line in the file",
    ),
    "extended": Text(
        fr="Rapports prolongés",
        nl="Verlengde verslagen",
        de="Verlängerte Berichte",
        en="Reports extended",
    ),
    "closed": Text(
        fr="Rapports clôturés",
        nl="Afgesloten verslagen",
        de="Abgeschlossene Berichte",
        en="Reports closed",
    ),
    "unsentForms": Text(
        fr="Leurs formulaires non envoyés",
        nl="Hun niet verzonden formulieren",
        de="Ihre nicht gesendeten Formulare",
        en="Their forms that were not sent",
    ),
    "acknowledged": Text(
        fr="Formulaires dont la réception est confirmée",
        nl="Formulieren waarvan de ontvangst bevestigd is",
        de="Formulare, deren Empfang bestätigt ist",
        en="Forms acknowledged",
    ),
}
"""What is counted of an act, as the contract names it."""

ADVANCE_PARTS: dict[str, Text] = {
    "nisCode": NIS_CODE,
    "advance": Text(fr="Avance", nl="Voorschot", de="Vorschuss", en="Advance"),
    "line": LINE,
}
"""What can be wrong of an advance, as the contract names it."""
