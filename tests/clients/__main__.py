"""`python -m tests.clients`: what clients can do, the example in TypeScript, the audit over HTTP.

They come from npm by name, with the versions and digests of the lock. Where they cannot be had, it
is said, and nothing is tested.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from models import migrations
from models.database import Database
from rapport_unique.demo import seed
from rapport_unique.settings import PREFIX, Settings
from tests.databases import Backend, new_database
from tests.sealing import SEALING
from tests.servers import running
from tests.templates import RUN
from tests.world import development_settings

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[1] / "examples" / "not-yet-sent.ts"
COMPILE = ("--strict", "--target", "es2022", "--module", "nodenext", "--types", "node")
SKIPPED = f"{'!' * 78}\nTHE CLIENTS WERE NOT TESTED: {{}}\n{'!' * 78}\n"
OLDEST_NODE = 20
WITHIN_S = 120


class NotToBeHad(Exception):  # noqa: N818 - nothing that was tested is in error
    """The clients cannot be had here; the reason is for a person."""


def install(folder: Path) -> None:
    """Put the clients into this folder, with all that they need.

    Raises:
        NotToBeHad: something is missing.
    """
    if not (shutil.which("node") and shutil.which("npm")):
        raise NotToBeHad("there is no Node, or no npm.")
    version = _said("node", "--version")
    if int(version.lstrip("v").partition(".")[0]) < OLDEST_NODE:
        raise NotToBeHad(f"Node is {version.strip()}, and they need {OLDEST_NODE}.")
    for file in (*HERE.glob("*.js"), *HERE.glob("*.json")):
        shutil.copy(file, folder)
    try:
        _said("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=folder)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise NotToBeHad("their packages could not be installed.") from None


def compile_example(folder: Path) -> None:
    """Check the example in TypeScript, and write it there as the JavaScript that Node runs."""
    shutil.copy(EXAMPLE, folder)
    compiler = folder / "node_modules" / ".bin" / "tsc"
    _said(str(compiler), *COMPILE, "--lib", "es2022,dom", EXAMPLE.name, cwd=folder)


def _said(*command: str, cwd: Path | None = None) -> str:
    return subprocess.run(
        command, cwd=cwd, check=True, timeout=WITHIN_S, stdout=subprocess.PIPE, text=True
    ).stdout


def demo_country(folder: Path) -> Settings:
    """Return the settings of a demo country of its own, in an embedded database."""
    url = new_database(folder, Backend.SQLITE)
    migrations.upgrade(url)
    asyncio.run(_seed(url))
    return development_settings(folder, database_url=url)


async def _seed(url: str) -> None:
    database = Database(url)
    try:
        await seed(database, datetime.now(UTC), sealing=SEALING)
    finally:
        await database.close()


def run_clients(folder: Path) -> int:
    """Start a server by each edition, run the clients on both, and return their exit status."""
    os.environ[RUN] = str(folder)
    settings = demo_country(folder)
    with ExitStack() as servers:
        server = servers.enter_context(running(settings))
        os.environ[f"{PREFIX}GRAPHQL_OVER_HTTP"] = "draft-2025"
        draft = servers.enter_context(running(settings))
        environment = {
            **os.environ,
            "SERVER_URL": server.url,
            "DRAFT_URL": draft.url,
            "READER": server.token("spp-is-reader"),
            "EDITOR": server.token("charleroi-editor"),
        }
        command = ["node", "--test", "--test-reporter=spec", "clients.test.js"]
        return subprocess.call(command, cwd=folder, env=environment, timeout=WITHIN_S)


def main() -> int:
    """Run them where they can be had."""
    with tempfile.TemporaryDirectory() as name:
        try:
            install(Path(name))
        except NotToBeHad as missing:
            sys.stderr.write(SKIPPED.format(missing))
            return 0
        compile_example(Path(name))
        return run_clients(Path(name))


if __name__ == "__main__":
    sys.exit(main())
