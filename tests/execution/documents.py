"""Documents drawn over everything that can be read, and how graphql-core itself answers them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from graphql import GraphQLError, GraphQLObjectType, execute, parse, validate
from hypothesis import strategies as st

from auth.identity import Actor
from models.cpas import Region
from models.language import Language
from models.paging import encode_cursor
from models.people import Role
from schema import make_schema
from schema.errors import publish_all
from schema.nodes import NodeType, encode_id
from tests.drawing import LANGUAGE, Drawn, Writer, document
from tests.running import READER, Runner, actor

TYPES = make_schema()._schema  # noqa: SLF001 - the types as graphql-core knows them

_IDS = [
    *(encode_id(type_, n) for type_ in (NodeType.CPAS, NodeType.REPORT) for n in (1, 7, 9999)),
    *(encode_id(NodeType.FORM, number) for number in (1, 2, 3, 7, 300, 9999)),
    *(
        encode_id(NodeType.SIGNATURE, number, version, role)
        for number in (1, 2, 5, 8)
        for version in (2, 3)
        for role in ("PRESIDENT", "DIRECTOR_GENERAL")
    ),
    *(encode_id(NodeType.EVENT, number) for number in (1, 2_500, 9_999_999)),
    "x",
]
_ID = st.sampled_from(_IDS)
_YEAR = st.sampled_from(["year: 2020", "year: 2020", "year: 1999", "year: 0"])
_FIRST = st.sampled_from(["", "first: 2", "first: 0", "first: -1"])
_PAGE = st.sampled_from(["first: 3", "last: 2", "first: 1", "first: -1", 'first: 2, after: "x"'])
_FORMS = st.sampled_from(
    [
        "year: 2020, first: 3",
        "year: 2020, first: 4, filter: {status: [SENT]}",
        "year: 2020, last: 3, orderBy: {field: SENT_AT, direction: DESC}",
        "year: 2020, first: 2, filter: {region: [WALLONIA], missingSignature: [PRESIDENT]}",
        "year: 1999",
        "year: 2020, first: 601",
    ]
)
_EVENTS = st.sampled_from(
    [
        "year: 2020, first: 3",
        "year: 2020, first: 2, filter: {kind: [COVID_PREMIUM], region: [WALLONIA]}",
        f'year: 2020, first: 3, after: "{encode_cursor((2_000,))}"',
        "year: 2020, first: 2, filter: {status: [SENT]}",
        "year: 1999",
        "year: 2020, first: 601",
    ]
)
ARGUMENTS: dict[str, st.SearchStrategy[str]] = {
    "Query.node": _ID.map(lambda id_: f'id: "{id_}"'),
    "Query.nodes": st.lists(_ID, max_size=4).map(
        lambda ids: f"ids: [{', '.join(f'{chr(34)}{id_}{chr(34)}' for id_ in ids)}]"
    ),
    "Query.cpas": st.sampled_from(
        ["", 'by: {nisCode: "52011"}', 'by: {nisCode: "21009"}', f'by: {{id: "{_IDS[0]}"}}']
    ),
    "Query.allCpas": _PAGE,
    "Query.forms": _FORMS,
    "Query.events": _EVENTS,
    "Form.events": st.sampled_from(["first: 2", "first: 0", "first: 1", 'first: 2, after: "x"']),
    "Viewer.awaitingMySignature": _FIRST,
    "Cpas.name": LANGUAGE,
    "Cpas.report": _YEAR,
    "Cpas.reports": _FIRST,
    "Form.title": LANGUAGE,
    "FormLine.label": LANGUAGE,
    "Report.form": st.sampled_from(["kind: COVID_PREMIUM", "kind: PIIS"]),
}
CALLERS = {
    "reader": READER,
    "director-general of Ixelles": actor(Role.DIRECTOR_GENERAL, nis_code="21009"),
    "all at Charleroi": actor(Role.EDITOR, Role.PRESIDENT, Role.DIRECTOR_GENERAL, nis_code="52011"),
    "federation": actor(Role.FEDERATION, region=Region.WALLONIA),
    "both": actor(Role.EDITOR, Role.FEDERATION, nis_code="52011", region=Region.FLANDERS),
    "nobody": None,
}


@st.composite
def documents(draw: Any, *, changing: bool = True) -> Drawn:
    """One operation on the types of the contract."""
    writer = Writer(
        draw=draw, schema=TYPES, arguments=ARGUMENTS, changing=changing and draw(st.booleans())
    )
    query = TYPES.query_type
    assert isinstance(query, GraphQLObjectType)
    return document(writer, writer.selection(query, 5))


Path = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was answered, and what went wrong where.

    `wrong` says by the place of each null that an error left what was said there. Of several errors
    that leave the same null, any may be told: which one comes first is a matter of timing.
    """

    data: Any
    wrong: dict[Path, set[str]]


def outcome(data: Any, errors: Sequence[GraphQLError] | None) -> Outcome:
    wrong: dict[Path, set[str]] = defaultdict(set)
    for error in errors or ():
        path = tuple(error.path or ())
        null = _null_at(data, path)
        where = f" at {path}" if null == path else ""
        wrong[null].add(f"{error.message} {error.extensions}{where}")
    return Outcome(data=data, wrong=dict(wrong))


def _null_at(data: Any, path: Path) -> Path:
    """Where on the path the null stands."""
    for place, key in enumerate(path):
        if data is None:
            return path[:place]
        data = data[key]
    assert data is None, f"an error at {path} left a value"
    return path


async def by_graphql_core(
    runner: Runner, who: Actor | None, drawn: Drawn, language: Language | None = None
) -> Outcome:
    """The answer of graphql-core's own executor, from the full values."""
    parsed = parse(drawn.text)
    assert validate(TYPES, parsed) == []
    async with runner.context(who, language) as context:
        running = execute(TYPES, parsed, context_value=context, variable_values=drawn.variables)
        result: Any = await running if isawaitable(running) else running
        return outcome(result.data, publish_all(result.errors or (), context))


async def by_plans(
    runner: Runner, who: Actor | None, drawn: Drawn, language: Language | None = None
) -> Outcome:
    """The answer of the server."""
    answer = await runner.run(who, drawn.text, drawn.variables, language=language)
    return outcome(answer.data, answer.errors)
