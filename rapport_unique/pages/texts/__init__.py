"""What the pages say, in every language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.language import Language, Text
from models.words import signatory_word
from rapport_unique.pages import writing
from rapport_unique.pages.texts.desk import DESK_TEXTS
from rapport_unique.pages.texts.form import FORM_TEXTS
from rapport_unique.pages.texts.frame import FRAME
from rapport_unique.pages.texts.home import HOME_TEXTS
from rapport_unique.pages.texts.sign_in import SIGN_IN
from rapport_unique.pages.texts.verify import VERIFY_TEXTS

TEXTS: dict[str, Text] = {
    **FRAME,
    **SIGN_IN,
    **HOME_TEXTS,
    **FORM_TEXTS,
    **VERIFY_TEXTS,
    **DESK_TEXTS,
}


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

    def word(self, words: Mapping[Any, Text], key: str) -> str:
        """Return the word for one value of the contract, in the language of the page."""
        return self.text(words[key])

    def signatory(self, role: str, region: str | None) -> str:
        """Return what the signatory is called in that region, or anywhere."""
        return self.text(signatory_word(role, region))

    def euro(self, amount: str) -> str:
        """Return an amount of the contract as people write it."""
        return writing.euro(amount, self.language)

    def day(self, instant: str) -> str:
        """Return the day of an instant of the contract, in Brussels."""
        return writing.day(writing.local_day(datetime.fromisoformat(instant)), self.language)

    def last_day(self, closes_at: str) -> str:
        """Return the last day that is open before a closing, in Brussels."""
        last = datetime.fromisoformat(closes_at) - timedelta(microseconds=1)
        return writing.day(writing.local_day(last), self.language)

    def moment(self, instant: str) -> str:
        """Return the day and the minute of an instant of the contract, in Brussels."""
        return writing.moment(datetime.fromisoformat(instant), self.language)
