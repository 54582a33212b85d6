"""What the pages of a form say: reading, editing, signing."""

from models.language import Text
from models.words import (
    ACCOUNT_CHANGED,
    ADVANCE_MISSING,
    AMOUNTS,
    AMOUNTS_TITLE,
    BALANCE,
    LINE,
    NOT_SIGNED,
    NUMBER,
    PRINT,
    REFERENCE,
    SIGN,
    SIGNATURES,
    UNIT_PRICE,
)

FORM_TEXTS: dict[str, Text] = {
    "sign": SIGN,
    "print": PRINT,
    "line": LINE,
    "advance": AMOUNTS["advance"],
    "justified": AMOUNTS["justified"],
    "set_off": AMOUNTS["set_off"],
    "borne": AMOUNTS["borne"],
    "balance": BALANCE,
    "advance_missing": ADVANCE_MISSING,
    "account_changed": ACCOUNT_CHANGED,
    "not_encoded": Text(
        fr="Pas encore encodé",
        nl="Nog niet ingevuld",
        de="Noch nicht ausgefüllt",
        en="Not encoded yet",
    ),
    "amounts": AMOUNTS_TITLE,
    "number": NUMBER,
    "unit_price": UNIT_PRICE,
    "ceiling": Text(fr="Plafond", nl="Maximum", de="Höchstbetrag", en="Ceiling"),
    "ceiling_of": Text(
        fr="Plafond : {amount}.",
        nl="Maximum: {amount}.",
        de="Höchstbetrag: {amount}.",
        en="Ceiling: {amount}.",
    ),
    "advance_of": Text(
        fr="Montant de l'avance : {amount}.",
        nl="Bedrag van het voorschot: {amount}.",
        de="Vorschussbetrag: {amount}.",
        en="Advance: {amount}.",
    ),
    "justified_so_far": Text(
        fr="Montant justifié : {amount}.",
        nl="Verantwoord bedrag: {amount}.",
        de="Nachgewiesener Betrag: {amount}.",
        en="Justified amount: {amount}.",
    ),
    "above_ceiling": Text(
        fr="Dépasse le plafond de {amount} : le formulaire peut être sauvé, mais pas signé.",
        nl="Hoger dan het maximum van {amount}: het formulier kan worden opgeslagen, maar niet "
        "ondertekend.",
        de="Über dem Höchstbetrag von {amount}: Das Formular kann gespeichert, aber nicht "
        "unterschrieben werden.",
        en="Above the ceiling of {amount}: the form can be saved, but not signed.",
    ),
    "no_multiple": Text(
        fr="N'est pas un multiple de {amount} : vérifiez. Le formulaire peut être signé.",
        nl="Geen veelvoud van {amount}: kijk dit na. Het formulier kan worden ondertekend.",
        de="Kein Vielfaches von {amount}: Prüfen Sie dies. Das Formular kann unterschrieben "
        "werden.",
        en="No multiple of {amount}: check it. The form can be signed.",
    ),
    "signatures": SIGNATURES,
    "not_signed": NOT_SIGNED,
    "signed_at": Text(fr="le {moment}", nl="op {moment}", de="am {moment}", en="{moment}"),
    "fallen": Text(
        fr="Signatures qui ne valent plus",
        nl="Handtekeningen die niet meer gelden",
        de="Unterschriften, die nicht mehr gelten",
        en="Signatures that no longer hold",
    ),
    "fell": Text(
        fr="{name} ({role}), le {moment} : tombée le {fallen}, car {by} a modifié le contenu.",
        nl="{name} ({role}), op {moment}: vervallen op {fallen}, want {by} wijzigde de inhoud.",
        de="{name} ({role}), am {moment}: hinfällig seit dem {fallen}, weil {by} den Inhalt "
        "geändert hat.",
        en="{name} ({role}), {moment}: fell on {fallen}, because {by} changed the content.",
    ),
    "fell_by_a_change": Text(
        fr="{name} ({role}), le {moment} : tombée le {fallen}, car le contenu a été modifié.",
        nl="{name} ({role}), op {moment}: vervallen op {fallen}, want de inhoud werd gewijzigd.",
        de="{name} ({role}), am {moment}: hinfällig seit dem {fallen}, weil der Inhalt geändert "
        "wurde.",
        en="{name} ({role}), {moment}: fell on {fallen}, because the content was changed.",
    ),
    "fell_returned": Text(
        fr="{name} ({role}), le {moment} : valait pour ce que le SPP IS a renvoyé.",
        nl="{name} ({role}), op {moment}: gold voor wat de POD MI terugstuurde.",
        de="{name} ({role}), am {moment}: galt für das, was der ÖPD Sozialeingliederung "
        "zurückgegeben hat.",
        en="{name} ({role}), {moment}: held for what SPP IS returned.",
    ),
    "receipt": Text(
        fr="Expédié au SPP IS le {moment}",
        nl="Verzonden naar de POD MI op {moment}",
        de="An den ÖPD Sozialeingliederung versandt am {moment}",
        en="Sent to SPP IS on {moment}",
    ),
    "reference": REFERENCE,
    "acknowledged": Text(
        fr="Le SPP IS en a accusé réception le {moment}.",
        nl="De POD MI heeft de ontvangst bevestigd op {moment}.",
        de="Der ÖPD Sozialeingliederung hat den Empfang am {moment} bestätigt.",
        en="SPP IS acknowledged it on {moment}.",
    ),
    "returned": Text(
        fr="Renvoyé par le SPP IS le {moment} (référence {reference}) : {reason}",
        nl="Teruggestuurd door de POD MI op {moment} (referentie {reference}): {reason}",
        de="Vom ÖPD Sozialeingliederung zurückgegeben am {moment} (Referenz {reference}): {reason}",
        en="Returned by SPP IS on {moment} (reference {reference}): {reason}",
    ),
    "read_only_sent": Text(
        fr="Ce formulaire est expédié : il peut seulement être consulté et imprimé.",
        nl="Dit formulier is verzonden: het kan alleen worden geraadpleegd en afgedrukt.",
        de="Dieses Formular ist versandt: Es kann nur eingesehen und gedruckt werden.",
        en="This form was sent: it can only be consulted and printed.",
    ),
    "why_not": Text(
        fr="Pourquoi certains boutons manquent",
        nl="Waarom sommige knoppen ontbreken",
        de="Warum manche Schaltflächen fehlen",
        en="Why some buttons are missing",
    ),
    "sign_in_stronger": Text(
        fr="Se connecter avec un moyen plus fort",
        nl="Aanmelden met een sterker middel",
        de="Mit einem stärkeren Mittel anmelden",
        en="Sign in more strongly",
    ),
    "print_hint": Text(
        fr="Pour imprimer, ou garder comme fichier : Ctrl + P.",
        nl="Om af te drukken of als bestand bij te houden: Ctrl + P.",
        de="Zum Drucken, oder um es als Datei aufzubewahren: Strg + P.",
        en="To print, or to keep as a file: Ctrl + P.",
    ),
    "digest": Text(
        fr="Empreinte du contenu",
        nl="Vingerafdruk van de inhoud",
        de="Prüfsumme des Inhalts",
        en="Digest of the content",
    ),
    "printed_as": Text(
        fr="Imprimé par {name}, dans l'état du {moment}",
        nl="Afgedrukt door {name}, in de toestand van {moment}",
        de="Gedruckt von {name}, Stand vom {moment}",
        en="Printed by {name}, as of {moment}",
    ),
    # Editing -------------------------------------------------------------------------------------
    "edit_form": Text(
        fr="Modifier : {title}", nl="Wijzigen: {title}", de="Ändern: {title}", en="Edit: {title}"
    ),
    "amount_hint": Text(
        fr="En euros, par exemple 2 150 000,00.",
        nl="In euro, bijvoorbeeld 2.150.000,00.",
        de="In Euro, zum Beispiel 2.150.000,00.",
        en="In euro, for example 2,150,000.00.",
    ),
    "count_hint": Text(
        fr="Un nombre ; chacun compte pour {amount}.",
        nl="Een aantal; elk telt voor {amount}.",
        de="Eine Anzahl; jedes zählt für {amount}.",
        en="A number; each counts for {amount}.",
    ),
    "compute": Text(fr="Calculer", nl="Berekenen", de="Berechnen", en="Compute"),
    "unsaved_is_lost": Text(
        fr="Ce qui n'est pas sauvé est perdu.",
        nl="Wat niet wordt opgeslagen, gaat verloren.",
        de="Was nicht gespeichert wird, geht verloren.",
        en="What is not saved is lost.",
    ),
    "will_fall": Text(
        fr="Ce formulaire est déjà signé. Si vous en modifiez le contenu, cette signature tombe : "
        "{who}.",
        nl="Dit formulier is al ondertekend. Als u de inhoud wijzigt, vervalt deze handtekening: "
        "{who}.",
        de="Dieses Formular ist bereits unterschrieben. Wenn Sie den Inhalt ändern, wird diese "
        "Unterschrift hinfällig: {who}.",
        en="This form is signed already. If you change its content, this signature falls: {who}.",
    ),
    "saved": Text(
        fr="Le formulaire est sauvé.",
        nl="Het formulier is opgeslagen.",
        de="Das Formular ist gespeichert.",
        en="The form is saved.",
    ),
    "saved_and_fell": Text(
        fr="Le formulaire est sauvé. Cette signature est tombée : {who}.",
        nl="Het formulier is opgeslagen. Deze handtekening is vervallen: {who}.",
        de="Das Formular ist gespeichert. Diese Unterschrift ist hinfällig: {who}.",
        en="The form is saved. This signature fell: {who}.",
    ),
    "amount_unreadable": Text(
        fr="« {written} » n'est pas un montant. Écrivez-le avec deux décimales au plus, par "
        "exemple 1 250,00.",
        nl="“{written}” is geen bedrag. Schrijf het met hoogstens twee decimalen, bijvoorbeeld "
        "1.250,00.",
        de="„{written}“ ist kein Betrag. Schreiben Sie ihn mit höchstens zwei Dezimalen, zum "
        "Beispiel 1.250,00.",
        en="“{written}” is not an amount. Write it with at most two decimals, for example "
        "1,250.00.",
    ),
    "amount_ambiguous": Text(
        fr="« {written} » peut se lire de deux façons. Ajoutez les décimales, par exemple "
        "{written},00, ou ôtez le séparateur.",
        nl="“{written}” kan op twee manieren worden gelezen. Voeg de decimalen toe of laat het "
        "scheidingsteken weg.",
        de="„{written}“ lässt sich auf zwei Arten lesen. Fügen Sie die Dezimalen an, oder lassen "
        "Sie das Trennzeichen weg.",
        en="“{written}” can be read in two ways. Add the decimals, or leave the separator out.",
    ),
    "amount_negative": Text(
        fr="Un montant ne peut pas être négatif. Écrivez 0,00 si rien n'est justifié.",
        nl="Een bedrag kan niet negatief zijn. Schrijf 0,00 als niets verantwoord is.",
        de="Ein Betrag darf nicht negativ sein. Schreiben Sie 0,00, wenn nichts nachgewiesen ist.",
        en="An amount cannot be negative. Write 0.00 if nothing is justified.",
    ),
    "amount_large": Text(
        fr="Ce montant est trop grand. Vérifiez-le.",
        nl="Dit bedrag is te groot. Kijk het na.",
        de="Dieser Betrag ist zu groß. Prüfen Sie ihn.",
        en="This amount is too large. Check it.",
    ),
    "count_unreadable": Text(
        fr="« {written} » n'est pas un nombre entier. Écrivez-le en chiffres.",
        nl="“{written}” is geen geheel getal. Schrijf het in cijfers.",
        de="„{written}“ ist keine ganze Zahl. Schreiben Sie sie in Ziffern.",
        en="“{written}” is not a whole number. Write it in digits.",
    ),
    "nothing_filled_in": Text(
        fr="Remplissez ce champ ; écrivez 0 si rien n'est justifié.",
        nl="Vul dit veld in; schrijf 0 als niets verantwoord is.",
        de="Füllen Sie dieses Feld aus; schreiben Sie 0, wenn nichts nachgewiesen ist.",
        en="Fill this in; write 0 if nothing is justified.",
    ),
    # Signing -------------------------------------------------------------------------------------
    "sign_form": Text(
        fr="Signer : {title}",
        nl="Ondertekenen: {title}",
        de="Unterschreiben: {title}",
        en="Sign: {title}",
    ),
    "you_sign_this": Text(
        fr="Ce que vous signez",
        nl="Wat u ondertekent",
        de="Was Sie unterschreiben",
        en="What you sign",
    ),
    "you_sign_as": Text(
        fr="Vous signez en qualité de",
        nl="U ondertekent als",
        de="Sie unterschreiben als",
        en="You sign as",
    ),
    "what_follows": Text(fr="Ce qui suit", nl="Wat volgt", de="Was folgt", en="What happens next"),
    "other_signatory": Text(
        fr="l'autre signataire",
        nl="de andere ondertekenaar",
        de="die andere unterzeichnende Person",
        en="the other signatory",
    ),
    "then_waits": Text(
        fr="C'est la première des deux signatures. Le formulaire attend ensuite : {who}. D'ici là "
        "il peut encore être modifié, et votre signature tombe s'il l'est.",
        nl="Dit is de eerste van de twee handtekeningen. Daarna wacht het formulier op: {who}. Tot "
        "dan kan het nog worden gewijzigd, en dan vervalt uw handtekening.",
        de="Dies ist die erste der beiden Unterschriften. Danach wartet das Formular auf: {who}. "
        "Bis dahin kann es noch geändert werden, und dann wird Ihre Unterschrift hinfällig.",
        en="This is the first of the two signatures. The form then waits for: {who}. Until then "
        "it can still be changed, and your signature falls if it is.",
    ),
    "then_sent": Text(
        fr="C'est la seconde signature : elle expédie le formulaire au SPP IS. Il ne peut ensuite "
        "plus être modifié.",
        nl="Dit is de tweede handtekening: ze verzendt het formulier naar de POD MI. Daarna kan "
        "het niet meer worden gewijzigd.",
        de="Dies ist die zweite Unterschrift: Sie versendet das Formular an den ÖPD "
        "Sozialeingliederung. Danach kann es nicht mehr geändert werden.",
        en="This is the second signature: it sends the form to SPP IS. After that it can no longer "
        "be changed.",
    ),
    "signed": Text(
        fr="Votre signature est placée. Le formulaire attend encore : {who}.",
        nl="Uw handtekening is geplaatst. Het formulier wacht nog op: {who}.",
        de="Ihre Unterschrift ist geleistet. Das Formular wartet noch auf: {who}.",
        en="Your signature is placed. The form still waits for: {who}.",
    ),
    "signed_and_sent": Text(
        fr="Votre signature est placée, et le formulaire est expédié au SPP IS. Référence : "
        "{reference}.",
        nl="Uw handtekening is geplaatst en het formulier is verzonden naar de POD MI. Referentie: "
        "{reference}.",
        de="Ihre Unterschrift ist geleistet, und das Formular ist an den ÖPD Sozialeingliederung "
        "versandt. Referenz: {reference}.",
        en="Your signature is placed, and the form was sent to SPP IS. Reference: {reference}.",
    ),
    "content_changed": Text(
        fr="Le contenu a changé entre-temps : rien n'est signé. Relisez-le ci-dessous.",
        nl="De inhoud is intussen gewijzigd: er is niets ondertekend. Lees hem hieronder na.",
        de="Der Inhalt hat sich inzwischen geändert: Nichts ist unterschrieben. Lesen Sie ihn "
        "unten nach.",
        en="The content changed in between: nothing is signed. Read it again below.",
    ),
}
