"""The expected noes that are about the person who acts, and not about the form."""

from models.language import Text
from models.people import Person
from models.refusals import Refusal, RefusalCode


class MissingName(Refusal):
    """The sign-in does not say who the person is, so no act can be kept under a name."""

    code = RefusalCode.MISSING_NAME
    sentence = Text(
        fr="Votre connexion ne dit pas votre nom, et rien ne se fait ici sans nom. Signalez-le à "
        "qui gère votre accès.",
        nl="Uw aanmelding vermeldt uw naam niet, en hier gebeurt niets zonder naam. Meld het aan "
        "wie uw toegang beheert.",
        de="Ihre Anmeldung nennt Ihren Namen nicht, und ohne Namen geschieht hier nichts. Melden "
        "Sie es denen, die Ihren Zugang verwalten.",
        en="Your sign-in does not say your name, and nothing is done here without a name. Tell "
        "whoever manages your access.",
    )


class OtherSignInRequired(Refusal):
    """The issuer's persons cannot be told from everybody else who signs."""

    code = RefusalCode.OTHER_SIGN_IN_REQUIRED
    sentence = Text(
        fr="Ce mode de connexion ne permet pas de signer. Connectez-vous par celui que votre CPAS "
        "utilise pour signer.",
        nl="Met deze manier van aanmelden kunt u niet ondertekenen. Meld u aan op de manier die "
        "uw OCMW gebruikt om te ondertekenen.",
        de="Mit dieser Art der Anmeldung können Sie nicht unterschreiben. Melden Sie sich so an, "
        "wie es Ihr ÖSHZ zum Unterschreiben vorsieht.",
        en="With this way of signing in you cannot sign. Sign in the way that your CPAS uses for "
        "signing.",
    )


class SignerUnknown(Refusal):
    """The other signature is older than the pseudonyms of today: nobody can tell whose it is."""

    code = RefusalCode.SIGNER_UNKNOWN
    sentence = Text(
        fr="On ne peut plus savoir si l'autre signature est de quelqu'un d'autre. Faites modifier "
        "et sauver le formulaire, puis signez tous deux à nouveau.",
        nl="Er valt niet meer uit te maken of de andere handtekening van iemand anders is. Laat "
        "het formulier wijzigen en opslaan en onderteken dan allebei opnieuw.",
        de="Es lässt sich nicht mehr feststellen, ob die andere Unterschrift von jemand anderem "
        "ist. Lassen Sie das Formular ändern und speichern, und unterschreiben Sie dann beide neu.",
        en="It can no longer be told whether the other signature is somebody else's. Have the form "
        "changed and saved, then both sign again.",
    )


def without_name(by: Person) -> list[Refusal]:
    """Return why nothing can be kept under the person's name, in a list of none or one."""
    return [] if by.named else [MissingName()]
