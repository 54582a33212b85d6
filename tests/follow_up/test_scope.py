"""Who finds which forms, and whose amounts: in lists, totals, summaries, by any wording."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from auth.identity import Actor
from models.cpas import Region
from models.people import CPAS_ROLES, Role
from models.reading import FormOfReport
from schema.nodes import NodeType, encode_id
from tests.follow_up.asking import ORDERS, SUMMARY, asking, forward, ids, page
from tests.follow_up.known import Known, summary
from tests.follow_up.unusual import ENTERPRISE_OF_NAMUR, NAMUR
from tests.running import Runner, actor
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHARLEROI, PAJOTTEGEM, ANTWERP, GALMAARDEN = "52011", "23106", "11002", "23023"
OF_PAJOTTEGEM = {"23023", "23024", "23032"}
OF_ANTWERP = {"11002", "11007"}
WALLONIA, FLANDERS = Region.WALLONIA, Region.FLANDERS

Holds = Callable[[FormOfReport], bool]


def nowhere(_of: FormOfReport) -> bool:
    return False


def everywhere_(_of: FormOfReport) -> bool:
    return True


def at(*codes: str) -> Holds:
    return lambda of: of.cpas.nis_code in codes


def region_or(region: Region, *codes: str) -> Holds:
    return lambda of: of.cpas.region is region or of.cpas.nis_code in codes


class Seeing(NamedTuple):
    """Who asks, which forms they find, and of which they read the amounts."""

    who: Actor
    finds: Holds
    reads: Holds


CALLERS: dict[str, Seeing] = {
    "editor": Seeing(actor(Role.EDITOR, nis_code=CHARLEROI), at(CHARLEROI), at(CHARLEROI)),
    "president": Seeing(actor(Role.PRESIDENT, nis_code=CHARLEROI), at(CHARLEROI), at(CHARLEROI)),
    "all three": Seeing(actor(*CPAS_ROLES, nis_code=CHARLEROI), at(CHARLEROI), at(CHARLEROI)),
    "by enterprise number": Seeing(
        actor(Role.EDITOR, enterprise_number=ENTERPRISE_OF_NAMUR),
        at(NAMUR),
        at(NAMUR),
    ),
    "the code goes before the enterprise number": Seeing(
        actor(Role.EDITOR, nis_code=CHARLEROI, enterprise_number=ENTERPRISE_OF_NAMUR),
        at(CHARLEROI),
        at(CHARLEROI),
    ),
    "new successor": Seeing(
        actor(Role.EDITOR, nis_code=PAJOTTEGEM),
        at(*OF_PAJOTTEGEM),
        at(*OF_PAJOTTEGEM),
    ),
    "successor that went on": Seeing(
        actor(Role.PRESIDENT, nis_code=ANTWERP),
        at(*OF_ANTWERP),
        at(*OF_ANTWERP),
    ),
    "a CPAS that ended": Seeing(
        actor(Role.EDITOR, nis_code=GALMAARDEN),
        at(GALMAARDEN),
        at(GALMAARDEN),
    ),
    "federation": Seeing(actor(Role.FEDERATION, region=WALLONIA), region_or(WALLONIA), nowhere),
    "federation of Brussels": Seeing(
        actor(Role.FEDERATION, region=Region.BRUSSELS),
        region_or(Region.BRUSSELS),
        nowhere,
    ),
    "reader": Seeing(actor(Role.SPP_IS_READER), everywhere_, everywhere_),
    "manager": Seeing(actor(Role.SPP_IS_MANAGER), everywhere_, everywhere_),
    "editor and federation of its region": Seeing(
        actor(Role.EDITOR, Role.FEDERATION, nis_code=CHARLEROI, region=WALLONIA),
        region_or(WALLONIA),
        at(CHARLEROI),
    ),
    "editor and federation of another region": Seeing(
        actor(Role.EDITOR, Role.FEDERATION, nis_code=CHARLEROI, region=FLANDERS),
        region_or(FLANDERS, CHARLEROI),
        at(CHARLEROI),
    ),
    "successor and federation": Seeing(
        actor(Role.DIRECTOR_GENERAL, Role.FEDERATION, nis_code=PAJOTTEGEM, region=WALLONIA),
        region_or(WALLONIA, *OF_PAJOTTEGEM),
        at(*OF_PAJOTTEGEM),
    ),
    "editor and reader": Seeing(
        actor(Role.EDITOR, Role.SPP_IS_READER, nis_code=CHARLEROI),
        everywhere_,
        everywhere_,
    ),
    "federation and reader": Seeing(
        actor(Role.FEDERATION, Role.SPP_IS_READER, region=WALLONIA),
        everywhere_,
        everywhere_,
    ),
    "editor of nothing": Seeing(actor(Role.EDITOR), nowhere, nowhere),
    "editor of an unknown CPAS": Seeing(actor(Role.EDITOR, nis_code="99999"), nowhere, nowhere),
    "editor of no code": Seeing(actor(Role.EDITOR, nis_code=""), nowhere, nowhere),
    "editor of a region": Seeing(actor(Role.EDITOR, region=WALLONIA), nowhere, nowhere),
    "federation of nothing": Seeing(actor(Role.FEDERATION), nowhere, nowhere),
    "federation of a CPAS": Seeing(actor(Role.FEDERATION, nis_code=CHARLEROI), nowhere, nowhere),
}

ROWS = asking("nodes { id status amounts { advance } contentDigest }")
VALUES = asking("nodes { id status amounts { advance } contentDigest viewerCanEdit }")
HIDDEN = dict.fromkeys(("money", "declaredZero", "withoutAdvance"))
ACCOUNTS = asking("nodes { id bankAccountChangedSinceSigning } totalCount")
TOLD = asking(f"totalCount {SUMMARY}")


EVERY_CALLER = pytest.mark.parametrize("name", CALLERS)


async def forms_for(runner: Runner, who: Actor, query: str, **variables: Any) -> Any:
    return (await runner.data(who, query, variables))["forms"]


@EVERY_CALLER
@pytest.mark.parametrize("query", [ROWS, VALUES], ids=["rows", "values"])
async def test_the_list_holds_what_exists_for_the_caller_with_amounts_that_are_theirs(
    runner: Runner, known: Known, name: str, query: str
) -> None:
    who, finds, reads = CALLERS[name]
    wanted = {"kind": ["PIIS"]}
    visible = known.of(2020, wanted).where(finds)

    found = await forms_for(runner, who, query, filter=wanted, first=600)

    assert ids(found) == visible.by()
    legible = {node["id"] for node in found["nodes"] if node["amounts"] is not None}
    digests = {node["id"] for node in found["nodes"] if node["contentDigest"] is not None}
    assert legible == digests == visible.where(reads).ids


@EVERY_CALLER
async def test_total_and_summary_speak_of_what_exists_for_the_caller(
    runner: Runner, known: Known, name: str
) -> None:
    who, finds, reads = CALLERS[name]
    visible = known.of(2020).where(finds)
    expected = summary(visible)
    if len(visible.where(reads)) < len(visible):
        expected |= HIDDEN

    found = await forms_for(runner, who, TOLD)

    assert found == {"totalCount": len(visible), "summary": expected}


@pytest.mark.parametrize("code", [CHARLEROI, NAMUR])
async def test_sums_are_for_who_may_read_every_amount_that_the_filter_leaves(
    runner: Runner, known: Known, code: str
) -> None:
    who = CALLERS["editor and federation of its region"].who
    of_code = known.of(2020).where(at(code))
    wanted = {"cpas": [encode_id(NodeType.CPAS, of_code.forms[0].cpas.id)]}

    one = (await forms_for(runner, who, TOLD, filter=wanted))["summary"]
    every = (await forms_for(runner, who, TOLD))["summary"]

    hidden = {} if code == CHARLEROI else HIDDEN
    assert one == summary(of_code) | hidden
    assert {name: every[name] for name in HIDDEN} == HIDDEN


@EVERY_CALLER
@pytest.mark.parametrize("changed", [True, False])
async def test_who_asks_for_changed_accounts_hears_only_of_those_that_they_may_read(
    runner: Runner, known: Known, name: str, changed: bool
) -> None:
    who, finds, reads = CALLERS[name]
    wanted = {"bankAccountChangedSinceSigning": changed}
    expected = known.of(2020, wanted).where(finds).where(reads)

    found = await forms_for(runner, who, ACCOUNTS, filter=wanted, first=600)

    assert ids(found) == expected.by()[:600]
    assert found["totalCount"] == len(expected)
    told = [node["bankAccountChangedSinceSigning"] for node in found["nodes"]]
    assert set(told) <= {changed}


# A federation, by any wording -------------------------------------------------------------------

DEEP = """ fragment Deep on Form { ... on Node { ... on Form { deep: amounts { ...Sums } } } }
  fragment Sums on Amounts { advance justified balance { amount direction setOff } }"""
TOLD_TOO = """ fragment Told on FormConnection { told: summary { declaredZero money { ...Money } } }
  fragment Money on MoneySummary { advance justified toRepay toReceive setOff borne }"""
WORDINGS = {
    "plain": ("nodes { amounts { advance } contentDigest } summary { money { advance } }", ""),
    "edges": ("edges { node { amounts { advance } contentDigest } }", ""),
    "both": ("edges { node { amounts { advance } } } nodes { amounts { justified } }", ""),
    "aliases": ("n: nodes { status: amounts { version: advance } kind: contentDigest }", ""),
    "fragments": ("nodes { ...Deep id } edges { node { ...Deep } } ...Told", DEEP + TOLD_TOO),
    "conditions": ("nodes { amounts @include(if: true) { ... @skip(if: false) { advance } } }", ""),
    "values": ("nodes { amounts { advance } canonicalContent lines { advance } }", ""),
    "values in edges": ("edges { node { ...Deep lines { justified } viewerCanEdit } }", DEEP),
    "by the report": ("nodes { report { forms { amounts { advance } contentDigest } } }", ""),
    "by the CPAS": ("nodes { cpas { report(year: 2020) { forms { ...Deep } } } }", DEEP),
}


def told(value: object, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every text in the answer that looks like an amount or a digest."""
    if isinstance(value, list):
        for item in value:
            yield from told(item, path)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from told(inner, (*path, name))
    elif isinstance(value, str) and ("." in value or len(value) == 64):
        yield f"{'.'.join(path)}: {value}"


