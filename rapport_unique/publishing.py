"""Publishing checkpoints of the journal, every few seconds where there are new lines."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from models.checkpoints import publish
from models.database import Database
from models.outages import BROKEN
from models.seals import Sealing

EVERY = timedelta(seconds=5)

OUTAGE: tuple[type[Exception], ...] = (SQLAlchemyError, *BROKEN)
"""How a database that cannot answer shows itself."""
_log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Publisher:
    """What publishes the checkpoints of one process."""

    database: Database
    sealing: Sealing
    clock: Callable[[], datetime]
    every: timedelta = EVERY
    _failing: bool = False

    async def run(self) -> None:
        """Publish until cancelled; an outage of the database is waited out."""
        while True:
            await asyncio.sleep(self.every.total_seconds())
            await self.publish()

    async def publish(self) -> None:
        """Publish what is new. While it cannot be, the log says so once."""
        try:
            await publish(self.database, self.sealing, self.clock(), every=self.every)
        except OUTAGE as error:
            if not self._failing:
                _log.warning("No checkpoint can be published: %s", type(error).__name__)
            self._failing = True
        else:
            self._failing = False
