"""PgBouncer between the process and its database, and settings that are as hostile as can be."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from models import migrations
from models.installation import check_installation
from models.knowing import Knowing
from models.migrated import check_database
from rapport_unique.settings import Settings
from tests import postgresql
from tests.api.acting import ANA, CHARLEROI, Desk, done
from tests.databases import Backend, drop_database, new_database, run
from tests.servers import own_port
from tests.world import Clock, World, copy_of

pytestmark = pytest.mark.only_on("postgresql", reason="Nothing pools an embedded database.")
PGBOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
HOSTILE = {
    "timezone": "'America/St_Johns'",
    "datestyle": "'SQL, DMY'",
    "intervalstyle": "'sql_standard'",
    "bytea_output": "'escape'",
    "extra_float_digits": "-15",
    "default_transaction_read_only": "on",
    "default_transaction_isolation": "'serializable'",
    "default_transaction_deferrable": "on",
    "lock_timeout": "'1ms'",
    "client_encoding": "'LATIN1'",
    "standard_conforming_strings": "off",
    "transform_null_equals": "on",
    "array_nulls": "off",
}

KNOWING = Knowing(key_check="0" * 64)
NAMED = "Zoë Łukasiewicz \N{BLACK CHESS KING}"
"""What older encodings cannot write."""


@contextmanager
def pooled(url: str, mode: str) -> Iterator[str]:
    """The address of a pooler before the database, which refuses every option at the start."""
    server = make_url(url)
    folder, port = postgresql.new_folder(), own_port()
    host, database = server.query.get("host", server.host), server.database
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\n{database} = host={host} port={server.port or 5432} user={server.username}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = any\npool_mode = {mode}\nserver_reset_query = DISCARD ALL\n"
        f"server_reset_query_always = 1\n"
    )
    (folder / "pgbouncer.ini").chmod(0o644)
    process = subprocess.Popen(
        [str(PGBOUNCER), "--quiet", str(folder / "pgbouncer.ini")],
        stderr=subprocess.DEVNULL,
        **postgresql.account(),
    )
    try:
        pooler = server.set(host="127.0.0.1", port=port, query={})
        yield pooler.render_as_string(hide_password=False)
    finally:
        process.terminate()
        process.wait(timeout=60)
        shutil.rmtree(folder)


def make_hostile(url: str) -> None:
    name = make_url(url).database
    told = (
        f'ALTER DATABASE "{name}" SET {setting} = {value}' for setting, value in HOSTILE.items()
    )
    run(url, "; ".join(told))


async def until_ready(world: World) -> None:
    async with asyncio.timeout(60):
        while (await world.client.get("/health/ready")).status_code != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@pytest.fixture(params=["direct", "session", "transaction"])
def settings(
    request: pytest.FixtureRequest, small_country: Path, tmp_path: Path
) -> Iterator[Settings]:
    if request.param != "direct" and PGBOUNCER is None:
        pytest.skip("There is no pgbouncer here: nothing is tested through a pooler.")
    settings = copy_of(small_country, tmp_path)
    make_hostile(settings.database_url)
    if request.param == "direct":
        yield settings
    else:
        with pooled(settings.database_url, request.param) as url:
            more = "?prepare_threshold=none" if request.param == "transaction" else ""
            yield settings.model_copy(update={"database_url": f"{url}{more}"})
    drop_database(settings.database_url)


@pytest.fixture
async def world(settings: Settings, clock: Clock) -> AsyncIterator[World]:
    world = World(settings, clock)
    async with world.running():
        await until_ready(world)
        yield world


async def test_a_form_is_sent_and_read_whatever_the_session_takes_for_granted(
    world: World,
) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.send()
    done(await desk.update(desk.editor(), contact={**ANA, "name": NAMED}))

    asked = 'forms(year: 2020, first: 600, filter: {nisCode: ["52011"]}) { nodes {'
    marks = "progress { encodedAt signedAt sentAt } signatures { signedAt } } }"
    listed = [await world.as_("spp-is-reader")(f"{{ {asked} {marks} }}") for _ in range(12)]

    (node,) = listed[-1].data["forms"]["nodes"]
    assert all(answer.body == listed[-1].body for answer in listed)
    assert node["progress"] == {
        "encodedAt": "2026-11-23T12:00:00.000000Z",
        "signedAt": "2026-11-23T12:01:00.000000Z",
        "sentAt": "2026-11-23T12:01:00.000000Z",
    }
    assert (await desk.form())["progress"]["sentAt"] == node["progress"]["sentAt"]
    assert (await desk.report())["contact"]["name"] == NAMED


def test_commands_work_whatever_the_session_takes_for_granted(
    backend: Backend, tmp_path: Path
) -> None:
    url = new_database(tmp_path, backend)
    make_hostile(url)

    migrations.upgrade(url)
    check_database(url)
    assert check_installation(url, KNOWING) is None

    assert run(url, "SELECT key_check FROM installation") == [(KNOWING.key_check,)]
    drop_database(url)
