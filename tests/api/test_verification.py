"""Verifying proofs over the API, on the command line, and by the recipe for public tools."""

import asyncio
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.api.acting import CHARLEROI, GENT, Desk, done
from tests.api.test_seals import SIGN
from tests.commanding import command_line
from tests.world import Caller, World

pytestmark = pytest.mark.only_on("sqlite", reason="What is verified is read alike from both.")

VERIFY = """query ($proof: String!, $kept: String) { verifyProof(proof: $proof, kept: $kept) {
  valid reference kind nisCode year at contentDigest findings { code outcome message } } }"""
RETURN = "mutation ($input: ReturnFormInput!) { returnForm(input: $input) { userErrors { code } } }"


async def verified(who: Caller, proof: str, kept: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = (await who(VERIFY, proof=proof, kept=kept)).data["verifyProof"]
    return found


def codes(found: dict[str, Any]) -> str:
    return " ".join(finding["code"] for finding in found["findings"])


async def sent(desk: Desk) -> dict[str, str]:
    """A form that was sent: its first seal, its second seal, and its receipt."""
    await desk.encode()
    first = done(await desk.sign(desk.president(), "PRESIDENT", query=SIGN))
    desk.world.clock.advance(minutes=1)
    second = done(await desk.sign(desk.director(), "DIRECTOR_GENERAL", query=SIGN))
    return {
        "president": first["signature"]["seal"],
        "director": second["signature"]["seal"],
        "receipt": second["submission"]["receipt"],
    }


async def test_anybody_verifies_a_receipt(world: World) -> None:
    proofs = await sent(Desk(world, CHARLEROI))

    found = await verified(world.as_nobody("nl"), proofs["receipt"])

    assert codes(found) == ("SEALED SIGNED SIGNED CONTENT_SIGNED IN_JOURNAL IN_FORCE PAST_UNKNOWN")
    assert (found["valid"], found["reference"]) == (True, "RU-2020-52011-COVID")
    assert (found["kind"], found["nisCode"], found["year"]) == ("COVID_PREMIUM", CHARLEROI, 2020)
    assert "als voorzitter" in found["findings"][1]["message"]


async def test_the_seal_of_a_signature_that_fell_is_refused(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    seal = done(await desk.sign(desk.president(), "PRESIDENT", query=SIGN))["signature"]["seal"]
    before = await verified(world.as_nobody(), seal)

    done(await desk.save(desk.editor(), "7.00"))

    after = await verified(world.as_nobody(), seal)
    assert (before["valid"], codes(before)) == (True, "SIGNED IN_FORCE PAST_UNKNOWN")
    assert (after["valid"], codes(after)) == (False, "SIGNED SIGNATURE_FELL")
    assert after["reference"] is after["at"] is None


async def test_what_was_returned_since_is_told(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    proofs = await sent(desk)
    form = (await desk.page())["forms"][0]["id"]
    done(await world.as_("spp-is-manager")(RETURN, input={"formId": form, "reason": "x"}))

    for proof in (proofs["receipt"], proofs["president"]):
        found = await verified(world.as_nobody(), proof)
        assert (found["valid"], "SUBMISSION_RETURNED" in codes(found)) == (True, True)


async def test_a_changed_account_is_told_to_who_may_read_it(world: World) -> None:
    desk = Desk(world, GENT)
    proofs = await sent(desk)
    other = {"historicalNumber": "096-1234567-69", "bic": "GKCCBEBB"}
    done(await desk.update(desk.editor(), bankAccount=other))
    reader, federation = world.as_("spp-is-reader"), world.as_("vvsg")

    told = [
        "ACCOUNT_CHANGED" in codes(await verified(who, proofs["receipt"]))
        for who in (desk.president(), reader, federation, world.as_nobody())
    ]

    assert told == [True, True, False, False]


async def test_what_this_database_does_not_hold_is_refused(world: World) -> None:
    """As after an older backup was put in its place."""
    proofs = await sent(Desk(world, CHARLEROI))
    on = "" if world.settings.database_url.startswith("sqlite") else " ON proof"
    world.rows(f"DROP TRIGGER proof_no_delete{on}")
    world.rows("DELETE FROM proof")

    found = await verified(world.as_nobody(), proofs["receipt"])

    assert codes(found).endswith("NOT_KNOWN_HERE")


async def test_the_journal_is_held_against_a_checkpoint(world: World) -> None:
    kept = (await world.client.get("/checkpoint")).text
    proofs = await sent(Desk(world, CHARLEROI))
    newest = (await world.client.get("/checkpoint")).text

    continues = await verified(world.as_nobody(), proofs["receipt"], kept)
    forged = await verified(world.as_nobody(), proofs["receipt"], kept.replace("\n", "\n1", 1))

    assert newest != kept
    assert codes(continues).endswith("JOURNAL_CONTINUES")
    assert codes(forged).endswith("CHECKPOINT_CHANGED")
    assert codes(await verified(world.as_nobody(), kept)) == "CHECKPOINT_SIGNED PAST_UNKNOWN"
    assert codes(await verified(world.as_nobody(), "nothing")) == "NO_PROOF"


async def test_one_command_verifies_without_the_service(world: World, tmp_path: Path) -> None:
    run = command_line(world)
    files = {name: tmp_path / name for name in ("jwks", "kept", "receipt", "proof")}
    files["jwks"].write_text((await world.client.get("/.well-known/jwks.json")).text)
    files["kept"].write_text(run("journal", "checkpoint").output)
    proofs = await sent(Desk(world, CHARLEROI))
    files["receipt"].write_text(proofs["receipt"])
    files["proof"].write_text(run("journal", "hold-against", str(files["kept"])).output)
    arguments = ["verify", str(files["receipt"]), "--jwks", str(files["jwks"])]
    kept = ["--checkpoint", str(files["kept"])]
    nowhere = {"RAPPORT_UNIQUE_DATABASE_URL": "sqlite:////nowhere/at.all"}

    alone = run(*arguments, **nowhere)
    held = run(*arguments, *kept, "--consistency", str(files["proof"]), **nowhere)
    without = run(*arguments, *kept, "--language", "fr", **nowhere)
    files["receipt"].write_text(proofs["receipt"].replace("a", "b", 1))
    changed = run(*arguments, **nowhere)

    assert (alone.exit_code, alone.output.count("SIGNED")) == (0, 3)
    assert (held.exit_code, held.output.splitlines()[-1].split(":")[0]) == (0, "JOURNAL_CONTINUES")
    assert (without.exit_code, "Il manque la preuve" in without.output) == (1, True)
    assert changed.exit_code == 1


def shell(recipe: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["bash", "-eu", "-o", "pipefail", "-c", recipe]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


async def test_the_recipe_verifies_with_public_tools_only(world: World, tmp_path: Path) -> None:
    """The commands of `docs/verify.md`, as they stand there: openssl, jq, sha256sum."""
    proofs = await sent(Desk(world, CHARLEROI))
    (tmp_path / "jwks.json").write_text((await world.client.get("/.well-known/jwks.json")).text)
    (tmp_path / "receipt.jws").write_text(proofs["receipt"])
    page = (Path(__file__).parents[2] / "docs" / "verify.md").read_text()
    recipe = "\n".join(re.findall(r"<!-- recipe -->\n```sh\n(.*?)```", page, re.DOTALL))
    good = await asyncio.to_thread(shell, recipe, tmp_path)
    header, body, signature = proofs["receipt"].split(".")
    (tmp_path / "receipt.jws").write_text(f"{header}.{body[:-4]}AAAA.{signature}")
    bad = await asyncio.to_thread(shell, recipe, tmp_path)

    lines = good.stdout.splitlines()
    assert good.returncode == 0, good.stderr
    assert lines.count("Signature Verified Successfully") == 2
    assert lines[1] == "RU-2020-52011-COVID"
    assert lines[3].split()[0] == lines[4]
    assert lines[5] == lines[6]
    assert bad.returncode != 0
