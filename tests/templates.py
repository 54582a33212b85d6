"""Databases that are made once in a run of the tests, and copied by whoever needs one."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.databases import SERVER, Backend, database_in, drop_database, seal

RUN = "TEST_RUN_FOLDER"
"""The variable that names the folder which the processes of one run share."""


def made_once(name: str, backend: Backend, make: Callable[[Path], object]) -> Path:
    """The folder of a template; of all processes of the run, the first to ask makes it.

    Nobody opens the database in it any more: it is there to be copied.
    """
    templates = _templates_of(Path(os.environ[RUN]))
    templates.mkdir(exist_ok=True)
    folder = templates / f"{name}-{backend}"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _make(folder, make)
    return folder


def _make(folder: Path, make: Callable[[Path], object]) -> None:
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    make(unfinished)
    seal(database_in(unfinished))
    unfinished.rename(folder)


def drop_all(run: Path) -> None:
    """Drop what the run made on a server that stays."""
    if os.environ.get(SERVER):
        for folder in _templates_of(run).glob("*/"):
            drop_database(database_in(folder))


def _templates_of(run: Path) -> Path:
    return run / "templates"
