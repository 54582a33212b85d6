"""The server process: serves until it is told to stop, then ends what would go on for ever."""

import logging
import signal
import socket
import sys
from contextlib import suppress

import uvicorn
from starlette.applications import Starlette

from rapport_unique.settings import Settings
from rapport_unique.streams import Streams

_COULD_NOT_START = 3


class Server(uvicorn.Server):
    """Ends the event streams before it waits for connections; sockets it closes by itself."""

    def __init__(self, config: uvicorn.Config, streams: Streams) -> None:
        super().__init__(config)
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop within the grace period."""
        self._streams.stopping.set()
        await super().shutdown(sockets)


def make_server(app: Starlette, settings: Settings) -> Server:
    """Return the server of the application, which is not started yet."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level,
        server_header=False,
        access_log=False,
        timeout_graceful_shutdown=10,
        ws_max_size=settings.max_body_bytes,
        ws_per_message_deflate=False,  # messages are short, and each socket would keep a window
    )
    return Server(config, app.state.streams)


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
