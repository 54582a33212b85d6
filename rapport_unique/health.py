"""Whether the process runs, and whether it can be sent requests."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from models.database import Database
from models.installation import goes_on
from models.knowing import Knowing
from models.migrated import NotMigratedError, check_migrated
from models.outages import OutageError
from models.patience import Patience

WITHIN_S = 1.5
"""How long the database has to answer; who asks gives up after two seconds or more."""


class Readiness:
    """Asks the database over connections of its own: it waits for nobody who reads or writes."""

    def __init__(self, url: str, knowing: Knowing) -> None:
        """Ask this database, which must know persons so."""
        patience = Patience(
            lock_s=WITHIN_S, statement_s=WITHIN_S, idle_s=WITHIN_S, whole_s=WITHIN_S
        )
        self._database = Database(url, patience=patience)
        self._knowing = knowing

    def routes(self) -> list[Route]:
        """Return the addresses that tell of it."""
        return [Route("/health/live", _alive), Route("/health/ready", self._ready)]

    async def aclose(self) -> None:
        """Give back what asking holds."""
        await self._database.close()

    async def _ready(self, _: Request) -> Response:
        try:
            same_persons = await self._asked()
        except (OutageError, NotMigratedError):
            return JSONResponse({"status": "no database"}, status_code=503)
        if not same_persons:
            return JSONResponse({"status": "another subject key"}, status_code=503)
        return JSONResponse({"status": "ready"})

    async def _asked(self) -> bool:
        """Return whether persons are known so; a server that may only be read is no database.

        A file has one writer at a time: who asks for its turn would wait for the others.
        """
        database = self._database
        async with database.reading() if database.is_sqlite else database.writing() as connection:
            await connection.run_sync(check_migrated)
            return await connection.run_sync(goes_on, self._knowing)


async def _alive(_: Request) -> Response:
    return JSONResponse({"status": "alive"})
