"""Plans answer as graphql-core does: same data, same errors, same paths, whatever goes wrong."""

import gc
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import schema.execution
from models.language import Language
from schema.compiled import CompilingExecutor
from schema.limits import SIGNED_IN
from tests.drawing import Drawn
from tests.execution.documents import CALLERS, by_graphql_core, by_plans, documents
from tests.execution.sabotage import (
    SABOTAGES,
    Sabotage,
    a_list_is_a_set,
    a_list_is_a_tuple,
    a_name_must_be_waited_for,
    from_values_only,
    progress_is_of_a_derived_class,
)
from tests.running import READER, Runner

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    # graphql-core forgets the fields that wait beside one that fails at once.
    pytest.mark.filterwarnings("ignore:.*was never awaited"),
]

ON_ONE = pytest.mark.only_on("sqlite", reason="plans know of no database")
WHO = st.sampled_from(list(CALLERS.values()))
LANGUAGES = st.sampled_from([None, *Language])


def drawn_often(times: int) -> settings:
    return settings(
        max_examples=times,
        phases=[Phase.explicit, Phase.generate],
    )


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    """What goes wrong on purpose is not worth a log; what was forgotten goes at the end.

    Nowhere else: to warn of it, Python imports, and it cannot while a named tuple is made.
    """
    logging.disable(logging.CRITICAL)
    gc.disable()
    yield
    gc.enable()
    logging.disable(logging.NOTSET)
    gc.collect()


@pytest.fixture(scope="module", autouse=True)
def generous() -> Iterator[None]:
    """Who has no token may ask for as much as anybody: how much is not the matter here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema.execution, "ANYBODY", SIGNED_IN)
        yield


@ON_ONE
@drawn_often(120)
@given(drawn=documents(), who=WHO, language=LANGUAGES)
async def test_any_document_is_answered_as_graphql_core_does(
    runner: Runner, drawn: Drawn, who: Any, language: Language | None
) -> None:
    expected = await by_graphql_core(runner, who, drawn, language)

    assert await by_plans(runner, who, drawn, language) == expected
    assert await by_plans(runner, who, drawn, language) == expected, "from what was kept"


@ON_ONE
@drawn_often(80)
@given(drawn=documents(), who=WHO, sabotage=st.sampled_from(SABOTAGES))
async def test_any_failure_is_told_as_graphql_core_does(
    runner: Runner, drawn: Drawn, who: Any, sabotage: Sabotage
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        from_values_only(patch)
        sabotage(patch)
        expected = await by_graphql_core(runner, who, drawn)

        assert await by_plans(runner, who, drawn) == expected
        assert await by_plans(runner, who, drawn) == expected, "from what was kept"


EVERYTHING = """fragment OfForm on Form { id kind title status version
  contentDigest canonicalContent missingSignatures
  progress { encoded encodedAt signed signedAt sent sentAt }
  amounts { advance justified balance { direction amount setOff } }
  lines { key label entry partOf advance count unitPrice justified ceiling errors }
  signatures { ...OfSignature } signatureHistory { ...OfSignature }
  submission { reference sentAt contentDigest acknowledgedAt bankAccountChangedSinceSigning }
  viewerCanEdit viewerCannotEditReasons viewerCanSignAs viewerCannotSignReasons }
fragment OfSignature on Signature { id role signer { ...OfPerson } signedAt formVersion
  contentDigest isCurrent invalidatedAt invalidatedBy { ...OfPerson } }
fragment OfPerson on Person { displayName roles assuranceLevel }
fragment OfReport on Report { id year status opensAt closesAt version
  contact { name email phone updatedAt updatedBy { ...OfPerson } }
  bankAccount { iban bic historicalNumber updatedAt updatedBy { ...OfPerson } }
  forms { ...OfForm } form(kind: COVID_PREMIUM) { ...OfForm }
  viewerCanUpdateContact viewerCannotUpdateContactReasons }
query { allCpas(first: 9) { nodes { id nisCode name region report(year: 2020) { ...OfReport } }
    edges { cursor node { reports(first: 2) { totalCount nodes { ...OfReport } } } }
    pageInfo { hasNextPage endCursor } }
  forms(year: 2020, first: 12) { nodes { ...OfForm report { id status } cpas { name } }
    edges { node { ...OfForm } } totalCount summary { total byRegion { region sent } } } }"""

HARMLESS = [
    None,
    a_list_is_a_tuple,
    a_list_is_a_set,
    a_name_must_be_waited_for,
    progress_is_of_a_derived_class,
]


@pytest.mark.parametrize(
    "sabotage", [None, *SABOTAGES], ids=lambda one: getattr(one, "__name__", "-")
)
async def test_everything_at_once_is_answered_as_graphql_core_does(
    runner: Runner, sabotage: Sabotage | None
) -> None:
    drawn = Drawn(text=EVERYTHING, variables={})
    with pytest.MonkeyPatch.context() as patch:
        if sabotage:
            from_values_only(patch)
            sabotage(patch)
        expected = await by_graphql_core(runner, READER, drawn)
        found = await by_plans(runner, READER, drawn)

    assert found == expected
    assert bool(found.wrong) is (sabotage not in HARMLESS)


async def test_an_object_that_a_plan_can_answer_is_answered_by_it(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else everything above would compare graphql-core with itself."""
    met: list[str] = []
    complete = CompilingExecutor.execute_field

    def note(self: CompilingExecutor, parent_type: Any, *rest: Any, **more: Any) -> Any:
        met.append(parent_type.name)
        return complete(self, parent_type, *rest, **more)

    monkeypatch.setattr(CompilingExecutor, "execute_field", note)

    await runner.data(READER, EVERYTHING)

    assert "Signature" not in met
    assert "Progress" not in met
    assert {"Query", "CpasConnection", "Report"} <= set(met)
