"""A checkout as `make run` leaves it to its reader, and the demo that it serves."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rapport_unique.settings import PREFIX
from tests.guides.pages import ROOT
from tests.servers import PATIENCE_S, own_port, wait_until_ready

NEEDED = ("bash", "curl", "make", "python3")
_LONGEST_S = 10 * PATIENCE_S
"""How long a document may take; only one that waits in vain takes longer."""
_OWN = {".git", ".venv", "var"}
"""What every checkout has for itself."""
_NOT_THEIRS = (PREFIX, "PYTHONDONTWRITEBYTECODE")
"""Variables that a reader does not have: with the second one every command is compiled anew."""
_WRAPPER = """#!/bin/sh
exec '{python}' {arguments}"$@"
"""


@dataclass(frozen=True)
class Checkout:
    """A folder in which a reader stands, and the address of the demo that was started from it."""

    folder: Path
    url: str
    environment: Mapping[str, str]

    def shell(self, script: str) -> "subprocess.CompletedProcess[str]":
        """Run this in the reader's shell, until the first command that fails."""
        command = ["bash", "-euo", "pipefail", "-c", script]
        with subprocess.Popen(
            command,
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                printed, told = process.communicate(timeout=_LONGEST_S)
            except subprocess.TimeoutExpired:
                process.terminate()  # it stops what it has started
                printed, told = process.communicate()
        return subprocess.CompletedProcess(command, process.returncode, printed, told)


def missing() -> list[str]:
    """The programs that a reader needs, and that are not here."""
    return [name for name in NEEDED if not shutil.which(name)]


@contextmanager
def serving(folder: Path) -> Iterator[Checkout]:
    """A checkout in this folder, with the demo running; it is stopped afterwards."""
    _furnish(folder)
    port = own_port()
    own = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_THEIRS)}
    environment = {**own, "PYTHONPATH": str(ROOT), f"{PREFIX}PORT": str(port)}
    process = subprocess.Popen(["make", "-s", "run"], cwd=folder, env=environment)  # noqa: S607 - the reader's
    try:
        wait_until_ready(url := f"http://127.0.0.1:{port}", process)
        yield Checkout(folder, url, environment)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def _furnish(folder: Path) -> None:
    """Put there what the project holds, and an environment that is up to date: this one."""
    for path in ROOT.iterdir():
        if path.name not in _OWN:
            (folder / path.name).symlink_to(path)
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, arguments in (("python", ""), ("rapport-unique", "-m rapport_unique ")):
        program = programs / name
        program.write_text(_WRAPPER.format(python=sys.executable, arguments=arguments))
        program.chmod(0o755)
    for stamp in (".run", ".dev", ".project"):
        (folder / ".venv" / stamp).touch()
