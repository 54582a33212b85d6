"""A field that fails takes along what stands beside it, and nothing else."""

from tests.world import World

QUERY = """{
  viewer { bad: awaitingMySignature(first: -1) { totalCount }
    b: awaitingMySignature { nodes { id lines { key } } totalCount }
    c: awaitingMySignature { nodes { id } summary { total } } d: cpas { reports { totalCount } } }
  forms(year: 2020) { totalCount nodes { id lines { key } } summary { total } }
  cpas { report(year: 2020) { forms { lines { key } } } } }"""


async def test_a_field_that_fails_breaks_no_other_branch(world: World) -> None:
    director = world.as_("ixelles-director-general")

    answers = [await director(QUERY) for _ in range(25)]

    for answer in answers:
        assert answer.error_codes == ["BAD_USER_INPUT"]
        assert answer.body["data"]["viewer"] is None
        assert answer.body["data"]["forms"]["summary"] == {"total": 1}
        assert len(answer.body["data"]["cpas"]["report"]["forms"]) == 1
