"""What the home page of a CPAS says, and the page of its data."""

from models.language import Text
from models.words import (
    BANK_ACCOUNT,
    CONTACT_PERSON,
    DATA_OF_CPAS,
    EDIT,
    FORM,
    FORMS,
    HOME,
    NIS,
    SAVE,
    YEAR,
)

HOME_TEXTS: dict[str, Text] = {
    "home": HOME,
    "form": FORM,
    "forms": FORMS,
    "year": YEAR,
    "edit": EDIT,
    "save": SAVE,
    "of_cpas": Text(fr="CPAS {name}", nl="OCMW {name}", de="ÖSHZ {name}", en="CPAS {name}"),
    "nis_short": NIS,
    "cancel": Text(fr="Annuler", nl="Annuleren", de="Abbrechen", en="Cancel"),
    "show": Text(fr="Afficher", nl="Tonen", de="Anzeigen", en="Show"),
    "planned": Text(
        fr="Le rapport sera ouvert le {day}. D'ici là, il peut seulement être consulté.",
        nl="Het verslag opent op {day}. Tot dan kunt u het alleen raadplegen.",
        de="Der Bericht wird am {day} freigegeben. Bis dahin kann er nur eingesehen werden.",
        en="The report opens on {day}. Until then it can only be consulted.",
    ),
    "open_days": Text(
        fr="Ouvert jusqu'au {day} : encore {count} jours.",
        nl="Open tot {day}: nog {count} dagen.",
        de="Offen bis zum {day}: noch {count} Tage.",
        en="Open until {day}: {count} days left.",
    ),
    "open_one_day": Text(
        fr="Ouvert jusqu'au {day} : encore un jour.",
        nl="Open tot {day}: nog één dag.",
        de="Offen bis zum {day}: noch ein Tag.",
        en="Open until {day}: one day left.",
    ),
    "open_last_day": Text(
        fr="Ouvert jusqu'au {day} : c'est le dernier jour.",
        nl="Open tot {day}: dit is de laatste dag.",
        de="Offen bis zum {day}: Das ist der letzte Tag.",
        en="Open until {day}: this is the last day.",
    ),
    "closed": Text(
        fr="Clôturé depuis le {day} : le rapport peut seulement être consulté et imprimé.",
        nl="Afgesloten sinds {day}: het verslag kan alleen worden geraadpleegd en afgedrukt.",
        de="Abgeschlossen seit dem {day}: Der Bericht kann nur eingesehen und gedruckt werden.",
        en="Closed since {day}: the report can only be consulted and printed.",
    ),
    "closed_because": Text(
        fr="Raison donnée par le SPP IS : {reason}",
        nl="Reden die de POD MI opgaf: {reason}",
        de="Begründung des ÖPD Sozialeingliederung: {reason}",
        en="Reason given by SPP IS: {reason}",
    ),
    "to_sign": Text(
        fr="À signer par vous",
        nl="Door u te ondertekenen",
        de="Von Ihnen zu unterschreiben",
        en="For you to sign",
    ),
    "nothing_to_sign": Text(
        fr="Rien n'attend votre signature.",
        nl="Niets wacht op uw handtekening.",
        de="Nichts wartet auf Ihre Unterschrift.",
        en="Nothing waits for your signature.",
    ),
    "forms_caption": Text(
        fr="Les formulaires et leurs trois marques vertes",
        nl="De formulieren en hun drie groene vinkjes",
        de="Die Formulare und ihre drei grünen Häkchen",
        en="The forms and their three green marks",
    ),
    "no_forms": Text(
        fr="Ce rapport n'a pas encore de formulaire.",
        nl="Dit verslag heeft nog geen formulieren.",
        de="Dieser Bericht hat noch keine Formulare.",
        en="This report has no forms yet.",
    ),
    "no_report_of_year": Text(
        fr="Ce CPAS n'a pas de rapport pour {year}.",
        nl="Dit OCMW heeft geen verslag voor {year}.",
        de="Dieses ÖSHZ hat keinen Bericht für {year}.",
        en="This CPAS has no report of {year}.",
    ),
    "waits_for": Text(fr="En attente de", nl="Wacht op", de="Wartet auf", en="Waiting for"),
    "waits_for_encoding": Text(
        fr="l'encodage", nl="het invullen", de="das Ausfüllen", en="encoding"
    ),
    "waits_for_opening": Text(
        fr="l'ouverture", nl="de opening", de="die Freigabe", en="the opening"
    ),
    "waits_for_nobody": Text(fr="personne", nl="niemand", de="niemanden", en="nobody"),
    "contact": CONTACT_PERSON,
    "bank_account": BANK_ACCOUNT,
    "not_given": Text(
        fr="Pas encore communiqué",
        nl="Nog niet opgegeven",
        de="Noch nicht angegeben",
        en="Not given yet",
    ),
    "changed_by": Text(
        fr="Modifié par {name}, le {moment}",
        nl="Gewijzigd door {name} op {moment}",
        de="Geändert von {name} am {moment}",
        en="Changed by {name}, {moment}",
    ),
    "taken_over": Text(
        fr="CPAS repris", nl="Overgenomen OCMW's", de="Übernommene ÖSHZ", en="CPAS taken over"
    ),
    "taken_over_by": Text(
        fr="Ce CPAS a été repris par un autre :",
        nl="Dit OCMW werd overgenomen door een ander:",
        de="Dieses ÖSHZ wurde von einem anderen übernommen:",
        en="This CPAS was taken over by another one:",
    ),
    # Data of the CPAS ----------------------------------------------------------------------------
    "cpas_data": DATA_OF_CPAS,
    "cpas_data_intro": Text(
        fr="La personne la mieux placée pour répondre aux questions du SPP IS, et le compte sur "
        "lequel il paie. Les deux peuvent être modifiés jusqu'à la clôture, aussi après l'envoi.",
        nl="De persoon die het best op de vragen van de POD MI kan antwoorden, en de rekening "
        "waarop zij betaalt. Beide kunnen worden gewijzigd tot de afsluiting, ook na verzending.",
        de="Die Person, die Fragen des ÖPD Sozialeingliederung am besten beantworten kann, und das "
        "Konto, auf das er zahlt. Beides lässt sich bis zum Abschluss ändern, auch nach dem "
        "Versand.",
        en="The person best placed to answer the questions of SPP IS, and the account on which it "
        "pays. Both can be changed until the closing, also after sending.",
    ),
    "name": Text(fr="Nom", nl="Naam", de="Name", en="Name"),
    "email": Text(fr="E-mail", nl="E-mail", de="E-Mail", en="E-mail"),
    "phone": Text(fr="Téléphone", nl="Telefoon", de="Telefon", en="Phone"),
    "historical_number": Text(
        fr="Numéro historique",
        nl="Historisch rekeningnummer",
        de="Frühere Kontonummer",
        en="Historical number",
    ),
    "historical_hint": Text(
        fr="xxx-xxxxxxx-xx ; l'IBAN en découle. Ou laissez ce champ vide et donnez l'IBAN.",
        nl="xxx-xxxxxxx-xx; de IBAN volgt daaruit. Of laat dit veld leeg en geef de IBAN.",
        de="xxx-xxxxxxx-xx; die IBAN folgt daraus. Oder lassen Sie dieses Feld leer und geben Sie "
        "die IBAN an.",
        en="xxx-xxxxxxx-xx; the IBAN follows from it. Or leave this empty and give the IBAN.",
    ),
    "iban": Text(fr="IBAN", nl="IBAN", de="IBAN", en="IBAN"),
    "bic": Text(fr="BIC", nl="BIC", de="BIC", en="BIC"),
    "bic_hint": Text(
        fr="Vide : proposé pour un compte belge.",
        nl="Leeg: voorgesteld voor een Belgische rekening.",
        de="Leer: wird für ein belgisches Konto vorgeschlagen.",
        en="Empty: proposed for a Belgian account.",
    ),
    "data_saved": Text(
        fr="Les données du CPAS sont sauvées.",
        nl="De gegevens van het OCMW zijn opgeslagen.",
        de="Die Daten des ÖSHZ sind gespeichert.",
        en="The data of the CPAS are saved.",
    ),
    "conflict": Text(
        fr="{name} a sauvé entre-temps, le {moment}. Ce que vous avez rempli est encore là, et "
        "rien n'est sauvé. Comparez, puis sauvez à nouveau.",
        nl="{name} heeft intussen opgeslagen, op {moment}. Wat u hebt ingevuld, staat er nog, en "
        "er is niets opgeslagen. Vergelijk en sla opnieuw op.",
        de="{name} hat inzwischen gespeichert, am {moment}. Was Sie ausgefüllt haben, steht noch "
        "da, und nichts ist gespeichert. Vergleichen Sie und speichern Sie erneut.",
        en="{name} saved in between, {moment}. What you filled in is still there, and nothing is "
        "saved. Compare, then save again.",
    ),
    "conflict_unknown": Text(
        fr="Quelqu'un a sauvé entre-temps. Ce que vous avez rempli est encore là, et rien n'est "
        "sauvé. Comparez, puis sauvez à nouveau.",
        nl="Iemand heeft intussen opgeslagen. Wat u hebt ingevuld, staat er nog, en er is niets "
        "opgeslagen. Vergelijk en sla opnieuw op.",
        de="Jemand hat inzwischen gespeichert. Was Sie ausgefüllt haben, steht noch da, und nichts "
        "ist gespeichert. Vergleichen Sie und speichern Sie erneut.",
        en="Somebody saved in between. What you filled in is still there, and nothing is saved. "
        "Compare, then save again.",
    ),
    "saved_now": Text(
        fr="Sauvé entre-temps : {value}",
        nl="Intussen opgeslagen: {value}",
        de="Inzwischen gespeichert: {value}",
        en="Saved in between: {value}",
    ),
    "empty": Text(fr="vide", nl="leeg", de="leer", en="empty"),
    "unsaved": Text(
        fr="Ce que vous avez rempli n'est pas sauvé.",
        nl="Wat u hebt ingevuld, is niet opgeslagen.",
        de="Was Sie ausgefüllt haben, ist nicht gespeichert.",
        en="What you filled in is not saved.",
    ),
    "updated_live": Text(
        fr="Cette page vient d'être mise à jour.",
        nl="Deze pagina is zojuist bijgewerkt.",
        de="Diese Seite wurde soeben aktualisiert.",
        en="This page was just updated.",
    ),
}
