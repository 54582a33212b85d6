"""What a line of the log looks like: its instant in UTC, how serious it is, who says it, and what.

Whoever sends something can write nothing into the log but part of a line: no control character
comes through, and whatever goes on over several lines, such as a traceback, is indented.
"""

import logging
import re
import time
from typing import Any

_CONTROL = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What ends a line, moves the cursor, or turns the direction of writing."""
_LONGEST_LINE = 2_000
_QUIET = "INFO"


class OneLine(logging.Formatter):
    """Writes each record so that no part of it can be taken for another one."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as it is written."""
        first, *others = super().format(record).split("\n")
        return "\n".join([plain(first), *(f"    {plain(line)}" for line in others)])


def plain(line: str) -> str:
    """Return a line without control characters, cut where it is very long."""
    escaped = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
    return escaped if len(escaped) <= _LONGEST_LINE else f"{escaped[:_LONGEST_LINE]}…"


def configuration(level: str) -> dict[str, Any]:
    """Return how to log from this level on.

    The server and the libraries say nothing below `info`, whatever the level: a WebSocket library
    would write the headers of handshakes, and with them access tokens.
    """
    upper = level.upper()
    others = _QUIET if upper == "DEBUG" else upper
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": OneLine}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "uvicorn": {"level": others},
            "uvicorn.error": {"level": others},
            **{name: {"level": upper} for name in ("rapport_unique", "auth", "models")},
        },
    }
