"""What following costs: nothing for lines that are not for who follows."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
import pytest_asyncio

from auth.identity import Actor
from models.cpas import CpasId, NisCode, Region
from models.criteria import FormCriteria
from models.events import EVENTS_BEHIND, LineOfCpas, could_match, read_events
from models.form import FormStatus
from models.language import Language
from models.paging import PageRequest
from models.people import Role, Signatory
from models.spec import FormKind
from resolvers.events import AT_ONCE, _next, _Wanted, page_of_events
from tests.counting import statements
from tests.running import READER, Runner, actor

pytestmark = pytest.mark.asyncio(loop_scope="module")

OF_2020 = FormCriteria(year=2020)
CRITERIA = {
    "all": OF_2020,
    "every year": FormCriteria(year=None),
    "another year": FormCriteria(year=2019),
    "a region": replace(OF_2020, regions=[Region.FLANDERS]),
    "no region": replace(OF_2020, regions=[]),
    "some CPAS": replace(OF_2020, cpas=[CpasId(1), CpasId(7)]),
    "a code": replace(OF_2020, nis_codes=[NisCode("52011")]),
    "a province": replace(OF_2020, provinces=["LIEGE", "Liège", "Hainaut"]),
    "a language": replace(OF_2020, languages=[Language.DE]),
    "a kind": replace(OF_2020, kinds=[FormKind.COVID_PREMIUM]),
    "a status": replace(OF_2020, statuses=[FormStatus.SENT]),
    "a signature": replace(OF_2020, missing=[Signatory.PRESIDENT], regions=[Region.WALLONIA]),
    "a part of a name": replace(OF_2020, search="cha"),
    "amounts": replace(OF_2020, without_advance=False),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def all_lines(runner: Runner) -> Sequence[LineOfCpas]:
    """Every line of the journal that is about a CPAS."""
    async with runner.database.snapshot() as reader:
        return await read_events(reader, EVENTS_BEHIND, behind=0, most=100_000)


@pytest.mark.parametrize("name", CRITERIA)
async def test_a_line_that_is_wanted_is_never_taken_for_another(
    runner: Runner, all_lines: Sequence[LineOfCpas], name: str
) -> None:
    criteria = CRITERIA[name]
    possible = could_match(criteria)
    async with runner.context(READER) as context:
        page = await page_of_events(context, criteria, PageRequest(limit=600))

    found = {line.number for line in all_lines if possible(line)}

    assert {view.of_line.number for view in page.items} <= found


class Lines:
    """A tail that holds these lines."""

    def __init__(self, lines: Sequence[LineOfCpas]) -> None:
        self.lines = lines

    def lines_after(self, number: int, most: int) -> Sequence[LineOfCpas]:
        return [line for line in self.lines if line.number > number][:most]


CHARLEROI = actor(Role.EDITOR, nis_code="52011")
NOT_THEIRS: dict[str, tuple[Actor, FormCriteria]] = {
    "of another CPAS": (CHARLEROI, OF_2020),
    "of another CPAS, with a filter": (CHARLEROI, CRITERIA["a status"]),
    "of another region": (actor(Role.FEDERATION, region=Region.WALLONIA), CRITERIA["a kind"]),
    "of a region that is not wanted": (READER, replace(CRITERIA["a status"], regions=[])),
    "of another year": (READER, replace(CRITERIA["a status"], year=2019)),
    "of a CPAS that is not wanted": (READER, replace(CRITERIA["a kind"], cpas=[CpasId(99_999)])),
}


@pytest.mark.only_on("sqlite", reason="no database is asked")
@pytest.mark.parametrize("name", NOT_THEIRS)
async def test_nothing_is_asked_for_lines_of_others(
    runner: Runner, all_lines: Sequence[LineOfCpas], name: str
) -> None:
    who, criteria = NOT_THEIRS[name]
    lines = [line for line in all_lines if line.cpas.region is Region.FLANDERS]
    tail, wanted = Lines(lines), _Wanted(criteria)

    async with runner.context(who) as context:
        with statements() as asked:
            views, read_to = await _next(context, tail, wanted, 0)  # type: ignore[arg-type]

    assert (views, asked) == ([], [])
    assert read_to == lines[:AT_ONCE][-1].number


async def test_for_lines_that_may_be_theirs_the_database_is_asked(
    runner: Runner, all_lines: Sequence[LineOfCpas]
) -> None:
    criteria = replace(OF_2020, kinds=[FormKind.COVID_PREMIUM])
    before = next(line.number for line in all_lines if line.form_id is not None) - 1

    async with runner.context(READER) as context:
        with statements() as asked:
            views, _ = await _next(context, Lines(all_lines), _Wanted(criteria), before)  # type: ignore[arg-type]

    assert asked
    assert {view.of_line.line.event.kind for view in views} == {FormKind.COVID_PREMIUM}
