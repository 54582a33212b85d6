"""Keys and checkpoints on the command line."""

import base64
import json
from pathlib import Path

from auth.sealing import read_keys
from models.checkpoint_text import Checkpoint, read_note
from tests.api.acting import CHARLEROI, Desk
from tests.commanding import command_line, run_with
from tests.stranger import roots_of
from tests.world import World


def test_new_keys_keep_the_public_parts_of_those_before(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(run_with({}, "keys", "new").output)
    before = read_keys(file.read_text())

    after = read_keys(run_with({}, "keys", "new", "--keep", str(file)).output)

    assert after.signing.public_key != before.signing.public_key
    assert after.public == (after.signing.public_key, before.signing.public_key)


def test_keys_are_not_made_of_what_is_none(tmp_path: Path) -> None:
    for text in ("", "[]", '{"keys": []}', '{"keys": [{"kty": "RSA", "d": "x"}]}'):
        (tmp_path / "keys.json").write_text(text)

        result = run_with({}, "keys", "new", "--keep", str(tmp_path / "keys.json"))

        assert result.exit_code == 1
        assert result.output.startswith("Error: ")


async def test_a_kept_checkpoint_is_held_against_the_journal(world: World, tmp_path: Path) -> None:
    run = command_line(world)
    kept = tmp_path / "kept.txt"
    kept.write_text(run("journal", "checkpoint").output)
    older = read_note(kept.read_text()).checkpoint
    await Desk(world, CHARLEROI).encode()

    told = json.loads(run("journal", "hold-against", str(kept)).output)

    newer = read_note(told["checkpoint"]).checkpoint
    proof = list(map(base64.b64decode, told["consistency"]))
    assert told["since"] == older.size < newer.size
    assert roots_of(older.size, newer.size, proof, older.root) == (older.root, newer.root)
    assert json.loads(run("journal", "prove", "1").output)["line"] == 1


def test_what_was_done_to_the_journal_is_told(world: World, tmp_path: Path) -> None:
    """The kept checkpoint is another one: to whoever holds it, the journal is what differs."""
    run = command_line(world)
    now = read_note(run("journal", "checkpoint").output).checkpoint
    kept = tmp_path / "kept.txt"
    for size, root, origin, said in (
        (now.size, bytes(32), now.origin, "rewritten"),
        (now.size + 1, bytes(32), now.origin, "was cut"),
        (now.size, now.root, "another.example/journal", "another journal"),
    ):
        text = Checkpoint(origin=origin, size=size, root=root).text
        kept.write_text(f"{text}\n— {origin} AAAA\n")

        result = run("journal", "hold-against", str(kept))

        assert result.exit_code == 1
        assert said in result.output
