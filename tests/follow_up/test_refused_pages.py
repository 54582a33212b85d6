"""What names no page, or no moment: refused as input, and never a fault of ours."""

import base64
import json
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from models.paging import encode_cursor
from schema.nodes import NodeType, encode_id
from tests.countries import FORMS_OF_2020
from tests.follow_up.asking import FIELDS, ORDERS, PAGE, ids, page
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")
REFUSED = pytest.mark.only_on("sqlite", reason="what is refused here never gets to storage")

ARGUMENTS: list[dict[str, Any]] = [
    {"first": -1},
    {"first": 601},
    {"last": 601},
    {"last": -1},
    {"first": 2**31 - 1},
    {"last": -(2**31)},
    {"first": 1, "last": 1},
    {"first": 0, "last": 0},
    {"after": ""},
    {"before": ""},
    {"after": "x"},
    {"after": "é"},
    {"after": "52011"},
    {"before": "WzFd"},  # [1]
    {"after": "W10"},  # []
    {"after": "eyJhIjoxfQ"},  # {"a":1}
    {"after": "bnVsbA"},  # null
    {"after": "WW" * 50_000},
    {"filter": {"cpas": [encode_id(NodeType.CPAS, 1)] * 601}},
    {"filter": {"cpas": ["x"] * 601}},
    {"filter": {"updatedSince": "2021-01-01"}},
    {"filter": {"updatedSince": "2021-01-01T00:00:00"}},
    {"filter": {"updatedSince": "yesterday"}},
    {"filter": {"updatedSince": ""}},
    {"filter": {"updatedSince": "2021-02-30T00:00:00Z"}},
    {"filter": {"updatedSince": "9999-12-31T23:59:59-14:00"}},
    {"filter": {"updatedSince": "0001-01-01T00:00:00+14:00"}},
]


@REFUSED
@pytest.mark.parametrize("arguments", ARGUMENTS, ids=lambda arguments: str(arguments)[:60])
async def test_what_names_no_page_is_refused(everywhere: World, arguments: dict[str, Any]) -> None:
    answer = await everywhere.as_("spp-is-reader", "nl")(PAGE, **arguments)

    assert answer.error_codes == ["BAD_USER_INPUT"]
    argument = answer.errors[0]["extensions"]["argument"]
    assert argument[0] in arguments
    assert answer.errors[0]["message"] == (
        f"Het argument {'.'.join(argument)} is niet geldig. Verbeter het en probeer opnieuw."
    )


@pytest.mark.parametrize("year", [2**31, -(2**31) - 1, "2020", 2020.5, None, True])
async def test_a_year_that_is_no_number_does_not_fit_the_contract(
    everywhere: World, year: object
) -> None:
    answer = await everywhere.as_("spp-is-reader")(PAGE, year=year)

    assert answer.error_codes == ["GRAPHQL_VALIDATION_FAILED"]


async def test_600_cpas_are_few_enough(everywhere: World) -> None:
    wanted = [encode_id(NodeType.CPAS, number) for number in range(1, 601)]

    found = await page(everywhere.as_("spp-is-reader"), PAGE, filter={"cpas": wanted})

    assert found["totalCount"] == FORMS_OF_2020


@pytest.mark.parametrize(("number", "forms"), [("2147483647", 0), ("01", 6)])
async def test_a_cpas_of_any_number_matches_itself_or_nothing(
    everywhere: World, number: str, forms: int
) -> None:
    wanted = {"cpas": [encode_id(NodeType.CPAS, number)]}

    found = await page(everywhere.as_("spp-is-reader"), PAGE, filter=wanted)

    assert found["totalCount"] == forms


@pytest.mark.parametrize("number", ["2147483648", "9" * 40, "-1", "1.0", "١"])
async def test_what_cannot_be_the_number_of_a_cpas_is_refused(
    everywhere: World, number: str
) -> None:
    wanted = {"cpas": [encode_id(NodeType.CPAS, number)]}

    answer = await everywhere.as_("spp-is-reader")(PAGE, filter=wanted)

    assert answer.error_codes == ["BAD_USER_INPUT"]


# Cursors -----------------------------------------------------------------------------------------


