"""What a line of the log looks like, whatever is in it."""

import json
import logging
import logging.config
import re
from collections.abc import Iterator

import pytest

from rapport_unique.logs import OneLine, configuration

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [A-Z]+ [\w.]+: .*")
FORGED = "2026-11-26T12:00:00.000Z CRITICAL root: the database is gone"


def written(message: str, *arguments: object, fault: Exception | None = None) -> list[str]:
    """The lines that a record becomes."""
    about = (type(fault), fault, fault.__traceback__) if fault else None
    record = logging.LogRecord("a.b", logging.INFO, "", 0, message, arguments, about)
    return OneLine().format(record).splitlines()


def test_a_record_is_a_line_with_its_instant_in_utc() -> None:
    record = logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": "hello"})
    record.created, record.msecs = 1_764_150_000.25, 250.0

    assert OneLine().format(record) == "2025-11-26T09:40:00.250Z INFO x: hello"


BREAKS = [
    *"\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029\0\x1b\x08\x7f",
    "\r\n",
    "\n\r\n",
    "\x1b[2J",
    "\u202e",
]


@pytest.mark.parametrize("between", BREAKS, ids=ascii)
def test_nothing_in_a_record_can_look_like_another_one(between: str) -> None:
    lines = written("%s %s", f"a{between}{FORGED}", f"b{between}{FORGED}")

    assert [line for line in lines if LINE.fullmatch(line)] == lines[:1]
    assert all(line.startswith("    ") for line in lines[1:])
    assert all(line.isprintable() for line in lines)


def fail(why: str) -> None:
    raise RuntimeError(why)


def test_nothing_in_a_fault_can_look_like_another_record() -> None:
    with pytest.raises(RuntimeError) as raised:
        fail(f"x\n{FORGED}\r{FORGED}")
    lines = written("it broke", fault=raised.value)

    assert [line for line in lines if LINE.fullmatch(line)] == lines[:1]
    assert all(line.startswith("    ") for line in lines[1:])


def test_a_line_is_not_endless() -> None:
    (line,) = written("%s", "x" * 100_000)

    assert len(line) < 2_100


@pytest.fixture
def as_configured() -> Iterator[None]:
    """Loggers keep what they are told: afterwards they are as they were."""
    root = logging.getLogger()
    names = [None, "uvicorn", "uvicorn.error", "rapport_unique", "auth", "models"]
    before = [(name, logging.getLogger(name).level) for name in names]
    handlers = root.handlers[:]
    yield
    root.handlers[:] = handlers
    for name, level in before:
        logging.getLogger(name).setLevel(level)


@pytest.mark.usefixtures("as_configured")
def test_debugging_shows_nothing_of_what_the_libraries_hear(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("uvicorn"), "propagate", True)
    logging.config.dictConfig(configuration("debug"))

    for library in ("uvicorn.error", "websockets.server", "httpx2", "asyncio"):
        logging.getLogger(library).debug("< Authorization: Bearer a-secret")
    logging.getLogger("rapport_unique.sql").debug("SELECT 1")
    logging.getLogger("uvicorn.error").info("GET / 200")

    said = capsys.readouterr().err
    assert "a-secret" not in said
    assert "DEBUG rapport_unique.sql: SELECT 1" in said
    assert "INFO uvicorn.error: GET / 200" in said


def test_the_configuration_is_plain_values_but_for_its_formatter() -> None:
    told = configuration("warning")
    told["formatters"] = {}

    assert json.loads(json.dumps(told)) == told
