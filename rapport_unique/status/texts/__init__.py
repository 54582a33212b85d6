"""What the status page says, in every language."""

from dataclasses import dataclass

from models.cpas import Region
from models.form import FormStatus
from models.language import Text
from models.people import Signatory
from models.progress import Shown
from models.words import STATUSES
from rapport_unique.pages.texts import Say as SayOnPages
from rapport_unique.status.texts.figures import FIGURES
from rapport_unique.status.texts.over_time import OVER_TIME

TEXTS: dict[str, Text] = {**FIGURES, **OVER_TIME}

WAITED_FOR = {
    Shown.WAITING_FOR_PRESIDENT: Signatory.PRESIDENT,
    Shown.WAITING_FOR_DIRECTOR_GENERAL: Signatory.DIRECTOR_GENERAL,
}
"""Whose signature a list is about that shows what waits for one."""


@dataclass(frozen=True)
class Say(SayOnPages):
    """Says the texts of the page in one language."""

    def named(self, name: str) -> Text:
        """Return the text with that name, of this page or of all of them."""
        return TEXTS[name] if name in TEXTS else super().named(name)

    def shown(self, shown: Shown, region: Region | None) -> str:
        """Return what a list shows: forms that stand so, or that wait for this signatory."""
        if shown in WAITED_FOR:
            return self("waiting_for", who=self.signatory(WAITED_FOR[shown], region))
        return self.text(STATUSES[FormStatus(shown.value)])
