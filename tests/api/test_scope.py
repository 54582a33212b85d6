"""What exists for whom: another CPAS's objects do not, and a federation sees no amount."""

from collections.abc import Mapping
from typing import Any

import httpx2
import pytest

from models.cpas import Region
from models.people import CPAS_ROLES, Role
from schema.nodes import NodeType, encode_id
from tests.api.acting import (
    ANA,
    CHARLEROI,
    CONTACT,
    GENT,
    NAMUR,
    NOWHERE,
    SAVE,
    SIGN,
    Desk,
    caller,
    give_enterprise_number,
    invented,
    refusals,
)
from tests.world import Answer, Caller, World

AT_REST = pytest.mark.asyncio(loop_scope="module")

NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query ($id: ID!) { nodes(ids: [$id, $id]) { __typename id } }"
CPAS = "query ($by: CpasBy!) { cpas(by: $by) { id name } }"
ALL = """query ($filter: CpasFilter, $first: Int, $after: String, $last: Int, $before: String) {
  allCpas(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { id nisCode region } edges { cursor node { nisCode } } } }"""
NEVER = 2_000_000_000
"""A number that no object has."""


async def raw(who: Caller, query: str, **variables: object) -> httpx2.Response:
    """The answer to the byte."""
    return await who.client.post(
        "/graphql",
        json={"query": query, "variables": variables},
        headers={"authorization": f"Bearer {who.token}"},
    )


def alike(one: httpx2.Response, other: httpx2.Response) -> bool:
    """Whether nobody could tell the answers apart."""
    ignored = {"x-request-id"}
    headers = [
        {name: value for name, value in answer.headers.items() if name not in ignored}
        for answer in (one, other)
    ]
    return (one.status_code, one.content, headers[0]) == (
        other.status_code,
        other.content,
        headers[1],
    )


async def ids_of(world: World, nis_code: str) -> dict[NodeType, str]:
    """The ids of all that a CPAS with a signed form has."""
    cpas = await Desk(world, nis_code).cpas()
    form = cpas["report"]["forms"][0]
    return {
        NodeType.CPAS: cpas["id"],
        NodeType.REPORT: cpas["report"]["id"],
        NodeType.FORM: form["id"],
        NodeType.SIGNATURE: form["signatures"][0]["id"],
    }


ABSENT = {
    NodeType.CPAS: encode_id(NodeType.CPAS, NEVER),
    NodeType.REPORT: encode_id(NodeType.REPORT, NEVER),
    NodeType.FORM: encode_id(NodeType.FORM, NEVER),
    NodeType.SIGNATURE: encode_id(NodeType.SIGNATURE, NEVER, 2, "PRESIDENT"),
}


@pytest.mark.parametrize("query", [NODE, NODES])
async def test_what_another_cpas_has_is_answered_like_what_nobody_has(
    world: World, query: str
) -> None:
    await Desk(world, CHARLEROI).sign_as_president()
    theirs = await ids_of(world, CHARLEROI)
    own = Desk(world, CHARLEROI).editor()
    others = [
        Desk(world, GENT).factotum(),
        world.as_("vvsg"),
        caller(world, invented("nowhere", *CPAS_ROLES)),
    ]

    for type_, id_ in theirs.items():
        assert type_.value in (await raw(own, query, id=id_)).text
        for who in others:
            found = await raw(who, query, id=id_)
            assert alike(found, await raw(who, query, id=ABSENT[type_])), type_
            assert set(found.json()) == {"data"}


async def test_no_name_finds_another_cpas(world: World) -> None:
    give_enterprise_number(world, CHARLEROI, "0999999922")
    theirs = (await Desk(world, CHARLEROI).cpas())["id"]
    names = [
        ({"id": theirs}, {"id": ABSENT[NodeType.CPAS]}),
        ({"nisCode": CHARLEROI}, {"nisCode": "00000"}),
        ({"enterpriseNumber": "0999999922"}, {"enterpriseNumber": "0999999911"}),
    ]
    own = Desk(world, CHARLEROI).editor()

    for name, absent in names:
        assert (await own(CPAS, by=name)).data["cpas"]["name"] == "Charleroi"
        for who in (Desk(world, GENT).editor(), world.as_("vvsg"), world.as_("brulocalis")):
            found = await raw(who, CPAS, by=name)
            assert found.json() == {"data": {"cpas": None}}
            assert alike(found, await raw(who, CPAS, by=absent))