@pytest.mark.parametrize("wording", WORDINGS)
async def test_a_federation_gets_no_amount_by_any_wording(everywhere: World, wording: str) -> None:
    selection, fragments = WORDINGS[wording]
    query = asking(selection) + fragments
    sent = {"status": ["SENT"], "region": ["WALLONIA"]}

    federation = await everywhere.as_("uvcw")(query, filter=sent, first=50)
    reader = await everywhere.as_("spp-is-reader")(query, filter=sent, first=50)

    assert list(told(federation.data)) == []
    assert list(told(reader.data)) != []


@pytest.mark.parametrize("number", [1, 2])
async def test_a_federation_gets_no_amount_of_one_cpas_either(
    runner: Runner, known: Known, number: int
) -> None:
    (region,) = {of.cpas.region for of in known.forms if of.cpas.id == number}
    one = {"cpas": [encode_id(NodeType.CPAS, number)]}
    who = actor(Role.FEDERATION, region=region)

    found = (await forms_for(runner, who, TOLD, filter=one))["summary"]

    assert found == summary(known.of(2020, one)) | HIDDEN


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: " ".join(order.values()))
async def test_no_order_shows_a_federation_another_region(
    everywhere: World, known: Known, order: dict[str, str]
) -> None:
    federation = everywhere.as_("brulocalis")

    pages = forward(federation, 50, orderBy=order)
    seen = [id_ async for found in pages for id_ in ids(found)]

    assert seen == known.of(2020, {"region": ["BRUSSELS"]}).by(**order)


