"""How the tests ask for forms."""

from collections.abc import AsyncIterator
from typing import Any

from tests.world import Answer, Caller

FIELDS = ["CPAS_NAME", "NIS_CODE", "UPDATED_AT", "SENT_AT", "WAITING_SINCE"]
DIRECTIONS = ["ASC", "DESC"]
ORDERS = [{"field": field, "direction": direction} for field in FIELDS for direction in DIRECTIONS]


def asking(selection: str) -> str:
    """A query that selects this of a page of forms."""
    return f"""query ($year: Int = 2020, $filter: FormFilter, $orderBy: FormOrder, $first: Int,
      $after: String, $last: Int, $before: String) {{
      forms(year: $year, filter: $filter, orderBy: $orderBy, first: $first, after: $after,
        last: $last, before: $before) {{ {selection} }} }}"""


PAGE = asking(
    "edges { cursor node { id } }"
    " pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"
)
IDS = asking("nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }")
COUNTS = """total notStarted partiallyEncoded encoded partiallySigned sent
  waitingForPresident waitingForDirectorGeneral"""
SUMMARY = f"""summary {{ {COUNTS} withoutAdvance declaredZero opensFirst closesFirst closesLast
  byRegion {{ region {COUNTS} }} byProvince {{ region province {COUNTS} }}
  byKind {{ kind {COUNTS} }} money {{ advance justified toRepay toReceive setOff borne }} }}"""
OVER_TIME = "summary { overTime { day encoded sent } }"
BY_CPAS = f"summary {{ byCpas {{ cpas {{ nisCode }} waitingSince {COUNTS} }} }}"


async def page(who: Caller, query: str = IDS, **arguments: object) -> dict[str, Any]:
    """The page that was asked for."""
    answer: Answer = await who(query, **arguments)
    found: dict[str, Any] = answer.data["forms"]
    return found


def ids(found: dict[str, Any]) -> list[str]:
    nodes = found["nodes"] if "nodes" in found else [edge["node"] for edge in found["edges"]]
    return [node["id"] for node in nodes]


async def forward(
    who: Caller, size: int, *, query: str = IDS, after: str | None = None, **arguments: object
) -> AsyncIterator[dict[str, Any]]:
    """Every page from the start of the list, or from that cursor, to its end."""
    cursor, goes_on = after, True
    while goes_on:
        found = await page(who, query, first=size, after=cursor, **arguments)
        yield found
        cursor, goes_on = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]


async def backward(
    who: Caller, size: int, *, query: str = IDS, **arguments: object
) -> AsyncIterator[dict[str, Any]]:
    """Every page from the end of the list to its start."""
    cursor, goes_on = None, True
    while goes_on:
        found = await page(who, query, last=size, before=cursor, **arguments)
        yield found
        cursor, goes_on = found["pageInfo"]["startCursor"], found["pageInfo"]["hasPreviousPage"]
