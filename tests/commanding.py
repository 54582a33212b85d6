"""The command line on a world's database, as SPP IS uses it."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from click.testing import CliRunner, Result

from rapport_unique.cli import main
from tests.world import World

Run = Callable[..., Result]


def command_line(world: World, persona: str = "spp-is-manager") -> Run:
    """What runs a command there, in a thread with a loop of its own.

    It acts for that person, with a token that is valid now, whatever the clock of the
    tests says; options of the environment can be given by name.
    """
    environment = {
        "RAPPORT_UNIQUE_ENVIRONMENT": "development",
        "RAPPORT_UNIQUE_DEV_ISSUER": "true",
        "RAPPORT_UNIQUE_VAR_DIR": str(world.settings.var_dir),
        "RAPPORT_UNIQUE_DATABASE_URL": world.settings.database_url,
    }

    def run(*arguments: str, **more: str) -> Result:
        return run_with({**environment, **more}, *arguments)

    environment["ACCESS_TOKEN"] = run("token", persona).output.strip()
    return run


def run_with(environment: Mapping[str, str], *arguments: str) -> Result:
    """Run a command in this environment, in a thread with a loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(CliRunner().invoke, main, arguments, env=dict(environment)).result()
