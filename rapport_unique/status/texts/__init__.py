"""What the status page says, in every language."""

from dataclasses import dataclass

from models.language import Language, Text
from rapport_unique.status.texts.figures import FIGURES
from rapport_unique.status.texts.over_time import OVER_TIME
from rapport_unique.status.texts.sign_in import SIGN_IN

TEXTS: dict[str, Text] = {**FIGURES, **OVER_TIME, **SIGN_IN}


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
