"""Taking files home, and reading them with other libraries than those that wrote them."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import openpyxl

from rapport_unique.app import development_issuer
from rapport_unique.personas import Persona
from tests.world import World

CSV, XLSX = "/exports/forms.csv", "/exports/forms.xlsx"
BOTH = (CSV, XLSX)
AMOUNTS = [
    "Advance (EUR)",
    "Justified amount (EUR)",
    "Amount to be repaid to SPP IS (EUR)",
    "Amount to be paid by SPP IS (EUR)",
    "Amount set off against the next grant (EUR)",
    "Amount borne by the CPAS (EUR)",
]
ACCOUNT = [
    "Bank account changed since the first signature",
    *("Enterprise number (CBE)", "Account holder", "IBAN", "BIC"),
]
MONEY = [*AMOUNTS, "Balance", *ACCOUNT]
"""The titles of all columns that a federation does not get."""


@dataclass(frozen=True)
class Taker:
    """One person, or nobody, who takes files home; in English unless told otherwise."""

    world: World
    token: str | None
    language: str = "en"

    async def get(
        self, path: str, headers: Mapping[str, str] | None = None, /, **asked: Any
    ) -> httpx2.Response:
        sent = {"accept-language": self.language, **(headers or {})}
        if self.token is not None:
            sent.setdefault("authorization", f"Bearer {self.token}")
        return await self.world.client.get(path, params=asked or None, headers=sent)

    async def table(self, path: str = CSV, /, **asked: Any) -> "Table":
        """The file for this year unless told otherwise, as a table of texts and values."""
        response = await self.get(path, **{"year": 2020, **asked})
        assert response.status_code == 200, response.text
        return (
            read_csv(response.content) if path.endswith("csv") else read_workbook(response.content)
        )

    async def codes(self, **asked: Any) -> list[str]:
        """The codes of the CPAS, one for each line."""
        return (await self.table(**asked)).column("NIS code")


@dataclass(frozen=True)
class Table:
    """The lines of a file under their titles."""

    titles: list[str]
    lines: list[list[Any]]

    def column(self, title: str) -> list[Any]:
        at = self.titles.index(title)
        return [line[at] for line in self.lines]

    def rows(self) -> list[dict[str, Any]]:
        return [dict(zip(self.titles, line, strict=True)) for line in self.lines]


def taker(world: World, who: str | Persona, language: str = "en") -> Taker:
    if isinstance(who, str):
        return Taker(world, world.token(who), language)
    issuer = development_issuer(world.settings)
    return Taker(world, issuer.issue_token(who, now=world.clock.now), language)


def read_csv(content: bytes) -> Table:
    text = content.decode("utf-8-sig")
    titles, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    return Table(titles, lines)


def read_workbook(content: bytes) -> Table:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    titles, *lines = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    return Table(list(titles), [list(line) for line in lines])


def open_workbook(content: bytes) -> Any:
    """The one sheet of the workbook."""
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return sheet


def code_of(response: httpx2.Response) -> str:
    (error,) = response.json()["errors"]
    return str(error["extensions"]["code"])