def attempts_on(ids: Mapping[NodeType, str], digest: str) -> list[tuple[str, dict[str, Any]]]:
    """Every mutation, on that form and that report."""
    form, report = ids[NodeType.FORM], ids[NodeType.REPORT]
    return [
        (SAVE, {"formId": form, "justifiedAmount": "1.00", "expectedVersion": 2}),
        (SIGN, {"formId": form, "as": "PRESIDENT", "contentDigest": digest}),
        (SIGN, {"formId": form, "as": "DIRECTOR_GENERAL", "contentDigest": NOWHERE}),
        (CONTACT, {"reportId": report, "contact": ANA, "expectedVersion": 2}),
        (CONTACT, {"reportId": report, "expectedVersion": -1, "idempotencyKey": "k" * 300}),
    ]


async def test_a_change_of_another_cpas_is_answered_like_a_change_of_nothing(
    world: World,
) -> None:
    await Desk(world, CHARLEROI).sign_as_president()
    ids = await ids_of(world, CHARLEROI)
    digest = (await Desk(world, CHARLEROI).form())["contentDigest"]
    who = Desk(world, GENT).factotum()
    before = world.everything()

    tried = zip(attempts_on(ids, digest), attempts_on(ABSENT, digest), strict=True)
    for (query, theirs), (_, nobodys) in tried:
        found = await raw(who, query, input=theirs)
        assert found.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}
        assert alike(found, await raw(who, query, input=nobodys))

    assert world.everything() == before


@pytest.mark.only_on("sqlite", reason="an id is read before the database is asked")
@AT_REST
@pytest.mark.parametrize(
    "id_",
    [
        "",
        "x",
        "é",
        "Rm9ybTox=",
        encode_id(NodeType.CPAS, 1),
        encode_id(NodeType.FORM, "1 OR 1=1"),
        encode_id(NodeType.FORM, "-1"),
        encode_id(NodeType.FORM, "١"),
        encode_id(NodeType.FORM, 2**31),
        encode_id(NodeType.FORM, 10**10),
        encode_id(NodeType.FORM, 1, 1),
        encode_id(NodeType.SIGNATURE, 1, 1, "PRESIDENT"),
    ],
)
async def test_an_id_of_something_else_is_no_form_and_no_report(country: World, id_: str) -> None:
    who = Desk(country, GENT).factotum()
    before = country.everything()

    save = {"formId": id_, "justifiedAmount": "1.00", "expectedVersion": 1}
    answers = [
        await who(SAVE, input=save),
        await who(SIGN, input={"formId": id_, "as": "PRESIDENT", "contentDigest": NOWHERE}),
        await who(CONTACT, input={"reportId": id_, "contact": ANA, "expectedVersion": 1}),
    ]

    assert [answer.error_codes for answer in answers] == [["NOT_FOUND"]] * 3
    assert country.everything() == before


@AT_REST
@pytest.mark.parametrize(
    ("persona", "regions"),
    [
        ("charleroi-editor", {"WALLONIA": 1}),
        ("gent-president", {"FLANDERS": 1}),
        ("eupen-director-general", {"WALLONIA": 1}),
        ("namur-all-roles", {"WALLONIA": 1}),
        ("brulocalis", {"BRUSSELS": 19}),
        ("uvcw", {"WALLONIA": 262}),
        ("vvsg", {"FLANDERS": 300}),
        ("spp-is-reader", {"BRUSSELS": 19, "FLANDERS": 300, "WALLONIA": 262}),
        ("spp-is-manager", {"BRUSSELS": 19, "FLANDERS": 300, "WALLONIA": 262}),
    ],
)
async def test_the_list_holds_what_exists_for_the_caller_and_nothing_else(
    country: World, persona: str, regions: dict[str, int]
) -> None:
    found = (await country.as_(persona)(ALL, first=600)).data["allCpas"]

    listed = [node["region"] for node in found["nodes"]]
    assert {region: listed.count(region) for region in set(listed)} == regions
    assert found["totalCount"] == len(listed) == sum(regions.values())


@AT_REST
async def test_no_filter_search_or_cursor_reaches_beyond_the_own_cpas(country: World) -> None:
    reader, editor = country.as_("spp-is-reader"), country.as_("gent-editor")
    whole = (await reader(ALL, first=600)).data["allCpas"]["edges"]
    cursors = {edge["node"]["nisCode"]: edge["cursor"] for edge in whole}

    async def listed(**arguments: object) -> tuple[int, list[str]]:
        page = (await editor(ALL, **arguments)).data["allCpas"]
        return page["totalCount"], [node["nisCode"] for node in page["nodes"]]

    assert await listed(filter={"search": "Charleroi"}) == (0, [])
    assert await listed(filter={"search": CHARLEROI}) == (0, [])
    assert await listed(filter={"search": ""}) == (1, [GENT])
    assert await listed(filter={"region": ["WALLONIA", "BRUSSELS"]}) == (0, [])
    assert await listed(filter={"region": ["FLANDERS"]}) == (1, [GENT])
    assert await listed(filter={"language": ["FR", "DE"]}) == (0, [])
    assert await listed(first=600, after=cursors["11001"]) == (1, [GENT])
    assert await listed(first=600, after=cursors[GENT]) == (1, [])
    assert await listed(last=600, before=cursors["93090"]) == (1, [GENT])
    assert await listed(last=600, before=cursors[GENT]) == (1, [])


