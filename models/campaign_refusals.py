"""The expected "no" to what SPP IS asks: opening, granting, extending, closing, acknowledging."""

from models.entry_refusals import InvalidEntry
from models.language import Text
from models.refusals import Refusal, RefusalCode


class UnknownCpas(InvalidEntry):
    """No CPAS with this code has such a form in that year."""

    code = RefusalCode.UNKNOWN_CPAS
    sentence = Text(
        fr="Aucun CPAS portant ce code n'a ce formulaire pour cette année. Vérifiez le code INS et "
        "l'année.",
        nl="Geen OCMW met deze code heeft dit formulier voor dat jaar. Controleer de NIS-code en "
        "het jaar.",
        de="Kein ÖSHZ mit diesem Code hat dieses Formular für dieses Jahr. Prüfen Sie den NIS-Code "
        "und das Jahr.",
        en="No CPAS with this code has this form for that year. Check the NIS code and the year.",
    )


class InvalidYear(InvalidEntry):
    """A year for which no report can be."""

    code = RefusalCode.INVALID_YEAR
    sentence = Text(
        fr="Il ne peut y avoir de rapport pour cette année. Vérifiez-la.",
        nl="Voor dit jaar kan er geen verslag zijn. Controleer het.",
        de="Für dieses Jahr kann es keinen Bericht geben. Prüfen Sie es.",
        en="There can be no report for this year. Check it.",
    )


class InvalidPeriod(InvalidEntry):
    """A date that is past, does not come after what it must come after, or comes far too late."""

    code = RefusalCode.INVALID_PERIOD
    sentence = Text(
        fr="Cette date n'est pas possible : elle est passée, elle précède une date qu'elle doit "
        "suivre, ou elle est bien trop lointaine. Choisissez une autre date.",
        nl="Deze datum is niet mogelijk: ze is voorbij, ze valt vóór een datum waarop ze moet "
        "volgen, of ze ligt veel te ver weg. Kies een andere datum.",
        de="Dieses Datum ist nicht möglich: Es ist vorbei, es liegt vor einem Datum, dem es folgen "
        "muss, oder es liegt viel zu weit in der Zukunft. Wählen Sie ein anderes Datum.",
        en="This date is not possible: it is past, it comes before a date that it must follow, or "
        "it lies much too far ahead. Choose another date.",
    )


class DateHasPassed(InvalidEntry):
    """A day that has passed, for something that is yet to happen."""

    code = RefusalCode.DATE_HAS_PASSED
    sentence = Text(
        fr="Cette date est passée. Choisissez la date du jour ou une date ultérieure.",
        nl="Deze datum is voorbij. Kies vandaag of een latere datum.",
        de="Dieses Datum ist vergangen. Wählen Sie den heutigen Tag oder ein späteres Datum.",
        en="This date has passed. Choose today or a later date.",
    )


class FormNotInYear(InvalidEntry):
    """A form that does not exist for that year."""

    code = RefusalCode.FORM_NOT_IN_YEAR
    sentence = Text(
        fr="Ce formulaire n'existe pas pour cette année. Retirez-le ou changez l'année.",
        nl="Dit formulier bestaat niet voor dat jaar. Laat het weg of wijzig het jaar.",
        de="Dieses Formular gibt es für dieses Jahr nicht. Lassen Sie es weg oder ändern Sie "
        "das Jahr.",
        en="This form does not exist for that year. Leave it out or change the year.",
    )


class FormTouched(Refusal):
    """The form holds something, and is not withdrawn."""

    code = RefusalCode.FORM_TOUCHED
    sentence = Text(
        fr="Ce formulaire a déjà reçu une avance ou un encodage : il ne peut plus être retiré. "
        "Laissez-le dans le rapport.",
        nl="Op dit formulier is al een voorschot toegekend of iets ingevuld: het kan niet meer "
        "ingetrokken worden. Laat het in het verslag.",
        de="In diesem Formular wurde schon ein Vorschuss gewährt oder etwas eingegeben: Es kann "
        "nicht mehr zurückgezogen werden. Lassen Sie es im Bericht.",
        en="Something was granted or encoded on this form already: it cannot be withdrawn any "
        "more. Leave it in the report.",
    )


