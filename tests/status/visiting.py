"""How the tests of the status page visit it, and read what it shows."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import httpx2
import jwt

from rapport_unique.app import development_issuer
from rapport_unique.issuer import load_key
from rapport_unique.personas import Persona, persona_named
from tests.world import World

OF_FORMS = """SELECT {columns} FROM form
  JOIN report ON report.id = report_id JOIN cpas ON cpas.id = cpas_id WHERE """
COUNTS = OF_FORMS.format(
    columns="""count(*),
  sum(CASE WHEN status = 'NOT_STARTED' THEN 1 ELSE 0 END),
  sum(CASE WHEN status = 'PARTIALLY_ENCODED' THEN 1 ELSE 0 END),
  sum(CASE WHEN status = 'ENCODED' THEN 1 ELSE 0 END),
  sum(CASE WHEN status = 'PARTIALLY_SIGNED' THEN 1 ELSE 0 END),
  sum(CASE WHEN status = 'SENT' THEN 1 ELSE 0 END),
  sum(CASE WHEN justified IS NOT NULL AND sent_at IS NULL AND NOT signed_by_president
    THEN 1 ELSE 0 END),
  sum(CASE WHEN justified IS NOT NULL AND sent_at IS NULL AND NOT signed_by_director_general
    THEN 1 ELSE 0 END)"""
)
VOID = {"br", "col", "hr", "img", "input", "link", "meta"}


@dataclass
class Element:
    """One element of a page, with what stands in it."""

    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in here, with single blanks."""
        inner = (child if isinstance(child, str) else child.text for child in self.children)
        return re.sub(r"\s+", " ", " ".join(inner)).strip()

    def all(self, tag: str, **attributes: str) -> "list[Element]":
        """Every element in here of that kind; `class_` and `id` narrow."""
        wanted = {name.strip("_"): value for name, value in attributes.items()}
        return [found for found in self.elements() if found.fits(tag, wanted)]

    def only(self, tag: str, **attributes: str) -> "Element":
        (found,) = self.all(tag, **attributes)
        return found

    def elements(self) -> "list[Element]":
        """Every element in here."""
        found: list[Element] = []
        for child in self.children:
            if isinstance(child, Element):
                found += [child, *child.elements()]
        return found

    def fits(self, tag: str, wanted: dict[str, str]) -> bool:
        return self.tag == tag and all(self._has(name, value) for name, value in wanted.items())

    def _has(self, name: str, value: str) -> bool:
        given = self.attributes.get(name) or ""
        return value in given.split() if name == "class" else given == value


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("document")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"<{self.open[-1].tag}> is not closed before </{tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """The document; every element of it is closed in its turn."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is not closed"
    return reader.open[0]


@dataclass(frozen=True)
class Page:
    """A page as it was answered."""

    answer: httpx2.Response

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def html(self) -> str:
        return self.answer.text

    @property
    def document(self) -> Element:
        return read(self.answer.text)

    @property
    def heading(self) -> str:
        return self.document.only("h1").text

    @property
    def problem(self) -> str | None:
        """The sentence that says what went wrong."""
        found = self.document.all("p", class_="problem")
        return found[0].text if found else None

    @property
    def total(self) -> int:
        """How many forms are shown."""
        return number(self.document.only("p", class_="total").only("span", class_="number").text)

    @property
    def cards(self) -> list[int]:
        """By status, from not started to sent; waiting for president, for the director."""
        cards = self.document.all("li", class_="card")
        counts = [number(card.only("span", class_="number").text) for card in cards]
        return [*reversed(counts[:5]), *counts[5:]]

    @property
    def money(self) -> list[str] | None:
        """Advances, justified, to repay, to receive; None where there is no word of it."""
        found = self.document.all("dl", class_="money")
        return [sum_.text for sum_ in found[0].all("dd")] if found else None

    @property
    def names(self) -> list[str]:
        """The NIS codes in the list, in its order."""
        return re.findall(r'"nis">NIS (\d{5})', self.html)

    def table(self, section: str) -> list[list[str]]:
        """The rows of the table in the section with that heading, without the heads of columns."""
        of_section = next(
            found
            for found in self.document.all("section")
            if found.attributes.get("aria-labelledby") == section
        )
        rows = [
            row
            for part in (*of_section.all("tbody"), *of_section.all("tfoot"))
            for row in part.all("tr")
        ]
        return [[cell.text for cell in row.children if isinstance(cell, Element)] for row in rows]

    def has(self, section: str) -> bool:
        sections = self.document.all("section")
        return any(found.attributes.get("aria-labelledby") == section for found in sections)

    def link(self, text: str) -> str:
        """Where the one link with this text leads, on this page or to another of its kind."""
        links = [link for link in self.document.all("a") if link.text == text]
        hrefs = {str(link.attributes["href"]) for link in links}
        (found,) = {href for href in hrefs if not href.startswith("/cpas/")}
        return found


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def asked(href: str) -> dict[str, str]:
    """What a link asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}


async def visit(
    world: World, who: str | Persona | None, query: str = "", language: str | None = "en"
) -> Page:
    """Look at the page as that person, whose token a proxy adds."""
    headers = {} if language is None else {"accept-language": language}
    persona = persona_named(who) if isinstance(who, str) else who
    if persona is not None:
        token = development_issuer(world.settings).issue_token(persona, now=world.clock.now)
        headers["authorization"] = f"Bearer {token}"
    world.client.cookies.clear()  # the language that another visitor chose
    # Without a question, who works for a CPAS is led to its home page.
    return Page(await world.client.get(f"/status{query or '?show='}", headers=headers))


def token_with(world: World, persona: str | Persona, **claims: str) -> str:
    """A token of the development issuer that says these things too."""
    found = persona_named(persona) if isinstance(persona, str) else persona
    assert found is not None
    plain = development_issuer(world.settings).issue_token(found, now=world.clock.now)
    body = jwt.decode(plain, options={"verify_signature": False})
    key = load_key(world.settings.var_dir / "development-issuer.pem")
    headers = {"typ": "at+jwt", "kid": jwt.get_unverified_header(plain)["kid"]}
    return jwt.encode({**body, **claims}, key, algorithm="ES256", headers=headers)
