"""What the verification of a proof finds, each in a sentence of every language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.language import Language, Text


class FindingCode(StrEnum):
    """What was found; a client can rely on the code."""

    SEALED = "SEALED"
    SIGNED = "SIGNED"
    CONTENT_SIGNED = "CONTENT_SIGNED"
    IN_JOURNAL = "IN_JOURNAL"
    CHECKPOINT_SIGNED = "CHECKPOINT_SIGNED"
    JOURNAL_CONTINUES = "JOURNAL_CONTINUES"
    TIMESTAMPED = "TIMESTAMPED"
    IN_FORCE = "IN_FORCE"

    NO_SEAL = "NO_SEAL"
    PAST_UNKNOWN = "PAST_UNKNOWN"
    NO_PROOF_SINCE = "NO_PROOF_SINCE"
    SUBMISSION_RETURNED = "SUBMISSION_RETURNED"
    ACCOUNT_CHANGED = "ACCOUNT_CHANGED"
    PAGE_NOT_PROVEN = "PAGE_NOT_PROVEN"

    NO_PROOF = "NO_PROOF"
    WRONG_ALGORITHM = "WRONG_ALGORITHM"
    WRONG_TYPE = "WRONG_TYPE"
    UNKNOWN_FORMAT = "UNKNOWN_FORMAT"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    CHANGED = "CHANGED"
    CONTENT_DIFFERS = "CONTENT_DIFFERS"
    WRONG_ROLE = "WRONG_ROLE"
    OTHER_SEAL = "OTHER_SEAL"
    LINE_DIFFERS = "LINE_DIFFERS"
    NOT_IN_JOURNAL = "NOT_IN_JOURNAL"
    CHECKPOINT_CHANGED = "CHECKPOINT_CHANGED"
    OTHER_JOURNAL = "OTHER_JOURNAL"
    JOURNAL_REWRITTEN = "JOURNAL_REWRITTEN"
    NO_TIMESTAMP = "NO_TIMESTAMP"
    TIMESTAMP_DIFFERS = "TIMESTAMP_DIFFERS"
    TIMESTAMP_UNTRUSTED = "TIMESTAMP_UNTRUSTED"
    SIGNATURE_FELL = "SIGNATURE_FELL"
    NOT_KNOWN_HERE = "NOT_KNOWN_HERE"


class Outcome(StrEnum):
    """What a finding means for the proof."""

    PROVEN = "PROVEN"
    NOT_PROVEN = "NOT_PROVEN"
    REFUSED = "REFUSED"


_PROVEN = tuple(FindingCode)[:8]
_NOT_PROVEN = tuple(FindingCode)[8:14]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was found, with the values that its sentence names."""

    code: FindingCode
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        """What it means for the proof."""
        if self.code in _PROVEN:
            return Outcome.PROVEN
        return Outcome.NOT_PROVEN if self.code in _NOT_PROVEN else Outcome.REFUSED

    def message(self, language: Language) -> str:
        """Return the sentence."""
        named = {
            name: value.in_language(language) if isinstance(value, Text) else value
            for name, value in self.values.items()
        }
        return _SENTENCES[self.code].in_language(language).format(**named)


class ProofRefused(Exception):  # noqa: N818 - an answer, named for the reason
    """The proof is refused: what it claims is not so, or cannot be read."""

    def __init__(self, code: FindingCode, **values: object) -> None:
        self.finding = Finding(code=code, values=values)
        super().__init__(code.value)


