"""The expected "no" to what was entered: what cannot be an amount, a text or a number.

Each stands beside the field that it is about, so that everything wrong is shown at once.
"""

from dataclasses import dataclass

from models.language import Text
from models.refusals import Refusal, RefusalCode


class InvalidEntry(Refusal):
    """What every refusal of an entry is."""


class InvalidAmount(InvalidEntry):
    """Not an exact amount."""

    code = RefusalCode.INVALID_AMOUNT
    sentence = Text(
        fr="Ce n'est pas un montant exact en euros. Indiquez au plus deux décimales, par exemple "
        "1\N{NARROW NO-BREAK SPACE}250,00.",
        nl="Dit is geen exact bedrag in euro. Vermeld hoogstens twee decimalen, bijvoorbeeld "
        "1.250,00.",
        de="Dies ist kein genauer Betrag in Euro. Geben Sie höchstens zwei Dezimalstellen an, "
        "zum Beispiel 1.250,00.",
        en="This is not an exact amount in euro. Give at most two decimals, for example 1,250.00.",
    )


class NegativeAmount(InvalidEntry):
    """An amount below zero."""

    code = RefusalCode.NEGATIVE_AMOUNT
    sentence = Text(
        fr="Un montant ne peut pas être négatif. Encodez 0,00 ou plus.",
        nl="Een bedrag kan niet negatief zijn. Vul 0,00 of meer in.",
        de="Ein Betrag darf nicht negativ sein. Geben Sie 0,00 oder mehr ein.",
        en="An amount cannot be negative. Enter 0.00 or more.",
    )


class NegativeCount(InvalidEntry):
    """A number below zero."""

    code = RefusalCode.NEGATIVE_COUNT
    sentence = Text(
        fr="Un nombre ne peut pas être négatif. Encodez 0 ou plus.",
        nl="Een aantal kan niet negatief zijn. Vul 0 of meer in.",
        de="Eine Anzahl darf nicht negativ sein. Geben Sie 0 oder mehr ein.",
        en="A number cannot be negative. Enter 0 or more.",
    )


class AmountTooLarge(InvalidEntry):
    """An amount over 999 999 999 999.99."""

    code = RefusalCode.AMOUNT_TOO_LARGE
    sentence = Text(
        fr="Ce montant dépasse 999 999 999 999,99 EUR. Vérifiez-le.",
        nl="Dit bedrag is hoger dan 999 999 999 999,99 EUR. Controleer het.",
        de="Dieser Betrag übersteigt 999 999 999 999,99 EUR. Prüfen Sie ihn.",
        en="This amount exceeds 999 999 999 999.99 EUR. Check it.",
    )


class UnknownLine(InvalidEntry):
    """The form has no such line, or nothing is entered on it."""

    code = RefusalCode.UNKNOWN_LINE
    sentence = Text(
        fr="Ce formulaire n'a pas de telle ligne à compléter. Vérifiez le nom de la ligne.",
        nl="Dit formulier heeft geen dergelijke in te vullen regel. Controleer de naam ervan.",
        de="Dieses Formular hat keine solche auszufüllende Zeile. Prüfen Sie den Namen der Zeile.",
        en="This form has no such line to fill in. Check the name of the line.",
    )


class RepeatedLine(InvalidEntry):
    """The same line is given twice in one call."""

    code = RefusalCode.REPEATED_LINE
    sentence = Text(
        fr="Cette ligne figure deux fois. Ne l'indiquez qu'une fois.",
        nl="Deze regel is twee keer opgegeven. Vermeld die maar één keer.",
        de="Diese Zeile ist zweimal angegeben. Geben Sie sie nur einmal an.",
        en="This line is given twice. Give it only once.",
    )


@dataclass(frozen=True, kw_only=True)
class WrongEntry(InvalidEntry):
    """An amount where a number is asked for, or the other way round; `asked` says which is."""

    code = RefusalCode.WRONG_ENTRY
    sentence = Text(
        fr="Cette ligne attend {asked}.",
        nl="Op deze regel hoort {asked}.",
        de="In dieser Zeile ist {asked} einzugeben.",
        en="This line asks for {asked}.",
    )
    asked: Text


AN_AMOUNT = Text(fr="un montant", nl="een bedrag", de="ein Betrag", en="an amount")
A_NUMBER = Text(fr="un nombre", nl="een aantal", de="eine Anzahl", en="a number")


class Required(InvalidEntry):
    """Something is missing."""

    code = RefusalCode.REQUIRED
    sentence = Text(
        fr="Ce champ est obligatoire. Complétez-le.",
        nl="Dit veld is verplicht. Vul het in.",
        de="Dieses Feld ist verpflichtend. Füllen Sie es aus.",
        en="This field is required. Fill it in.",
    )


@dataclass(frozen=True, kw_only=True)
class TooLong(InvalidEntry):
    """A text over its limit."""

    code = RefusalCode.TOO_LONG
    sentence = Text(
        fr="Ce texte est trop long. Limitez-le à {limit} caractères.",
        nl="Deze tekst is te lang. Beperk hem tot {limit} tekens.",
        de="Dieser Text ist zu lang. Beschränken Sie ihn auf {limit} Zeichen.",
        en="This text is too long. Keep it to {limit} characters.",
    )
    limit: int


