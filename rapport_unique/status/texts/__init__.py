"""What the status page says, in every language."""

from dataclasses import dataclass

from models.cpas import Region
from models.form import FormStatus
from models.language import Language, Text
from models.people import Signatory
from models.progress import Shown
from models.words import STATUSES, signatory_word
from rapport_unique.status.texts.figures import FIGURES
from rapport_unique.status.texts.over_time import OVER_TIME
from rapport_unique.status.texts.sign_in import SIGN_IN

TEXTS: dict[str, Text] = {**FIGURES, **OVER_TIME, **SIGN_IN}

WAITED_FOR = {
    Shown.WAITING_FOR_PRESIDENT: Signatory.PRESIDENT,
    Shown.WAITING_FOR_DIRECTOR_GENERAL: Signatory.DIRECTOR_GENERAL,
}
"""Whose signature a list is about that shows what waits for one."""


@dataclass(frozen=True, slots=True)
class Say:
    """Says the texts of the page in one language."""

    language: Language

    def __call__(self, name: str, /, **values: str) -> str:
        """Return the text with that name, filled in with the values."""
        return TEXTS[name].in_language(self.language).format(**values)

    def text(self, text: Text) -> str:
        """Return a text from elsewhere in the language of the page."""
        return text.in_language(self.language)

    def signatory(self, signatory: Signatory, region: Region | None) -> str:
        """Return what the signatory is called in that region, or anywhere."""
        return self.text(signatory_word(signatory, region))

    def shown(self, shown: Shown, region: Region | None) -> str:
        """Return what a list shows: forms that stand so, or that wait for this signatory."""
        if shown in WAITED_FOR:
            return self("waiting_for", who=self.signatory(WAITED_FOR[shown], region))
        return self.text(STATUSES[FormStatus(shown.value)])
