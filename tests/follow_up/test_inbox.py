"""The signer's inbox: exactly the forms that its reader may sign now, as the rules say."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from auth.identity import Actor, standing
from models.cpas import Region
from models.days import day_of
from models.form import FormStatus
from models.lifecycle import allowed
from models.people import Role
from models.reading import FormOfReport
from models.refusals import RefusalCode
from schema.nodes import NodeType, encode_id
from tests.api.acting import CHARLEROI, GENT, Desk
from tests.follow_up.known import Known
from tests.running import Runner, actor
from tests.world import NOON, World

PAJOTTEGEM, GOOIK = "23106", "23024"
"""A CPAS that began in 2025, and one of those that it took over."""

AT_REST = pytest.mark.asyncio(loop_scope="module")

INBOX = """query ($first: Int, $after: String) { viewer {
  awaitingMySignature(first: $first, after: $after) { totalCount
    nodes { id viewerCanSignAs } edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage endCursor } } } }"""
OWN = """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Form { id viewerCanSignAs } } }"""
SIGNERS = {
    "president": (Role.PRESIDENT,),
    "director-general": (Role.DIRECTOR_GENERAL,),
    "both": (Role.PRESIDENT, Role.DIRECTOR_GENERAL),
    "all": (Role.EDITOR, Role.PRESIDENT, Role.DIRECTOR_GENERAL),
    "editor": (Role.EDITOR,),
}
EVERY_SIGNER = pytest.mark.parametrize("roles", list(SIGNERS.values()), ids=list(SIGNERS))


async def inbox(runner: Runner, who: Actor, **variables: Any) -> dict[str, Any]:
    viewer = (await runner.data(who, INBOX, variables))["viewer"]
    found: dict[str, Any] = viewer["awaitingMySignature"]
    return found


def to_sign(known: Known, who: Actor, now: Any = NOON) -> Known:
    """The forms that this person may sign, by the gate and the rules alone."""
    places = {of.cpas.id: of.cpas for of in known.forms}
    people = {id_: standing(who, cpas, day_of(now)).person for id_, cpas in places.items()}

    def may_sign(of: FormOfReport) -> bool:
        person = people[of.cpas.id]
        return bool(person.roles and allowed(of.form, of.report, person, now).sign_as)

    return known.where(may_sign)


def busy_codes(known: Known) -> list[str]:
    """CPAS in all states, with those of the unusual cases."""
    unusual = {of.cpas.nis_code for of in known.forms if of.form.changed_at.month == 9}
    without_contact = [of.cpas.nis_code for of in known.of(2020).forms if not of.report.complete]
    first = sorted({str(of.cpas.nis_code) for of in known.forms})[::30]
    return sorted({*first, *map(str, unusual), *without_contact[:1], PAJOTTEGEM, GOOIK})


@AT_REST
@EVERY_SIGNER
async def test_the_inbox_holds_what_the_rules_let_sign(
    runner: Runner, known: Known, roles: tuple[Role, ...]
) -> None:
    met: set[str] = set()

    for code in busy_codes(known):
        who = actor(*roles, nis_code=code)
        expected = to_sign(known, who)
        found = await inbox(runner, who, first=600)
        assert [node["id"] for node in found["nodes"]] == expected.by()
        assert found["totalCount"] == len(expected)
        assert all(node["viewerCanSignAs"] for node in found["nodes"])
        met |= expected.ids

    assert bool(met) is (roles != (Role.EDITOR,))


@AT_REST
async def test_it_leaves_out_what_may_not_be_signed_for_any_reason(known: Known) -> None:
    """The CPAS above would prove little if nothing stood against a signature there."""
    reasons: set[RefusalCode] = set()
    for code in busy_codes(known):
        person = actor(Role.PRESIDENT, nis_code=code).person
        for of in known.where(lambda of, code=code: of.cpas.nis_code == code).forms:  # type: ignore[misc] # the code of this round
            reasons |= set(allowed(of.form, of.report, person, NOON).cannot_sign_reasons)

    assert reasons >= {
        RefusalCode.NOT_ENCODED,
        RefusalCode.ALREADY_SIGNED,
        RefusalCode.ALREADY_SENT,
        RefusalCode.REPORT_CLOSED,
        RefusalCode.CEILING_EXCEEDED,
        RefusalCode.CONTACT_INCOMPLETE,
    }


@AT_REST
async def test_who_signed_once_does_not_find_the_form_again(runner: Runner, known: Known) -> None:
    half = known.where(
        lambda of: of.form.status is FormStatus.PARTIALLY_SIGNED and of.form.year == 2020
    )
    for of in half.forms[:20]:
        (first,) = of.form.current_signatures
        someone = actor(Role.PRESIDENT, Role.DIRECTOR_GENERAL, nis_code=of.cpas.nis_code)
        same = replace(someone, person=replace(someone.person, subject=first.signed.by.subject))
        id_ = encode_id(NodeType.FORM, of.form.id)

        for who, finds in ((someone, True), (same, False)):
            found = await inbox(runner, who, first=600)
            (own,) = (await runner.data(who, OWN, {"ids": [id_]}))["nodes"]
            assert (id_ in {node["id"] for node in found["nodes"]}) is finds
            assert bool(own["viewerCanSignAs"]) is finds


@AT_REST
async def test_who_did_not_sign_in_strongly_enough_has_nothing_to_sign(
    runner: Runner, known: Known
) -> None:
    strong = actor(Role.DIRECTOR_GENERAL, nis_code="21009")
    weak = replace(strong, person=replace(strong.person, assured=False))

    assert (await inbox(runner, strong))["totalCount"] == len(to_sign(known, strong)) > 0
    assert (await inbox(runner, weak))["totalCount"] == 0


@AT_REST
async def test_after_the_closing_nothing_is_left_to_sign(runner: Runner) -> None:
    who = actor(Role.DIRECTOR_GENERAL, nis_code="21009")
    later = replace(runner, clock=replace(runner.clock, now=NOON + timedelta(days=800)))

    assert (await inbox(later, who)) == {
        "totalCount": 0,
        "nodes": [],
        "edges": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "endCursor": None},
    }


@AT_REST
@pytest.mark.parametrize(
    "who",
    [
        actor(Role.FEDERATION, region=Region.BRUSSELS),
        actor(Role.SPP_IS_READER),
        actor(Role.SPP_IS_MANAGER),
        actor(Role.SPP_IS_READER, nis_code="21009"),
        actor(Role.EDITOR, nis_code="21009"),
        actor(Role.PRESIDENT, region=Region.BRUSSELS),
        actor(Role.PRESIDENT, nis_code="99999"),
        actor(Role.PRESIDENT, Role.DIRECTOR_GENERAL),
        actor(nis_code="21009"),
        actor(Role.PRESIDENT, nis_code=GOOIK),
    ],
    ids=[
        "federation",
        "reader",
        "manager",
        "reader with a CPAS",
        "editor",
        "president of a region",
        "president of an unknown CPAS",
        "signer of nothing",
        "no role",
        "CPAS that ended",
    ],
)
async def test_the_inbox_of_who_may_not_sign_is_empty(runner: Runner, who: Actor) -> None:
    found = await inbox(runner, who)

    assert (found["totalCount"], found["nodes"]) == (0, [])


@AT_REST
async def test_signing_roles_reach_the_own_cpas_only(runner: Runner, known: Known) -> None:
    both = actor(
        Role.PRESIDENT,
        Role.FEDERATION,
        Role.SPP_IS_READER,
        nis_code="21009",
        region=Region.BRUSSELS,
    )

    found = await inbox(runner, both, first=600)

    assert {node["id"] for node in found["nodes"]} == to_sign(known, both).ids


@AT_REST
async def test_nobody_has_no_inbox(runner: Runner) -> None:
    answer = await runner.run(None, INBOX)

    assert (answer.data, answer.errors) == ({"viewer": None}, None)


@AT_REST
async def test_the_inbox_comes_in_pages_too(runner: Runner, known: Known) -> None:
    signers = (actor(Role.PRESIDENT, nis_code=code) for code in busy_codes(known))
    who, expected = max(
        ((signer, to_sign(known, signer)) for signer in signers), key=lambda pair: len(pair[1])
    )
    seen: list[str] = []
    cursor, goes_on = None, True

    while goes_on:
        found = await inbox(runner, who, first=1, after=cursor)
        assert found["totalCount"] == len(expected)
        assert found["pageInfo"]["hasPreviousPage"] is bool(seen)
        seen += [node["id"] for node in found["nodes"]]
        cursor, goes_on = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]

    assert seen == expected.by()
    assert len(seen) > 1


# How it changes ----------------------------------------------------------------------------------

COUNT = "{ viewer { awaitingMySignature { totalCount nodes { id } } } }"


async def test_a_form_waits_from_the_first_save_until_both_have_signed(world: World) -> None:
    desk = Desk(world, CHARLEROI)

    async def waiting() -> list[int]:
        answers = [await who(COUNT) for who in (desk.president(), desk.director())]
        return [answer.data["viewer"]["awaitingMySignature"]["totalCount"] for answer in answers]

    steps = [await waiting()]
    await desk.save(desk.editor(), "10.00")
    steps.append(await waiting())
    await desk.give_contact()
    steps.append(await waiting())
    await desk.sign(desk.director(), "DIRECTOR_GENERAL")
    steps.append(await waiting())
    await desk.save(desk.editor(), "11.00")
    steps.append(await waiting())
    await desk.sign(desk.president(), "PRESIDENT")
    steps.append(await waiting())
    await desk.sign(desk.director(), "DIRECTOR_GENERAL")
    steps.append(await waiting())

    assert steps == [[0, 0], [0, 0], [1, 1], [1, 0], [1, 1], [0, 1], [0, 0]]


async def test_who_holds_both_rights_signs_one_and_is_not_asked_for_the_other(
    world: World,
) -> None:
    desk = Desk(world, GENT)
    await desk.encode()
    factotum = desk.factotum()

    before = (await factotum(COUNT)).data["viewer"]["awaitingMySignature"]["totalCount"]
    await desk.sign(factotum, "PRESIDENT")
    after = (await factotum(COUNT)).data["viewer"]["awaitingMySignature"]["totalCount"]
    other = (await desk.director()(COUNT)).data["viewer"]["awaitingMySignature"]["totalCount"]

    assert (before, after, other) == (1, 0, 1)
