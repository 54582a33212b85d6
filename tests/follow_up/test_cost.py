"""What the follow-up asks of the database: as many statements for one form as for 600."""

import pytest

from auth.identity import Actor
from models.people import Role
from tests.counting import statements
from tests.follow_up.asking import BY_CPAS, FIELDS, OVER_TIME, SUMMARY, asking
from tests.running import READER, Runner, actor

pytestmark = pytest.mark.asyncio(loop_scope="module")

PRESIDENT = actor(Role.PRESIDENT, nis_code="21009")
SEVERAL_ORDERS = " ".join(
    f"{field.lower()}: forms(year: 2020, first: $first, orderBy: {{field: {field}}})"
    " { nodes { id cpas { name } } }"
    for field in FIELDS
)
EXACT = {
    "rows": ("nodes { id status cpas { name } report { closesAt } amounts { advance } }", 1),
    "rows in edges": ("edges { cursor node { id submission { acknowledgedAt } } }", 1),
    "rows twice": ("nodes { id } edges { node { kind version } } again: nodes { title }", 1),
    "signatures": ("nodes { signatures { signer { displayName } } }", 1),
    "signatures twice": ("nodes { signatures { id } } edges { node { signatures { role } } }", 1),
    "cursors only": ("edges { cursor } pageInfo { endCursor }", 1),
    "a count": ("totalCount", 1),
    "a summary": (SUMMARY, 1),
    "days": (OVER_TIME, 3),
    "counts by CPAS": (BY_CPAS, 3),
    "who is waited for": ("nodes { waitingSince report { status } missingSignatures }", 1),
    "everything": (f"nodes {{ id signatures {{ id }} }} totalCount {SUMMARY}", 1),
    "values": ("nodes { id lines { justified } }", 2),
    "values with signatures": ("nodes { lines { key } signatures { id } viewerCanEdit }", 2),
    "values in edges too": ("nodes { viewerCanSignAs } edges { node { canonicalContent } }", 2),
    "reports": ("nodes { report { status contact { name updatedBy { displayName } } } }", 1),
    "successors": ("nodes { cpas { successor { name } } }", 3),
    "other years": ("nodes { cpas { report(year: 2019) { id } } }", 1),
    "forms beside": ("nodes { report { forms { kind status } } }", 1),
    "forms of another year": ("nodes { cpas { report(year: 2019) { forms { id } } } }", 1),
}


async def cost(runner: Runner, who: Actor, query: str, **variables: object) -> int:
    with statements() as asked:
        await runner.data(who, query, variables)
    return len([text for text in asked if text.lstrip().startswith(("SELECT", "WITH"))])


@pytest.mark.parametrize("name", EXACT)
async def test_a_page_costs_so_many_statements_whatever_its_size(runner: Runner, name: str) -> None:
    selection, exactly = EXACT[name]
    query = asking(selection)

    found = [await cost(runner, READER, query, first=size) for size in (300, 600)]
    single = await cost(runner, READER, query, first=1)

    assert found == [exactly] * 2
    assert single <= exactly


@pytest.mark.parametrize("name", ["rows", "signatures", "values", "everything"])
async def test_the_hundredth_page_costs_what_the_first_costs(runner: Runner, name: str) -> None:
    selection, exactly = EXACT[name]
    query = asking(f"{selection} pageInfo {{ endCursor startCursor }}")
    far = (await runner.data(READER, asking("pageInfo { endCursor }"), {"first": 90}))["forms"]
    cursor = far["pageInfo"]["endCursor"]

    assert await cost(runner, READER, query, first=30, after=cursor) == exactly
    assert await cost(runner, READER, query, last=30, before=cursor) == exactly


async def test_an_empty_page_asks_for_no_signatures(runner: Runner) -> None:
    query = asking("nodes { signatures { id } }")

    assert await cost(runner, READER, query, year=2000) == 1


async def test_several_lists_at_once_cost_one_statement_each(runner: Runner) -> None:
    query = f"query ($first: Int) {{ {SEVERAL_ORDERS} }}"

    assert await cost(runner, READER, query, first=2) == 5
    assert await cost(runner, READER, query, first=600) == 5


@pytest.mark.parametrize(
    ("selection", "exactly"),
    [
        ("nodes { id status }", 2),
        ("nodes { id signatures { role } } totalCount", 2),
        ("nodes { id viewerCanSignAs lines { key } }", 3),
        ("totalCount", 2),
    ],
)
async def test_the_inbox_costs_so_many_statements(
    runner: Runner, selection: str, exactly: int
) -> None:
    query = f"{{ viewer {{ awaitingMySignature {{ {selection} }} }} }}"

    assert await cost(runner, PRESIDENT, query) == exactly


async def test_who_signs_nothing_costs_nothing_to_tell_so(runner: Runner) -> None:
    """No form need be looked for: only the page that holds none is asked for."""
    query = "{ viewer { awaitingMySignature { nodes { id } } } }"

    assert await cost(runner, READER, query) == 1
