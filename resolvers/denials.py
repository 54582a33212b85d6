"""The noes that end an operation: nobody signed in, no such role, no such object, wrong input."""

from collections.abc import Sequence
from typing import Any, ClassVar

from models.language import Language, Text
from models.people import Role
from models.refusals import NotAuthenticated


class Denied(Exception):  # noqa: N818 - a denial is expected, not an error of the program
    """Ends the operation, or the field, with a code and a sentence."""

    code: ClassVar[str]
    sentence: ClassVar[Text]

    def message(self, language: Language) -> str:
        """Return what happened and what to do next, for a person."""
        return self.sentence.in_language(language)

    def extensions(self) -> dict[str, Any]:
        """Return what a client can act on."""
        return {"code": self.code}


class NotSignedIn(Denied):
    """The operation is for people who are signed in."""

    code = NotAuthenticated.code.value
    sentence = NotAuthenticated.sentence


class Forbidden(Denied):
    """The operation is for other roles."""

    code = "FORBIDDEN"
    sentence = Text(
        fr="Vos rôles ne permettent pas cette opération. Demandez l'un des rôles indiqués au "
        "délégué à la protection des données de votre organisation.",
        nl="Uw rollen laten deze bewerking niet toe. Vraag een van de vermelde rollen aan bij de "
        "functionaris voor gegevensbescherming van uw organisatie.",
        de="Ihre Berechtigungen erlauben diesen Vorgang nicht. Bitten Sie den "
        "Datenschutzbeauftragten Ihrer Organisation um eine der genannten Berechtigungen.",
        en="Your roles do not allow this operation. Ask the data protection officer of your "
        "organisation for one of the roles listed.",
    )

    def __init__(self, would_do: Sequence[Role]) -> None:
        super().__init__(self.code)
        self.would_do = tuple(would_do)

    def extensions(self) -> dict[str, Any]:
        """Return the code, and the roles any of which would do."""
        return {"code": self.code, "requiredRoles": [role.value for role in self.would_do]}


class NotFound(Denied):
    """There is no such object for this caller, whatever exists."""

    code = "NOT_FOUND"
    sentence = Text(
        fr="Cet élément n'existe pas, ou pas pour vous. Vérifiez l'identifiant.",
        nl="Dit element bestaat niet, of niet voor u. Controleer de identificatie.",
        de="Dieses Element gibt es nicht, oder nicht für Sie. Prüfen Sie die Kennung.",
        en="This object does not exist, or not for you. Check the id.",
    )


class CursorOutdated(Denied):
    """The journal does not hold the line that a cursor names: who goes on would miss lines."""

    code = "CURSOR_OUTDATED"
    sentence = Text(
        fr="Le journal ne contient plus la ligne que désigne ce curseur, par exemple parce que la "
        "base de données a été rétablie. Recommencez depuis le début, sans curseur.",
        nl="Het logboek bevat de regel van deze cursor niet meer, bijvoorbeeld omdat de databank "
        "werd hersteld. Begin opnieuw, zonder cursor.",
        de="Das Journal enthält die Zeile dieses Cursors nicht mehr, zum Beispiel weil die "
        "Datenbank wiederhergestellt wurde. Beginnen Sie von vorn, ohne Cursor.",
        en="The journal no longer holds the line that this cursor names, for example because the "
        "database was restored. Begin anew, without a cursor.",
    )


class BadInput(Denied):
    """An argument cannot be what it says: which one, where it is known, and why, for developers."""

    code = "BAD_USER_INPUT"
    sentence = Text(
        fr="Un argument de cet appel n'est pas valable. Corrigez-le, puis réessayez.",
        nl="Een argument van deze oproep is niet geldig. Verbeter het en probeer opnieuw.",
        de="Ein Argument dieses Aufrufs ist ungültig. Berichtigen Sie es und versuchen Sie es "
        "erneut.",
        en="An argument of this call is not valid. Correct it, then try again.",
    )

    of_argument: ClassVar[Text] = Text(
        fr="L'argument {argument} n'est pas valable. Corrigez-le, puis réessayez.",
        nl="Het argument {argument} is niet geldig. Verbeter het en probeer opnieuw.",
        de="Das Argument {argument} ist ungültig. Berichtigen Sie es und versuchen Sie es erneut.",
        en="The argument {argument} is not valid. Correct it, then try again.",
    )

    def __init__(self, detail: str, *argument: str) -> None:
        super().__init__(self.code)
        self.detail = detail
        self.argument = argument

    def message(self, language: Language) -> str:
        """Return what is wrong where, for a person."""
        if not self.argument or type(self).sentence is not BadInput.sentence:
            return super().message(language)
        return self.of_argument.in_language(language).format(argument=".".join(self.argument))

    def extensions(self) -> dict[str, Any]:
        """Return the code, the path of the argument, and what is wrong with it."""
        told = {"argument": list(self.argument)} if self.argument else {}
        return {"code": self.code, **told, "detail": self.detail}
