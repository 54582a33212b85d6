"""Whatever goes wrong around a command, it ends with a sentence: never with a traceback."""

import os
import socket
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import psycopg
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import make_url

from models import migrations
from rapport_unique import cli
from rapport_unique.cli import main
from rapport_unique.commands.options import Instant
from rapport_unique.commands.troubles import told
from tests.databases import Backend, drop_database, new_database, run
from tests.sealing import KEYS

WRITES_THE_CONTRACT = "schema"
IN_PRODUCTION = {
    "RAPPORT_UNIQUE_SUBJECT_KEY": "9f86d081884c7d659a2feaa0c55ad015",
    "RAPPORT_UNIQUE_SEALING_KEYS": KEYS,
}
OFFLINE = {("token",), ("verify",), ("keys", "new")}
"""Commands that need no database."""
Environment = Mapping[str, str]


def leaves(group: click.Group, *names: str) -> Iterator[tuple[str, ...]]:
    """The names of every command below the group."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, *names, name)
        elif name != WRITES_THE_CONTRACT:
            yield (*names, name)


def found(path: tuple[str, ...]) -> click.Command:
    command: click.Command = main
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return command


def something_for(parameter: click.Parameter, file: Path) -> str:
    """A value that the parameter takes."""
    match parameter.type:
        case click.Choice() as choice:
            return str(choice.choices[0])
        case click.types.IntParamType():
            return "2020"
        case click.DateTime() | Instant():
            return "2025-01-01"
        case click.Path() if isinstance(parameter, click.Option):
            return f"{file}.new"
        case click.Path():
            return str(file)
        case _:
            return "x"


def arguments(path: tuple[str, ...], file: Path, *, bundled: bool = True) -> list[str]:
    """The command with all that it requires; what is bundled spares a file, where there is."""
    given = list(path)
    names = {parameter.name for parameter in found(path).params}
    if bundled and "bundled" in names:
        given.append("--bundled")
    for parameter in found(path).params:
        if parameter.required or (not bundled and parameter.name in {"file", "day"}):
            name = [parameter.opts[0]] if isinstance(parameter, click.Option) else []
            given.extend([*name, something_for(parameter, file)])
    return given


each_command = pytest.mark.parametrize("path", list(leaves(main)), ids=" ".join)


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in os.environ:
        if variable.upper().startswith("RAPPORT_UNIQUE_"):
            monkeypatch.delenv(variable)


@pytest.fixture
def development(tmp_path: Path) -> dict[str, str]:
    return {
        "RAPPORT_UNIQUE_ENVIRONMENT": "development",
        "RAPPORT_UNIQUE_VAR_DIR": str(tmp_path),
        "RAPPORT_UNIQUE_PORT": "0",
    }


@pytest.fixture
def empty_database(backend: Backend, tmp_path: Path) -> Iterator[str]:
    url = new_database(tmp_path, backend)
    yield url
    drop_database(url)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "advances.csv"
    file.write_text("nis;advance\n52011;1,00\n")
    return file


def run_in(environment: Environment, *given: str) -> Result:
    return CliRunner().invoke(main, list(given), env=dict(environment))


def has_told(result: Result) -> bool:
    """Whether it did its work, or told why not: one sentence or a few, and no traceback."""
    is_quiet = result.exception is None or isinstance(result.exception, SystemExit)
    said = result.output.strip().splitlines()
    return is_quiet and (result.exit_code == 0 or (result.exit_code == 1 and len(said) <= 3))


@each_command
def test_a_database_that_is_not_migrated(
    path: tuple[str, ...], empty_database: str, development: dict[str, str], file: Path
) -> None:
    environment = {**development, "RAPPORT_UNIQUE_DATABASE_URL": empty_database}

    result = run_in(environment, *arguments(path, file))

    assert has_told(result), result.output


@pytest.mark.parametrize("path", [("demo",), ("serve",), ("journal", "verify")], ids=" ".join)
def test_a_database_of_an_older_version_is_to_be_migrated(
    path: tuple[str, ...], empty_database: str, development: dict[str, str], file: Path
) -> None:
    migrations.upgrade(empty_database, "0001")
    environment = {**development, "RAPPORT_UNIQUE_DATABASE_URL": empty_database}

    result = run_in(environment, *arguments(path, file))

    assert result.exit_code == 1
    assert "Run `rapport-unique migrate` first." in result.output


def test_a_database_of_a_newer_version_is_told_apart(
    empty_database: str, development: dict[str, str]
) -> None:
    migrations.upgrade(empty_database)
    run(empty_database, "UPDATE alembic_version SET version_num = '9999'")
    environment = {**development, "RAPPORT_UNIQUE_DATABASE_URL": empty_database}

    verified = run_in(environment, "journal", "verify")
    migrated = run_in(environment, "migrate")

    assert verified.exit_code == 0
    assert migrated.exit_code == 1
    assert "migrated by a newer version" in migrated.output


@pytest.mark.only_on("postgresql", reason="a file is always in UTF-8")
@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_keep_every_name(
    encoding: str, empty_database: str, development: dict[str, str]
) -> None:
    made = f"TEMPLATE template0 ENCODING '{encoding}' LOCALE_PROVIDER libc LOCALE 'C'"
    name = make_url(empty_database).database
    with psycopg.connect(empty_database, dbname="postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}"')
        server.execute(f'CREATE DATABASE "{name}" {made}')

    result = run_in({**development, "RAPPORT_UNIQUE_DATABASE_URL": empty_database}, "migrate")

    assert (result.exit_code, result.output[:37]) == (1, "Error: The database is not in UTF-8, ")


def nobody_answers(url: str) -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return make_url(url).set(host="127.0.0.1", port=port, query={}).render_as_string(False)


def no_such_host(url: str) -> str:
    return make_url(url).set(host="nowhere.invalid", query={}).render_as_string(False)


def no_such_database(url: str) -> str:
    return make_url(url).set(database="no_such_database").render_as_string(False)


@pytest.mark.only_on("postgresql", reason="there is no server that could be out of reach")
@pytest.mark.parametrize("elsewhere", [nobody_answers, no_such_host, no_such_database])
@each_command
def test_a_database_out_of_reach(
    path: tuple[str, ...],
    elsewhere: Callable[[str], str],
    empty_database: str,
    development: dict[str, str],
    file: Path,
) -> None:
    environment = {**development, "RAPPORT_UNIQUE_DATABASE_URL": elsewhere(empty_database)}

    result = run_in(environment, *arguments(path, file))

    assert has_told(result), result.output
    if path not in {*OFFLINE, ("journal", "hold-against")}:  # what it is given is no checkpoint
        assert "The database cannot be reached:" in result.output


@pytest.mark.only_on("sqlite", reason="only there the database is a file")
@each_command
def test_a_folder_that_cannot_be_one(
    path: tuple[str, ...], backend: Backend, development: dict[str, str], file: Path
) -> None:
    url = f"{backend}:///{file}/in/a/file.sqlite3"
    environment = {**development, "RAPPORT_UNIQUE_DATABASE_URL": url}

    result = run_in(environment, *arguments(path, file))

    assert result.exit_code == 1 or path in OFFLINE
    assert has_told(result), result.output


@pytest.mark.only_on("sqlite", reason="only there the database is a file")
@pytest.mark.parametrize("path", [("migrate",), ("serve",), ("demo",)], ids=" ".join)
def test_a_file_that_is_no_database(
    path: tuple[str, ...], backend: Backend, development: dict[str, str], file: Path
) -> None:
    file.write_text("nothing of the kind\n" * 100)
    environment = {**development, "RAPPORT_UNIQUE_DATABASE_URL": f"{backend}:///{file}"}

    result = run_in(environment, *arguments(path, file))

    assert result.exit_code == 1
    assert "is not a database" in result.output
    assert has_told(result), result.output


def test_a_file_that_may_only_be_read(tmp_path: Path) -> None:
    path = tmp_path / "only-read.sqlite3"
    sqlite3.connect(path).execute("CREATE TABLE one (a)")
    reading = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    with pytest.raises(sqlite3.OperationalError) as error:
        reading.execute("INSERT INTO one VALUES (1)")

    assert told(error.value).startswith("The database may only be read.")


@each_command
def test_a_configuration_that_is_not_usable(path: tuple[str, ...], file: Path) -> None:
    result = run_in({**IN_PRODUCTION, "RAPPORT_UNIQUE_PROT": "1"}, *arguments(path, file))

    if path not in {("verify",), ("keys", "new"), ("journal", "hold-against")}:
        assert result.exit_code == 1
        assert "RAPPORT_UNIQUE_PROT: there is no such setting" in result.output
    assert has_told(result), result.output


def for_managers() -> list[tuple[str, ...]]:
    """The commands that act for a person of SPP IS."""
    return [
        path
        for path in leaves(main)
        if any(parameter.name == "token" and parameter.required for parameter in found(path).params)
    ]


@pytest.mark.parametrize("path", for_managers(), ids=" ".join)
def test_a_bad_token(
    path: tuple[str, ...], migrated: str, development: dict[str, str], file: Path
) -> None:
    environment = {**development, "RAPPORT_UNIQUE_DATABASE_URL": migrated}

    result = run_in(environment, *arguments(path, file))

    assert result.exit_code == 1
    assert has_told(result), result.output


def with_a_file() -> list[tuple[str, ...]]:
    """The commands that read a file."""
    return [
        path
        for path in leaves(main)
        if any(
            isinstance(parameter, click.Argument) and isinstance(parameter.type, click.Path)
            for parameter in found(path).params
        )
    ]


@pytest.mark.parametrize("name", ["missing.csv", "."])
@pytest.mark.parametrize("path", with_a_file(), ids=" ".join)
def test_a_file_that_is_not_there(
    path: tuple[str, ...], name: str, development: dict[str, str], tmp_path: Path
) -> None:
    result = run_in(development, *arguments(path, tmp_path / name, bundled=False))

    assert result.exit_code == 1
    assert str(tmp_path / name) in result.output
    assert has_told(result), result.output


def test_the_demo_country_is_refused_in_production() -> None:
    result = run_in(IN_PRODUCTION, "demo")

    assert result.exit_code == 1
    assert "refused in production" in result.output


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.1"])
def test_an_address_on_which_nobody_can_listen(development: dict[str, str], host: str) -> None:
    result = run_in({**development, "RAPPORT_UNIQUE_HOST": host}, "serve")

    assert result.exit_code == 1
    assert f"of {host}: " in result.output
    assert has_told(result), result.output


def fails(error: BaseException) -> Callable[[], Any]:
    def fail() -> Any:
        raise error

    return fail


def test_what_nobody_foresaw_is_one_line_and_where_on_demand(
    development: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "load_settings", fails(KeyError("a mistake\nof ours")))

    told_shortly = run_in(development, "serve")
    told_fully = run_in(development, "--traceback", "serve")

    assert told_shortly.exit_code == 1
    assert told_shortly.output == (
        "Error: Something unexpected went wrong (KeyError: 'a mistake\\nof ours'). "
        "`rapport-unique --traceback …` tells where.\n"
    )
    assert isinstance(told_fully.exception, KeyError)


def test_who_reads_no_further_ends_the_command_quietly(
    development: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "load_settings", fails(BrokenPipeError(32, "Broken pipe")))

    result = run_in(development, "serve")

    assert (result.exit_code, result.output) == (1, "")


def test_the_version_is_told() -> None:
    result = run_in({}, "--version")

    assert result.output == "rapport-unique, version 0.1.0\n"
