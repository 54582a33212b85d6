"""What the commands that pay say, in every language."""

from models.language import Text
from models.payments import HoldReason

WOULD_BE_ORDERED = Text(
    fr="Virements qui seraient ordonnés : {count} ({total} EUR).",
    nl="Overschrijvingen die opgedragen zouden worden: {count} ({total} EUR).",
    de="Überweisungen, die angeordnet würden: {count} ({total} EUR).",
    en="Credit transfers that would be ordered: {count} ({total} EUR).",
)
ORDERED = Text(
    fr="Virements ordonnés : {count} ({total} EUR).",
    nl="Opgedragen overschrijvingen: {count} ({total} EUR).",
    de="Angeordnete Überweisungen: {count} ({total} EUR).",
    en="Credit transfers ordered: {count} ({total} EUR).",
)
ORDERED_BEFORE = Text(
    fr="Déjà ordonné pour ces formulaires : {total} EUR.",
    nl="Eerder opgedragen voor deze formulieren: {total} EUR.",
    de="Für diese Formulare bereits angeordnet: {total} EUR.",
    en="Ordered before on these forms: {total} EUR.",
)
EARLIER = Text(
    fr="Ordres antérieurs : {names}.",
    nl="Eerdere opdrachten: {names}.",
    de="Frühere Aufträge: {names}.",
    en="Earlier orders: {names}.",
)
HELD_BACK = Text(
    fr="Virements retenus : {count} ({total} EUR).",
    nl="Tegengehouden overschrijvingen: {count} ({total} EUR).",
    de="Zurückgehaltene Überweisungen: {count} ({total} EUR).",
    en="Credit transfers held back: {count} ({total} EUR).",
)
HELD = Text(
    fr="Retenu : {reference}, {amount} EUR : {reason}",
    nl="Tegengehouden: {reference}, {amount} EUR: {reason}",
    de="Zurückgehalten: {reference}, {amount} EUR: {reason}",
    en="Held back: {reference}, {amount} EUR: {reason}",
)
REASONS = {
    HoldReason.ACCOUNT_CHANGED: Text(
        fr="le compte bancaire a changé depuis la première signature. Vérifiez-le auprès du CPAS ; "
        "renvoyé et signé à nouveau, le formulaire sera payé.",
        nl="de bankrekening is sinds de eerste handtekening gewijzigd. Ga ze na bij het OCMW; "
        "teruggestuurd en opnieuw ondertekend wordt het formulier betaald.",
        de="Das Bankkonto wurde seit der ersten Unterschrift geändert. Klären Sie es mit dem ÖSHZ; "
        "zurückgegeben und erneut unterschrieben wird das Formular bezahlt.",
        en="the bank account changed since the first signature. Check it with the CPAS; returned "
        "and signed again, the form will be paid.",
    ),
    HoldReason.ACCOUNT_MISSING: Text(
        fr="il n'y a pas de compte bancaire.",
        nl="er is geen bankrekening.",
        de="Es gibt kein Bankkonto.",
        en="there is no bank account.",
    ),
    HoldReason.AMOUNT_TOO_LARGE: Text(
        fr="aucun virement ne peut payer autant. Vérifiez le montant justifié.",
        nl="geen overschrijving mag zoveel betalen. Ga het verantwoorde bedrag na.",
        de="Keine Überweisung darf so viel zahlen. Prüfen Sie den nachgewiesenen Betrag.",
        en="no credit transfer may pay as much. Check the justified amount.",
    ),
}
CLAIMED = Text(
    fr="Montants à récupérer : {count} ({total} EUR).",
    nl="Terug te vorderen bedragen: {count} ({total} EUR).",
    de="Zurückzufordernde Beträge: {count} ({total} EUR).",
    en="Amounts to be claimed back: {count} ({total} EUR).",
)
NOTHING_TO_PAY = Text(
    fr="Rien n'est à payer : aucun fichier n'est écrit.",
    nl="Er valt niets te betalen: er wordt geen bestand geschreven.",
    de="Es ist nichts zu zahlen: Es wird keine Datei geschrieben.",
    en="Nothing is to be paid: no file is written.",
)
WRITTEN = Text(
    fr="{file} : ordre {name}, {count} virements, {total} EUR.",
    nl="{file}: opdracht {name}, {count} overschrijvingen, {total} EUR.",
    de="{file}: Auftrag {name}, {count} Überweisungen, {total} EUR.",
    en="{file}: order {name}, {count} credit transfers, {total} EUR.",
)
IN_THE_WAY = Text(
    fr="{file} existe déjà. Donnez un autre nom.",
    nl="{file} bestaat al. Geef een andere naam.",
    de="{file} gibt es schon. Geben Sie einen anderen Namen an.",
    en="{file} exists already. Give another name.",
)
NO_FOLDER = Text(
    fr="Le dossier de {file} n'existe pas. Créez-le d'abord.",
    nl="De map van {file} bestaat niet. Maak ze eerst.",
    de="Den Ordner von {file} gibt es nicht. Legen Sie ihn zuerst an.",
    en="The folder of {file} does not exist. Make it first.",
)
NOT_WRITTEN = Text(
    fr="{file} n'a pas pu être écrit ({why}). L'ordre {name} tient pourtant ; payment-file {name} "
    "en écrit le fichier.",
    nl="{file} kon niet geschreven worden ({why}). De opdracht {name} staat wel vast; payment-file "
    "{name} schrijft er het bestand van.",
    de="{file} konnte nicht geschrieben werden ({why}). Der Auftrag {name} steht dennoch fest; "
    "payment-file {name} schreibt seine Datei.",
    en="{file} could not be written ({why}). The order {name} stands all the same; payment-file "
    "{name} writes its file.",
)