async def test_no_filter_or_cursor_reaches_beyond_the_own_cpas(
    everywhere: World, known: Known
) -> None:
    editor, reader = everywhere.as_("gent-editor"), everywhere.as_("spp-is-reader")
    mine = known.of(2020).where(at("44021"))
    others = sorted({encode_id(NodeType.CPAS, of.cpas.id) for of in known.forms})
    query = asking("totalCount nodes { id } pageInfo { startCursor endCursor }")
    whole = await page(reader, query, first=600)
    last = await page(reader, query, last=1)

    for wanted in ({"cpas": others[:600]}, {"region": ["FLANDERS"]}, {"status": ["NOT_STARTED"]}):
        found = await page(editor, query, filter=wanted, first=600)
        assert set(ids(found)) == mine.ids
        assert found["totalCount"] == 6
    for wanted in ({"region": ["WALLONIA"]}, {"status": ["SENT"]}):
        found = await page(editor, query, filter=wanted, first=600)
        assert (ids(found), found["totalCount"]) == ([], 0)
    after = await page(editor, query, after=whole["pageInfo"]["startCursor"], first=600)
    before = await page(editor, query, before=last["pageInfo"]["endCursor"], last=600)
    assert set(ids(after)) == set(ids(before)) == mine.ids


async def test_a_cursor_is_a_place_whoever_made_it(everywhere: World, known: Known) -> None:
    """It tells the name and the number of a form, which say nothing of its content."""
    cursor = (await page(everywhere.as_("spp-is-reader"), first=300))["pageInfo"]["endCursor"]

    found = await page(everywhere.as_("brulocalis"), first=600, after=cursor)

    in_brussels = known.of(2020, {"region": ["BRUSSELS"]}).ids
    assert set(ids(found)) <= in_brussels


async def test_nobody_is_told_to_sign_in(everywhere: World) -> None:
    answer = await everywhere.as_nobody()(TOLD)

    assert answer.error_codes == ["NOT_AUTHENTICATED"]
    assert answer.body["data"] is None


async def test_who_holds_no_role_is_told_which_ones_would_do(runner: Runner) -> None:
    answer = await runner.run(actor(nis_code=CHARLEROI, region=WALLONIA), TOLD)

    assert answer.data is None
    assert [error.extensions and error.extensions["code"] for error in answer.errors or ()] == [
        "FORBIDDEN"
    ]
