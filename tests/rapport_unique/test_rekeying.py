"""Another subject key: refused at the start, or accepted knowingly, and never signed across."""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from models.installation import check_installation
from rapport_unique import cli
from rapport_unique.app import persons_known
from rapport_unique.cli import main
from rapport_unique.settings import Settings
from tests.api.acting import CHARLEROI, QUIET_SAVE, QUIET_SIGN, Desk, done, payload, refusals
from tests.world import World

OLD, NEW = "8f14e45fceea167a5a36dedd4bea2543", "c9f0f895fb98ab9159f51fd0297e236d"
Command = Callable[..., Result]


@pytest.fixture
def command(world: World, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command line on the world's database, with a subject key; nothing is served."""
    monkeypatch.setattr(cli, "serve_until_stopped", lambda *_: None)
    environment = {
        "RAPPORT_UNIQUE_ENVIRONMENT": "development",
        "RAPPORT_UNIQUE_PORT": "0",
        "RAPPORT_UNIQUE_VAR_DIR": str(world.settings.var_dir),
        "RAPPORT_UNIQUE_DATABASE_URL": world.settings.database_url,
    }

    def run(key: str, *arguments: str, dev_issuer: str = "true") -> Result:
        more = {"RAPPORT_UNIQUE_SUBJECT_KEY": key, "RAPPORT_UNIQUE_DEV_ISSUER": dev_issuer}
        given = {**environment, **more}
        with ThreadPoolExecutor(1) as thread:  # a command has an event loop of its own
            return thread.submit(CliRunner().invoke, main, arguments, env=given).result()

    return run


@asynccontextmanager
async def served_with(world: World, key: str, since: datetime | None) -> AsyncIterator[Desk]:
    """The desk of Charleroi before a service on the same database, with that key."""
    settings = Settings(**{**world.settings.model_dump(), "subject_key": key})
    other = World(settings, world.clock, known_since=since)
    async with other.running():
        yield Desk(other, CHARLEROI)


def since_of(world: World, key: str) -> datetime | None:
    """What a service with that key learns at its start."""
    settings = Settings(**{**world.settings.model_dump(), "subject_key": key})
    return check_installation(settings.database_url, persons_known(settings))


def test_another_key_is_refused_at_the_start(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "advances.csv"
    file.write_text("nis;advance\n52011;1,00\n")
    importing = ("import-advances", str(file), "--year=2020", "--kind=COVID_PREMIUM", "--token=x")
    first = command(OLD, "serve")

    refused = [command(NEW, *arguments) for arguments in (("serve",), importing)]

    assert first.exit_code == 0, first.output
    for result in refused:
        assert result.exit_code == 1
        assert "known by another subject key" in result.output
    assert command(OLD, "serve").exit_code == 0


def signed_once(world: World) -> int:
    ((forms,),) = world.rows("SELECT count(*) FROM form WHERE status = 'PARTIALLY_SIGNED'")
    return int(forms)


def test_a_new_key_is_accepted_by_a_command_and_by_nothing_else(
    world: World, command: Command
) -> None:
    forms = signed_once(world)
    command(OLD, "serve")

    hesitant = command(NEW, "rekey")
    still_refused = command(NEW, "serve")
    accepted = command(NEW, "rekey", "--yes")
    again = command(NEW, "rekey", "--yes")

    assert (hesitant.exit_code, still_refused.exit_code) == (1, 1)
    assert accepted.output == f"Accepted. Forms to be edited, then signed again by both: {forms}.\n"
    assert again.output == "Persons are known as before: nothing was changed.\n"
    assert command(NEW, "serve").exit_code == 0
    assert command(OLD, "serve").exit_code == 1


async def test_nobody_signs_beside_a_signature_of_before(world: World, command: Command) -> None:
    forms = signed_once(world)
    async with served_with(world, OLD, since_of(world, OLD)) as before:
        await before.encode()
        done(await before.sign(before.factotum(), "PRESIDENT", query=QUIET_SIGN))
    world.clock.advance(hours=1)

    accepted = command(NEW, "rekey", "--yes")

    assert accepted.output.endswith(f"signed again by both: {forms + 1}.\n")
    async with served_with(world, NEW, since_of(world, NEW)) as after:
        beside = await after.sign(after.factotum(), "DIRECTOR_GENERAL")
        assert refusals(beside) == ["SIGNER_UNKNOWN"]
        assert payload(beside)["form"] is None
        done(await after.save(after.editor(), "1.00", query=QUIET_SAVE))


async def test_a_service_with_another_key_is_not_ready(world: World, command: Command) -> None:
    command(OLD, "serve")

    async with served_with(world, OLD, None) as old, served_with(world, NEW, None) as new:
        answers = [await desk.world.client.get("/health/ready") for desk in (old, new)]

    assert [answer.status_code for answer in answers] == [200, 503]
    assert answers[1].json() == {"status": "another subject key"}


def test_a_service_into_which_nobody_can_sign_in_warns(command: Command) -> None:
    quiet = command(OLD, "serve")
    warned = command(OLD, "serve", dev_issuer="false")

    assert "nobody can sign in" not in quiet.output
    assert "Warning: nobody can sign in" in warned.output
    assert warned.exit_code == 0