class InvalidCharacters(InvalidEntry):
    """A text with control characters."""

    code = RefusalCode.INVALID_CHARACTERS
    sentence = Text(
        fr="Ce texte contient des caractères invisibles non admis. Retapez-le.",
        nl="Deze tekst bevat onzichtbare tekens die niet toegelaten zijn. Typ hem opnieuw.",
        de="Dieser Text enthält unzulässige unsichtbare Zeichen. Geben Sie ihn neu ein.",
        en="This text holds invisible characters that are not accepted. Type it again.",
    )


class InvalidEmail(InvalidEntry):
    """Not an e-mail address."""

    code = RefusalCode.INVALID_EMAIL
    sentence = Text(
        fr="Cette adresse e-mail n'est pas valable. Vérifiez-la, par exemple nom@cpas.be.",
        nl="Dit e-mailadres is niet geldig. Controleer het, bijvoorbeeld naam@ocmw.be.",
        de="Diese E-Mail-Adresse ist ungültig. Prüfen Sie sie, zum Beispiel name@oshz.be.",
        en="This e-mail address is not valid. Check it, for example name@cpas.be.",
    )


class InvalidPhone(InvalidEntry):
    """Not a telephone number."""

    code = RefusalCode.INVALID_PHONE
    sentence = Text(
        fr="Ce numéro de téléphone n'est pas valable. Vérifiez-le, par exemple 02 508 85 85.",
        nl="Dit telefoonnummer is niet geldig. Controleer het, bijvoorbeeld 02 508 85 85.",
        de="Diese Telefonnummer ist ungültig. Prüfen Sie sie, zum Beispiel 02 508 85 85.",
        en="This phone number is not valid. Check it, for example 02 508 85 85.",
    )


class InvalidIban(InvalidEntry):
    """Not an IBAN."""

    code = RefusalCode.INVALID_IBAN
    sentence = Text(
        fr="Cet IBAN n'est pas valable. Vérifiez-le sur un extrait de compte.",
        nl="Deze IBAN is niet geldig. Controleer hem op een rekeninguittreksel.",
        de="Diese IBAN ist ungültig. Prüfen Sie sie auf einem Kontoauszug.",
        en="This IBAN is not valid. Check it on a bank statement.",
    )


class InvalidBic(InvalidEntry):
    """Not a BIC."""

    code = RefusalCode.INVALID_BIC
    sentence = Text(
        fr="Ce BIC n'est pas valable. Il compte 8 ou 11 caractères, par exemple GKCCBEBB.",
        nl="Deze BIC is niet geldig. Hij telt 8 of 11 tekens, bijvoorbeeld GKCCBEBB.",
        de="Dieser BIC ist ungültig. Er hat 8 oder 11 Zeichen, zum Beispiel GKCCBEBB.",
        en="This BIC is not valid. It has 8 or 11 characters, for example GKCCBEBB.",
    )


class InvalidHistoricalNumber(InvalidEntry):
    """Not a Belgian historical account number."""

    code = RefusalCode.INVALID_HISTORICAL_NUMBER
    sentence = Text(
        fr="Ce numéro historique n'est pas valable. Il a la forme 091-0012345-55 et ses deux "
        "derniers chiffres contrôlent les autres.",
        nl="Dit historisch rekeningnummer is niet geldig. Het heeft de vorm 091-0012345-55 en "
        "de laatste twee cijfers controleren de andere.",
        de="Diese frühere Kontonummer ist ungültig. Sie hat die Form 091-0012345-55, und die "
        "letzten zwei Ziffern prüfen die anderen.",
        en="This historical number is not valid. It has the form 091-0012345-55 and its last two "
        "digits check the others.",
    )


class BicOfAnotherCountry(InvalidEntry):
    """The BIC names a bank of another country than the account."""

    code = RefusalCode.BIC_OF_ANOTHER_COUNTRY
    sentence = Text(
        fr="Le BIC est celui d'une banque d'un autre pays que l'IBAN. Corrigez l'un des deux.",
        nl="De BIC is die van een bank in een ander land dan de IBAN. Verbeter een van beide.",
        de="Der BIC gehört zu einer Bank in einem anderen Land als die IBAN. Berichtigen Sie "
        "eines von beiden.",
        en="The BIC is that of a bank in another country than the IBAN. Correct one of them.",
    )


class AccountNumbersDisagree(InvalidEntry):
    """IBAN and historical number name different accounts."""

    code = RefusalCode.ACCOUNT_NUMBERS_DISAGREE
    sentence = Text(
        fr="L'IBAN et le numéro historique désignent deux comptes différents. Corrigez l'un des "
        "deux ou n'en donnez qu'un.",
        nl="De IBAN en het historisch rekeningnummer verwijzen naar verschillende rekeningen. "
        "Verbeter een van beide of vermeld er maar één.",
        de="IBAN und frühere Kontonummer bezeichnen verschiedene Konten. Berichtigen Sie eine "
        "davon oder geben Sie nur eine an.",
        en="The IBAN and the historical number name different accounts. Correct one of them or "
        "give only one.",
    )
