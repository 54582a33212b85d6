"""Which forms SPP IS has acknowledged, and which it has yet to."""

import pytest

from schema.nodes import NodeType, encode_id
from tests.follow_up.asking import asking, page
from tests.follow_up.known import Known
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOUND = asking("nodes { id } totalCount")


async def test_what_was_sent_is_acknowledged_or_not(everywhere: World, known: Known) -> None:
    reader = everywhere.as_("spp-is-reader")
    sent = {of.form for of in known.of(2019).forms if of.form.submission}
    expected = {
        state: {
            encode_id(NodeType.FORM, form.id)
            for form in sent
            if (form.submission is not None and form.submission.acknowledged is not None) is state
        }
        for state in (True, False)
    }

    found = {
        state: await page(reader, FOUND, year=2019, filter={"acknowledged": state}, first=600)
        for state in (True, False)
    }

    assert expected[True]
    for state, ids in expected.items():
        assert {node["id"] for node in found[state]["nodes"]} == ids
        assert found[state]["totalCount"] == len(ids)


async def test_the_journal_is_asked_for_it_too(everywhere: World) -> None:
    query = """query ($state: Boolean!) { events(year: 2019, filter: { acknowledged: $state }) {
      nodes { form { submission { acknowledgedAt } } } } }"""

    answer = await everywhere.as_("spp-is-reader")(query, state=True)

    lines = answer.data["events"]["nodes"]
    assert lines
    assert all(line["form"]["submission"]["acknowledgedAt"] for line in lines)
