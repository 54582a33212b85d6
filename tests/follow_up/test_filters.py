"""Filters: each narrows the list, its total and its summary alike, and all of them together."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from models.words import PROVINCES
from schema.nodes import NodeType, encode_id
from tests.countries import FORMS_OF_2020
from tests.follow_up.asking import PAGE, SUMMARY, asking, ids, page
from tests.follow_up.known import Filter, Known, counts
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

KINDS = [
    *("COVID_PREMIUM", "PERSONNEL_COSTS", "RENTAL_GUARANTEES"),
    *("GAS_ELECTRICITY_FUND", "SOCIAL_PARTICIPATION", "PIIS"),
]
STATUSES = ["NOT_STARTED", "ENCODED", "PARTIALLY_SIGNED", "SENT"]
REGIONS = ["BRUSSELS", "FLANDERS", "WALLONIA"]
SIGNATORIES = ["PRESIDENT", "DIRECTOR_GENERAL"]
INSTANTS = ["2021-01-04T08:00:00Z", "2021-04-01T00:00:00+02:00", "2021-05-02T12:00:00.000001-11:00"]
CPAS = [encode_id(NodeType.CPAS, number) for number in (1, 2, 30, 90, 999_999)]

EVENTS = "query ($filter: FormFilter) { events(year: 2020, filter: $filter) { nodes { id } } }"
ALL_CPAS = "query ($filter: CpasFilter) { allCpas(filter: $filter) { nodes { province } } }"
WHOLE = asking(f"nodes {{ id }} totalCount {SUMMARY}")


async def test_no_filter_wants_every_form(everywhere: World) -> None:
    reader = everywhere.as_("spp-is-reader")
    nulls = dict.fromkeys(
        (
            *("kind", "status", "sent", "region", "province", "language", "search", "nisCode"),
            *("missingSignature", "cpas", "updatedSince"),
        ),
        None,
    )

    for wanted in (None, {}, nulls):
        assert (await page(reader, PAGE, filter=wanted))["totalCount"] == FORMS_OF_2020


SINGLE: list[Filter] = [
    *({"kind": [kind]} for kind in KINDS),
    *({"status": [status]} for status in STATUSES),
    *({"region": [region]} for region in REGIONS),
    *({"missingSignature": [role]} for role in SIGNATORIES),
    *({"cpas": [id_]} for id_ in CPAS),
    *({"updatedSince": instant} for instant in INSTANTS),
    *({"bankAccountChangedSinceSigning": changed} for changed in (True, False)),
    {"kind": ["PIIS", "COVID_PREMIUM"]},
    {"kind": KINDS},
    {"status": ["SENT", "ENCODED"]},
    {"status": STATUSES},
    {"region": ["WALLONIA", "BRUSSELS"]},
    {"missingSignature": SIGNATORIES},
    {"missingSignature": ["PRESIDENT", "PRESIDENT"]},
    {"cpas": CPAS},
    *({"sent": sent} for sent in (True, False)),
    *({"province": [province]} for province in PROVINCES),
    {"province": ["Liège", "Antwerpen"]},
    *({"language": [language]} for language in ("FR", "NL", "DE", "EN")),
    {"nisCode": ["52011", "21009", "99999"]},
    *(
        {"search": search}
        for search in ("", "LIEGE", "sint", "52", "%", "Lüttich", "no such place", "st.-niklaas")
    ),
]


@pytest.mark.parametrize("wanted", SINGLE, ids=str)
async def test_a_filter_narrows_the_list_and_its_total(
    everywhere: World, known: Known, wanted: Filter
) -> None:
    expected = known.of(2020, wanted)

    found = await page(everywhere.as_("spp-is-reader"), WHOLE, filter=wanted, first=600)

    assert ids(found) == expected.by()[:600]
    assert found["totalCount"] == found["summary"]["total"] == len(expected)


@pytest.mark.parametrize(
    "name",
    [
        *("kind", "status", "region", "province", "language", "nisCode", "missingSignature"),
        "cpas",
    ],
)
async def test_an_empty_list_matches_nothing(everywhere: World, name: str) -> None:
    found = await page(everywhere.as_("spp-is-reader"), WHOLE, filter={name: []})

    assert ids(found) == []
    assert found["totalCount"] == found["summary"]["total"] == 0
    assert found["summary"]["byRegion"] == []


@pytest.mark.parametrize(
    ("name", "named"),
    [
        *(("cpas", id_) for id_ in ("52011", "x", "", encode_id(NodeType.FORM, 1), "é")),
        *(("nisCode", code) for code in ("", "5201", "520111", "52O11", "５２０１１", CPAS[0])),
        *(("province", name) for name in ("", "Wallonie", "Bruxelles", "Atlantis")),
    ],
)
@pytest.mark.parametrize("query", [PAGE, EVENTS], ids=["forms", "events"])
async def test_what_cannot_name_any_is_refused_and_not_left_out(
    everywhere: World, query: str, name: str, named: str
) -> None:
    known = {"cpas": CPAS[1], "nisCode": "52011", "province": "Liège"}[name]

    answer = await everywhere.as_("spp-is-reader")(query, filter={name: [known, named]})

    assert answer.error_codes == ["BAD_USER_INPUT"]
    assert answer.errors[0]["extensions"]["argument"] == ["filter", name]
    assert named in answer.errors[0]["extensions"]["detail"]


async def test_a_nis_code_for_an_id_is_told_where_it_belongs(everywhere: World) -> None:
    answer = await everywhere.as_("spp-is-reader")(PAGE, filter={"cpas": ["52011"]})

    assert answer.errors[0]["extensions"] == {
        "code": "BAD_USER_INPUT",
        "argument": ["filter", "cpas"],
        "detail": "52011 is not the id of a CPAS. It is a NIS code: give it as nisCode.",
    }


@pytest.mark.parametrize("name", ["Liège", "luik", "LÜTTICH", "liege", " Liège "])
async def test_a_province_has_a_name_in_every_language(everywhere: World, name: str) -> None:
    reader = everywhere.as_("spp-is-reader")

    forms = await page(reader, asking("nodes { cpas { province } }"), filter={"province": [name]})
    cpas = await reader(ALL_CPAS, filter={"province": [name]})

    assert {node["cpas"]["province"] for node in forms["nodes"]} == {"Liège"}
    assert {node["province"] for node in cpas.data["allCpas"]["nodes"]} == {"Liège"}


async def test_a_province_is_called_as_the_language_has_it(everywhere: World) -> None:
    query = asking("""nodes { cpas { province own: province(language: DE) } }
      values: nodes { viewerCanEdit cpas { province own: province(language: DE) } }
      summary { byProvince { province own: province(language: DE) } }""")

    found = await page(
        everywhere.as_("spp-is-reader", language="en"),
        query,
        filter={"province": ["Luik"]},
        first=1,
    )

    expected = {"province": "Liège", "own": "Lüttich"}
    assert [node["cpas"] for node in (*found["nodes"], *found["values"])] == [expected, expected]
    assert found["summary"]["byProvince"] == [expected]


@pytest.mark.parametrize(
    ("status", "missing"), list(product(STATUSES, [["PRESIDENT"], ["DIRECTOR_GENERAL"], []]))
)
async def test_a_missing_signature_is_one_whether_encoded_or_not(
    everywhere: World, known: Known, status: str, missing: list[str]
) -> None:
    wanted = {"status": [status], "missingSignature": missing}

    found = await page(everywhere.as_("spp-is-reader"), PAGE, filter=wanted, first=600)

    assert set(ids(found)) <= known.of(2020, wanted).ids
    assert found["totalCount"] == len(known.of(2020, wanted))
    assert bool(found["totalCount"]) is (status != "SENT" and missing != [])


async def test_updated_since_is_to_the_microsecond(everywhere: World, known: Known) -> None:
    reader = everywhere.as_("spp-is-reader")
    latest = max(of.form.changed_at for of in known.of(2020).forms)
    just_then = len(known.of(2020).where(lambda of: of.form.changed_at == latest))
    after = latest + timedelta(microseconds=1)

    then = await page(reader, PAGE, filter={"updatedSince": latest.isoformat()})
    later = await page(reader, PAGE, filter={"updatedSince": after.isoformat()})

    assert (then["totalCount"], later["totalCount"]) == (just_then, 0)
    assert just_then > 0


async def test_all_filters_together_want_what_each_of_them_wants(
    everywhere: World, known: Known
) -> None:
    wanted = {
        "kind": ["COVID_PREMIUM", "PIIS", "PERSONNEL_COSTS"],
        "status": ["ENCODED", "PARTIALLY_SIGNED"],
        "region": ["FLANDERS", "WALLONIA"],
        "missingSignature": ["PRESIDENT"],
        "cpas": [encode_id(NodeType.CPAS, number) for number in range(1, 501)],
        "updatedSince": "2021-03-20T00:00:00Z",
        "sent": False,
        "language": ["NL", "FR"],
        "province": ["Antwerpen", "Liège", "Namur", "Oost-Vlaanderen"],
        "search": "er",
    }
    expected = known.of(2020, wanted)

    found = await page(everywhere.as_("spp-is-reader"), WHOLE, filter=wanted, first=600)

    assert ids(found) == expected.by()
    assert 0 < len(expected) < min(len(known.of(2020, {name: wanted[name]})) for name in wanted)
    assert {name: found["summary"][name] for name in counts(())} == counts(expected.forms)


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.lists(st.sampled_from(KINDS), max_size=3),
        "status": st.lists(st.sampled_from(STATUSES), max_size=3),
        "region": st.lists(st.sampled_from(REGIONS), max_size=2),
        "missingSignature": st.lists(st.sampled_from(SIGNATORIES), max_size=2),
        "cpas": st.lists(st.integers(1, 600).map(lambda key: encode_id(NodeType.CPAS, key))),
        "updatedSince": st.sampled_from(INSTANTS),
        "bankAccountChangedSinceSigning": st.booleans(),
        "sent": st.booleans(),
        "province": st.lists(st.sampled_from(sorted(PROVINCES)), max_size=3),
        "language": st.lists(st.sampled_from(["FR", "NL", "DE"]), max_size=2),
        "nisCode": st.lists(st.sampled_from(["52011", "21009", "44021", "99999"]), max_size=3),
        "search": st.sampled_from(["", "a", "SINT", "é", "5", "_"]),
    },
)


@given(wanted=FILTERS, year=st.sampled_from([2019, 2020]))
@settings(
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
)
async def test_any_filter_wants_what_its_parts_say(
    everywhere: World, known: Known, wanted: dict[str, Any], year: int
) -> None:
    expected = known.of(year, wanted)

    found = await page(everywhere.as_("spp-is-reader"), WHOLE, filter=wanted, first=600, year=year)

    assert ids(found) == expected.by()[:600]
    assert found["totalCount"] == found["summary"]["total"] == len(expected)


@pytest.mark.parametrize("persona", ["spp-is-reader", "uvcw", "charleroi-editor"])
async def test_cpas_are_found_by_their_codes_where_they_exist(
    everywhere: World, persona: str
) -> None:
    codes = ["52011", "44021", "99999", "52011"]
    seen = {"spp-is-reader": ["44021", "52011"]}.get(persona, ["52011"])
    query = """query ($filter: CpasFilter) {
      allCpas(filter: $filter) { nodes { nisCode } totalCount } }"""
    caller = everywhere.as_(persona)

    found = (await caller(query, filter={"nisCode": codes})).data["allCpas"]
    none = (await caller(query, filter={"nisCode": []})).data["allCpas"]
    wrong = await caller(query, filter={"nisCode": ["52O11"]})

    assert [node["nisCode"] for node in found["nodes"]] == seen
    assert found["totalCount"] == len(seen)
    assert none == {"nodes": [], "totalCount": 0}
    assert wrong.error_codes == ["BAD_USER_INPUT"]
