"""One word for one thing: nothing is worded twice, and no word that clerks avoid comes back."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("models", "auth", "resolvers", "schema", "rapport_unique")
VOCABULARY = ROOT / "models" / "words.py"
FORMS = ROOT / "models" / "forms"
"""Each form has the titles and labels of its own decree, whatever other forms are called."""


@dataclass(frozen=True)
class Said:
    """A text in the code, by language: what is filled in is left out."""

    path: Path
    by_language: tuple[tuple[str, str], ...]
    whole: bool
    """Whether nothing is filled in by the code."""


def texts() -> Iterator[Said]:
    """Every text that is written in several languages, wherever it stands."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and {of.arg for of in node.keywords} == LANGUAGES:
                    values = [(str(of.arg), of.value) for of in node.keywords]
                    yield Said(
                        path=path,
                        by_language=tuple(sorted((name, written(value)) for name, value in values)),
                        whole=all(isinstance(value, ast.Constant) for _, value in values),
                    )


LANGUAGES = {"fr", "nl", "de", "en"}


def written(value: ast.expr) -> str:
    """The letters of a text, without what the code fills in."""
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    return "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))


TEXTS = list(texts())
OF_FORMS = [text for text in TEXTS if text.path.is_relative_to(FORMS)]


def test_nothing_is_worded_twice() -> None:
    count = Counter(
        tuple(said.casefold() for _, said in text.by_language)
        for text in TEXTS
        if text.whole and text not in OF_FORMS
    )

    assert len(count) > 150
    assert [words for words, times in count.items() if times > 1] == []


def test_nothing_else_is_called_as_the_vocabulary_calls_it() -> None:
    """What reads the same in French and in Dutch is the same word, whatever the others say."""

    def both(text: Said) -> tuple[str, str]:
        said = dict(text.by_language)
        return said["fr"].casefold(), said["nl"].casefold()

    vocabulary = {both(text) for text in TEXTS if text.path == VOCABULARY and text.whole}
    elsewhere = [text for text in TEXTS if text.path != VOCABULARY and text.whole]

    assert len(vocabulary) > 40
    assert [text for text in elsewhere if both(text) in vocabulary] == []


BANNED = {
    "fr": [
        "auprès de ce CPAS",
        "dans cette qualité",
        "donnée deux fois",
        "ne convient pas",
        "ne fait que lire",
        "échéance",
        "Liaison",
        "Où vous êtes",
        "attendu\\b",
        "sauvegard",
        "Enregistrer\\b",
        "octroi suivant",
        "prochain octroi",
        "^Pas commencé",
        "directeur général",
        "Signature président",
        "Personne \\(anonyme\\)",
        "\\bNIS\\b",
        "\\d{3}\\.\\d\\d\\b(?!, ou)",
    ],
    "nl": [
        "Uniek Verslag",
        "Rapport unique",
        "bewaar",
        "bewaren",
        "\\btekenen",
        "\\blijn",
        "Geef hem",
        "Geef wat",
        "past niet",
        "leest alleen",
        "volgen niet meer",
        "Waar u bent",
        "beantwoordt",
        "vereiste recht",
        "een nieuw\\.",
        "secretaris – ",
        "\\bINS\\b",
    ],
    "de": [
        "gerechtfertigt",
        "Haken",
        "nötige Recht",
        "Eröffnungsdatum",
        "passt nicht",
        "entspricht dem\\.",
        "liest nur",
        "nach Tag",
        "Zum Stand",
        "den Stand und",
        "Wo Sie sind",
        "Erwartet:",
        "Zuweisung",
        "ÖPD SE\\b",
        "\\bINS\\b",
    ],
    "en": ["not hold the right", "where you are\\b"],
}
"""What stood here once, and is not what clerks say."""


@pytest.mark.parametrize(
    ("language", "banned"), [(name, words) for name, of in BANNED.items() for words in of]
)
def test_no_text_says_what_clerks_do_not_say(language: str, banned: str) -> None:
    pattern = re.compile(banned, re.IGNORECASE)

    found = [said for text in TEXTS if pattern.search(said := dict(text.by_language)[language])]

    assert found == []
