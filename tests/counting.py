"""Which statements reach a database, whoever sends them there."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


class _Noting(logging.Handler):
    def __init__(self, asked: list[str]) -> None:
        super().__init__()
        self._asked = asked

    def emit(self, record: logging.LogRecord) -> None:
        self._asked.append(record.getMessage())


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what is asked of any database meanwhile, by SQLAlchemy and straight on the driver."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    log, noting = logging.getLogger("rapport_unique.sql"), _Noting(asked)
    level = log.level
    event.listen(Engine, "before_cursor_execute", note)
    log.addHandler(noting)
    log.setLevel(logging.DEBUG)
    try:
        yield asked
    finally:
        log.setLevel(level)
        log.removeHandler(noting)
        event.remove(Engine, "before_cursor_execute", note)
