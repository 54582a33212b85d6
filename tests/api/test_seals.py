"""Seals and receipts, verified by somebody who has nothing of ours: JSON, SHA-256 and Ed25519."""

import base64
import json
from hashlib import sha256
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.api.acting import CHARLEROI, GENT, NOWHERE, QUIET_SIGN, Desk, done, refusals
from tests.stranger import checkpoint_of, leaf, opened, root_of, unpadded
from tests.world import World

pytestmark = pytest.mark.only_on("sqlite", reason="A seal is made of what is read alike from both.")

PROVEN = """query ($by: CpasBy) { cpas(by: $by) { report(year: 2020) { forms {
  contentDigest canonicalContent
  signatureHistory { role isCurrent seal contentDigest signer { displayName } }
  submissions { reference receipt }
  events { nodes { type hash previousHash cursor } } } } } }"""
SIGN = """mutation ($input: SignInput!) { sign(input: $input) {
  signature { seal } submission { receipt } userErrors { code } } }"""


async def public_keys(world: World) -> dict[str, Ed25519PublicKey]:
    answer = await world.client.get("/.well-known/jwks.json")
    assert answer.headers["content-type"] == "application/jwk-set+json"
    return {
        key["kid"]: Ed25519PublicKey.from_public_bytes(unpadded(key["x"]))
        for key in answer.json()["keys"]
    }


async def proven(world: World, who: str, nis_code: str) -> dict[str, Any]:
    answer = await world.as_(who)(PROVEN, by={"nisCode": nis_code})
    form: dict[str, Any] = answer.data["cpas"]["report"]["forms"][0]
    return form


