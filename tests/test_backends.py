"""The tests of storage run on both databases: none slips through, and the server can be had."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine

from tests import countries, postgresql
from tests.databases import Backend, copy_of_database, drop_database, run

TESTS = Path(__file__).parent
MAY_NAME_A_FILE = {
    "test_bench.py",
    "test_many_errors.py",
    "databases.py",
    "test_backends.py",
    "test_settings.py",
    "test_storage_sqlite.py",
    "test_verification.py",
}


def test_who_is_not_on_the_axis_connects_to_nothing(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/own")

    with pytest.raises(AssertionError, match="takes the fixture `backend`"):
        engine.connect()


def test_who_runs_on_one_database_connects_to_no_other(backend: Backend) -> None:
    other = "sqlite://" if backend is Backend.POSTGRESQL else "postgresql+psycopg://127.0.0.1:1/x"

    with pytest.raises(AssertionError, match=f"This test runs on {backend}"):
        create_engine(other).connect()


def test_no_test_gives_an_embedded_database_to_a_process_of_its_own() -> None:
    naming = [path.name for path in TESTS.rglob("*.py") if "sqlite:/" in path.read_text("utf-8")]

    assert set(naming) <= MAY_NAME_A_FILE


@pytest.mark.only_on("postgresql", reason="a file is copied sooner than looked through")
def test_a_copy_that_nobody_wrote_to_is_the_next_one(backend: Backend, tmp_path: Path) -> None:
    template = countries.migrated(backend)
    first = copy_of_database(template, tmp_path / "first")
    run(first, "SELECT count(*) FROM cpas")
    drop_database(first)

    second = copy_of_database(template, tmp_path / "second")
    drop_database(second)

    assert second == first


@pytest.mark.only_on("postgresql", reason="as above")
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO campaign (year, opens_at, closes_at) VALUES (2020, now(), 'infinity')",
        "UPDATE journal_head SET number = number",
        "DELETE FROM alembic_version",
        "DO $$ BEGIN UPDATE journal_head SET number = number; RAISE 'in vain'; END $$",
        "TRUNCATE alembic_version",
        "CREATE TABLE another (id integer)",
        "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET jit = off'; END $$",
    ],
)
def test_a_copy_that_was_written_to_is_nobodys_again(
    backend: Backend, tmp_path: Path, statement: str
) -> None:
    template = countries.migrated(backend)
    first = copy_of_database(template, tmp_path / "first")
    with suppress(psycopg.Error):
        run(first, statement)
    drop_database(first)

    second = copy_of_database(template, tmp_path / "second")
    drop_database(second)

    assert second != first


@pytest.mark.only_on("postgresql", reason="as above")
def test_a_copy_that_somebody_is_still_connected_to_is_nobodys_again(
    backend: Backend, tmp_path: Path
) -> None:
    template = countries.migrated(backend)
    first = copy_of_database(template, tmp_path / "first")
    with psycopg.connect(first, autocommit=True) as connection:
        connection.execute("SELECT 1")
        drop_database(first)

    second = copy_of_database(template, tmp_path / "second")
    drop_database(second)

    assert second != first


def test_a_socket_finds_room_however_long_the_path_of_temporary_files_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))

    folder = postgresql.new_folder()
    postgresql.stop(folder)

    assert len(os.fsencode(folder / "socket" / ".s.PGSQL.5432")) <= postgresql.LONGEST_SOCKET


def test_a_server_that_cannot_be_had_says_why_to_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = postgresql.new_folder()
    monkeypatch.setattr(postgresql, "WHEEL", "no_such_package")
    said = []

    for _ in range(2):
        with pytest.raises(postgresql.NoServerError) as error:
            postgresql.start(folder)
        said.append(str(error.value))
    postgresql.stop(folder)

    assert said == ["the package no-such-package is not installed"] * 2
    assert not folder.exists()
