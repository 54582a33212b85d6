"""Not yet sent in my region: reads which CPAS have yet to send a form, then follows them live.

It needs Python 3.11 or later and nothing else. It reads over HTTP and follows over server-sent
events, as the federation for which it works; without variables, Brulocalis in the demo.
"""

import base64
import json
import os
import time
from collections.abc import Iterator
from typing import IO, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

API = os.environ.get("API", "http://127.0.0.1:8000")
TOKEN_URL = os.environ.get("TOKEN_URL", f"{API}/dev/issuer/token")
CLIENT = f"{os.environ.get('CLIENT_ID', 'brulocalis')}:{os.environ.get('CLIENT_SECRET', 'any')}"
WHICH = "year: 2020, filter: { kind: [COVID_PREMIUM] }"
FORM = "id status cpas { name }"
READ = f"{{ forms({WHICH}, first: 600) {{ asOf nodes {{ {FORM} }} }} }}"
FOLLOW = f"""subscription ($after: String!) {{
  events({WHICH}, after: $after) {{ form {{ {FORM} }} }}
}}"""


def post(url: str, body: str, **headers: str) -> IO[bytes]:
    """Return the answer; on a stream something comes every 15 seconds."""
    answer: IO[bytes] = urlopen(Request(url, body.encode(), headers), timeout=60)  # noqa: S310 - ours
    return answer


def token() -> str:
    """Return an access token, by client credentials."""
    basic = f"Basic {base64.b64encode(CLIENT.encode()).decode()}"
    with post(TOKEN_URL, "grant_type=client_credentials", Authorization=basic) as answer:
        return str(json.load(answer)["access_token"])


def ask(query: str, accept: str, bearer: str, **variables: str) -> IO[bytes]:
    """Send an operation."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {bearer}"}
    body = json.dumps({"query": query, "variables": variables})
    return post(f"{API}/graphql", body, Accept=accept, **headers)


def forms(bearer: str) -> Iterator[dict[str, Any]]:
    """Yield every form as it is, then each to which something happens, until the stream ends."""
    with ask(READ, "application/json", bearer) as answer:
        read = json.load(answer)["data"]["forms"]
    yield from read["nodes"]
    with ask(FOLLOW, "text/event-stream", bearer, after=read["asOf"]) as stream:
        for line in stream:
            data = json.loads(line[6:]).get("data") if line.startswith(b"data: {") else None
            if data and data["events"]["form"]:
                yield data["events"]["form"]


waiting: set[str] = set()
while True:
    try:
        for form in forms(token()):
            name = form["cpas"]["name"]
            if form["status"] == "SENT" and name in waiting:
                waiting.remove(name)
                print(f"{name} has sent it; {len(waiting)} have not.", flush=True)
            elif form["status"] != "SENT" and name not in waiting:
                waiting.add(name)
                print(f"{name} has yet to send it; {len(waiting)} in all.", flush=True)
    except HTTPError as refused:
        if refused.code < 500 and refused.code != 429:
            raise
    except OSError:
        pass  # the line, or the service, is away
    time.sleep(5)