_SENTENCES: dict[FindingCode, Text] = {
    FindingCode.SEALED: Text(
        fr="Le service a délivré ce reçu : {reference}, envoyé le {at} (UTC).",
        nl="De dienst heeft dit ontvangstbewijs afgegeven: {reference}, verzonden op {at} (UTC).",
        de="Der Dienst hat diese Quittung ausgestellt: {reference}, versandt am {at} (UTC).",
        en="The service issued this receipt: {reference}, sent on {at} (UTC).",
    ),
    FindingCode.SIGNED: Text(
        fr="{name} a signé ce contenu le {at} (UTC), en qualité de {role}.",
        nl="{name} heeft deze inhoud ondertekend op {at} (UTC), als {role}.",
        de="{name} hat diesen Inhalt am {at} (UTC) unterzeichnet, als {role}.",
        en="{name} signed this content on {at} (UTC), as {role}.",
    ),
    FindingCode.CONTENT_SIGNED: Text(
        fr="Le contenu est exactement celui qui a été signé : {digest}.",
        nl="De inhoud is precies wat werd ondertekend: {digest}.",
        de="Der Inhalt ist genau der unterzeichnete: {digest}.",
        en="The content is exactly what was signed: {digest}.",
    ),
    FindingCode.IN_JOURNAL: Text(
        fr="L'envoi figure au journal {log}, ligne {number}.",
        nl="De verzending staat in het journaal {log}, regel {number}.",
        de="Der Versand steht im Journal {log}, Zeile {number}.",
        en="That it was sent stands in the journal {log}, line {number}.",
    ),
    FindingCode.CHECKPOINT_SIGNED: Text(
        fr="Le point de contrôle du journal {log} est authentique : {size} lignes.",
        nl="Het controlepunt van het journaal {log} is echt: {size} regels.",
        de="Der Prüfpunkt des Journals {log} ist echt: {size} Zeilen.",
        en="The checkpoint of the journal {log} is genuine: {size} lines.",
    ),
    FindingCode.JOURNAL_CONTINUES: Text(
        fr="Le journal prolonge votre point de contrôle de {size} lignes : rien n'y a été modifié.",
        nl="Het journaal zet uw controlepunt van {size} regels voort: er is niets aan gewijzigd.",
        de="Das Journal setzt Ihren Prüfpunkt von {size} Zeilen fort: nichts davon wurde geändert.",
        en="The journal continues your checkpoint of {size} lines: nothing before it was changed.",
    ),
    FindingCode.TIMESTAMPED: Text(
        fr="Une autorité d'horodatage, certifiée par {authority}, a vu ce point de contrôle le "
        "{at} (UTC).",
        nl="Een tijdstempelautoriteit, gecertificeerd door {authority}, zag dit controlepunt op "
        "{at} (UTC).",
        de="Ein Zeitstempeldienst, zertifiziert von {authority}, sah diesen Prüfpunkt am {at} "
        "(UTC).",
        en="A time-stamp authority, certified by {authority}, saw this checkpoint on {at} (UTC).",
    ),
    FindingCode.IN_FORCE: Text(
        fr="Le service le confirme à cet instant.",
        nl="De dienst bevestigt het op dit ogenblik.",
        de="Der Dienst bestätigt es in diesem Augenblick.",
        en="The service confirms it at this moment.",
    ),
    FindingCode.NO_SEAL: Text(
        fr="La signature du/de la {role} a été apposée avant que les sceaux n'existent.",
        nl="De handtekening als {role} is geplaatst voordat er zegels bestonden.",
        de="Die Unterschrift als {role} wurde geleistet, bevor es Siegel gab.",
        en="The signature as {role} was placed before there were seals.",
    ),
    FindingCode.PAST_UNKNOWN: Text(
        fr="Sans point de contrôle plus ancien, rien ne prouve que le journal n'a pas été réécrit.",
        nl="Zonder ouder controlepunt is niet bewezen dat het journaal niet werd herschreven.",
        de="Ohne älteren Prüfpunkt ist nicht bewiesen, dass das Journal nicht umgeschrieben wurde.",
        en="Without an older checkpoint nothing proves that the journal was not rewritten.",
    ),
    FindingCode.NO_PROOF_SINCE: Text(
        fr="Il manque la preuve qui relie votre point de contrôle de {size} lignes à celui-ci de "
        "{newer} ; `journal hold-against` la donne.",
        nl="Het bewijs ontbreekt dat uw controlepunt van {size} regels verbindt met dit van "
        "{newer}; `journal hold-against` geeft het.",
        de="Es fehlt der Beweis, der Ihren Prüfpunkt von {size} Zeilen mit diesem von {newer} "
        "verbindet; `journal hold-against` gibt ihn.",
        en="The proof is missing that leads from your checkpoint of {size} lines to this one of "
        "{newer}; `journal hold-against` gives it.",
    ),
    FindingCode.SUBMISSION_RETURNED: Text(
        fr="Le SPP IS a renvoyé ce formulaire au CPAS depuis : l'envoi n'est plus en vigueur.",
        nl="De POD MI heeft dit formulier sindsdien teruggestuurd: de verzending geldt niet meer.",
        de="Der ÖPD Sozialeingliederung hat dieses Formular seither zurückgegeben: der Versand "
        "gilt nicht mehr.",
        en="SPP IS has returned this form to the CPAS since: the submission is no longer in force.",
    ),
    FindingCode.ACCOUNT_CHANGED: Text(
        fr="Attention : le compte bancaire a changé après la première signature.",
        nl="Let op: het rekeningnummer is gewijzigd na de eerste handtekening.",
        de="Achtung: das Bankkonto wurde nach der ersten Unterschrift geändert.",
        en="Attention: the bank account changed after the first signature.",
    ),
    FindingCode.PAGE_NOT_PROVEN: Text(
        fr="Ce que montre la page n'est pas prouvé ; comparez-la avec ce qui a été signé : "
        "{figures}.",
        nl="Wat de pagina toont, is niet bewezen; vergelijk ze met wat werd ondertekend: "
        "{figures}.",
        de="Was die Seite zeigt, ist nicht bewiesen; vergleichen Sie sie mit dem, was "
        "unterzeichnet wurde: {figures}.",
        en="What the page shows is not proven; compare it with what was signed: {figures}.",
    ),
    FindingCode.NO_PROOF: Text(
        fr="Ceci n'est ni un sceau, ni un reçu, ni un point de contrôle.",
        nl="Dit is geen zegel, geen ontvangstbewijs en geen controlepunt.",
        de="Dies ist weder ein Siegel noch eine Quittung noch ein Prüfpunkt.",
        en="This is neither a seal nor a receipt nor a checkpoint.",
    ),
    FindingCode.WRONG_ALGORITHM: Text(
        fr="L'algorithme de signature n'est pas celui du service (EdDSA).",
        nl="Het handtekeningalgoritme is niet dat van de dienst (EdDSA).",
        de="Der Signaturalgorithmus ist nicht der des Dienstes (EdDSA).",
        en="The signature algorithm is not that of the service (EdDSA).",
    ),
    FindingCode.WRONG_TYPE: Text(
        fr="Un autre document se trouve à cette place.",
        nl="Op deze plaats staat een ander document.",
        de="An dieser Stelle steht ein anderes Dokument.",
        en="Another kind of document stands in this place.",
    ),
    FindingCode.UNKNOWN_FORMAT: Text(
        fr="Ce format est plus récent que ce vérificateur.",
        nl="Dit formaat is nieuwer dan dit controleprogramma.",
        de="Dieses Format ist neuer als dieses Prüfprogramm.",
        en="This format is newer than this verifier.",
    ),
    FindingCode.UNKNOWN_KEY: Text(
        fr="La clé {key} n'est pas une clé du service.",
        nl="De sleutel {key} is geen sleutel van de dienst.",
        de="Der Schlüssel {key} ist kein Schlüssel des Dienstes.",
        en="The key {key} is no key of the service.",
    ),
    FindingCode.CHANGED: Text(
        fr="Le texte scellé a été modifié : la signature du service ne correspond pas.",
        nl="De verzegelde tekst is gewijzigd: de handtekening van de dienst klopt niet.",
        de="Der besiegelte Text wurde geändert: die Signatur des Dienstes stimmt nicht mit ihm "
        "überein.",
        en="The sealed text was changed: the signature of the service does not fit.",
    ),
    FindingCode.CONTENT_DIFFERS: Text(
        fr="Le contenu n'est pas celui qui a été signé : empreinte {digest}, et non {signed}.",
        nl="De inhoud is niet wat werd ondertekend: de digest is {digest}, en niet {signed}.",
        de="Der Inhalt ist nicht der unterzeichnete: Hashwert {digest} und nicht {signed}.",
        en="The content is not what was signed: its digest is {digest}, and not {signed}.",
    ),
    FindingCode.WRONG_ROLE: Text(
        fr="Le sceau présenté pour le/la {role} est celui d'une autre qualité.",
        nl="Het zegel dat voor de {role} wordt voorgelegd, is dat van een andere hoedanigheid.",
        de="Das Siegel für {role} ist das einer anderen Eigenschaft.",
        en="The seal that is given for the {role} is that of another role.",
    ),
    FindingCode.OTHER_SEAL: Text(
        fr="Un sceau porte sur autre chose : autre formulaire, CPAS, année ou version.",
        nl="Een zegel gaat over iets anders: een ander formulier, OCMW, jaar of een andere versie.",
        de="Ein Siegel betrifft anderes: anderes Formular, ÖSHZ, Jahr oder andere Version.",
        en="A seal is about something else: another form, CPAS, year or version.",
    ),
    FindingCode.LINE_DIFFERS: Text(
        fr="La ligne du journal parle d'autre chose que le reçu.",
        nl="De regel van het journaal gaat over iets anders dan het ontvangstbewijs.",
        de="Die Zeile des Journals betrifft anderes als die Quittung.",
        en="The journal line is about something else than the receipt.",
    ),
    FindingCode.NOT_IN_JOURNAL: Text(
        fr="Le point de contrôle ne contient pas cette ligne : le journal n'est pas celui-là.",
        nl="Het controlepunt bevat deze regel niet: het is niet dit journaal.",
        de="Der Prüfpunkt enthält diese Zeile nicht: es ist nicht dieses Journal.",
        en="The checkpoint does not hold this line: it is of another journal.",
    ),
    FindingCode.CHECKPOINT_CHANGED: Text(
        fr="Aucune clé du service n'a signé ce point de contrôle.",
        nl="Geen sleutel van de dienst heeft dit controlepunt ondertekend.",
        de="Kein Schlüssel des Dienstes hat diesen Prüfpunkt signiert.",
        en="No key of the service signed this checkpoint.",
    ),
    FindingCode.OTHER_JOURNAL: Text(
        fr="Votre point de contrôle est d'un autre journal : {log}.",
        nl="Uw controlepunt is van een ander journaal: {log}.",
        de="Ihr Prüfpunkt ist von einem anderen Journal: {log}.",
        en="Your checkpoint is of another journal: {log}.",
    ),
    FindingCode.JOURNAL_REWRITTEN: Text(
        fr="Le journal a été coupé ou réécrit : il ne prolonge pas votre point de contrôle de "
        "{size} lignes.",
        nl="Het journaal is ingekort of herschreven: het zet uw controlepunt van {size} regels "
        "niet voort.",
        de="Das Journal wurde gekürzt oder umgeschrieben: es setzt Ihren Prüfpunkt von {size} "
        "Zeilen nicht fort.",
        en="The journal was cut or rewritten: it does not continue your checkpoint ({size} lines).",
    ),
    FindingCode.NO_TIMESTAMP: Text(
        fr="L'horodatage ou le certificat de l'autorité est illisible, ou il n'y a pas de point de "
        "contrôle auquel il se rapporte.",
        nl="De tijdstempel of het certificaat van de autoriteit is onleesbaar, of er is geen "
        "controlepunt waarbij hij hoort.",
        de="Der Zeitstempel oder das Zertifikat des Dienstes ist nicht lesbar, oder es gibt keinen "
        "Prüfpunkt dazu.",
        en="The time-stamp or the certificate of the authority cannot be read, or there is no "
        "checkpoint that it is about.",
    ),
    FindingCode.TIMESTAMP_DIFFERS: Text(
        fr="L'horodatage porte sur un autre point de contrôle.",
        nl="De tijdstempel gaat over een ander controlepunt.",
        de="Der Zeitstempel betrifft einen anderen Prüfpunkt.",
        en="The time-stamp is about another checkpoint.",
    ),
    FindingCode.TIMESTAMP_UNTRUSTED: Text(
        fr="L'horodatage n'est pas celui de l'autorité dont voici le certificat.",
        nl="De tijdstempel is niet van de autoriteit met dit certificaat.",
        de="Der Zeitstempel ist nicht von dem Dienst mit diesem Zertifikat.",
        en="The time-stamp is not that of the authority with this certificate.",
    ),
    FindingCode.SIGNATURE_FELL: Text(
        fr="Cette signature est tombée : le contenu a été modifié ensuite.",
        nl="Deze handtekening is vervallen: de inhoud is nadien gewijzigd.",
        de="Diese Unterschrift ist hinfällig: der Inhalt wurde danach geändert.",
        en="This signature fell: the content was changed afterwards.",
    ),
    FindingCode.NOT_KNOWN_HERE: Text(
        fr="Ce service ne connaît pas cette preuve : ses données ne sont plus celles d'alors.",
        nl="Deze dienst kent dit bewijs niet: zijn gegevens zijn niet meer die van toen.",
        de="Dieser Dienst kennt diesen Beweis nicht: seine Daten sind nicht mehr die von damals.",
        en="This service does not know this proof: its data are no longer those of then.",
    ),
}
