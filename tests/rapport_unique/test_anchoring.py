"""Checkpoints are time-stamped now and then, and whoever has the certificate verifies it."""

import asyncio
import logging
from base64 import b64decode
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from models.database import Database
from rapport_unique.anchoring import Anchoring
from tests.api.acting import CHARLEROI, Desk
from tests.commanding import command_line
from tests.stamping import certificate, client
from tests.world import World

CHECKPOINT = """query ($size: Int, $timestamped: Boolean!) {
  checkpoint(size: $size, timestamped: $timestamped) { size note timestamp { at answer } } }"""
VERIFY = """query ($proof: String!, $timestamp: TimestampInput) {
  verifyProof(proof: $proof, timestamp: $timestamp) { valid findings { code } } }"""


def anchoring(world: World, asked: httpx2.AsyncClient, patience_s: float = 10) -> Anchoring:
    return Anchoring(
        database=Database(world.settings.database_url),
        url="http://authority.example",
        every=timedelta(hours=1),
        clock=world.clock,
        client=asked,
        patience_s=patience_s,
    )


async def test_the_newest_checkpoint_is_stamped_now_and_then(world: World, tmp_path: Path) -> None:
    nobody, anchor = world.as_nobody(), anchoring(world, client())
    await world.client.get("/checkpoint")
    before = (await nobody(CHECKPOINT, timestamped=True)).data["checkpoint"]

    await anchor.anchor()
    stamped = (await nobody(CHECKPOINT, timestamped=True)).data["checkpoint"]
    await Desk(world, CHARLEROI).encode()
    world.clock.advance(minutes=59)
    newer = (await world.client.get("/checkpoint")).text
    await anchor.anchor()
    too_soon = (await nobody(CHECKPOINT, timestamped=True)).data["checkpoint"]
    world.clock.advance(minutes=2)
    await anchor.anchor()
    later = (await nobody(CHECKPOINT, timestamped=True)).data["checkpoint"]
    await anchor.database.close()

    assert before is None
    assert too_soon == stamped
    assert later["note"] == newer
    await verified(world, tmp_path, stamped["note"], stamped["timestamp"]["answer"])


async def verified(world: World, folder: Path, note: str, answer: str) -> None:
    """By the API and by the command line; by neither as that of another checkpoint."""
    given = {"answer": answer, "authority": certificate()}
    found = await world.as_nobody()(VERIFY, proof=note, timestamp=given)
    nothing = await world.as_nobody()(VERIFY, proof=note, timestamp={**given, "answer": "?"})
    jwks, kept, stamp, authority = (folder / name for name in ("jwks", "kept", "stamp", "pem"))
    jwks.write_text((await world.client.get("/.well-known/jwks.json")).text)
    kept.write_text(note)
    stamp.write_bytes(b64decode(answer))
    authority.write_text(certificate())
    command = ["verify", str(kept), "--jwks", str(jwks), "--timestamp", str(stamp)]
    told = command_line(world)(*command, "--authority", str(authority))
    alone = command_line(world)(*command)

    codes = [finding["code"] for finding in found.data["verifyProof"]["findings"]]
    assert codes == ["CHECKPOINT_SIGNED", "PAST_UNKNOWN", "TIMESTAMPED"]
    assert nothing.data["verifyProof"]["valid"] is False
    assert (told.exit_code, "TIMESTAMPED: " in told.output) == (0, True)
    assert alone.exit_code == 2


async def unreachable(_: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("nobody is there")


async def silent(_: httpx2.Request) -> httpx2.Response:
    await asyncio.Event().wait()
    raise AssertionError("it never answers")


async def endless(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, content=bytes(100_000))


async def moved(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(302, headers={"Location": "http://elsewhere.example"})


@pytest.mark.parametrize("behaves", [unreachable, silent, endless, moved])
async def test_a_failure_is_one_line_and_asks_nothing_for_a_while(
    world: World,
    behaves: Callable[[httpx2.Request], Awaitable[httpx2.Response]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = 0

    async def counted(request: httpx2.Request) -> httpx2.Response:
        nonlocal asked
        asked += 1
        return await behaves(request)

    transport = httpx2.AsyncClient(transport=httpx2.MockTransport(counted))
    anchor = anchoring(world, transport, patience_s=0.05)
    await world.client.get("/checkpoint")
    with caplog.at_level(logging.WARNING, "rapport_unique.anchoring"):
        for minutes in (0, 1, 5):
            world.clock.advance(minutes=minutes)
            await anchor.anchor()
    await anchor.database.close()

    assert asked == 2
    assert [record.message.split(":")[0] for record in caplog.records] == [
        "No checkpoint can be time-stamped"
    ]
