"""`python -m bench.yardstick`: serve it; what it needs to know stands in YARDSTICK, as JSON."""

import os

import orjson
import uvicorn

from bench.yardstick.app import Yardstick
from bench.yardstick.tokens import Issuer


def main() -> None:
    """Serve until stopped, with the settings of uvicorn that the service itself has."""
    given = orjson.loads(os.environ["YARDSTICK"])
    url, driver = given.pop("database_url"), given.pop("driver")
    issuer = Issuer(**given | {"subject_key": given["subject_key"].encode()})
    uvicorn.run(
        Yardstick(url, issuer, driver=driver).app(),
        host="127.0.0.1",
        port=int(os.environ["YARDSTICK_PORT"]),
        log_level="info",
        server_header=False,
        access_log=False,
        timeout_graceful_shutdown=10,
    )


if __name__ == "__main__":
    main()
