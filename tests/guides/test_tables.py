"""The tables of the documents name what there is, all of it, and nothing else."""

import json
import re

import pytest
from graphql import GraphQLScalarType, is_specified_scalar_type

from auth.issuers import ClaimPaths, IssuerConfig, SignInConfig
from models.people import Role
from rapport_unique.settings import PREFIX, Settings
from schema import make_schema
from tests.guides.pages import ROOT, page
from tests.sealing import KEYS

CONFIGURATION = page("docs/configuration.md")
DEVELOPMENT = page("docs/development.md")


def test_the_table_of_settings_names_every_variable_and_no_other() -> None:
    variables = [f"{PREFIX}{name}".upper() for name in Settings.model_fields]
    assert sorted(CONFIGURATION.first_column("settings")) == sorted(variables)


def test_the_tables_of_an_issuer_name_every_key_and_no_other() -> None:
    assert CONFIGURATION.first_column("issuer") == list(IssuerConfig.model_fields)
    assert CONFIGURATION.first_column("claims") == list(ClaimPaths.model_fields)
    assert CONFIGURATION.first_column("sign-in") == list(SignInConfig.model_fields)


def test_the_issuers_of_the_example_can_be_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = CONFIGURATION.blocks("issuers")
    monkeypatch.setenv(f"{PREFIX}ISSUERS", example.code)
    monkeypatch.setenv(f"{PREFIX}SUBJECT_KEY", "9f86d081884c7d659a2feaa0c55ad015")
    monkeypatch.setenv(f"{PREFIX}SEALING_KEYS", KEYS)

    first, second = Settings().issuers

    assert first.sign_in is not None
    assert first.claims.roles == ("resource_access", "rapport-unique", "roles")
    assert second.role_names["ru_sign_dg"] is Role.DIRECTOR_GENERAL


def test_every_role_is_explained() -> None:
    assert page("docs/roles.md").first_column("roles") == list(Role)


def test_every_scalar_is_mapped() -> None:
    types = make_schema()._schema.type_map.values()  # noqa: SLF001 - the schema objects have no public name
    own = [
        each.name
        for each in types
        if isinstance(each, GraphQLScalarType) and not is_specified_scalar_type(each)
    ]

    assert sorted(page("docs/api.md").first_column("scalars")) == sorted(own)


def test_whoever_wants_to_change_something_is_led_to_what_is_there() -> None:
    rows = DEVELOPMENT.table("changes")
    named = [path for row in rows for cell in row[1:] for path in re.findall("`([^`]+)`", cell)]

    assert len(rows) > 30
    assert [path for path in named if not (ROOT / path).exists()] == []
    assert [path for path in named if (ROOT / path).is_dir() != path.endswith("/")] == []
    assert [row[0] for row in rows if "tests/" not in row[2]] == []


def test_every_room_of_a_floor_is_there() -> None:
    floors = {
        row[0].strip("`/"): re.findall("`([^`]+)`", row[2]) for row in DEVELOPMENT.table("floors")
    }
    places = [ROOT / floor / room for floor, rooms in floors.items() for room in rooms]

    assert list(floors) == ["rapport_unique", "schema", "resolvers", "auth", "models"]
    assert [
        str(place) for place in places if not (place.is_dir() or place.with_suffix(".py").is_file())
    ] == []


def test_the_example_for_node_has_what_is_tested() -> None:
    tested, example = (
        json.loads((ROOT / folder / "package.json").read_text())["dependencies"]
        for folder in ("tests/clients", "examples")
    )

    assert example.items() <= tested.items()
