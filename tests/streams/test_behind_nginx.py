"""A real proxy before a real server: nginx, below a folder, and else as it comes."""

import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from models.paging import decode_cursor
from tests.databases import drop_database, run
from tests.servers import UNENCRYPTED, Running, own_port, running, wait_until_ready
from tests.streams.clients import TRANSPORTS, Follow, cursor_in, event
from tests.world import copy_of

pytestmark = pytest.mark.only_on("sqlite", reason="A proxy stands before any database.")
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONFIGURATION = """
daemon off; master_process off; pid {folder}/pid; error_log stderr error;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
  upstream service {{ server 127.0.0.1:{to}; keepalive 4; }}
  server {{
    listen 127.0.0.1:{port};
    location /rapport/ {{
      proxy_pass http://service/;
      proxy_http_version 1.1;
      proxy_request_buffering off;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto https;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
    }}
    location /plain/ {{ proxy_pass http://service/; }}
  }}
}}
"""
ME = {"query": "{ viewer { displayName } }"}


@contextmanager
def nginx_before(server: Running, port: int, folder: Path) -> Iterator[str]:
    """The address outside."""
    folder.mkdir()
    told = CONFIGURATION.format(folder=folder, to=httpx2.URL(server.url).port, port=port)
    (folder / "nginx.conf").write_text(told)
    command = [str(NGINX), "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    url = f"http://127.0.0.1:{port}/rapport"
    try:
        wait_until_ready(url, process)
        yield url
    finally:
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def outside(
    small_country: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Running]]:
    """The address outside, and the server that stands behind it."""
    if NGINX is None:
        pytest.skip("There is no nginx here: nothing is tested behind a proxy.")
    folder, port = tmp_path_factory.mktemp("nginx"), own_port()
    settings = copy_of(small_country, folder).model_copy(
        update={"public_url": f"http://127.0.0.1:{port}/rapport"}
    )
    with (
        running(settings) as server,
        nginx_before(server, port, folder / "nginx") as url,
    ):
        yield url, server
    drop_database(settings.database_url)


@pytest.fixture
async def client(outside: tuple[str, Running]) -> AsyncIterator[httpx2.AsyncClient]:
    url, _ = outside
    async with httpx2.AsyncClient(base_url=url, timeout=60, verify=UNENCRYPTED) as client:
        yield client


async def test_a_token_of_the_folder_is_known_and_every_way_of_sending_is_read(
    client: httpx2.AsyncClient,
) -> None:
    given = await client.post("/dev/personas/spp-is-reader/token")
    client.headers["authorization"] = f"Bearer {given.json()['access_token']}"

    async def in_pieces() -> AsyncIterator[bytes]:
        for letter in json.dumps(ME).encode():
            yield bytes([letter])

    labelled = {"content-type": "application/json"}
    answers = [
        await client.post("/graphql", json=ME),
        await client.post("/graphql/", json=ME),
        await client.post("/graphql", content=in_pieces(), headers=labelled),
        await client.get("/graphql", params=ME),
        *[await client.post("/graphql", json=ME) for _ in range(20)],
    ]

    assert {answer.status_code for answer in answers} == {200}
    assert {answer.content for answer in answers} == {answers[0].content}
    assert answers[0].json()["data"]["viewer"]["displayName"]


async def test_statuses_and_packed_answers_come_through_as_they_are(
    client: httpx2.AsyncClient, outside: tuple[str, Running]
) -> None:
    client.headers["authorization"] = f"Bearer {outside[1].token('spp-is-reader')}"

    partial = await client.post("/graphql", json={"query": "{ allCpas(first: -1) { totalCount } }"})
    packed = await client.get("/schema.graphql")
    listed = "{ forms(year: 2020, first: 300) { nodes { id title status cpas { name } } } }"
    long = await client.post(
        "/graphql", json={"query": listed}, headers={"accept-encoding": "gzip"}
    )
    too_long = await client.post("/graphql", json={"query": "x" * 1_100_000})

    assert partial.status_code == 294
    assert packed.text.startswith('"""')
    assert long.headers["content-encoding"] == "gzip"
    assert "errors" not in long.json()
    assert too_long.status_code == 413


async def test_pages_stay_in_the_folder(client: httpx2.AsyncClient) -> None:
    slash = await client.get("/sign-in/", follow_redirects=True)
    home = await client.get("/", headers={"accept": "text/html"}, follow_redirects=True)

    assert slash.url.path == "/rapport/sign-in"
    assert slash.status_code == 200
    assert 'href="/rapport/' in home.text
    assert 'href="/pages' not in home.text


@pytest.mark.parametrize(
    ("transport", "folder"), [("socket", "rapport"), ("stream", "rapport"), ("stream", "plain")]
)
async def test_streams_are_not_kept_back(
    outside: tuple[str, Running], transport: str, folder: str
) -> None:
    """Set up plainly, nginx speaks HTTP/1.0 to who stands behind it."""
    url, server = outside
    follow: Follow = TRANSPORTS[transport]
    ((last,),) = run(server.settings.database_url, "SELECT max(number) FROM journal")
    after = cursor_in(server.settings.database_url, last - 1)  # one line fills no buffer

    url = url.replace("rapport", folder)
    async with follow(url, server.token("spp-is-reader"), after=after) as follower:
        first = await event(follower)

    assert decode_cursor(first["cursor"], (int, str))[0] == last