@REFUSED
async def test_a_cursor_of_another_order_is_refused(everywhere: World) -> None:
    reader = everywhere.as_("spp-is-reader")
    found = [await page(reader, first=1, orderBy=order) for order in ORDERS]
    cursors = [one["pageInfo"]["endCursor"] for one in found]

    for cursor, of_order in zip(cursors, ORDERS, strict=True):
        for order in ORDERS:
            for argument in ("after", "before"):
                answer = await reader(PAGE, first=1, orderBy=order, **{argument: cursor})
                refused = [] if order == of_order else ["BAD_USER_INPUT"]
                assert answer.error_codes == refused, (order, of_order)


async def test_a_cursor_of_another_list_is_refused(everywhere: World) -> None:
    reader = everywhere.as_("spp-is-reader")
    query = "{ allCpas(first: 1) { pageInfo { endCursor } } }"
    cursor = (await reader(query)).data["allCpas"]["pageInfo"]["endCursor"]

    answer = await reader(PAGE, after=cursor)

    assert answer.error_codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("number", [0, -1, 2**31 - 1, 2**31, -(2**31) - 1, 2**63, 10**30, 10**300])
@pytest.mark.parametrize("field", FIELDS)
async def test_a_cursor_with_any_number_is_a_place_or_refused(
    everywhere: World, field: str, number: int
) -> None:
    key = "x" if field in {"CPAS_NAME", "NIS_CODE"} else "2021-05-01T00:00:00+00:00"
    cursor = encode_cursor((f"{field} ASC", key, number))

    answer = await everywhere.as_("spp-is-reader")(PAGE, after=cursor, orderBy={"field": field})

    refused = abs(number) >= 2**31
    assert answer.error_codes == (["BAD_USER_INPUT"] if refused else [])


@pytest.mark.parametrize(
    "at",
    [
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "",
        "now",
        "NaN",
        "2021-13-01T00:00:00+00:00",
        "x" * 10_000,
    ],
)
@pytest.mark.parametrize("field", ["UPDATED_AT", "SENT_AT"])
async def test_a_cursor_without_an_instant_is_refused(
    everywhere: World, field: str, at: str
) -> None:
    cursor = encode_cursor((f"{field} DESC", at, 1))
    order = {"field": field, "direction": "DESC"}

    answer = await everywhere.as_("spp-is-reader")(PAGE, before=cursor, orderBy=order)

    assert answer.error_codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("name", ["", "' OR 1=1 --", "%", "\u200b", "😀", "é", "Z" * 10_000])
async def test_a_cursor_with_any_name_is_a_place(everywhere: World, name: str) -> None:
    cursor = encode_cursor(("CPAS_NAME ASC", name, 1))

    found = await page(everywhere.as_("spp-is-reader"), after=cursor, first=1)

    assert len(ids(found)) == (1 if name < "zz" else 0)


PARTS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**40), 10**40),
    st.floats(),
    st.text(),
    st.sampled_from([f"{order['field']} {order['direction']}" for order in ORDERS]),
    st.datetimes().map(str),
)


@given(
    parts=st.one_of(st.lists(PARTS, min_size=2, max_size=4), PARTS),
    order=st.sampled_from(ORDERS),
    argument=st.sampled_from(["after", "before"]),
)
@settings(
    max_examples=150,
    phases=[Phase.explicit, Phase.generate],
)
async def test_no_cursor_is_ever_a_fault_of_ours(
    everywhere: World, parts: object, order: dict[str, str], argument: str
) -> None:
    if isinstance(parts, list):
        parts = [f"{order['field']} {order['direction']}", *parts[1:]]
    cursor = base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")

    answer = await everywhere.as_("spp-is-reader")(PAGE, orderBy=order, **{argument: cursor})

    assert set(answer.error_codes) <= {"BAD_USER_INPUT"}


@REFUSED
@given(cursor=st.text(max_size=60))
@settings(
    max_examples=100,
    phases=[Phase.explicit, Phase.generate],
)
async def test_text_that_is_no_cursor_is_refused(everywhere: World, cursor: str) -> None:
    answer = await everywhere.as_("spp-is-reader")(PAGE, after=cursor)

    assert answer.error_codes == ["BAD_USER_INPUT"]


@REFUSED
@pytest.mark.parametrize(
    "arguments", ["first: -1", "first: 601", 'after: "x"', 'after: "WyJhIl0"', 'after: ""']
)
async def test_what_names_no_page_of_the_inbox_is_refused(
    everywhere: World, arguments: str
) -> None:
    query = f"{{ viewer {{ awaitingMySignature({arguments}) {{ totalCount }} }} }}"

    answer = await everywhere.as_("ixelles-director-general")(query)

    assert answer.error_codes == ["BAD_USER_INPUT"]
