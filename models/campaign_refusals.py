"""The expected "no" to what SPP IS asks: opening, granting, extending, closing, acknowledging."""

from models.entry_refusals import InvalidEntry
from models.language import Text
from models.refusals import Refusal, RefusalCode


class UnknownCpas(InvalidEntry):
    """No CPAS with this code has such a form in that year."""

    code = RefusalCode.UNKNOWN_CPAS
    sentence = Text(
        fr="Aucun CPAS de ce code n'a ce formulaire cette année-là. Vérifiez le code INS et "
        "l'année.",
        nl="Geen OCMW met deze code heeft dit formulier in dat jaar. Controleer de NIS-code en "
        "het jaar.",
        de="Kein ÖSHZ mit diesem Code hat dieses Formular in diesem Jahr. Prüfen Sie den NIS-Code "
        "und das Jahr.",
        en="No CPAS with this code has this form in that year. Check the NIS code and the year.",
    )


class InvalidYear(InvalidEntry):
    """A year for which no report can be."""

    code = RefusalCode.INVALID_YEAR
    sentence = Text(
        fr="Cette année ne convient pas pour un rapport. Vérifiez-la.",
        nl="Dit jaar past niet voor een verslag. Controleer het.",
        de="Dieses Jahr passt nicht für einen Bericht. Prüfen Sie es.",
        en="This year cannot be that of a report. Check it.",
    )


class InvalidPeriod(InvalidEntry):
    """A closing date that does not come after what it must come after."""

    code = RefusalCode.INVALID_PERIOD
    sentence = Text(
        fr="La date de clôture doit suivre l'ouverture, et une prolongation la clôture actuelle. "
        "Choisissez une date plus tardive.",
        nl="De afsluiting moet na de opening komen, en een verlenging na de huidige afsluiting. "
        "Kies een latere datum.",
        de="Der Abschluss muss nach der Eröffnung liegen, eine Verlängerung nach dem jetzigen "
        "Abschluss. Wählen Sie ein späteres Datum.",
        en="The closing must come after the opening, and an extension after the present closing. "
        "Choose a later date.",
    )


class FormNotInYear(InvalidEntry):
    """A form that did not exist yet."""

    code = RefusalCode.FORM_NOT_IN_YEAR
    sentence = Text(
        fr="Ce formulaire n'existait pas encore cette année-là. Retirez-le ou changez l'année.",
        nl="Dit formulier bestond dat jaar nog niet. Laat het weg of wijzig het jaar.",
        de="Dieses Formular gab es in diesem Jahr noch nicht. Lassen Sie es weg oder ändern Sie "
        "das Jahr.",
        en="This form did not exist yet in that year. Leave it out or change the year.",
    )


class CampaignExists(Refusal):
    """The campaign of that year was opened with other dates."""

    code = RefusalCode.CAMPAIGN_EXISTS
    sentence = Text(
        fr="La campagne de cette année est déjà ouverte avec d'autres dates. Prolongez ou clôturez "
        "les rapports au lieu de l'ouvrir à nouveau.",
        nl="De campagne van dat jaar is al geopend met andere data. Verleng of sluit de verslagen "
        "in plaats van ze opnieuw te openen.",
        de="Die Kampagne dieses Jahres ist bereits mit anderen Daten eröffnet. Verlängern oder "
        "schließen Sie die Berichte, statt sie erneut zu eröffnen.",
        en="The campaign of that year is already open with other dates. Extend or close the "
        "reports instead of opening it again.",
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


class NotSent(Refusal):
    """The form was not sent."""

    code = RefusalCode.NOT_SENT
    sentence = Text(
        fr="Ce formulaire n'a pas encore été expédié. Attendez les deux signatures.",
        nl="Dit formulier is nog niet verzonden. Wacht op de twee handtekeningen.",
        de="Dieses Formular wurde noch nicht versandt. Warten Sie auf die beiden Unterschriften.",
        en="This form has not been sent yet. Wait for both signatures.",
    )
