"""The expected "no" to what SPP IS enters in the register of CPAS."""

from models.entry_refusals import InvalidEntry
from models.language import Text
from models.refusals import RefusalCode


class InvalidCode(InvalidEntry):
    """Neither a NIS code nor an enterprise number."""

    code = RefusalCode.INVALID_CODE
    sentence = Text(
        fr="Ceci n'est ni un code INS de cinq chiffres ni un numéro d'entreprise valable. "
        "Vérifiez-le.",
        nl="Dit is geen NIS-code van vijf cijfers en geen geldig ondernemingsnummer. Controleer "
        "het.",
        de="Dies ist weder ein NIS-Code aus fünf Ziffern noch eine gültige Unternehmensnummer. "
        "Prüfen Sie die Angabe.",
        en="This is neither a NIS code of five digits nor a valid enterprise number. Check it.",
    )


class UnknownCode(InvalidEntry):
    """No CPAS has this code or number."""

    code = RefusalCode.UNKNOWN_CODE
    sentence = Text(
        fr="Aucun CPAS ne porte ce code ou ce numéro. Vérifiez-le, ou chargez d'abord ce CPAS.",
        nl="Geen enkel OCMW heeft deze code of dit nummer. Controleer het, of laad dat OCMW eerst.",
        de="Kein ÖSHZ hat diesen Code oder diese Nummer. Prüfen Sie die Angabe, oder laden Sie "
        "dieses ÖSHZ zuerst.",
        en="No CPAS has this code or number. Check it, or load that CPAS first.",
    )


class EnterpriseNumberTaken(InvalidEntry):
    """The enterprise number is that of another CPAS."""

    code = RefusalCode.ENTERPRISE_NUMBER_TAKEN
    sentence = Text(
        fr="Ce numéro d'entreprise est celui d'un autre CPAS. Vérifiez les deux.",
        nl="Dit ondernemingsnummer is dat van een ander OCMW. Controleer ze allebei.",
        de="Diese Unternehmensnummer ist die eines anderen ÖSHZ. Prüfen Sie beide.",
        en="This enterprise number is that of another CPAS. Check both.",
    )


class EndsBeforeItBegins(InvalidEntry):
    """The last day of the CPAS is before its first."""

    code = RefusalCode.ENDS_BEFORE_IT_BEGINS
    sentence = Text(
        fr="Ce CPAS cesserait d'exister avant d'avoir commencé. Vérifiez les dates.",
        nl="Dit OCMW zou ophouden te bestaan voor het begonnen is. Controleer de data.",
        de="Dieses ÖSHZ würde enden, bevor es beginnt. Prüfen Sie die Daten.",
        en="This CPAS would end before it begins. Check the dates.",
    )


class MergedWithItself(InvalidEntry):
    """A CPAS cannot take itself over."""

    code = RefusalCode.MERGED_WITH_ITSELF
    sentence = Text(
        fr="Un CPAS ne peut pas se succéder à lui-même. Retirez cette ligne : le CPAS qui garde "
        "son code continue.",
        nl="Een OCMW kan zichzelf niet opvolgen. Laat deze regel weg: het OCMW dat zijn code "
        "behoudt, gaat verder.",
        de="Ein ÖSHZ kann nicht sein eigener Nachfolger sein. Lassen Sie diese Zeile weg: Das "
        "ÖSHZ, das seinen Code behält, besteht weiter.",
        en="A CPAS cannot succeed itself. Leave this line out: the CPAS that keeps its code goes "
        "on.",
    )


class CircularMergers(InvalidEntry):
    """Following who takes over leads back to the CPAS itself."""

    code = RefusalCode.CIRCULAR_MERGERS
    sentence = Text(
        fr="Ces fusions se suivent en cercle : aucun CPAS ne subsisterait. Vérifiez qui reprend "
        "qui.",
        nl="Deze fusies lopen in een kring: er zou geen OCMW overblijven. Controleer wie wie "
        "overneemt.",
        de="Diese Fusionen bilden einen Kreis: Kein ÖSHZ bliebe übrig. Prüfen Sie, wer wen "
        "übernimmt.",
        en="These mergers go round in a circle: no CPAS would remain. Check who takes over whom.",
    )


class AlreadyEnded(InvalidEntry):
    """The CPAS has ended with another day or another successor."""

    code = RefusalCode.ALREADY_ENDED
    sentence = Text(
        fr="Ce CPAS a déjà pris fin, à une autre date ou avec un autre successeur. Une erreur se "
        "corrige en rechargeant les données de ce CPAS.",
        nl="Dit OCMW heeft al opgehouden te bestaan, op een andere datum of met een andere "
        "opvolger. Een fout verbetert u door de gegevens van dit OCMW opnieuw te laden.",
        de="Dieses ÖSHZ hat bereits geendet, an einem anderen Tag oder mit einem anderen "
        "Nachfolger. Einen Fehler berichtigen Sie, indem Sie die Daten dieses ÖSHZ neu laden.",
        en="This CPAS has already ended, on another day or with another successor. A mistake is "
        "corrected by loading the data of this CPAS again.",
    )


class SuccessorNotThere(InvalidEntry):
    """On the day of the merger, who is to take over does not exist."""

    code = RefusalCode.SUCCESSOR_NOT_THERE
    sentence = Text(
        fr="Le jour de la fusion, le CPAS qui reprend l'autre n'existe pas (encore) ou prend fin "
        "lui-même. Vérifiez la date, ou indiquez le CPAS qui subsiste.",
        nl="Op de dag van de fusie bestaat het OCMW dat overneemt (nog) niet, of houdt het zelf "
        "op. Controleer de datum, of vermeld het OCMW dat blijft bestaan.",
        de="Am Tag der Fusion gibt es das übernehmende ÖSHZ (noch) nicht, oder es endet selbst. "
        "Prüfen Sie das Datum, oder geben Sie das ÖSHZ an, das bestehen bleibt.",
        en="On the day of the merger, the CPAS that takes over does not exist (yet), or ends "
        "itself. Check the date, or name the CPAS that goes on.",
    )
