"""PostgreSQL servers that change their part, and a pooler before one: started for one test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import postgresql

PATIENCE_S = 60.0
_SETTINGS = ("fsync=off", "listen_addresses=", "autovacuum=off", "max_connections=50")


@dataclass(frozen=True)
class Server:
    """A server in a folder of its own."""

    folder: Path
    programs: Path

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.folder / 'socket'}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        options = " ".join(f"-c {setting}" for setting in _SETTINGS)
        self.control(
            "start", "--log", self.data / "log", "-o", f"{options} -k {self.folder}/socket"
        )

    def stop(self) -> None:
        self.control("stop", "--mode", "fast")

    def stand_by(self) -> None:
        """Start again, as a server that only stands by."""
        postgresql.run_program("touch", self.data / "standby.signal")
        self.start()

    def control(self, act: str, *options: str | Path) -> None:
        arguments = ("--pgdata", self.data, "--wait", *options)
        postgresql.run_program(self.programs / "pg_ctl", act, *arguments)


@contextmanager
def two_servers() -> Iterator[tuple[Server, Server]]:
    """A primary, and a second server that follows it: both are empty."""
    folder = postgresql.new_folder()
    programs = postgresql.programs_for(folder)
    try:
        one, two = (Server(folder / name, programs) for name in ("one", "two"))
        for server in (one, two):
            postgresql.make_folder(server.folder)
            postgresql.make_folder(server.folder / "socket")
        postgresql.run_program(programs / "initdb", *postgresql.INITDB, "--pgdata", one.data)
        one.start()
        copying = ("--write-recovery-conf", "--checkpoint=fast", "--no-sync")
        source = f"host={one.folder / 'socket'} user=postgres"
        postgresql.run_program(
            programs / "pg_basebackup", *copying, "--pgdata", two.data, "--dbname", source
        )
        two.start()
        yield one, two
    finally:
        for name in ("one", "two"):
            if (folder / name / "data" / "postmaster.pid").exists():
                Server(folder / name, programs).control("stop", "--mode", "immediate")
        shutil.rmtree(folder)
