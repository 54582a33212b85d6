"""The addresses: who gets a file, what may be asked for, and how the answer is labelled."""

from dataclasses import fields

import pytest

from auth.keys import KeysUnavailable
from auth.tokens import TokenVerifier
from models.people import Role
from rapport_unique.exports.arguments import NAMES
from schema.inputs import FormFilter
from schema.nodes import NodeType, encode_id
from tests.api.acting import invented
from tests.exports.taking import BOTH, CSV, XLSX, Taker, code_of, taker
from tests.world import World

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.only_on("sqlite", reason="An address is read before the database is asked."),
]


# Who gets a file ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BOTH)
async def test_nobody_gets_nothing(country: World, path: str) -> None:
    response = await Taker(country, None, "nl").get(path, year=2020)

    assert (response.status_code, code_of(response)) == (401, "NOT_AUTHENTICATED")
    assert response.headers["www-authenticate"] == 'Bearer realm="rapport-unique"'
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["errors"][0]["message"].startswith("U bent niet aangemeld")


@pytest.mark.parametrize("path", BOTH)
@pytest.mark.parametrize("header", ["Bearer a.b.c", "Bearer ", "Basic dXNlcjpwYXNz"])
async def test_what_is_no_token_is_challenged_as_by_the_api(
    country: World, path: str, header: str
) -> None:
    sent = {"authorization": header}

    response = await Taker(country, None).get(path, sent, year=2020)
    of_api = await country.client.post(
        "/graphql", json={"query": "{ viewer { roles } }"}, headers=sent
    )

    assert (response.status_code, code_of(response)) == (401, "INVALID_TOKEN")
    assert response.headers["www-authenticate"] == of_api.headers["www-authenticate"]
    assert response.content == of_api.content


