"""The languages of the Rapport unique, and texts that exist in all of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


class Language(StrEnum):
    """The three official languages of Belgium, and English for those who build clients."""

    FR = "FR"
    NL = "NL"
    DE = "DE"
    EN = "EN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """One text in every language: a missing translation does not type-check."""

    fr: str
    nl: str
    de: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the text in that language."""
        match language:
            case Language.FR:
                return self.fr
            case Language.NL:
                return self.nl
            case Language.DE:
                return self.de
            case Language.EN:
                return self.en
            case _:
                assert_never(language)
