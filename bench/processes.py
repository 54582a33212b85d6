"""The server processes that are measured, and what they and their database spend."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path

import uvicorn
from sqlalchemy import make_url

from auth.persons import PersonRule
from auth.sealing import new_keys
from bench.callers import LIFETIME_S, SUBJECT_KEY, Tokens
from bench.databases import ROOT, VAR, Databases, Server
from rapport_unique.issuer import issuer_app
from rapport_unique.personas import EID, ITSME

_READY_WITHIN_S = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Process:
    """A running server."""

    name: str
    port: int
    pid: int
    started_s: float
    """How long it took until it was ready."""
    started_cpu_s: float
    """How much CPU time that took."""
    idle_mb: float
    """How much memory it held then."""
    sessions: "Sessions | None"
    """Its sessions in the database; None where the database is part of the process."""

    def cpu(self) -> float:
        """Return the CPU seconds that the process has spent."""
        return _cpu(self.pid)

    def database_cpu(self) -> float | None:
        """Return those of its sessions; None where the database is no process beside it."""
        return self.sessions.cpu() if self.sessions else None

    def memory_mb(self) -> float:
        """Return the memory that it holds."""
        return _memory_mb(self.pid)


class Sessions:
    """What the sessions of one server spend in PostgreSQL."""

    def __init__(self, databases: Server, name: str) -> None:
        """Look at the sessions that call themselves so."""
        self._name = name
        self._connection = databases.connect()

    def cpu(self) -> float | None:
        """Return the CPU seconds of the sessions; None where the database is elsewhere.

        Those of sessions that have ended are with the parent of all sessions. It does not tell
        whose they were; but only one server works at a time.
        """
        query = "SELECT pid FROM pg_stat_activity WHERE application_name = %s"
        pids = [pid for (pid,) in self._connection.execute(query, (self._name,))]
        try:
            return sum(map(_cpu, pids)) + _ended_cpu(_parent(self._connection.info.backend_pid))
        except OSError:
            return None

    def close(self) -> None:
        """Look no more."""
        self._connection.close()


@contextmanager
def issuer(tokens: Tokens) -> Iterator[None]:
    """Let the issuer of the tokens tell its keys, at the address that the tokens name."""
    port = int(tokens.address.rpartition(":")[2])
    config = uvicorn.Config(issuer_app(tokens.issuer), port=port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        _wait_for(port, "/dev/issuer/jwks.json", thread.is_alive)
        yield
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def api(url: str, tokens: Tokens, databases: Databases, name: str = "ours") -> Iterator[Process]:
    """Run the service as production does, on that database."""
    config = tokens.issuer.config.model_copy(
        update={"signing_levels": [EID, ITSME], "person_rule": PersonRule.EXACT}
    )
    environment = {
        "ENVIRONMENT": "production",
        "ISSUERS": json.dumps([config.model_dump(mode="json")]),
        "MAX_TOKEN_LIFE_S": str(LIFETIME_S),
        "MAX_OPERATIONS": "1000",  # one person stands for many here
        "MAX_WRITES_PER_MINUTE": "1000000",
        "SUBJECT_KEY": SUBJECT_KEY,
        "SEALING_KEYS": new_keys(),
        "DATABASE_URL": _named(url, name),
        "VAR_DIR": str(VAR),
    }
    prefixed = {f"RAPPORT_UNIQUE_{key}": value for key, value in environment.items()}
    with _running("rapport_unique serve", "/health/ready", name, prefixed, databases) as process:
        yield process


@contextmanager
def yardstick(url: str, tokens: Tokens, databases: Databases, driver: str) -> Iterator[Process]:
    """Run the yardstick on that database."""
    known = asdict(tokens.for_yardstick())
    known |= {"subject_key": SUBJECT_KEY, "database_url": _named(url, "yardstick")}
    known |= {"driver": driver}
    environment = {"YARDSTICK": json.dumps(known)}
    with _running("bench.yardstick", "/ready", "yardstick", environment, databases) as process:
        yield process


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(
    module: str, ready: str, name: str, environment: dict[str, str], databases: Databases
) -> Iterator[Process]:
    port = free_port()
    given = {**_clean_environment(), **environment}
    given |= {"RAPPORT_UNIQUE_PORT": str(port), "YARDSTICK_PORT": str(port)}
    command = [sys.executable, "-m", *module.split()]
    sessions = Sessions(databases, name) if isinstance(databases, Server) else None
    log = (VAR / f"{name}.log").open("w")
    started = time.perf_counter()
    process = subprocess.Popen(command, env=given, cwd=ROOT, stdout=log, stderr=log)
    try:
        _wait_for(port, ready, lambda: process.poll() is None)
        took = time.perf_counter() - started
        yield Process(
            name=name,
            port=port,
            pid=process.pid,
            started_s=took,
            started_cpu_s=_cpu(process.pid),
            idle_mb=_memory_mb(process.pid),
            sessions=sessions,
        )
    finally:
        if sessions is not None:
            sessions.close()
        process.terminate()
        process.wait(20)
        log.close()


def _clean_environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("RAPPORT_UNIQUE")}


def _named(url: str, name: str) -> str:
    """Let the sessions of the server tell whose they are."""
    if url.startswith("sqlite:"):
        return url
    named = make_url(url).update_query_dict({"application_name": name})
    return named.render_as_string(hide_password=False)


def _wait_for(port: int, path: str, alive: Callable[[], bool]) -> None:
    """Return as soon as the server answers with 200."""
    deadline = time.perf_counter() + _READY_WITHIN_S
    while time.perf_counter() < deadline:
        assert alive(), "the server stopped by itself; its log stands in var/bench"
        with contextlib.suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        time.sleep(0.01)
    raise TimeoutError(path)


def _cpu(pid: int) -> float:
    """Return the CPU seconds of a process, to the nanosecond: Linux's clock of another process."""
    return time.clock_gettime((~pid << 3) | 2)


def _parent(pid: int) -> int:
    return int(_stat(pid)[1])


def _ended_cpu(pid: int) -> float:
    """Return the CPU seconds of the children of the process that have ended."""
    user, system = _stat(pid)[13:15]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    """Return what /proc tells of the process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _memory_mb(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None, "every process has a size"
    return int(found[1]) / 1024
