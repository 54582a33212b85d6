"""What the settings change about HTTP: the edition that is spoken, and pages elsewhere."""

import pytest
from pydantic import ValidationError

from rapport_unique.editions import Edition
from rapport_unique.settings import Settings
from tests.world import World

pytestmark = pytest.mark.only_on("sqlite", reason="Nothing here meets the database.")

TYPED = "{ __typename }"
GRAPHQL_JSON = "application/graphql-response+json"
ELSEWHERE = "https://dashboard.example"
PREFLIGHT = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type",
}


def with_settings(world: World, **more: object) -> World:
    return World(world.settings.model_copy(update=more), world.clock)


@pytest.mark.parametrize(
    ("query", "modern", "plain"),
    [
        (TYPED, 200, 200),
        ("{", 400, 200),
        ("{ nope }", 400, 200),
        ("query ($y: Int!) { cpas { report(year: $y) { id } } }", 400, 200),
        ("{ allCpas(first: -1) { totalCount } }", 200, 200),
    ],
)
async def test_the_draft_of_before_is_spoken_to_who_expects_it(
    world: World, query: str, modern: int, plain: int
) -> None:
    async with with_settings(world, graphql_over_http=Edition.DRAFT_2025).running() as draft:
        token = {"authorization": f"Bearer {world.token('spp-is-reader')}"}
        answers = [
            await draft.client.post(
                "/graphql", json={"query": query}, headers={**token, "accept": accept}
            )
            for accept in (GRAPHQL_JSON, "application/json", "*/*", "text/html")
        ]
        malformed = await draft.client.post("/graphql", json={"query": 1})

    assert [answer.status_code for answer in answers] == [modern, plain, plain, plain]
    labels = [answer.headers["content-type"].partition(";")[0] for answer in answers]
    assert labels == [GRAPHQL_JSON, *["application/json"] * 3]
    assert malformed.status_code == 400


async def test_a_page_elsewhere_may_call_where_its_origin_is_named(world: World) -> None:
    async with with_settings(world, allowed_origins=(ELSEWHERE,)).running() as open_:
        asked = [
            await open_.client.options("/graphql", headers={"origin": origin, **PREFLIGHT})
            for origin in (ELSEWHERE, "https://other.example")
        ]
        answer = await open_.client.post(
            "/graphql", json={"query": TYPED}, headers={"origin": ELSEWHERE}
        )

    allowed, refused = asked
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == ELSEWHERE
    assert "authorization" in allowed.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in allowed.headers
    assert "access-control-allow-origin" not in refused.headers
    assert answer.headers["access-control-allow-origin"] == ELSEWHERE
    assert "Origin" in answer.headers["vary"]


async def test_no_page_elsewhere_may_call_unless_it_is_said(world: World) -> None:
    answers = [
        await world.client.options("/graphql", headers={"origin": ELSEWHERE, **PREFLIGHT}),
        await world.client.post("/graphql", json={"query": TYPED}, headers={"origin": ELSEWHERE}),
    ]

    assert all("access-control-allow-origin" not in answer.headers for answer in answers)


@pytest.mark.parametrize("origin", ["*", "dashboard.example", "https://a.example/path", "null"])
def test_what_is_no_origin_is_refused_at_the_start(origin: str) -> None:
    with pytest.raises(ValidationError, match="is no origin"):
        Settings(environment="development", allowed_origins=origin)


@pytest.mark.parametrize(
    "given",
    ["https://a.example, http://localhost:3000/", '["https://A.example","http://localhost:3000"]'],
)
def test_origins_are_read_as_people_write_them(given: str) -> None:
    settings = Settings(environment="development", allowed_origins=given)

    assert settings.allowed_origins == ("https://a.example", "http://localhost:3000")


async def test_the_contract_has_an_address(world: World) -> None:
    answer = await world.client.get("/schema.graphql")

    assert answer.status_code == 200
    assert "type Query {" in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
