"""The follow-up may read a replica; everything else reads the primary.

A second database stands in for the replica. There, Charleroi has encoded its form; in the primary
it has not, so an answer tells where it comes from.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rapport_unique.settings import Settings
from tests.api.acting import CHARLEROI, Desk
from tests.databases import drop_database
from tests.world import Clock, World, copy_of

pytestmark = pytest.mark.only_on("postgresql", reason="An embedded database has no replica.")

FORMS = "forms(year: 2020, first: 600) { nodes { status cpas { nisCode } } }"
HOME = """home: cpas(by: {nisCode: "52011"}) { report(year: 2020) { forms { status } } }"""


@pytest.fixture
async def followed(demo_country: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[World]:
    ahead = World(copy_of(demo_country, tmp_path / "replica"), clock)
    async with ahead.running():
        await Desk(ahead, CHARLEROI).encode()
    settings = copy_of(demo_country, tmp_path / "primary")
    replica = {"replica_url": ahead.settings.database_url}
    world = World(Settings(**{**settings.model_dump(), **replica}), clock)
    async with world.running():
        yield world
    drop_database(world.settings.database_url)
    drop_database(ahead.settings.database_url)


def status_of_charleroi(nodes: list[dict[str, object]]) -> object:
    (found,) = (node["status"] for node in nodes if node["cpas"] == {"nisCode": CHARLEROI})
    return found


async def test_the_follow_up_reads_the_replica(followed: World) -> None:
    answer = await followed.as_("spp-is-reader")(f"{{ {FORMS} }}")

    assert status_of_charleroi(answer.data["forms"]["nodes"]) == "ENCODED"


async def test_an_exported_file_reads_the_replica(followed: World) -> None:
    asked = {"year": "2020", "language": "en"}
    headers = {"authorization": f"Bearer {followed.token('charleroi-editor')}"}

    response = await followed.client.get("/exports/forms.csv", params=asked, headers=headers)

    assert ";Encoded, not signed;yes;" in response.text


async def test_the_home_page_reads_the_primary(followed: World) -> None:
    answer = await followed.as_("spp-is-reader")(f"{{ {HOME} }}")

    assert answer.data["home"]["report"]["forms"] == [{"status": "NOT_STARTED"}]


async def test_an_operation_that_asks_for_both_has_one_snapshot_of_the_primary(
    followed: World,
) -> None:
    answer = await followed.as_("spp-is-reader")(f"{{ {FORMS} {HOME} }}")

    assert status_of_charleroi(answer.data["forms"]["nodes"]) == "NOT_STARTED"
    assert answer.data["home"]["report"]["forms"] == [{"status": "NOT_STARTED"}]


async def test_who_saved_sees_it_in_the_answer(followed: World) -> None:
    desk = Desk(followed, CHARLEROI)

    answer = await desk.save(desk.editor(), "7.00")

    assert answer.data["saveJustifiedAmount"]["form"]["amounts"]["justified"] == "7.00"
