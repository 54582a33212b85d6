"""What is too much, or comes too slowly: a page for who reads pages, which leads back."""

from collections.abc import AsyncIterator

import pytest
from starlette.types import Message

from rapport_unique import middleware
from tests.pages.browsing import Visitor
from tests.status.visiting import Page
from tests.world import World

pytestmark = pytest.mark.only_on("sqlite", reason="No database is asked.")

MEBIBYTE = 1024 * 1024
BROWSER = {
    "accept": "text/html,*/*;q=0.8",
    "accept-language": "en",
    "content-type": "multipart/form-data; boundary=x",
}
FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'


async def in_pieces(length: int) -> AsyncIterator[bytes]:
    yield FILE
    for _ in range(length // MEBIBYTE):
        yield b"x" * MEBIBYTE


@pytest.mark.parametrize("path", ["/verify", "/desk/grant"])
@pytest.mark.parametrize("declared", [True, False])
async def test_a_file_that_is_too_large_is_a_page_that_leads_back(
    visitor: Visitor, path: str, declared: bool
) -> None:
    await visitor.sign_in("spp-is-manager")
    content = b"x" * (MEBIBYTE + 1) if declared else in_pieces(MEBIBYTE)

    page = Page(await visitor.client.post(path, content=content, headers=BROWSER))

    assert page.status == 413
    assert page.heading == "Something went wrong"
    assert (page.problem or "").startswith("What you sent is too large: at most 1 MB")
    assert page.link("Start again") == path
    assert page.link("Back to the home page") == "/"
    assert page.answer.headers["content-language"] == "en"


@pytest.mark.parametrize("accept", ["application/json", "*/*", "application/graphql-response+json"])
async def test_a_program_is_told_by_a_code(world: World, accept: str) -> None:
    answer = await world.client.post(
        "/verify", content=b"x" * (MEBIBYTE + 1), headers={"accept": accept}
    )

    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"] == {"code": "REQUEST_TOO_LONG"}


async def test_what_comes_too_slowly_is_a_page_as_well(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "BODY_WITHIN_S", 0.0)
    said: list[Message] = []

    async def receive() -> Message:
        raise TimeoutError  # as when nothing comes within that time

    async def send(message: Message) -> None:
        said.append(message)

    headers = [(name.encode(), text.encode()) for name, text in BROWSER.items()]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/verify",
        "raw_path": b"/verify",
        "query_string": b"",
        "headers": headers,
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
    }
    await world.app(scope, receive, send)

    assert said[0]["status"] == 408
    assert (b"connection", b"close") in said[0]["headers"]
    assert b"did not arrive in time" in b"".join(one.get("body", b"") for one in said)