async def test_a_seal_says_what_was_signed_by_whom_when_and_where_it_stands(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()

    answer = done(await desk.sign(desk.president(), "PRESIDENT", query=SIGN))

    form = await proven(world, "spp-is-reader", CHARLEROI)
    header, said = opened(answer["signature"]["seal"], await public_keys(world))
    (line,) = [event for event in form["events"]["nodes"] if event["type"] == "SIGNED"]
    assert (header["alg"], header["typ"]) == ("EdDSA", "rapport-unique-seal+jws")
    assert said["line"]["hash"] == line["hash"]
    assert said["by"].pop("subject")
    assert said == {
        "format": 1,
        "log": "127.0.0.1:8000/journal",
        "form": "COVID_PREMIUM",
        "nis": CHARLEROI,
        "year": 2020,
        "version": 2,
        "content": form["contentDigest"],
        "role": "PRESIDENT",
        "by": {
            "name": "Zoé president-52011",
            "assurance": "urn:be:fedict:iam:fas:Level500",
            "issuer": "http://127.0.0.1:8000/dev/issuer",
        },
        "at": "2026-11-23T12:00:00.000000Z",
        "line": said["line"],
    }
    assert sha256(form["canonicalContent"].encode()).hexdigest() == said["content"]


async def test_the_seal_of_a_signature_that_fell_stays(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president()
    (before,) = (await proven(world, "spp-is-reader", CHARLEROI))["signatureHistory"]

    done(await desk.save(desk.editor(), "7.00"))

    (after,) = (await proven(world, "spp-is-reader", CHARLEROI))["signatureHistory"]
    assert after["isCurrent"] is False
    assert after["seal"] == before["seal"]


async def test_a_receipt_can_be_checked_by_a_stranger(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president()

    answer = done(await desk.sign(desk.director(), "DIRECTOR_GENERAL", query=SIGN))

    form = await proven(world, "charleroi-editor", CHARLEROI)
    keys = await public_keys(world)
    header, said = opened(answer["submission"]["receipt"], keys)
    (key_id,) = keys
    public = keys[key_id].public_bytes_raw()
    line = json.loads(said["line"])
    digest = sha256(said["content"].encode()).hexdigest()
    log, size, root = checkpoint_of(said["checkpoint"], keys[key_id], public)
    proof = [base64.b64decode(step) for step in said["inclusion"]]
    reached = root_of(leaf(sha256(said["line"].encode()).hexdigest()), size - 1, size, proof)

    assert (header["typ"], log) == ("rapport-unique-receipt+jws", said["log"])
    assert reached == root
    assert (line["number"], line["type"], line["content"]) == (size, "SENT", digest)
    assert said["reference"] == "RU-2020-52011-COVID"
    assert digest == form["contentDigest"]
    for role, seal in said["seals"].items():
        _, sealed = opened(seal, keys)
        assert (sealed["role"], sealed["content"]) == (role, digest)
    assert sealed["line"]["hash"] in {
        line["previous"],
        *(e["hash"] for e in form["events"]["nodes"]),
    }
    assert {one["role"]: one["seal"] for one in form["signatureHistory"]} == said["seals"]


async def test_a_receipt_is_the_same_on_every_read_and_after_a_return(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.send()
    first = (await proven(world, "charleroi-editor", CHARLEROI))["submissions"]
    form = (await desk.page())["forms"][0]
    returning = (
        "mutation ($input: ReturnFormInput!) { returnForm(input: $input) { userErrors { code } } }"
    )
    done(await world.as_("spp-is-manager")(returning, input={"formId": form["id"], "reason": "x"}))
    done(await desk.sign(desk.president(), "PRESIDENT", query=QUIET_SIGN))
    again = done(await desk.sign(desk.director(), "DIRECTOR_GENERAL", query=SIGN))

    second = (await proven(world, "spp-is-reader", CHARLEROI))["submissions"]

    assert second == [*first, {"reference": "RU-2020-52011-COVID-2", **again["submission"]}]


async def test_seals_and_receipts_are_for_who_reads_the_amounts(world: World) -> None:
    await Desk(world, GENT).send()

    form = await proven(world, "vvsg", GENT)

    assert [one["seal"] for one in form["signatureHistory"]] == [None, None]
    assert [one["receipt"] for one in form["submissions"]] == [None]


async def test_what_was_signed_before_there_were_seals_has_none(world: World) -> None:
    """As in a database that is older: the second signature is sealed, the first one is not."""
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president()
    world.clock.advance(minutes=1)
    trigger = "" if world.settings.database_url.startswith("sqlite") else " ON proof"
    world.rows(f"DROP TRIGGER proof_no_delete{trigger}")
    world.rows("DELETE FROM proof")

    answer = done(await desk.sign(desk.director(), "DIRECTOR_GENERAL", query=SIGN))

    _, said = opened(answer["submission"]["receipt"], await public_keys(world))
    form = await proven(world, "charleroi-editor", CHARLEROI)
    assert said["seals"] == {"PRESIDENT": None, "DIRECTOR_GENERAL": answer["signature"]["seal"]}
    assert form["signatureHistory"][0]["seal"] is None


async def test_a_refused_signature_leaves_no_seal(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    before = world.rows("SELECT count(*) FROM proof")

    answer = await desk.sign(desk.president(), "PRESIDENT", query=SIGN, contentDigest=NOWHERE)

    assert refusals(answer) == ["CONTENT_CHANGED"]
    assert world.rows("SELECT count(*) FROM proof") == before


async def test_another_key_opens_no_seal(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    answer = done(await desk.sign(desk.president(), "PRESIDENT", query=SIGN))
    keys = await public_keys(world)
    other = Ed25519PublicKey.from_public_bytes(
        bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    )

    with pytest.raises(InvalidSignature):
        opened(answer["signature"]["seal"], dict.fromkeys(keys, other))


async def test_the_public_keys_may_be_kept_for_an_hour(world: World) -> None:
    first = await world.client.get("/.well-known/jwks.json")
    tag = first.headers["etag"]

    again = await world.client.get("/.well-known/jwks.json", headers={"If-None-Match": tag})

    assert first.headers["cache-control"].startswith("public, max-age=3600")
    assert (again.status_code, again.content) == (304, b"")
    assert "d" not in first.json()["keys"][0]