class NobodyReports(InvalidEntry):
    """A year for which no known CPAS has a report to make."""

    code = RefusalCode.NOBODY_REPORTS
    sentence = Text(
        fr="Aucun CPAS n'est connu pour cette année. Chargez d'abord les CPAS, ou vérifiez "
        "l'année.",
        nl="Voor dat jaar is geen enkel OCMW bekend. Laad eerst de OCMW's, of controleer het jaar.",
        de="Für dieses Jahr ist kein ÖSHZ bekannt. Laden Sie zuerst die ÖSHZ, oder prüfen Sie das "
        "Jahr.",
        en="No CPAS is known for that year. Load the CPAS first, or check the year.",
    )


class CampaignExists(Refusal):
    """The campaign of that year has other dates."""

    code = RefusalCode.CAMPAIGN_EXISTS
    sentence = Text(
        fr="La campagne de cette année a d'autres dates. Déplacez-la tant qu'elle n'a pas "
        "commencé ; ensuite, prolongez ou clôturez les rapports.",
        nl="De campagne van dat jaar heeft andere data. Verplaats ze zolang ze niet begonnen is; "
        "verleng of sluit daarna de verslagen.",
        de="Die Kampagne dieses Jahres hat andere Daten. Verschieben Sie sie, solange sie nicht "
        "begonnen hat; danach verlängern oder schließen Sie die Berichte.",
        en="The campaign of that year has other dates. Move it while it has not begun; afterwards "
        "extend or close the reports.",
    )


class CampaignOpen(Refusal):
    """The campaign has begun; its opening does not move any more."""

    code = RefusalCode.CAMPAIGN_OPEN
    sentence = Text(
        fr="La campagne de cette année a commencé : elle ne peut plus être déplacée. Prolongez ou "
        "clôturez les rapports.",
        nl="De campagne van dat jaar is begonnen: ze kan niet meer verplaatst worden. Verleng of "
        "sluit de verslagen.",
        de="Die Kampagne dieses Jahres hat begonnen: Sie kann nicht mehr verschoben werden. "
        "Verlängern oder schließen Sie die Berichte.",
        en="The campaign of that year has begun: it cannot be moved any more. Extend or close the "
        "reports.",
    )


class CampaignNotOpened(Refusal):
    """No report of that year holds such a form."""

    code = RefusalCode.CAMPAIGN_NOT_OPENED
    sentence = Text(
        fr="Aucun rapport de cette année ne contient ce formulaire. Ouvrez d'abord la campagne "
        "avec ce formulaire.",
        nl="Geen verslag van dat jaar bevat dit formulier. Open eerst de campagne met dit "
        "formulier.",
        de="Kein Bericht dieses Jahres enthält dieses Formular. Eröffnen Sie zuerst die Kampagne "
        "mit diesem Formular.",
        en="No report of that year holds this form. Open the campaign with this form first.",
    )


class NoCampaign(InvalidEntry):
    """A year for which no report was opened."""

    code = RefusalCode.NO_CAMPAIGN
    sentence = Text(
        fr="Aucun rapport n'a été ouvert pour cette année. Vérifiez l'année.",
        nl="Voor dat jaar werd geen enkel verslag geopend. Controleer het jaar.",
        de="Für dieses Jahr wurde kein Bericht eröffnet. Prüfen Sie das Jahr.",
        en="No report was opened for that year. Check the year.",
    )


class ClosingChanged(Refusal):
    """The report has another closing than the one that was seen."""

    code = RefusalCode.CLOSING_CHANGED
    sentence = Text(
        fr="La clôture de ce rapport n'est plus celle que vous avez vue, ou il a été clôturé avant "
        "sa date. Regardez-le à nouveau, puis indiquez sa clôture actuelle.",
        nl="De afsluiting van dit verslag is niet meer die welke u zag, of het werd vóór zijn "
        "datum afgesloten. Bekijk het opnieuw en geef de huidige afsluiting op.",
        de="Der Abschluss dieses Berichts ist nicht mehr der, den Sie gesehen haben, oder er wurde "
        "vor seinem Datum abgeschlossen. Sehen Sie ihn erneut an und geben Sie den jetzigen "
        "Abschluss an.",
        en="The closing of this report is no longer the one that you saw, or it was closed before "
        "its date. Look at it again, then give its present closing.",
    )


class NotSent(Refusal):
    """The form was not sent, or it was returned since."""

    code = RefusalCode.NOT_SENT
    sentence = Text(
        fr="Ce formulaire n'est pas, ou n'est plus, expédié. Attendez les deux signatures.",
        nl="Dit formulier is niet, of niet meer, verzonden. Wacht op de twee handtekeningen.",
        de="Dieses Formular ist nicht oder nicht mehr versandt. Warten Sie auf die beiden "
        "Unterschriften.",
        en="This form is not sent, or no longer. Wait for both signatures.",
    )
