"""What is kept of a document serves its next run, whoever asks, in whatever language, for what."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper
from types import ModuleType
from typing import Any

import orjson
import pytest
import pytest_asyncio
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import resolvers.country
import resolvers.follow_up
from auth.identity import Actor
from models.language import Language
from schema.execution import MOST_TOKENS_KEPT, Operations
from tests.drawing import Drawn
from tests.execution.documents import CALLERS, TYPES, documents
from tests.running import READER, Runner

pytestmark = pytest.mark.asyncio(loop_scope="module")
ON_ONE = pytest.mark.only_on("sqlite", reason="what is kept knows of no database")

LISTS = """query Lists($year: Int!, $first: Int, $language: Language) {
  forms(year: $year, first: $first, filter: {status: [SENT, PARTIALLY_SIGNED, ENCODED]}) {
    totalCount summary { total money { advance } }
    nodes { id title(language: $language) own: title cpas { name english: name(language: EN) }
      amounts { justified balance { direction } } contentDigest signatures { role } }
    edges { cursor node { id viewerless: missingSignatures } } }
  allCpas(first: $first) { nodes { nisCode name(language: $language) own: name
    report(year: $year) { id contact { name } viewerCanUpdateContact
      forms { status amounts { advance } } } } } }"""
VALUES = LISTS.replace("nodes { id title", "nodes { id viewerCanEdit canonicalContent title")
CHANGING = """query Changing($yes: Boolean!, $no: Boolean!, $language: Language) {
  forms(year: 2020, first: 6) {
    nodes { id status @include(if: $yes) amounts @skip(if: $no) { advance }
      ... @include(if: $yes) { title(language: $language) lines @skip(if: $no) { key } } }
    edges { node { ...Rest @skip(if: $yes) kind } } }
  viewer { roles displayName @include(if: $no) } }
fragment Rest on Form { version progress { encoded sent @include(if: $no) } }"""
INBOX = """{ viewer { displayName roles region cpas { nisCode }
  awaitingMySignature { totalCount nodes { id viewerCanSignAs } } } }"""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One run of a document."""

    text: str
    who: Actor | None = READER
    language: Language | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    name: str | None = None


async def answer(operations: Operations, runner: Runner, call: Call) -> tuple[Any, list[Any]]:
    prepared = operations.prepare(call.text, call.name, signed_in=True)
    async with runner.context(call.who, call.language) as context:
        result = await operations.run(
            prepared, variables=call.variables, name=call.name, context=context
        )
    data = orjson.loads(orjson.dumps(result.data))
    return data, sorted((error.formatted for error in result.errors or ()), key=repr)


async def each_alone(runner: Runner, calls: Sequence[Call]) -> list[tuple[Any, list[Any]]]:
    """The answers when nothing is kept from one call to the next."""
    return [await answer(Operations(TYPES), runner, call) for call in calls]


