"""The whole contract is walked over once for a text, and for other texts only so often."""

from typing import Any

import pytest
from graphql import GraphQLError, execute, get_introspection_query

import schema.execution
from resolvers.bounds import TooMany
from schema.contract_answers import AT_ONCE, MOST_KEPT, PAUSE_S, ContractAnswers, Kept
from schema.execution import Operations
from tests.execution.documents import TYPES
from tests.running import Runner

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The documents that are executed."""
    found: list[object] = []

    def note(types: Any, document: Any, **more: Any) -> Any:
        found.append(document)
        return execute(types, document, **more)

    monkeypatch.setattr(schema.execution, "execute", note)
    return found


async def ask(
    operations: Operations, runner: Runner, text: str, *, signed_in: bool = False, **variables: Any
) -> tuple[Any, list[GraphQLError]]:
    prepared = operations.prepare(text, None, signed_in=signed_in)
    async with runner.context(None) as context:
        result = await operations.run(prepared, variables=variables, name=None, context=context)
    return result.data, list(result.errors or ())


def codes(errors: list[GraphQLError]) -> list[object]:
    return [(error.extensions or {}).get("code") for error in errors]


async def test_the_introspection_of_a_client_is_worked_out_once(
    runner: Runner, walked: list[object]
) -> None:
    operations, text = Operations(TYPES), get_introspection_query()

    answers = [await ask(operations, runner, text) for _ in range(50)]
    answers += [await ask(operations, runner, text, signed_in=True) for _ in range(50)]

    assert len(walked) == 1
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0]["__schema"]["types"]


async def test_a_stranger_who_asks_otherwise_each_time_waits(
    runner: Runner, walked: list[object]
) -> None:
    operations = Operations(TYPES)
    texts = [f"{{ a{at}: __schema {{ types {{ name }} }} }}" for at in range(40)]

    found = [codes((await ask(operations, runner, text))[1]) for text in texts]
    known, _ = await ask(operations, runner, texts[0])
    of_another, _ = await ask(operations, runner, texts[39], signed_in=True)

    assert found == [[]] * AT_ONCE[False] + [["TOO_MANY_REQUESTS"]] * (40 - AT_ONCE[False])
    assert len(walked) == AT_ONCE[False] + 1
    assert known
    assert of_another


@pytest.mark.parametrize(
    "text",
    [
        "query ($v: Boolean!) { __schema { types { name @include(if: $v) } } }",
        "{ __schema { types { name } } viewer { roles } }",
    ],
)
async def test_what_may_change_is_not_kept(runner: Runner, walked: list[object], text: str) -> None:
    operations = Operations(TYPES)

    for _ in range(3):
        await ask(operations, runner, text, v=True)

    assert len(walked) == 3


async def test_one_type_is_asked_for_as_often_as_one_likes(runner: Runner) -> None:
    operations = Operations(TYPES)
    text = '{ __type(name: "Form") { fields { name } } }'

    found = [codes((await ask(operations, runner, text))[1]) for _ in range(30)]

    assert found == [[]] * 30


async def test_so_many_answers_are_kept_and_those_that_are_asked_for() -> None:
    answers = ContractAnswers()
    for at in range(100):
        answers.keep((f"{at}", None), Kept(at, {}))
        answers.find(("0", None))

    kept = [at for at in range(100) if answers.find((f"{at}", None))]

    assert len(kept) == MOST_KEPT
    assert kept[0] == 0


async def test_after_a_while_there_is_room_again() -> None:
    now = 0.0
    answers = ContractAnswers(lambda: now)

    def admitted() -> int:
        done = 0
        try:
            while done < 100:
                answers.admit(signed_in=False)
                done += 1
        except TooMany:
            pass
        return done

    first = admitted()
    now = PAUSE_S[False]
    second = admitted()
    now = 1_000.0

    assert (first, second, admitted()) == (AT_ONCE[False], 1, AT_ONCE[False])
