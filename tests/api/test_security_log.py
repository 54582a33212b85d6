"""What the log tells of who signs in, and of what they are not let."""

import logging
import re
from collections.abc import Callable

import pytest

from models.people import Role
from schema.nodes import NodeType, encode_id
from tests.api.acting import CHARLEROI, SAVE, Desk
from tests.world import World

Told = Callable[[], list[str]]


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Told:
    caplog.set_level(logging.INFO, "rapport_unique.security")
    return lambda: [
        record.getMessage() for record in caplog.records if record.name == "rapport_unique.security"
    ]


async def test_a_sign_in_is_told_once_with_a_pseudonym(world: World, told: Told) -> None:
    editor = world.as_("charleroi-editor")

    for _ in range(3):
        await editor("{ viewer { roles } }")
    await world.as_nobody()("{ __typename }")

    (line,) = told()
    assert re.fullmatch(
        r"Signed in: \S{20,}, from http://127\.0\.0\.1:8000\S*, with EDITOR, until \S+\+00:00, "
        r"request [0-9a-f]{16}",
        line,
    )
    assert "Dubray" not in line


async def test_rights_that_are_missing_are_told(world: World, told: Told) -> None:
    desk = Desk(world, CHARLEROI)
    form = await desk.form()
    entry = {"formId": form["id"], "justifiedAmount": "1.00", "expectedVersion": 1}
    before = len(told())

    await world.as_("uvcw")(SAVE, input=entry)
    await world.as_("gent-editor")(SAVE, input=entry)
    nowhere = desk.who("nobody", Role.FEDERATION)
    await nowhere("{ viewer { roles } }")

    lines = [line for line in told()[before:] if not line.startswith("Signed in")]
    assert [line.partition(", of ")[0] for line in lines] == [
        "Denied: FORBIDDEN at saveJustifiedAmount",
        "Denied: NOT_FOUND at saveJustifiedAmount",
    ]
    assert all(re.search(r", of \S{20,}, request [0-9a-f]{16}$", line) for line in lines)


async def test_ids_of_others_are_counted(world: World, told: Told) -> None:
    ids = [encode_id(NodeType.FORM, number) for number in range(1, 300)]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    answer = await world.as_("gent-editor")(query, ids=ids)
    await world.as_nobody()(query, ids=ids)

    missing = answer.data["nodes"].count(None)
    lines = [line for line in told() if line.startswith("Not there")]
    assert [line.partition(",")[0] for line in lines] == [f"Not there for them: {missing} ids"]
    assert missing > 0


async def test_a_refused_token_is_told(world: World, told: Told) -> None:
    await world.client.get("/graphql", headers={"authorization": "Bearer a.b.c"})

    (line,) = told()
    assert line.startswith("Token refused: ")
    assert "a.b.c" not in line
