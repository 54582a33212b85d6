"""What there is to object to on a page in a browser: WCAG 2.2 AA, and the width of a phone."""

from importlib.resources import files
from typing import Literal

from playwright.sync_api import Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECKED: tuple[tuple[Literal["dark", "light"], object], ...] = (
    ("dark", {"type": "rule", "values": ["color-contrast"]}),
    ("light", LEVELS),
)
WIDE, NARROW = (1280, 900), (320, 640)
# Only what is wrong is fetched: all that was looked at would be most of the work.
_RUN = """(runOnly) => axe.run(document, { runOnly, resultTypes: ["violations"] }).then((found) =>
  found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)))"""
_WIDER = "() => document.documentElement.scrollWidth > innerWidth"


def objections(page: Page) -> list[str]:
    """What is to be objected to, in light and in dark, and whether a phone would be too narrow."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = []
    for scheme, rules in CHECKED:
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate(_RUN, rules)
    _resize(page, NARROW)
    if page.evaluate(_WIDER):
        found.append("wider than a phone")
    _resize(page, WIDE)
    return found


def audit(page: Page) -> None:
    """Find nothing to object to."""
    assert objections(page) == [], page.url


def _resize(page: Page, size: tuple[int, int]) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