CALLS = [
    Call(text=text, who=who, language=language, variables=variables)
    for text in (LISTS, VALUES)
    for who in CALLERS.values()
    for language, variables in (
        (None, {"year": 2020, "first": 3}),
        (Language.DE, {"year": 2020, "first": 2, "language": "NL"}),
        (Language.FR, {"year": 2020, "first": 40, "language": None}),
        (Language.EN, {"year": 1999, "first": 1, "language": "DE"}),
        (Language.NL, {"year": 2020, "first": -1}),
    )
] + [
    Call(text=text, who=who, language=Language.FR, variables=variables)
    for text, variants in (
        (
            CHANGING,
            [
                {"yes": yes, "no": no, "language": language}
                for yes in (True, False)
                for no in (True, False)
                for language in ("FR", "DE")
            ],
        ),
        (INBOX, [{}]),
    )
    for variables in variants
    for who in CALLERS.values()
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def expected(runner: Runner) -> list[tuple[Any, list[Any]]]:
    """What each of the calls is answered alone."""
    return await each_alone(runner, CALLS)


@ON_ONE
async def test_one_after_the_other_gets_what_is_theirs(
    runner: Runner, expected: list[tuple[Any, list[Any]]]
) -> None:
    operations = Operations(TYPES)

    found = [await answer(operations, runner, call) for call in CALLS]
    again = [await answer(operations, runner, call) for call in reversed(CALLS)]

    assert found == expected
    assert again == expected[::-1]


async def test_all_at_once_get_what_is_theirs(
    runner: Runner, expected: list[tuple[Any, list[Any]]]
) -> None:
    operations = Operations(TYPES)
    order = list(range(len(CALLS))) * 2
    random.Random(7).shuffle(order)  # noqa: S311 - an order, not a secret

    found = await asyncio.gather(*(answer(operations, runner, CALLS[place]) for place in order))

    assert found == [expected[place] for place in order]


async def test_the_answers_would_differ(expected: list[tuple[Any, list[Any]]]) -> None:
    """Else it would say little that nobody got another's."""
    distinct = {repr(found) for found in expected}
    assert len(distinct) > len(CALLS) / 2


@pytest.mark.only_on("sqlite", reason="what is kept knows of no database")
@given(
    drawn=documents(),
    runs=st.lists(
        st.tuples(
            st.sampled_from(list(CALLERS.values())),
            st.sampled_from([None, *Language]),
            st.fixed_dictionaries(
                {
                    "language": st.sampled_from(["FR", "NL", "DE", "EN", None]),
                    "other": st.sampled_from(["FR", "NL", "DE"]),
                    "yes": st.booleans(),
                    "no": st.booleans(),
                }
            ),
        ),
        min_size=2,
        max_size=5,
    ),
)
@settings(
    max_examples=50,
    phases=[Phase.explicit, Phase.generate],
)
async def test_any_document_serves_any_callers(
    runner: Runner, drawn: Drawn, runs: list[tuple[Actor | None, Language | None, dict[str, Any]]]
) -> None:
    calls = [
        Call(
            text=drawn.text,
            who=who,
            language=language,
            variables={name: given for name, given in variables.items() if name in drawn.variables},
        )
        for who, language, variables in runs
    ]
    expected = await each_alone(runner, calls)
    operations = Operations(TYPES)

    assert [await answer(operations, runner, call) for call in calls] == expected


TWO = """query One { viewer { ...Who } forms(year: 2020, first: 2) { ...Page } }
query Two($first: Int = 3) { forms(year: 2020, first: $first) { ...Page } cpas { ...At } }
fragment Who on Viewer { displayName cpas { ...At } }
fragment At on Cpas { nisCode name }
fragment Page on FormConnection { nodes { id cpas { ...At } } }"""


@ON_ONE
async def test_each_operation_of_a_document_is_itself(runner: Runner) -> None:
    calls = [
        Call(text=TWO, who=who, name=name)
        for who in (READER, CALLERS["federation"])
        for name in ("One", "Two", "One")
    ]
    expected = await each_alone(runner, calls)
    operations = Operations(TYPES)

    found = [await answer(operations, runner, call) for call in calls * 2]

    assert found == expected * 2
    assert set(found[0][0]) == {"viewer", "forms"}
    assert set(found[1][0]) == {"forms", "cpas"}


@ON_ONE
async def test_an_operation_of_several_is_named(runner: Runner) -> None:
    operations = Operations(TYPES)

    for _ in range(2):
        data, errors = await answer(operations, runner, Call(text=TWO))
        named, none = await answer(operations, runner, Call(text=TWO, name="One"))

        assert (data, len(errors)) == (None, 1)
        assert named is not None
        assert none == []


@ON_ONE
async def test_what_cannot_be_run_is_refused_again_and_again(runner: Runner) -> None:
    operations = Operations(TYPES)
    unfit = ["{", "{ nothing }", "{ forms { nodes { id } } }", "query A { __typename }{ a }", ""]

    for text in unfit * 2:
        data, errors = await answer(operations, runner, Call(text=text))
        assert data is None
        assert errors


@ON_ONE
async def test_a_refusal_is_in_the_language_of_who_asks(runner: Runner) -> None:
    operations = Operations(TYPES)
    call = "{ forms(year: 2020, first: -1) { totalCount } }"

    said = [
        (await answer(operations, runner, Call(text=call, language=language)))[1][0]["message"]
        for language in (Language.FR, Language.NL, Language.DE, Language.EN)
    ]

    assert len(set(said)) == 4


# How much is kept --------------------------------------------------------------------------------


def weight_kept(operations: Operations) -> int:
    """What all the documents weigh that are kept, in tokens."""
    return sum(kept.weight for kept in operations._kept.values())  # noqa: SLF001 - nothing else tells


def viewed(count: int, at: int) -> str:
    """A document of more than so many tokens."""
    return f"{{ viewer {{ a{at}: displayName {'roles ' * count} }} }}"


async def test_what_is_kept_is_bounded_by_its_tokens() -> None:
    operations = Operations(TYPES)
    texts = [viewed(10, at) for at in range(3_000)]

    first = operations.prepare(texts[0], None, signed_in=True)
    for text in texts:
        last = operations.prepare(text, None, signed_in=True)

    assert MOST_TOKENS_KEPT / 2 < weight_kept(operations) <= MOST_TOKENS_KEPT
    assert operations.prepare(texts[0], None, signed_in=True) is not first
    assert operations.prepare(texts[-1], None, signed_in=True) is last


async def test_a_document_weighs_its_tokens_and_its_text() -> None:
    def weight(text: str) -> int:
        return Operations(TYPES).prepare(text, None, signed_in=True).weight

    assert weight(viewed(20, 1)) >= weight(viewed(10, 1)) + 10
    assert weight(viewed(10, 1) + " " * 80_000) >= weight(viewed(10, 1)) + 5_000


async def test_what_is_asked_for_again_and_again_is_kept() -> None:
    operations = Operations(TYPES)
    often = operations.prepare(LISTS, None, signed_in=True)
    once = operations.prepare(INBOX, None, signed_in=True)

    for at in range(700):
        operations.prepare(viewed(10, at) + " " * 2_000, None, signed_in=True)
        assert operations.prepare(LISTS, None, signed_in=True) is often

    assert operations.prepare(INBOX, None, signed_in=True) is not once


async def test_nothing_is_kept_for_who_has_no_token() -> None:
    operations = Operations(TYPES)

    first, second = (operations.prepare(INBOX, None, signed_in=False) for _ in range(2))

    assert first is not second
    assert operations.prepare(INBOX, None, signed_in=True) is not second
    assert weight_kept(operations) == operations.prepare(INBOX, None, signed_in=True).weight


async def test_a_name_that_no_operation_has_is_not_kept() -> None:
    operations = Operations(TYPES)

    for at in range(5):
        operations.prepare(TWO, f"None{at}", signed_in=True)

    assert weight_kept(operations) == 0


async def test_what_is_kept_does_not_know_its_place_in_the_text() -> None:
    """Places hold the whole text of a document, token by token."""
    kept = Operations(TYPES).prepare(TWO, "One", signed_in=True)

    assert kept.document is not None
    assert kept.operation is not None
    assert kept.document.loc is None
    assert kept.operation.selection_set.loc is None


@pytest.mark.parametrize(
    "module", [resolvers.country, resolvers.follow_up], ids=lambda one: one.__name__
)
async def test_the_statements_that_are_kept_have_a_limit(module: ModuleType) -> None:
    """A client may select fields in any order: each order is a statement of its own."""
    kept = [found for found in vars(module).values() if isinstance(found, _lru_cache_wrapper)]

    assert kept
    assert all(found.cache_parameters()["maxsize"] is not None for found in kept)