@pytest.mark.parametrize("path", BOTH)
async def test_keys_that_cannot_be_had_are_told_as_by_the_api(
    country: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unavailable(*_: object) -> None:
        raise KeysUnavailable("https://issuer.example", 7)

    monkeypatch.setattr(TokenVerifier, "read", unavailable)

    response = await Taker(country, "any").get(path, year=2020)

    assert (response.status_code, code_of(response)) == (503, "UNAVAILABLE")
    assert response.headers["retry-after"] == "7"


@pytest.mark.parametrize("path", BOTH)
async def test_who_holds_no_role_is_told_which_would_do(country: World, path: str) -> None:
    response = await taker(country, invented("nothing")).get(path, year=2020)

    (error,) = response.json()["errors"]
    assert response.status_code == 403
    assert error["extensions"] == {"code": "FORBIDDEN", "requiredRoles": list(Role)}


@pytest.mark.parametrize("role", Role)
async def test_every_role_gets_a_file_though_perhaps_an_empty_one(
    country: World, role: Role
) -> None:
    response = await taker(country, invented("somebody", role)).get(CSV, year=2020)

    assert response.status_code == 200


async def test_a_token_is_asked_for_before_anything_else(country: World) -> None:
    assert (await Taker(country, None).get(CSV, nonsense=1)).status_code == 401


# What may be asked for ---------------------------------------------------------------------------


async def test_the_filters_of_the_addresses_are_those_of_the_api() -> None:
    # `language` is that of the file.
    names = [field.name.replace("language", "cpas_language") for field in fields(FormFilter)]
    words = [name.split("_") for name in names]
    filters = [first + "".join(map(str.capitalize, rest)) for first, *rest in words]

    assert list(NAMES) == ["year", *filters, "orderBy", "direction", "language"]


REFUSED: dict[str, dict[str, object]] = {
    "no year": {},
    "an empty year": {"year": ""},
    "a year in words": {"year": "last"},
    "a year of five digits": {"year": "02020"},
    "a year with other digits": {"year": "２０２０"},
    "two years": {"year": ["2020", "2019"]},
    "an unknown name": {"year": "2020", "kinds": "PIIS"},
    "a name in other capitals": {"year": "2020", "Kind": "PIIS"},
    "a name of Python": {"year": "2020", "updated_since": "2020-01-01T00:00:00Z"},
    "an unknown kind": {"year": "2020", "kind": "X"},
    "a kind in small letters": {"year": "2020", "kind": "piis"},
    "an empty kind": {"year": "2020", "kind": ""},
    "kinds with a comma": {"year": "2020", "kind": "PIIS,COVID_PREMIUM"},
    "a kind beside a good one": {"year": "2020", "kind": ["PIIS", "__class__"]},
    "an unknown status": {"year": "2020", "status": "DONE"},
    "an unknown region": {"year": "2020", "region": "LIMBURG"},
    "an unknown signatory": {"year": "2020", "missingSignature": "EDITOR"},
    "a code in place of an id": {"year": "2020", "cpas": "52011"},
    "the id of a form": {"year": "2020", "cpas": encode_id(NodeType.FORM, 1)},
    "an instant without offset": {"year": "2020", "updatedSince": "2020-01-01T00:00:00"},
    "an instant that is none": {"year": "2020", "updatedSince": "yesterday"},
    "an instant before the calendar": {"year": "2020", "updatedSince": "0001-01-01T00:00:00+14:00"},
    "two instants": {"year": "2020", "updatedSince": ["2020-01-01T00:00:00Z"] * 2},
    "an unknown order": {"year": "2020", "orderBy": "ADVANCE"},
    "two orders": {"year": "2020", "orderBy": ["NIS_CODE", "SENT_AT"]},
    "an unknown direction": {"year": "2020", "direction": "UP"},
    "an unknown language": {"year": "2020", "language": "it"},
    "two languages": {"year": "2020", "language": ["fr", "nl"]},
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_not_understood_is_refused_and_never_left_out(
    country: World, name: str
) -> None:
    response = await taker(country, "spp-is-reader", "de").get(CSV, **REFUSED[name])

    (error,) = response.json()["errors"]
    assert (response.status_code, code_of(response)) == (400, "BAD_USER_INPUT")
    argument = error["extensions"]["argument"]
    assert set(argument) <= {*REFUSED[name], "year"}
    assert error["message"].startswith(f"Das Argument {argument[0]} ist ungültig.")
    assert error["extensions"]["detail"]
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert "content-disposition" not in response.headers


async def test_more_cpas_than_the_api_takes_are_refused(country: World) -> None:
    ids = [encode_id(NodeType.CPAS, number) for number in range(601)]

    few = await taker(country, "spp-is-reader").get(CSV, year=2020, cpas=ids[:600])
    many = await taker(country, "spp-is-reader").get(CSV, year=2020, cpas=ids)

    assert few.status_code == 200
    assert many.json()["errors"][0]["extensions"]["detail"] == "At most 600 cpas."


async def test_a_refusal_speaks_the_language_that_was_asked_for(country: World) -> None:
    response = await taker(country, "spp-is-reader", "de").get(
        CSV, year=2020, language="nl", kind="X"
    )

    (error,) = response.json()["errors"]
    assert error["message"].startswith("Het argument kind is niet geldig.")
    assert error["extensions"]["detail"].startswith("Give one of COVID_PREMIUM, ")


async def test_only_two_kinds_of_file_exist_and_they_are_only_read(country: World) -> None:
    reader = taker(country, "spp-is-reader")

    assert (await reader.get("/exports/forms.ods", year=2020)).status_code == 404
    assert (await reader.get("/exports/", year=2020)).status_code == 404
    assert (await country.client.post(CSV)).status_code == 405


# How the answer is labelled ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "label"),
    [
        (CSV, "text/csv; charset=utf-8"),
        (XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
async def test_a_file_says_what_it_is_and_is_kept_by_nobody_on_the_way(
    country: World, path: str, label: str
) -> None:
    response = await taker(country, "charleroi-editor", "nl").get(
        path, {"accept-encoding": "identity"}, year=2020
    )

    suffix = path.rpartition(".")[2]
    assert response.headers["content-type"] == label
    assert response.headers["content-disposition"] == (
        f'attachment; filename="rapport-unique-2020-2026-11-23.{suffix}"'
    )
    assert response.headers["content-length"] == str(len(response.content))
    assert response.headers["content-language"] == "nl"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["vary"].startswith("Accept-Language, Authorization")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-request-id"]


async def test_a_file_of_text_comes_compressed_to_who_accepts_it(country: World) -> None:
    reader = taker(country, "spp-is-reader")

    packed = await reader.get(CSV, {"accept-encoding": "gzip"}, year=2020)
    plain = await reader.get(CSV, {"accept-encoding": "identity"}, year=2020)

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.num_bytes_downloaded < plain.num_bytes_downloaded / 3
    assert packed.content == plain.content
