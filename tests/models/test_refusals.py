"""Every no has its own code, and a sentence for a person in every language."""

import re
from collections import Counter
from dataclasses import fields
from typing import Any

import pytest

import models.campaign_refusals
import models.entry_refusals
import models.person_refusals
import models.refusals
import models.registry_refusals
from models.entry_refusals import A_NUMBER, NegativeAmount, Required, TooLong, WrongEntry
from models.language import Language, Text
from models.refusals import Refusal, RefusalCode, Refused, refuse_if_any

REFUSALS = [
    kind
    for module in (
        models.refusals,
        models.entry_refusals,
        models.campaign_refusals,
        models.person_refusals,
        models.registry_refusals,
    )
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Refusal) and kind.__module__ == module.__name__
    if not kind.__subclasses__()
]

FACTS: dict[str, Any] = {
    "limit": 120,
    "current_version": 3,
    "changed_by": None,
    "changed_at": None,
    "current_digest": "5d41402abc4b2a76",
    "missing": (
        Text(fr="Personnel", nl="Personeel", de="Personal", en="Staff"),
        Text(fr="Autres frais", nl="Andere kosten", de="Sonstiges", en="Other costs"),
    ),
    "asked": A_NUMBER,
}
"""An example of each fact that a refusal may carry."""

each_refusal = pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
each_language = pytest.mark.parametrize("language", Language)


def example_of(kind: type[Refusal]) -> Refusal:
    facts = {name: fact for name, fact in FACTS.items() if name in {of.name for of in fields(kind)}}
    return kind(**facts)


def test_every_code_has_exactly_one_refusal() -> None:
    count = Counter(kind.code for kind in REFUSALS)

    assert count == dict.fromkeys(RefusalCode, 1)


@pytest.mark.parametrize("code", RefusalCode)
def test_code_reads_as_its_name(code: RefusalCode) -> None:
    text = str(code)

    assert text == code.name


@each_refusal
def test_code_is_the_name_of_the_reason(kind: type[Refusal]) -> None:
    words = re.findall("[A-Z][a-z]+", kind.__name__)

    assert kind.code == "_".join(words).upper()


@each_refusal
def test_sentences_differ_between_the_languages(kind: type[Refusal]) -> None:
    refusal = example_of(kind)

    sentences = {refusal.message(language) for language in Language}

    assert len(sentences) == 4


@each_language
@each_refusal
def test_sentence_is_whole(kind: type[Refusal], language: Language) -> None:
    sentence = example_of(kind).message(language)

    assert re.fullmatch(r"[A-ZÄÖÜ].{20,}[^\s.]\.", sentence)
    assert "  " not in sentence


@each_language
@each_refusal
def test_sentence_speaks_to_a_person(kind: type[Refusal], language: Language) -> None:
    internal = {*RefusalCode, *(kind.__name__ for kind in REFUSALS if kind is not Required)}

    sentence = example_of(kind).message(language)

    assert not re.search(r"[_{}<>\[\]]|None", sentence)
    assert internal.isdisjoint(re.findall(r"\w+", sentence))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.FR, "Ce texte est trop long. Limitez-le à 120 caractères."),
        (Language.NL, "Deze tekst is te lang. Beperk hem tot 120 tekens."),
        (Language.DE, "Dieser Text ist zu lang. Beschränken Sie ihn auf 120 Zeichen."),
        (Language.EN, "This text is too long. Keep it to 120 characters."),
    ],
)
def test_sentence_names_its_facts(language: Language, expected: str) -> None:
    refusal = TooLong(path=("contact", "name"), limit=120)

    sentence = refusal.message(language)

    assert sentence == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.FR, "Cette ligne attend un nombre."),
        (Language.NL, "Op deze regel hoort een aantal."),
        (Language.DE, "In dieser Zeile ist eine Anzahl einzugeben."),
        (Language.EN, "This line asks for a number."),
    ],
)
def test_sentence_tells_what_the_line_asks_for(language: Language, expected: str) -> None:
    refusal = WrongEntry(path=("lines", "guarantees"), asked=A_NUMBER)

    sentence = refusal.message(language)

    assert sentence == expected


def test_all_refusals_of_a_call_are_raised_together() -> None:
    refusals = [Required(path=("contact", "name")), NegativeAmount(path=("amount",))]

    with pytest.raises(Refused, match=r"^REQUIRED, NEGATIVE_AMOUNT$") as refused:
        refuse_if_any(refusals)

    assert refused.value.refusals == (
        Required(path=("contact", "name")),
        NegativeAmount(path=("amount",)),
    )


def test_no_refusals_raise_nothing() -> None:
    refuse_if_any([])
