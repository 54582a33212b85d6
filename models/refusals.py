"""Every expected "no": one class each, with its stable code and its sentence in each language.

A refusal is a value; `Refused` carries one or several of them out of an operation and rolls its
transaction back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from models.cpas import NisCode
from models.language import Language, Text
from models.people import Person, Role


class RefusalCode(StrEnum):
    """Stable names of the reasons for a no; they never change with the language."""

    NOT_AUTHENTICATED = "NOT_AUTHENTICATED"
    MISSING_ROLE = "MISSING_ROLE"
    MISSING_NAME = "MISSING_NAME"
    OTHER_SIGN_IN_REQUIRED = "OTHER_SIGN_IN_REQUIRED"
    ASSURANCE_LEVEL_TOO_LOW = "ASSURANCE_LEVEL_TOO_LOW"
    INVALID_AMOUNT = "INVALID_AMOUNT"
    NEGATIVE_AMOUNT = "NEGATIVE_AMOUNT"
    NEGATIVE_COUNT = "NEGATIVE_COUNT"
    AMOUNT_TOO_LARGE = "AMOUNT_TOO_LARGE"
    REQUIRED = "REQUIRED"
    TOO_LONG = "TOO_LONG"
    INVALID_CHARACTERS = "INVALID_CHARACTERS"
    INVALID_EMAIL = "INVALID_EMAIL"
    INVALID_PHONE = "INVALID_PHONE"
    INVALID_IBAN = "INVALID_IBAN"
    INVALID_BIC = "INVALID_BIC"
    INVALID_HISTORICAL_NUMBER = "INVALID_HISTORICAL_NUMBER"
    BIC_OF_ANOTHER_COUNTRY = "BIC_OF_ANOTHER_COUNTRY"
    ACCOUNT_NUMBERS_DISAGREE = "ACCOUNT_NUMBERS_DISAGREE"
    VERSION_CONFLICT = "VERSION_CONFLICT"
    CONTENT_CHANGED = "CONTENT_CHANGED"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    NOT_ENCODED = "NOT_ENCODED"
    ADVANCE_MISSING = "ADVANCE_MISSING"
    CEILING_EXCEEDED = "CEILING_EXCEEDED"
    CONTACT_INCOMPLETE = "CONTACT_INCOMPLETE"
    ALREADY_SIGNED = "ALREADY_SIGNED"
    SAME_PERSON = "SAME_PERSON"
    SIGNER_UNKNOWN = "SIGNER_UNKNOWN"
    ALREADY_SENT = "ALREADY_SENT"
    REPORT_NOT_OPEN = "REPORT_NOT_OPEN"
    REPORT_CLOSED = "REPORT_CLOSED"
    UNKNOWN_LINE = "UNKNOWN_LINE"
    REPEATED_LINE = "REPEATED_LINE"
    WRONG_ENTRY = "WRONG_ENTRY"
    UNKNOWN_CPAS = "UNKNOWN_CPAS"
    INVALID_YEAR = "INVALID_YEAR"
    INVALID_PERIOD = "INVALID_PERIOD"
    DATE_HAS_PASSED = "DATE_HAS_PASSED"
    FORM_NOT_IN_YEAR = "FORM_NOT_IN_YEAR"
    CAMPAIGN_EXISTS = "CAMPAIGN_EXISTS"
    CAMPAIGN_OPEN = "CAMPAIGN_OPEN"
    CAMPAIGN_NOT_OPENED = "CAMPAIGN_NOT_OPENED"
    FORM_TOUCHED = "FORM_TOUCHED"
    NO_CAMPAIGN = "NO_CAMPAIGN"
    NOBODY_REPORTS = "NOBODY_REPORTS"
    CLOSING_CHANGED = "CLOSING_CHANGED"
    NOT_SENT = "NOT_SENT"
    INVALID_CODE = "INVALID_CODE"
    UNKNOWN_CODE = "UNKNOWN_CODE"
    ENTERPRISE_NUMBER_TAKEN = "ENTERPRISE_NUMBER_TAKEN"
    ENDS_BEFORE_IT_BEGINS = "ENDS_BEFORE_IT_BEGINS"
    MERGED_WITH_ITSELF = "MERGED_WITH_ITSELF"
    CIRCULAR_MERGERS = "CIRCULAR_MERGERS"
    ALREADY_ENDED = "ALREADY_ENDED"
    SUCCESSOR_NOT_THERE = "SUCCESSOR_NOT_THERE"


Path = tuple[str, ...]
"""Where in the arguments the problem stands, in the words of the rules (`contact`, `email`)."""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """One expected no. Its fields are the facts that its sentence may name."""

    path: Path = ()
    nis_code: NisCode | None = None
    """The CPAS that it is about, where a call is about many."""
    code: ClassVar[RefusalCode]
    sentence: ClassVar[Text]

    def message(self, language: Language) -> str:
        """Return what happened and what to do next, for a person."""
        facts = {field.name: _told(getattr(self, field.name), language) for field in fields(self)}
        return self.sentence.in_language(language).format_map(facts)


def _told(fact: object, language: Language) -> object:
    """Return a fact as the sentence names it: texts in its language, several with commas."""
    match fact:
        case Text():
            return fact.in_language(language)
        case tuple():
            return ", ".join(str(_told(part, language)) for part in fact)
        case _:
            return fact


class Refused(Exception):  # noqa: N818 - the field's word for it is a refusal, not an error
    """Carries the refusals of one call, all together; nothing of the call was done.

    `language` is that of the CPAS concerned, once it is known.
    """

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        assert refusals, "a refusal says why"
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = tuple(refusals)
        self.language: Language | None = None


def refuse_if_any(refusals: Sequence[Refusal]) -> None:
    """Raise all of them together, or return when there is none.

    Raises:
        Refused: with the refusals given.
    """
    if refusals:
        raise Refused(refusals)


# Who may, and when ---------------------------------------------------------------------------


class NotAuthenticated(Refusal):
    """Nobody is signed in."""

    code = RefusalCode.NOT_AUTHENTICATED
    sentence = Text(
        fr="Vous n'êtes pas connecté. Connectez-vous, puis réessayez.",
        nl="U bent niet aangemeld. Meld u aan en probeer opnieuw.",
        de="Sie sind nicht angemeldet. Melden Sie sich an und versuchen Sie es erneut.",
        en="You are not signed in. Sign in, then try again.",
    )


class MissingRole(Refusal):
    """The person does not hold the role at this CPAS."""

    code = RefusalCode.MISSING_ROLE
    sentence = Text(
        fr="Vous ne disposez pas du rôle requis pour ce CPAS. Le délégué à la protection des "
        "données peut vous l'attribuer.",
        nl="U hebt voor dit OCMW niet de vereiste rol. De functionaris voor gegevensbescherming "
        "kan u die toekennen.",
        de="Sie haben bei diesem ÖSHZ nicht die erforderliche Berechtigung. Der "
        "Datenschutzbeauftragte kann sie Ihnen erteilen.",
        en="You do not hold the role required for this CPAS. The data protection officer can "
        "assign it to you.",
    )


def without_role(by: Person, role: Role, path: Path = ()) -> list[Refusal]:
    """Return why the person may not act in that role, in a list of none or one.

    Whoever lacks the role hears this and nothing else: other reasons tell of the content.
    """
    return [] if role in by.roles else [MissingRole(path=path)]


class AssuranceLevelTooLow(Refusal):
    """The sign-in was not strong enough for placing a signature."""

    code = RefusalCode.ASSURANCE_LEVEL_TOO_LOW
    sentence = Text(
        fr="Pour signer, reconnectez-vous avec un moyen plus sûr, comme l'eID ou itsme.",
        nl="Meld u om te ondertekenen opnieuw aan met een sterker middel, zoals eID of itsme.",
        de="Melden Sie sich zum Unterschreiben erneut mit einem sichereren Mittel an, wie eID "
        "oder itsme.",
        en="To sign, sign in again by a stronger means, such as eID or itsme.",
    )


class ReportNotOpen(Refusal):
    """The report has not been opened yet."""

    code = RefusalCode.REPORT_NOT_OPEN
    sentence = Text(
        fr="Ce rapport n'est pas encore ouvert. Réessayez à partir de la date d'ouverture.",
        nl="Dit verslag is nog niet geopend. Probeer opnieuw vanaf de openingsdatum.",
        de="Dieser Bericht ist noch nicht freigegeben. Versuchen Sie es ab dem Beginn erneut.",
        en="This report is not open yet. Try again from its opening date.",
    )


class ReportClosed(Refusal):
    """The report has been closed; everything in it is read-only."""

    code = RefusalCode.REPORT_CLOSED
    sentence = Text(
        fr="Ce rapport est clôturé : il ne peut plus être que consulté. Pour toute question, "
        "contactez le SPP Intégration sociale.",
        nl="Dit verslag is afgesloten: het kan alleen nog geraadpleegd worden. Neem voor vragen "
        "contact op met de POD Maatschappelijke Integratie.",
        de="Dieser Bericht ist abgeschlossen: Er kann nur noch eingesehen werden. Bei Fragen "
        "wenden Sie sich an den ÖPD Sozialeingliederung.",
        en="This report is closed: it can only be consulted. With any question, contact SPP "
        "Intégration sociale.",
    )


class AlreadySent(Refusal):
    """The form was sent; nothing in it changes any more."""

    code = RefusalCode.ALREADY_SENT
    sentence = Text(
        fr="Ce formulaire a été expédié au SPP Intégration sociale : il ne peut plus être que "
        "consulté.",
        nl="Dit formulier is verzonden naar de POD Maatschappelijke Integratie: het kan alleen "
        "nog geraadpleegd worden.",
        de="Dieses Formular wurde an den ÖPD Sozialeingliederung versandt: Es kann nur noch "
        "eingesehen werden.",
        en="This form was sent to SPP Intégration sociale: it can only be consulted.",
    )


@dataclass(frozen=True, kw_only=True)
class NotEncoded(Refusal):
    """The form is not complete; `missing` are the labels of the lines that are not encoded."""

    code = RefusalCode.NOT_ENCODED
    sentence = Text(
        fr="Le formulaire n'est pas complètement encodé ; il manque : {missing}.",
        nl="Het formulier is niet volledig ingevuld; dit ontbreekt nog: {missing}.",
        de="Das Formular ist nicht vollständig ausgefüllt; es fehlt noch: {missing}.",
        en="The form is not completely encoded; still missing: {missing}.",
    )
    missing: tuple[Text, ...]


class AdvanceMissing(Refusal):
    """SPP IS has not granted the advance yet, so nobody can know the balance."""

    code = RefusalCode.ADVANCE_MISSING
    sentence = Text(
        fr="Le SPP Intégration sociale n'a pas encore communiqué le montant de l'avance. Attendez "
        "qu'il figure au formulaire, puis signez.",
        nl="De POD Maatschappelijke Integratie heeft het bedrag van het voorschot nog niet "
        "meegedeeld. Wacht tot het op het formulier staat en onderteken dan.",
        de="Der ÖPD Sozialeingliederung hat den Vorschussbetrag noch nicht mitgeteilt. Warten Sie, "
        "bis er im Formular steht, und unterschreiben Sie dann.",
        en="SPP Intégration sociale has not granted the advance yet. Wait until it stands on the "
        "form, then sign.",
    )


class CeilingExceeded(Refusal):
    """More is justified on a line than its ceiling allows."""

    code = RefusalCode.CEILING_EXCEEDED
    sentence = Text(
        fr="Le montant justifié dépasse le plafond de cette ligne. Corrigez-le et sauvez, puis "
        "signez.",
        nl="Het verantwoorde bedrag overschrijdt het plafond van deze regel. Verbeter het en sla "
        "op, en onderteken dan.",
        de="Der nachgewiesene Betrag überschreitet die Obergrenze dieser Zeile. Berichtigen Sie "
        "ihn, speichern Sie, und unterschreiben Sie dann.",
        en="The justified amount exceeds the ceiling of this line. Correct it and save, then sign.",
    )


class ContactIncomplete(Refusal):
    """Contact person or bank account is missing."""

    code = RefusalCode.CONTACT_INCOMPLETE
    sentence = Text(
        fr="La personne de contact ou le compte bancaire manque. Complétez les données du CPAS, "
        "puis signez.",
        nl="De contactpersoon of de bankrekening ontbreekt. Vul de gegevens van het OCMW aan en "
        "onderteken dan.",
        de="Die Kontaktperson oder das Bankkonto fehlt. Ergänzen Sie die Angaben des ÖSHZ und "
        "unterschreiben Sie dann.",
        en="The contact person or the bank account is missing. Complete the data of the CPAS, "
        "then sign.",
    )


class AlreadySigned(Refusal):
    """The form carries a current signature in this role."""

    code = RefusalCode.ALREADY_SIGNED
    sentence = Text(
        fr="Ce formulaire est déjà signé en cette qualité. Il reste à attendre l'autre signature.",
        nl="Dit formulier is in deze hoedanigheid al ondertekend. Wacht op de andere handtekening.",
        de="Dieses Formular ist in dieser Eigenschaft bereits unterschrieben. Es fehlt noch die "
        "andere Unterschrift.",
        en="This form is already signed in this role. Wait for the other signature.",
    )


class SamePerson(Refusal):
    """The person has placed the other signature."""

    code = RefusalCode.SAME_PERSON
    sentence = Text(
        fr="Vous avez déjà placé l'autre signature. Une autre personne doit signer ici.",
        nl="U hebt de andere handtekening al geplaatst. Iemand anders moet hier ondertekenen.",
        de="Sie haben bereits die andere Unterschrift geleistet. Hier muss eine andere Person "
        "unterschreiben.",
        en="You have already placed the other signature. Another person has to sign here.",
    )


# What was seen is no longer so -----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class VersionConflict(Refusal):
    """Somebody saved in between."""

    code = RefusalCode.VERSION_CONFLICT
    sentence = Text(
        fr="Ces données ont été modifiées entre-temps. Rechargez la page, vérifiez, puis "
        "sauvez à nouveau.",
        nl="Deze gegevens zijn intussen gewijzigd. Herlaad de pagina, controleer en sla opnieuw "
        "op.",
        de="Diese Angaben wurden inzwischen geändert. Laden Sie die Seite neu, prüfen Sie und "
        "speichern Sie erneut.",
        en="These data were changed in the meantime. Reload the page, check, then save again.",
    )
    current_version: int
    changed_by: Person | None
    changed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ContentChanged(Refusal):
    """The content is no longer what the signer saw."""

    code = RefusalCode.CONTENT_CHANGED
    sentence = Text(
        fr="Le contenu a changé depuis que vous l'avez vu. Relisez le formulaire, puis signez.",
        nl="De inhoud is gewijzigd sinds u die zag. Lees het formulier opnieuw en onderteken dan.",
        de="Der Inhalt hat sich geändert, seit Sie ihn gesehen haben. Lesen Sie das Formular "
        "erneut und unterschreiben Sie dann.",
        en="The content has changed since you saw it. Read the form again, then sign.",
    )
    current_digest: str


class IdempotencyKeyReused(Refusal):
    """The key belongs to another call."""

    code = RefusalCode.IDEMPOTENCY_KEY_REUSED
    sentence = Text(
        fr="Cette clé d'idempotence a déjà servi pour un autre appel. Utilisez une nouvelle clé.",
        nl="Deze idempotentiesleutel werd al gebruikt voor een andere oproep. Gebruik een nieuwe.",
        de="Dieser Idempotenzschlüssel wurde bereits für einen anderen Aufruf verwendet. "
        "Verwenden Sie einen neuen.",
        en="This idempotency key was already used for another call. Use a new key.",
    )
