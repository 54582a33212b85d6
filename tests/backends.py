"""The axis of the tests: whatever touches storage runs on SQLite and on PostgreSQL.

A test is on the axis when one of its fixtures needs `backend`, as every fixture with a database
does. It then runs once on each, and may connect to nothing else; a test off the axis may connect
to no database at all. So no test of storage runs on one of them by oversight: to leave one out
takes the marker `only_on`, and a reason.
"""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests import postgresql, templates
from tests.databases import SERVER, Backend, drop_untouched

_UNTESTED = "Not tested on PostgreSQL"
_allowed: pytest.StashKey[Backend | None] = pytest.StashKey()
_MEMORY = Path("/dev/shm")  # noqa: S108 - everybody makes a folder of their own in it
"""Where Linux keeps files in memory: to copy a database there takes a third of the time."""
_ROOM = 4 << 30
"""More bytes than a run ever keeps there."""


@pytest.hookimpl(tryfirst=True)  # before pytest makes a folder of its own
def pytest_configure(config: pytest.Config) -> None:
    """Say where the processes of this run find what they share: a server, templates."""
    config.addinivalue_line(
        "markers", "only_on(backend, reason): of the two databases, runs on this one only"
    )
    if not _is_worker(config):
        if "TMPDIR" not in os.environ and _has_room(_MEMORY):
            os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)
        os.environ[templates.RUN] = str(postgresql.new_folder())


def _has_room(folder: Path) -> bool:
    """Whether the files of a run can be kept there, and programs run from there."""
    try:
        runs = not os.statvfs(folder).f_flag & os.ST_NOEXEC
        return runs and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > _ROOM
    except OSError:
        return False


def pytest_sessionfinish() -> None:
    """Drop what this process kept on the server."""
    drop_untouched()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Drop the templates of this run, and stop its server if it has one of its own."""
    if not _is_worker(config) and (folder := os.environ.pop(templates.RUN, None)):
        templates.drop_all(Path(folder))
        postgresql.stop(Path(folder))
        if folder in os.environ.get(SERVER, ""):
            os.environ.pop(SERVER)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run on each database what needs one."""
    if "backend" in metafunc.fixturenames:
        backends = list(Backend)
        if marker := metafunc.definition.get_closest_marker("only_on"):
            assert marker.kwargs.get("reason"), "a test that runs on one database says why"
            backends = [Backend(marker.args[0])]
        metafunc.parametrize("backend", backends, indirect=True, scope="session", ids=str)


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> Backend:
    """What keeps the data in this test."""
    chosen: Backend = request.param
    if chosen is Backend.POSTGRESQL and not os.environ.get(SERVER):
        try:
            os.environ[SERVER] = postgresql.start(Path(os.environ[templates.RUN]))
        except postgresql.NoServerError as error:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{_UNTESTED}: {error}")
    return chosen


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """Report what was not tested as one thing, and not as hundreds."""
    report = yield
    if reason := _why_untested(report):
        report.longrepr = (__file__, 1, f"Skipped: {reason}")
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say aloud what was not tested."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [reason for report in skipped if (reason := _why_untested(report))]
    if reasons:
        terminalreporter.section("PostgreSQL was not tested", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(reasons)} tests did not run. {reasons[0]}")
        terminalreporter.line(f"Set {SERVER} to the address of a server to run them there.")


def _why_untested(report: Any) -> str | None:
    match report.longrepr:
        case (_, _, str(said)) if _UNTESTED in said:
            return said.removeprefix("Skipped: ")
        case _:
            return None


# Nothing connects elsewhere ----------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note the database of the test."""
    callspec = getattr(item, "callspec", None)
    item.session.stash[_allowed] = callspec.params.get("backend") if callspec else None


@pytest.fixture(scope="session", autouse=True)
def _connect_to_nothing_else(request: pytest.FixtureRequest) -> Any:
    def check(dialect: Any, *_: object) -> None:
        allowed = request.session.stash[_allowed]
        assert allowed, "A test that uses a database takes the fixture `backend`, or one above it."
        assert dialect.name == allowed, f"This test runs on {allowed}, and not on {dialect.name}."

    event.listen(Engine, "do_connect", check)
    yield
    event.remove(Engine, "do_connect", check)
