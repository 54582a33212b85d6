"""What the pages say, in every language."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.language import Language, Text
from rapport_unique.pages.texts.frame import FRAME
from rapport_unique.pages.texts.sign_in import SIGN_IN

TEXTS: dict[str, Text] = {**FRAME, **SIGN_IN}


@dataclass(frozen=True)
class Say:
    """Says the texts of the pages in one language."""

    language: Language

    def __call__(self, name: str, /, **values: str) -> str:
        """Return the text with that name, filled in with the values."""
        return self.named(name).in_language(self.language).format(**values)

    def named(self, name: str) -> Text:
        """Return the text with that name."""
        return TEXTS[name]

    def text(self, text: Text) -> str:
        """Return a text from elsewhere in the language of the page."""
        return text.in_language(self.language)

    def word(self, words: Mapping[str, Text], key: str) -> str:
        """Return the word for one value of the contract, in the language of the page."""
        return self.text(words[key])