async def test_cpas_roles_without_a_cpas_see_nothing(world: World) -> None:
    await Desk(world, CHARLEROI).sign_as_president()
    ids = await ids_of(world, CHARLEROI)
    digest = (await Desk(world, CHARLEROI).form())["contentDigest"]
    who = caller(world, invented("nowhere", *CPAS_ROLES))

    assert (await who("{ cpas { id } viewer { cpas { id } region } }")).data == {
        "cpas": None,
        "viewer": {"cpas": None, "region": None},
    }
    assert (await who(ALL)).data["allCpas"] == {"totalCount": 0, "nodes": [], "edges": []}
    for query, entry in attempts_on(ids, digest):
        assert (await who(query, input=entry)).error_codes == ["NOT_FOUND"]


@AT_REST
@pytest.mark.parametrize(
    "persona",
    [
        invented("a", Role.FEDERATION),
        invented("b", Role.EDITOR, region=Region.WALLONIA),
        invented("c", Role.FEDERATION, nis_code=CHARLEROI),
        invented("d", Role.EDITOR, nis_code="99999"),
    ],
    ids=["federation of nothing", "editor of a region", "federation of a CPAS", "unknown CPAS"],
)
async def test_a_place_that_does_not_go_with_the_role_opens_nothing(
    country: World, persona: Any
) -> None:
    found = await caller(country, persona)(ALL)

    assert found.data["allCpas"]["totalCount"] == 0


async def test_a_stranger_finds_nothing_and_is_told_so_politely(world: World) -> None:
    await Desk(world, CHARLEROI).sign_as_president()
    ids = list((await ids_of(world, CHARLEROI)).values())
    query = "query ($ids: [ID!]!) { viewer { displayName } nodes(ids: $ids) { id } }"

    answer = await world.as_nobody()(query, ids=ids)

    assert answer.data == {"viewer": None, "nodes": [None, None, None, None]}


async def test_who_belongs_to_two_worlds_has_in_each_only_its_rights(world: World) -> None:
    person = invented(
        "both", Role.FEDERATION, *CPAS_ROLES, nis_code=CHARLEROI, region=Region.WALLONIA
    )
    who = caller(world, person)
    await Desk(world, CHARLEROI).sign_as_president("1000.00")
    await Desk(world, NAMUR).sign_as_president("2000.00")
    query = """query ($nis: String!) { cpas(by: {nisCode: $nis}) { report(year: 2020) {
      contact { name } bankAccount { iban } viewerCanUpdateContact forms { status contentDigest
      amounts { justified } viewerCanEdit viewerCanSignAs } } } }"""

    own = (await who(query, nis=CHARLEROI)).data["cpas"]["report"]
    other = (await who(query, nis=NAMUR)).data["cpas"]["report"]

    assert own["forms"][0]["amounts"] == {"justified": "1000.00"}
    assert own["contact"] == {"name": "Ana Silva"}
    assert own["forms"][0]["viewerCanEdit"] is True
    assert own["forms"][0]["viewerCanSignAs"] == ["DIRECTOR_GENERAL"]
    assert other == {
        "contact": None,
        "bankAccount": None,
        "viewerCanUpdateContact": False,
        "forms": [
            {
                "status": "PARTIALLY_SIGNED",
                "contentDigest": None,
                "amounts": None,
                "viewerCanEdit": False,
                "viewerCanSignAs": [],
            }
        ],
    }


@pytest.mark.parametrize(
    "over", [(Role.FEDERATION, Region.WALLONIA), (Role.SPP_IS_READER, None)], ids=["region", "all"]
)
async def test_a_right_at_one_cpas_is_none_at_another_that_one_may_see(
    world: World, over: tuple[Role, Region | None]
) -> None:
    role, region = over
    who = caller(world, invented("both", role, *CPAS_ROLES, nis_code=CHARLEROI, region=region))
    namur = Desk(world, NAMUR)
    await namur.encode()
    before = world.everything()

    answers: list[Answer] = [
        await namur.save(who, "1.00"),
        await namur.sign(who, "PRESIDENT"),
        await namur.sign(who, "DIRECTOR_GENERAL"),
        await namur.update(who, contact=ANA),
    ]

    assert [refusals(answer) for answer in answers] == [["MISSING_ROLE"]] * 4
    assert world.everything() == before
