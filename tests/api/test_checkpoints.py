"""Checkpoints and proofs over the API, verified by a stranger."""

import base64
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.api.acting import CHARLEROI, GENT, Desk
from tests.stranger import checkpoint_of, leaf, root_of, roots_of, unpadded
from tests.world import World

CHECKPOINT = """query ($size: Int, $since: Int!) { checkpoint(size: $size) {
  origin size rootHash note
  verifierKey publishedAt consistencyProof(since: $since) } }"""
EVENTS = """query { events(year: 2020, first: 600) { nodes {
  hash inclusionProof { lineNumber hashes checkpoint { size rootHash } } } } }"""


async def published(world: World) -> str:
    """The newest checkpoint, as it is fetched."""
    world.clock.advance(minutes=1)
    answer = await world.client.get("/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    return answer.text


async def key_of(world: World) -> tuple[Ed25519PublicKey, bytes]:
    (key,) = (await world.client.get("/.well-known/jwks.json")).json()["keys"]
    return Ed25519PublicKey.from_public_bytes(unpadded(key["x"])), unpadded(key["x"])


def steps(proof: list[str]) -> list[bytes]:
    return [base64.b64decode(step) for step in proof]


async def test_a_checkpoint_continues_the_one_that_was_kept(world: World) -> None:
    """Open to all, without a token: who kept a checkpoint proves it with the answer alone."""
    name, old, old_root = checkpoint_of(await published(world), *await key_of(world))
    await Desk(world, CHARLEROI).encode()

    note = await published(world)

    found = (await world.as_nobody()(CHECKPOINT, since=old)).data["checkpoint"]
    _, size, root = checkpoint_of(note, *await key_of(world))
    assert (found["note"], found["size"], found["rootHash"]) == (note, size, root.hex())
    assert (name, size) == ("127.0.0.1:8000/journal", old + 3)
    assert roots_of(old, size, steps(found["consistencyProof"]), old_root) == (old_root, root)


async def test_an_older_checkpoint_is_found_by_its_size(world: World) -> None:
    first = await published(world)
    await Desk(world, CHARLEROI).encode()
    await published(world)
    size = int(first.split("\n")[1])

    found = (await world.as_nobody()(CHECKPOINT, size=size, since=size)).data["checkpoint"]
    none = (await world.as_nobody()(CHECKPOINT, size=size + 1, since=1)).data["checkpoint"]

    assert (found["note"], found["consistencyProof"]) == (first, [])
    assert none is None


async def test_a_proof_since_what_is_not_older_is_refused(world: World) -> None:
    await published(world)

    for since in (0, -1, 2**30):
        answer = await world.as_nobody()(CHECKPOINT, since=since)
        assert answer.error_codes == ["BAD_USER_INPUT"]


async def test_every_line_that_one_sees_is_proven_in_few_statements(world: World) -> None:
    await Desk(world, GENT).send()
    note = await published(world)
    _, size, root = checkpoint_of(note, *await key_of(world))

    events = (await world.as_("vvsg")(EVENTS)).data["events"]["nodes"]

    assert len(events) > 50
    for event in events:
        proof: dict[str, Any] = event["inclusionProof"]
        index = proof["lineNumber"] - 1
        assert proof["checkpoint"] == {"size": size, "rootHash": root.hex()}
        assert root_of(leaf(event["hash"]), index, size, steps(proof["hashes"])) == root


async def test_a_line_is_proven_once_a_checkpoint_reaches_it(world: World) -> None:
    await published(world)
    await Desk(world, GENT).encode()

    before = (await world.as_("vvsg")(EVENTS)).data["events"]["nodes"][-1]["inclusionProof"]
    await published(world)

    after = (await world.as_("vvsg")(EVENTS)).data["events"]["nodes"][-1]["inclusionProof"]
    assert before is None
    assert after["hashes"]


async def test_the_key_is_told_as_tools_take_it(world: World) -> None:
    key = (await world.client.get("/checkpoint/key")).text

    _, public = await key_of(world)
    name, _, rest = key.strip().partition("+")
    assert name == "127.0.0.1:8000/journal"
    assert base64.b64decode(rest.partition("+")[2]) == b"\x01" + public
