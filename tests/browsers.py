"""A real browser, and what is kept an eye on in it."""

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Seen:
    """What a page did that a closed network or the policy would not allow."""

    def __init__(self, page: Page, origin: str) -> None:
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self._note_request(request.url, origin))
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note_request(self, url: str, origin: str) -> None:
        if not url.startswith((f"{origin}/", "data:")):
            self.elsewhere.append(url)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.complaints.append(message.text)


class Inline(HTMLParser):
    """What a policy without `unsafe-inline` would refuse in a page, and what the page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or "style" in names or (tag == "script" and "src" not in names):
            self.refused.append(f"<{tag}>")
        self.refused += [f"{tag} {name}" for name in names if name.startswith("on")]
        wanted = {"script": "src", "link": "href"}.get(tag)
        self.loaded += [value or "" for name, value in attrs if name == wanted]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("No Chromium found: install the package chromium to test the page.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()
