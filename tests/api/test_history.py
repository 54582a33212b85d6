"""What stood on a form before: every version, and any instant."""

from hashlib import sha256
from typing import Any

from tests.api.acting import CHARLEROI, GENT, Desk, done
from tests.world import Caller, World

VERSION = """number savedAt savedBy { displayName } contentDigest canonicalContent
  amounts { justified } lines { justified }
  signatures { role isCurrent signer { displayName } seal }"""
HISTORY = f"""query ($by: CpasBy, $at: DateTime!, $first: Int = 20, $skip: Int = 0) {{
  cpas(by: $by) {{ report(year: 2020) {{ forms {{
    contentDigest versions(first: $first, skip: $skip) {{ {VERSION} }} asOf(at: $at) {{ {VERSION} }}
  }} }} }} }}"""
LONG_AGO = "1999-01-01T00:00:00Z"


async def history(who: Caller, nis_code: str, at: str = LONG_AGO, **page: int) -> dict[str, Any]:
    answer = await who(HISTORY, by={"nisCode": nis_code}, at=at, **page)
    form: dict[str, Any] = answer.data["cpas"]["report"]["forms"][0]
    return form


async def test_every_version_is_told_with_its_figures_and_signatures(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president("1000.00")
    done(await desk.save(desk.editor(), "7.00"))

    form = await history(desk.president(), CHARLEROI)

    newest, signed, opened = form["versions"]
    assert [one["number"] for one in form["versions"]] == [3, 2, 1]
    assert [one["amounts"]["justified"] for one in form["versions"]] == ["7.00", "1000.00", None]
    assert signed["lines"] == [{"justified": "1000.00"}]
    assert newest["contentDigest"] == form["contentDigest"]
    assert sha256(signed["canonicalContent"].encode()).hexdigest() == signed["contentDigest"]
    assert [one["isCurrent"] for one in signed["signatures"]] == [False]
    assert signed["signatures"][0]["seal"]
    assert newest["signatures"] == opened["signatures"] == []


async def test_a_form_is_told_as_it_was_at_an_instant(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode("1000.00")
    saved_at = world.clock.now.isoformat()
    world.clock.advance(minutes=1)
    done(await desk.sign(desk.president(), "PRESIDENT"))
    signed_at = world.clock.now.isoformat()
    world.clock.advance(minutes=1)
    done(await desk.save(desk.editor(), "7.00"))

    then = [(await history(desk.editor(), CHARLEROI, at))["asOf"] for at in (saved_at, signed_at)]

    assert [one["amounts"]["justified"] for one in then] == ["1000.00", "1000.00"]
    assert [len(one["signatures"]) for one in then] == [0, 1]
    assert (await history(desk.editor(), CHARLEROI))["asOf"] is None


async def test_who_follows_sees_no_amounts_of_then(world: World) -> None:
    await Desk(world, GENT).send()

    for version in (await history(world.as_("vvsg"), GENT))["versions"]:
        assert version["amounts"] is version["lines"] is None
        assert version["contentDigest"] is version["canonicalContent"] is None
        assert not any(one["seal"] for one in version["signatures"])


async def test_versions_are_told_page_by_page(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode("0.00")
    for amount in range(1, 4):
        done(await desk.save(desk.editor(), f"{amount}.00"))

    form = await history(desk.editor(), CHARLEROI, first=2, skip=1)
    refused = await desk.editor()(HISTORY, by={"nisCode": CHARLEROI}, at=LONG_AGO, first=51)

    assert [one["number"] for one in form["versions"]] == [4, 3]
    assert refused.error_codes == ["BAD_USER_INPUT"]
