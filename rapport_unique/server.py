"""The server process: serves until it is told to stop, then ends what would go on for ever."""

import logging
import resource
import signal
import socket
import sys
from contextlib import suppress

import uvicorn
from starlette.applications import Starlette

from rapport_unique import logs
from rapport_unique.door import Door, behind
from rapport_unique.settings import Settings
from rapport_unique.streams import Streams

_COULD_NOT_START = 3
_OTHER_FILES = 200
"""How many files are open that are no connection to a client: of the database, of logs."""
_LOOK_EVERY = 10
"""At every which tick of the server, of which there are ten in a second, the door is looked at."""


class Server(uvicorn.Server):
    """Looks after its connections; before it waits for them, it ends what would go on for ever."""

    def __init__(self, config: uvicorn.Config, streams: Streams, door: Door | None = None) -> None:
        super().__init__(config)
        self._streams = streams
        self._door = door or Door()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        config = self.config
        config.http_protocol_class = behind(self._door, config.http_protocol_class)
        await super().startup(sockets)

    async def on_tick(self, counter: int) -> bool:
        """Return whether to stop; cut clients that are waited for too long."""
        if counter % _LOOK_EVERY == 0:
            self._door.look(self.server_state.connections)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop within the grace period."""
        self._streams.stopping.set()
        self._door.close(self.server_state.connections)
        await super().shutdown(sockets)


def make_server(app: Starlette, settings: Settings) -> Server:
    """Return the server of the application, which is not started yet."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=logs.configuration(settings.log_level),
        server_header=False,
        access_log=False,
        timeout_graceful_shutdown=5,
        ws_max_size=settings.max_body_bytes,
        ws_per_message_deflate=False,  # messages are short, and each socket would keep a window
    )
    return Server(config, app.state.streams, Door(most=most_connections(settings.max_connections)))


def most_connections(wanted: int) -> int:
    """Return how many connections there may be: as many as wanted, if there are files for them.

    The process is given as many files as it may have, where it needs more.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + _OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else max(1, min(wanted, soft - _OTHER_FILES))


def without_addresses(record: logging.LogRecord) -> bool:
    """Keep out of the log what the server says of a WebSocket: it names the client's address.

    The middleware writes a line of its own for each.
    """
    return '"WebSocket %s"' not in str(record.msg)


def serve_until_stopped(app: Starlette, settings: Settings) -> None:
    """Serve; return when the process was told to stop, by Ctrl-C or by SIGTERM."""
    # uvicorn raises the signal again when it has stopped: that it was asked to is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = make_server(app, settings)
    logging.getLogger("uvicorn.error").addFilter(without_addresses)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(_COULD_NOT_START)
