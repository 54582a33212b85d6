"""What the follow-up says, in every language."""

from dataclasses import dataclass

from models.language import Text
from models.words import STATUSES
from rapport_unique.pages.follow_up.address import UNSENT, WAITS
from rapport_unique.pages.texts import Say as SayOnPages
from rapport_unique.pages.texts.figures import FIGURES
from rapport_unique.pages.texts.over_time import OVER_TIME

TEXTS: dict[str, Text] = {**FIGURES, **OVER_TIME}


@dataclass(frozen=True)
class Say(SayOnPages):
    """Says the texts of the follow-up in one language."""

    def named(self, name: str) -> Text:
        """Return the text with that name, of this page or of all of them."""
        return TEXTS[name] if name in TEXTS else super().named(name)

    def shown(self, shown: str, region: str | None) -> str:
        """Return what a list shows: forms that stand so, or that wait for this signatory."""
        if shown == UNSENT:
            return self("unsent")
        if shown in WAITS:
            return self("waiting_for", who=self.signatory(WAITS[shown], region))
        return self.word(STATUSES, shown)
