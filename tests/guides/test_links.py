"""A reader who follows a link arrives."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.guides.pages import ROOT, Page, page, pages

_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_ELSEWHERE = ("http://", "https://", "mailto:")
CONTENTS = page("docs/README.md")


def links(of: Page) -> Iterator[str]:
    """Where the links of a document lead, those to other places left out."""
    prose = re.sub(r"^( *)```.*?^\1```$", "", of.text, flags=re.DOTALL | re.MULTILINE)
    for found in _LINK.finditer(prose):
        if not found["target"].startswith(_ELSEWHERE):
            yield found["target"]


def anchors(of: Path) -> set[str]:
    """The names that the headings of a document have, as GitHub makes them."""
    headings = re.findall("^#+ (.+)$", of.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_somewhere() -> None:
    astray, followed = [], 0
    for each in [*pages(), page("CHANGELOG.md")]:
        for target in links(each):
            path, _, anchor = target.partition("#")
            place = (each.path.parent / path).resolve() if path else each.path
            there = place.exists() and (not anchor or anchor in anchors(place))
            astray += [] if there else [f"{each.name}: {target}"]
            followed += 1

    assert followed > 80
    assert astray == []


def test_the_table_of_contents_names_every_document() -> None:
    named = {(CONTENTS.path.parent / target).resolve() for target in links(CONTENTS)}
    written = {each.path for each in pages()} - {ROOT / "README.md", CONTENTS.path}
    decisions = ROOT / "docs" / "decisions"

    assert {path for path in written - named if decisions not in path.parents} == set()
    assert decisions in named


def test_the_readme_is_read_in_five_minutes() -> None:
    assert len(page("README.md").text.splitlines()) < 150
