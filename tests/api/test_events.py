"""The journal for clients that poll: in order, behind the gate, at a fixed cost."""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from models.cpas import Region
from models.paging import encode_cursor
from models.people import Role
from schema.nodes import NodeType, encode_id
from tests.api.acting import CHARLEROI, EUPEN, GENT, NAMUR, Desk, caller, invented
from tests.counting import statements
from tests.world import NOON, Answer, Caller, World

AT_REST = pytest.mark.asyncio(loop_scope="module")
EVENTS = """query ($year: Int = 2020, $filter: FormFilter, $first: Int, $after: String) {
  events(year: $year, filter: $filter, first: $first, after: $after) {
    nodes { id cursor type previousHash hash cpas { nisCode region } }
    edges { cursor node { cursor } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
TOLD = """query ($after: String) { events(year: 2020, after: $after) {
  nodes { type at formVersion actor { displayName } report { year } form { kind } } } }"""
OF_FORM = """query ($form: ID!, $first: Int, $after: String) { node(id: $form) { ... on Form {
  events(first: $first, after: $after) { nodes { id cursor type formVersion form { id } }
    pageInfo { hasNextPage endCursor } } } } }"""


async def page(who: Caller, **arguments: object) -> dict[str, Any]:
    found: dict[str, Any] = (await who(EVENTS, **arguments)).data["events"]
    return found


async def every(who: Caller, *, size: int = 600, **arguments: object) -> list[dict[str, Any]]:
    """All lines that the caller sees, page by page."""
    lines: list[dict[str, Any]] = []
    cursor, goes_on = None, True
    while goes_on:
        found = await page(who, first=size, after=cursor, **arguments)
        lines += found["nodes"]
        cursor, goes_on = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
    return lines


def types(lines: list[dict[str, Any]]) -> list[str]:
    return [line["type"] for line in lines]


def ids(numbers: list[tuple[int]]) -> list[str]:
    return [encode_id(NodeType.EVENT, number) for (number,) in numbers]


def numbers(world: World, condition: str = "1 = 1", *parameters: object) -> list[tuple[Any, ...]]:
    """The numbers of the lines of 2020 that fulfil the condition, in order."""
    query = (
        "SELECT number FROM journal"
        " JOIN cpas ON cpas.id = cpas_id LEFT JOIN form ON form.id = form_id"
        " WHERE year = 2020 AND {} ORDER BY number"
    )
    return world.rows(query.format(condition), *parameters)


async def cpas_id(world: World, nis_code: str) -> str:
    ((number,),) = world.rows("SELECT id FROM cpas WHERE nis_code = ?", nis_code)
    return encode_id(NodeType.CPAS, number)


# In order ----------------------------------------------------------------------------------------


@AT_REST
@pytest.mark.parametrize("size", [97, 600])
async def test_pages_hold_every_line_of_the_year_once_and_in_order(
    country: World, size: int
) -> None:
    lines = await every(country.as_("spp-is-reader"), size=size)

    assert [line["id"] for line in lines] == ids(numbers(country))
    assert len(lines) > 1_000


@AT_REST
async def test_each_line_carries_the_hash_of_the_one_before(country: World) -> None:
    lines = await every(country.as_("spp-is-reader"))

    kept = country.rows("SELECT previous_hash, hash FROM journal ORDER BY number")
    assert [(line["previousHash"], line["hash"]) for line in lines] == kept
    assert all(line["hash"] == after["previousHash"] for line, after in pairwise(lines))


@AT_REST
async def test_a_line_is_named_by_the_same_cursor_wherever_it_stands(country: World) -> None:
    found = await page(country.as_("spp-is-reader"), first=3)

    cursors = [line["cursor"] for line in found["nodes"]]
    assert [edge["cursor"] for edge in found["edges"]] == cursors
    assert [edge["node"]["cursor"] for edge in found["edges"]] == cursors
    assert found["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": cursors[0],
        "endCursor": cursors[2],
    }


@AT_REST
async def test_a_page_has_100_lines_unless_told_and_may_be_empty(country: World) -> None:
    reader = country.as_("spp-is-reader")

    untold = await page(reader, first=None)
    none = await page(reader, first=0)
    another_year = await page(reader, year=2001)

    assert len(untold["nodes"]) == 100
    assert (none["nodes"], none["pageInfo"]["hasNextPage"]) == ([], True)
    assert (another_year["nodes"], another_year["pageInfo"]["hasNextPage"]) == ([], False)


@AT_REST
@pytest.mark.parametrize(
    "arguments",
    [
        {"first": 601},
        {"first": -1},
        {"after": ""},
        {"after": "x"},
        {"after": encode_cursor((1,))},
        {"after": encode_cursor(("1", "0"))},
        {"after": encode_cursor((1, 1))},
        {"after": encode_cursor((2**31, "0"))},
        {"after": encode_cursor((2**100, "0"))},
    ],
)
async def test_what_names_no_page_is_refused(country: World, arguments: dict[str, object]) -> None:
    answer = await country.as_("spp-is-reader")(EVENTS, **arguments)

    assert answer.error_codes == ["BAD_USER_INPUT"]


OF_FORMS = """query ($year: Int = 2020, $after: String) { forms(year: $year) { nodes {
  events(after: $after) { nodes { id } } } } }"""


@AT_REST
@pytest.mark.parametrize("number", [0, 3, 2**31 - 1])
@pytest.mark.parametrize(
    "query",
    [EVENTS, OF_FORMS],
    ids=["events", "forms"],
)
async def test_a_cursor_of_another_journal_is_refused(
    country: World, query: str, number: int
) -> None:
    """After a restore, another line has the number: who went on would miss lines."""
    foreign = encode_cursor((number, "f" * 12))

    answer = await country.as_("spp-is-reader")(query, after=foreign)

    assert set(answer.error_codes) == {"CURSOR_OUTDATED"}
    assert "Recommencez depuis le début" in answer.errors[0]["message"]


async def test_the_walk_of_a_form_is_told_line_by_line(world: World) -> None:
    before = await every(world.as_("charleroi-editor"))
    await Desk(world, CHARLEROI).send()

    answer = await world.as_("charleroi-editor")(TOLD, after=before[-1]["cursor"])
    lines = answer.data["events"]["nodes"]

    assert types(lines) == [
        "CONTACT_UPDATED",
        "BANK_ACCOUNT_UPDATED",
        "AMOUNT_SAVED",
        "SIGNED",
        "SIGNED",
        "SENT",
    ]
    assert [line["formVersion"] for line in lines] == [None, None, 2, 2, 2, 2]
    assert [line["report"] for line in lines] == [{"year": 2020}] * 6
    assert [line["form"] for line in lines] == [None] * 2 + [{"kind": "COVID_PREMIUM"}] * 4
    assert [line["actor"]["displayName"].split("-")[0] for line in lines] == [
        "Zoé editor",
        "Zoé editor",
        "Zoé editor",
        "Zoé president",
        "Zoé director",
        "Zoé director",
    ]
    assert lines[3]["at"] == "2026-11-23T12:00:00.000000Z"
    assert lines[4]["at"] == "2026-11-23T12:01:00.000000Z"


async def test_who_goes_on_behind_the_last_cursor_gets_what_is_new(world: World) -> None:
    editor = world.as_("charleroi-editor")
    last = (await every(editor))[-1]["cursor"]
    assert (await page(editor, after=last))["nodes"] == []
    await Desk(world, CHARLEROI).give_contact()

    found = await page(editor, after=last)

    assert types(found["nodes"]) == ["CONTACT_UPDATED", "BANK_ACCOUNT_UPDATED"]
    assert found["pageInfo"]["hasPreviousPage"]


# For whom ----------------------------------------------------------------------------------------


@AT_REST
async def test_a_cpas_reads_its_own_lines_and_a_federation_those_of_its_region(
    country: World,
) -> None:
    own = await every(country.as_("charleroi-president"))
    region = await every(country.as_("vvsg"))

    assert {line["cpas"]["nisCode"] for line in own} == {CHARLEROI}
    assert [line["id"] for line in own] == ids(numbers(country, "nis_code = ?", CHARLEROI))
    assert {line["cpas"]["region"] for line in region} == {"FLANDERS"}
    hidden = "'ADVANCE_PREFILLED', 'CONTACT_UPDATED', 'BANK_ACCOUNT_UPDATED'"
    followed = numbers(country, f"region = 'FLANDERS' AND type NOT IN ({hidden})")
    assert [line["id"] for line in region] == ids(followed)


@AT_REST
async def test_a_filter_never_widens_what_the_caller_sees(country: World) -> None:
    others = [await cpas_id(country, nis_code) for nis_code in (GENT, EUPEN)]

    for filter_ in ({"cpas": others}, {"region": ["FLANDERS"]}):
        found = await page(country.as_("charleroi-editor"), filter=filter_)
        assert found["nodes"] == []


@AT_REST
async def test_a_line_is_an_object_with_an_id_for_those_who_see_it(country: World) -> None:
    line = (await page(country.as_("charleroi-editor"), first=1))["nodes"][0]
    query = "query ($id: ID!) { node(id: $id) { id ... on Event { type cursor hash } } }"

    own = (await country.as_("charleroi-editor")(query, id=line["id"])).data["node"]
    federation = (await country.as_("uvcw")(query, id=line["id"])).data["node"]
    others = [
        (await country.as_(who)(query, id=line["id"])).data["node"]
        for who in ("gent-editor", "vvsg")
    ]
    stranger = (await country.as_nobody()(query, id=line["id"])).data["node"]

    assert own == {name: line[name] for name in ("id", "type", "cursor", "hash")}
    assert federation == own
    assert [*others, stranger] == [None, None, None]


@AT_REST
@pytest.mark.parametrize("key", ["0", "2000000000", "x", "-1", "1:1"])
async def test_an_id_of_no_line_finds_nothing(country: World, key: str) -> None:
    query = "query ($id: ID!) { node(id: $id) { id } }"

    answer = await country.as_("spp-is-reader")(query, id=encode_id(NodeType.EVENT, key))

    assert answer.data == {"node": None}


async def test_who_is_editor_here_and_federation_there_reads_amounts_only_here(
    world: World,
) -> None:
    for nis_code in (CHARLEROI, GENT):
        await Desk(world, nis_code).encode()
    person = invented(
        "both", Role.EDITOR, Role.FEDERATION, nis_code=CHARLEROI, region=Region.FLANDERS
    )
    query = """query ($filter: FormFilter) { events(year: 2020, first: 600, filter: $filter) {
      nodes { cpas { nisCode } form { amounts { justified } contentDigest }
        report { contact { email } } } } }"""
    since = {"filter": {"updatedSince": NOON.isoformat()}}

    nodes = (await caller(world, person)(query, **since)).data["events"]["nodes"]

    saved = {node["cpas"]["nisCode"]: node for node in nodes if node["form"]}
    assert saved[CHARLEROI]["form"]["amounts"] == {"justified": "1000.00"}
    assert saved[GENT]["form"] == {"amounts": None, "contentDigest": None}
    assert saved[GENT]["report"] == {"contact": None}


# Filters -----------------------------------------------------------------------------------------


@AT_REST
@pytest.mark.parametrize(
    ("filter_", "condition"),
    [
        ({"kind": ["COVID_PREMIUM"]}, "kind = 'COVID_PREMIUM'"),
        ({"kind": ["PIIS"]}, "1 = 0"),
        ({"kind": []}, "1 = 0"),
        ({"status": ["SENT"]}, "status = 'SENT'"),
        ({"status": ["ENCODED", "PARTIALLY_SIGNED"]}, "status IN ('ENCODED', 'PARTIALLY_SIGNED')"),
        ({"missingSignature": ["PRESIDENT"]}, "kind IS NOT NULL AND NOT signed_by_president"),
        ({"region": ["BRUSSELS"]}, "region = 'BRUSSELS'"),
        ({"region": ["BRUSSELS"], "status": ["SENT"]}, "region = 'BRUSSELS' AND status = 'SENT'"),
        ({"updatedSince": "2000-01-01T00:00:00Z"}, "1 = 1"),
        ({"updatedSince": "2100-01-01T00:00:00Z"}, "1 = 0"),
        ({}, "1 = 1"),
        (None, "1 = 1"),
    ],
)
async def test_a_filter_narrows_the_lines(
    country: World, filter_: dict[str, object] | None, condition: str
) -> None:
    lines = await every(country.as_("spp-is-reader"), filter=filter_)

    assert [line["id"] for line in lines] == ids(numbers(country, condition))


@AT_REST
async def test_what_is_asked_of_cpas_keeps_the_lines_about_their_reports(country: World) -> None:
    wanted = [await cpas_id(country, nis_code) for nis_code in (CHARLEROI, GENT)]

    lines = await every(country.as_("spp-is-reader"), filter={"cpas": wanted})

    assert {line["cpas"]["nisCode"] for line in lines} == {CHARLEROI, GENT}
    assert types(lines).count("REPORT_OPENED") == 2


@AT_REST
async def test_more_cpas_than_a_page_holds_are_refused(country: World) -> None:
    answer = await country.as_("spp-is-reader")(EVENTS, filter={"cpas": ["x"] * 601})

    assert answer.error_codes == ["BAD_USER_INPUT"]


async def test_an_instant_narrows_to_lines_of_then_or_later(world: World) -> None:
    desk = Desk(world, NAMUR)
    await desk.give_contact()
    world.clock.advance(minutes=1)
    await desk.save(desk.editor(), "1.00")
    reader = world.as_("spp-is-reader")

    now = await every(reader, filter={"updatedSince": NOON.isoformat()})
    in_a_minute = (NOON + timedelta(minutes=1)).isoformat()
    later = await every(reader, filter={"updatedSince": in_a_minute})

    assert types(later) == ["AMOUNT_SAVED"]
    assert types(now) == ["CONTACT_UPDATED", "BANK_ACCOUNT_UPDATED", "AMOUNT_SAVED"]


async def test_what_is_asked_of_forms_is_asked_of_them_as_they_are_now(world: World) -> None:
    filter_ = {"status": ["PARTIALLY_SIGNED"], "cpas": [await cpas_id(world, EUPEN)]}
    await Desk(world, EUPEN).sign_as_president()
    reader = world.as_("spp-is-reader")
    before = await every(reader, filter=filter_)

    director = Desk(world, EUPEN).director()
    await Desk(world, EUPEN).sign(director, "DIRECTOR_GENERAL")

    assert types(before)[-2:] == ["AMOUNT_SAVED", "SIGNED"]
    assert await every(reader, filter=filter_) == []


async def test_who_reads_and_then_follows_misses_nothing(world: World) -> None:
    await Desk(world, EUPEN).encode()
    reader = world.as_("spp-is-reader")
    read = """{ forms(year: 2020, first: 1) { asOf totalCount nodes { id } }
      none: forms(year: 2001) { asOf } }"""

    snapshot = (await reader(read)).data
    cursor = snapshot["forms"]["asOf"]
    nothing = await page(reader, after=cursor)
    await Desk(world, EUPEN).sign_as_director()
    after = await page(reader, after=cursor)

    assert snapshot["none"]["asOf"] == cursor
    assert nothing["nodes"] == []
    assert [line["type"] for line in after["nodes"]][-1] == "SIGNED"
    assert (await reader(read)).data["forms"]["asOf"] == after["nodes"][-1]["cursor"]


# Of one form -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "granted"), [("spp-is-reader", ["ADVANCE_PREFILLED"]), ("uvcw", [])]
)
async def test_a_form_tells_what_happened_to_it_page_by_page(
    world: World, who: str, granted: list[str]
) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.send()
    form = (await desk.form())["id"]
    lines: list[dict[str, Any]] = []
    cursor, goes_on = None, True

    while goes_on:
        answer = await world.as_(who)(OF_FORM, form=form, first=2, after=cursor)
        found = answer.data["node"]["events"]
        lines += found["nodes"]
        cursor, goes_on = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]

    assert types(lines) == [*granted, "AMOUNT_SAVED", "SIGNED", "SIGNED", "SENT"]
    assert {line["form"]["id"] for line in lines} == {form}
    one = {"kind": ["COVID_PREMIUM"], "nisCode": [CHARLEROI]}
    in_journal = await every(world.as_(who), filter=one)
    assert [line["cursor"] for line in lines] == [line["cursor"] for line in in_journal]


@AT_REST
async def test_each_form_of_a_list_has_its_own_lines(country: World) -> None:
    query = """{ allCpas(first: 300) { nodes { nisCode report(year: 2020) { forms {
      events(first: 3) { nodes { id } pageInfo { hasNextPage } } } } } } }"""

    nodes = (await country.as_("spp-is-reader")(query)).data["allCpas"]["nodes"]

    own: dict[str, list[str]] = defaultdict(list)
    for line in await every(country.as_("spp-is-reader"), filter={"kind": ["COVID_PREMIUM"]}):
        own[line["cpas"]["nisCode"]].append(line["id"])
    for node in nodes:
        (form,), lines = node["report"]["forms"], own[node["nisCode"]]
        assert [line["id"] for line in form["events"]["nodes"]] == lines[:3]
        assert form["events"]["pageInfo"]["hasNextPage"] is (len(lines) > 3)
    assert {min(len(lines), 4) for lines in own.values()} >= {1, 2, 4}


@AT_REST
async def test_a_form_refuses_what_names_no_page(country: World) -> None:
    ((number,),) = country.rows("SELECT id FROM form ORDER BY id LIMIT 1")
    form = encode_id(NodeType.FORM, number)

    for arguments in ({"first": 601}, {"after": "x"}):
        answer = await country.as_("spp-is-reader")(OF_FORM, form=form, **arguments)
        assert answer.error_codes == ["BAD_USER_INPUT"]


# At what cost ------------------------------------------------------------------------------------


async def asked(who: Caller, query: str, **variables: object) -> tuple[int, Answer]:
    """How many statements the answer took."""
    with statements() as seen:
        answer = await who(query, **variables)
    return sum("SELECT" in statement for statement in seen), answer


@AT_REST
async def test_a_page_costs_as_many_statements_whatever_its_size(country: World) -> None:
    reader = country.as_("spp-is-reader")
    query = """query ($first: Int) { events(year: 2020, first: $first, filter: {status: [SENT]}) {
      nodes { actor { displayName } cpas { name } report { status }
        form { status signatures { role } } } } }"""

    few, _ = await asked(reader, query, first=5)
    many, answer = await asked(reader, query, first=300)

    assert len(answer.data["events"]["nodes"]) == 300
    assert few == many == 3


@AT_REST
async def test_plain_lines_cost_one_statement(country: World) -> None:
    query = """{ events(year: 2020, first: 600) { nodes { id cursor type at hash formVersion
      actor { displayName } cpas { name region } } } }"""

    count, _ = await asked(country.as_("vvsg"), query)

    assert count == 1


@AT_REST
async def test_the_lines_of_many_forms_cost_as_many_statements_as_those_of_one(
    country: World,
) -> None:
    query = """query ($first: Int) { allCpas(first: $first) { nodes { report(year: 2020) { forms {
      events(first: 3) { nodes { type } } } } } } }"""
    reader = country.as_("spp-is-reader")

    few, _ = await asked(reader, query, first=1)
    many, _ = await asked(reader, query, first=200)

    assert few == many


@AT_REST
async def test_a_page_that_could_hold_too_much_is_refused(country: World) -> None:
    query = """{ events(year: 2020, first: 600) { nodes { form { events(first: 600) {
      nodes { id } } } } } }"""

    answer = await country.as_("spp-is-reader")(query)

    assert answer.error_codes == ["OPERATION_TOO_LARGE"]
