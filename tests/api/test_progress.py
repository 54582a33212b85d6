"""How far a report has come: counted, for one CPAS and in lists."""

from typing import Any

import pytest

from models.report_progress import ReportProgress
from tests.api.acting import ACCOUNT, CHARLEROI, Desk, done
from tests.counting import statements
from tests.world import World

AT_REST = pytest.mark.asyncio(loop_scope="module")
PROGRESS = "progress { forms encoded signed sent allSent }"
LIST = f"""query ($first: Int!) {{ allCpas(first: $first) {{ nodes {{
  report(year: 2020) {{ {PROGRESS} forms {{ progress {{ encoded signed sent }} }} }} }} }} }}"""
COUNTED = f"""query ($first: Int!) {{ allCpas(first: $first) {{ nodes {{
  report(year: 2020) {{ {PROGRESS} }} }} }} }}"""
OTHER_ACCOUNT = {"iban": "BE68539007547034"}


async def progress_of(desk: Desk) -> dict[str, Any]:
    query = f"query ($by: CpasBy) {{ cpas(by: $by) {{ report(year: 2020) {{ {PROGRESS} }} }} }}"
    answer = await desk.world.as_("spp-is-reader")(query, by={"nisCode": desk.nis_code})
    found: dict[str, Any] = answer.data["cpas"]["report"]["progress"]
    return found


async def test_progress_counts_the_forms_that_carry_each_mark(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    counted = [await progress_of(desk)]
    await desk.encode()
    counted.append(await progress_of(desk))
    done(await desk.sign(desk.president(), "PRESIDENT"))
    counted.append(await progress_of(desk))
    done(await desk.sign(desk.director(), "DIRECTOR_GENERAL"))
    counted.append(await progress_of(desk))

    unsent = {"forms": 1, "signed": 0, "sent": 0, "allSent": False}
    assert counted == [
        {**unsent, "encoded": 0},
        {**unsent, "encoded": 1},
        {**unsent, "encoded": 1},
        {"forms": 1, "encoded": 1, "signed": 1, "sent": 1, "allSent": True},
    ]


def test_a_report_without_forms_has_not_sent_all() -> None:
    progress = ReportProgress(forms=0, encoded=0, signed=0, sent=0)

    assert progress.all_sent is False


@AT_REST
async def test_in_a_list_progress_says_what_the_forms_say(country: World) -> None:
    found = (await country.as_("spp-is-reader")(LIST, first=100)).data["allCpas"]["nodes"]

    for node in found:
        report = node["report"]
        marks = [form["progress"] for form in report["forms"]]
        counted = {mark: sum(of[mark] for of in marks) for mark in ("encoded", "signed", "sent")}
        all_sent = counted["sent"] == len(marks)
        assert report["progress"] == {"forms": len(marks), **counted, "allSent": all_sent}
    assert {node["report"]["progress"]["allSent"] for node in found} == {False, True}


@AT_REST
async def test_progress_of_a_whole_list_is_one_statement(country: World) -> None:
    asked = {}
    for first in (1, 100):
        query = (
            f"{{ allCpas(first: {first}) {{ nodes {{ report(year: 2020) {{ {PROGRESS} }} }} }} }}"
        )
        with statements() as found:
            assert (await country.as_("uvcw")(query)).errors == []
        asked[first] = len(found)

    assert asked[1] == asked[100]


# The account -------------------------------------------------------------------------------------

ACCOUNT_CHANGED = """query ($by: CpasBy) { cpas(by: $by) { report(year: 2020) {
  form(kind: COVID_PREMIUM) { bankAccountChangedSinceSigning } } } }"""


async def changed(desk: Desk, who: str = "charleroi-director-general") -> bool | None:
    answer = await desk.world.as_(who)(ACCOUNT_CHANGED, by={"nisCode": CHARLEROI})
    found: bool | None = answer.data["cpas"]["report"]["form"]["bankAccountChangedSinceSigning"]
    return found


async def test_who_signs_second_is_told_that_the_account_changed(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    told = [await changed(desk)]
    done(await desk.sign(desk.president(), "PRESIDENT"))
    told.append(await changed(desk))
    done(await desk.update(desk.editor(), bankAccount=OTHER_ACCOUNT))
    told.append(await changed(desk))

    done(await desk.save(desk.editor(), "7.00"))
    told.append(await changed(desk))

    assert told == [None, False, True, None]
    assert await changed(desk, "uvcw") is None


async def test_the_same_account_again_is_no_change(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president()

    done(await desk.update(desk.editor(), bankAccount=ACCOUNT))

    assert await changed(desk) is False


@pytest.mark.parametrize("who", ["spp-is-reader", "charleroi-editor"])
async def test_forms_whose_account_changed_are_found(world: World, who: str) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president()
    done(await desk.update(desk.editor(), bankAccount=OTHER_ACCOUNT))
    query = """{ forms(year: 2020, filter: {bankAccountChangedSinceSigning: true}) {
      totalCount nodes { cpas { nisCode } kind } } }"""

    found = (await world.as_(who)(query)).data["forms"]

    nodes = [{"cpas": {"nisCode": CHARLEROI}, "kind": "COVID_PREMIUM"}]
    assert found == {"totalCount": 1, "nodes": nodes}
