"""What a token does not say although something depends on it, told to its bearer and to the log."""

import logging
from collections.abc import Iterable
from enum import StrEnum

from models.language import Text

logger = logging.getLogger(__name__)

_EXPLAINED = "`rapport-unique check-token` explains what was read of a token"


class NoticeCode(StrEnum):
    """Stable names of what is missing or unclear in a token."""

    NO_NAME = "NO_NAME"
    NO_ROLE = "NO_ROLE"
    ROLES_UNCLEAR = "ROLES_UNCLEAR"
    NO_CPAS = "NO_CPAS"
    CPAS_UNCLEAR = "CPAS_UNCLEAR"
    CPAS_UNKNOWN = "CPAS_UNKNOWN"
    NO_REGION = "NO_REGION"
    REGION_UNCLEAR = "REGION_UNCLEAR"
    LEVEL_UNCLEAR = "LEVEL_UNCLEAR"


_ASK = Text(
    fr="Signalez-le à qui gère votre accès.",
    nl="Meld het aan wie uw toegang beheert.",
    de="Melden Sie es denen, die Ihren Zugang verwalten.",
    en="Tell whoever manages your access.",
)


def _sentence(fr: str, nl: str, de: str, en: str) -> Text:
    return Text(
        fr=f"{fr} {_ASK.fr}", nl=f"{nl} {_ASK.nl}", de=f"{de} {_ASK.de}", en=f"{en} {_ASK.en}"
    )


SENTENCES = {
    NoticeCode.NO_NAME: _sentence(
        fr="Votre connexion ne dit pas votre nom : vous pouvez consulter, mais rien modifier.",
        nl="Uw aanmelding vermeldt uw naam niet: u kunt raadplegen, maar niets wijzigen.",
        de="Ihre Anmeldung nennt Ihren Namen nicht: Sie können einsehen, aber nichts ändern.",
        en="Your sign-in does not say your name: you can consult, but change nothing.",
    ),
    NoticeCode.NO_ROLE: _sentence(
        fr="Votre connexion ne comporte aucun rôle du Rapport unique.",
        nl="Uw aanmelding bevat geen enkele rol van het Uniek Jaarverslag.",
        de="Ihre Anmeldung enthält keine Berechtigung für den Rapport unique.",
        en="Your sign-in holds no role of the Rapport unique.",
    ),
    NoticeCode.ROLES_UNCLEAR: _sentence(
        fr="Certains rôles de votre connexion sont illisibles.",
        nl="Sommige rollen van uw aanmelding zijn niet leesbaar.",
        de="Manche Berechtigungen Ihrer Anmeldung sind nicht lesbar.",
        en="Some roles of your sign-in cannot be read.",
    ),
    NoticeCode.NO_CPAS: _sentence(
        fr="Votre connexion ne dit pas à quel CPAS vous appartenez.",
        nl="Uw aanmelding vermeldt niet tot welk OCMW u behoort.",
        de="Ihre Anmeldung sagt nicht, zu welchem ÖSHZ Sie gehören.",
        en="Your sign-in does not say to which CPAS you belong.",
    ),
    NoticeCode.CPAS_UNCLEAR: _sentence(
        fr="Votre connexion n'indique pas clairement à quel CPAS vous appartenez.",
        nl="Uw aanmelding vermeldt niet duidelijk tot welk OCMW u behoort.",
        de="Ihre Anmeldung sagt nicht eindeutig, zu welchem ÖSHZ Sie gehören.",
        en="Your sign-in does not say clearly to which CPAS you belong.",
    ),
    NoticeCode.CPAS_UNKNOWN: _sentence(
        fr="Le CPAS que nomme votre connexion n'est pas connu ici.",
        nl="Het OCMW dat uw aanmelding vermeldt, is hier niet bekend.",
        de="Das ÖSHZ, das Ihre Anmeldung nennt, ist hier nicht bekannt.",
        en="The CPAS that your sign-in names is not known here.",
    ),
    NoticeCode.NO_REGION: _sentence(
        fr="Votre connexion ne dit pas quelle région votre fédération suit.",
        nl="Uw aanmelding vermeldt niet welk gewest uw federatie volgt.",
        de="Ihre Anmeldung sagt nicht, welche Region Ihr Verband verfolgt.",
        en="Your sign-in does not say which region your federation follows.",
    ),
    NoticeCode.REGION_UNCLEAR: _sentence(
        fr="Votre connexion n'indique pas clairement quelle région votre fédération suit.",
        nl="Uw aanmelding vermeldt niet duidelijk welk gewest uw federatie volgt.",
        de="Ihre Anmeldung sagt nicht eindeutig, welche Region Ihr Verband verfolgt.",
        en="Your sign-in does not say clearly which region your federation follows.",
    ),
    NoticeCode.LEVEL_UNCLEAR: _sentence(
        fr="Le niveau de sécurité de votre connexion est illisible.",
        nl="Het zekerheidsniveau van uw aanmelding is niet leesbaar.",
        de="Das Sicherheitsniveau Ihrer Anmeldung ist nicht lesbar.",
        en="The assurance level of your sign-in cannot be read.",
    ),
}
"""What each says to the bearer, in every language."""


class Told:
    """The log of what tokens leave unsaid: one warning for each kind and issuer, and no more."""

    def __init__(self) -> None:
        self._known: set[tuple[str, NoticeCode]] = set()

    def say(self, issuer: str, codes: Iterable[NoticeCode]) -> None:
        """Warn of what was not told yet. Issuers are those that are configured: few."""
        for code in codes:
            if (issuer, code) not in self._known:
                self._known.add((issuer, code))
                logger.warning("%s in a token of %s; said once: %s", code, issuer, _EXPLAINED)
