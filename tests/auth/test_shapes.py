"""Claims in the shapes that identity providers give them: read where they can mean one thing."""

import unicodedata
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth import shapes
from auth.shapes import Reading, plain_text
from models.cpas import Region
from models.language import Language
from models.people import Role

NAMES = {role.value: role for role in Role}
UNCLEAR: Reading[object] = Reading(unclear=True)
NOTHING: Reading[object] = Reading()
REGISTER_NUMBERS = [
    "85073003328",
    "85.07.30-033.28",
    "85 07 30 033 28",
    "85/07/30-033/28",
    "8 5 0 7 3 0 0 3 3 2 8",
    "850730\u200b03328",
    "850730\x0003328",
    "８５０７３００３３２８",
    "1234567890123456",
]


# Roles -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (["EDITOR", "PRESIDENT"], {Role.EDITOR, Role.PRESIDENT}),
        (["EDITOR", "unknown", "editor"], {Role.EDITOR}),
        ("EDITOR", {Role.EDITOR}),
        ("editor", {Role.EDITOR}),
        ("EDITOR PRESIDENT", {Role.EDITOR, Role.PRESIDENT}),
        ("editor, director-general", {Role.EDITOR, Role.DIRECTOR_GENERAL}),
        ("EDITOR;Director General", {Role.EDITOR, Role.DIRECTOR_GENERAL}),
        (["EDITOR PRESIDENT"], {Role.EDITOR, Role.PRESIDENT}),
        ([{"name": "EDITOR", "id": 7}, {"name": "PRESIDENT"}], {Role.EDITOR, Role.PRESIDENT}),
        ('["EDITOR", "PRESIDENT"]', {Role.EDITOR, Role.PRESIDENT}),
        ("[EDITOR, PRESIDENT]", {Role.EDITOR, Role.PRESIDENT}),
        ("['EDITOR']", {Role.EDITOR}),
        (["EDITOR", 1, None], {Role.EDITOR}),
        (1, set()),
        (None, set()),
        ([], set()),
        ("", set()),
        ("EDITORS", set()),
    ],
)
def test_known_names_give_roles_in_every_shape(claim: object, expected: set[Role]) -> None:
    read = shapes.roles(claim, NAMES)

    assert read.roles == expected
    assert not read.unclear


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ({"EDITOR": True}, set()),
        ({"roles": ["EDITOR"]}, set()),
        ([["EDITOR"]], set()),
        (["PRESIDENT", ["EDITOR"]], {Role.PRESIDENT}),
        (["PRESIDENT", {"EDITOR": 1}], {Role.PRESIDENT}),
        ([{"name": ["EDITOR"]}], set()),
        (True, set()),
        (1.5, set()),
        ("[" * 5000 + "]" * 5000, set()),
    ],
)
def test_what_may_mean_anything_gives_no_role(claim: object, expected: set[Role]) -> None:
    assert shapes.roles(claim, NAMES).roles == expected


def test_an_issuer_has_its_own_names_for_the_roles() -> None:
    names = {"cpas encoder": Role.EDITOR, "urn:be:spp:president": Role.PRESIDENT}

    of_list = shapes.roles(["CPAS encoder", "urn:be:spp:president", "DIRECTOR_GENERAL"], names)
    of_text = shapes.roles("cpas encoder, urn:be:spp:president", names)

    assert of_list.roles == of_text.roles == {Role.EDITOR, Role.PRESIDENT}
    assert of_list.unknown == ("DIRECTOR_GENERAL",)


def test_names_that_differ_in_capitals_only_are_told_apart_by_them() -> None:
    names = {"ed": Role.EDITOR, "ED": Role.PRESIDENT}

    assert shapes.roles(["ed"], names).roles == {Role.EDITOR}
    assert shapes.roles(["ED"], names).roles == {Role.PRESIDENT}
    assert shapes.roles(["Ed"], names).roles == set()


# Numbers and places ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claim", ["62063", " 62063\n", 62063, 62063.0, ["62063"], [62063], ["62063", 62063], "[62063]"]
)
def test_a_nis_code_is_read_in_every_shape(claim: object) -> None:
    assert shapes.nis_code(claim) == Reading(value="62063")


@pytest.mark.parametrize(
    "claim",
    [
        *("5201", "520110", "５２０１１", "52 011", "52011,92094", "Charleroi"),
        *(520110, 5201.1, -52011, True, float("nan"), float("inf"), 10**400),
        *(["52011", "92094"], [["52011"]], ["52011", {}], {"nis": "52011"}),
    ],
)
def test_what_may_be_another_nis_code_is_none(claim: object) -> None:
    assert shapes.nis_code(claim) == UNCLEAR


@pytest.mark.parametrize("claim", [None, "", " ", [], [None], ["", " "], "[]"])
def test_nothing_is_not_unclear(claim: object) -> None:
    assert shapes.nis_code(claim) == NOTHING


@pytest.mark.parametrize(
    "claim",
    [
        *("0212345668", "0212.345.668", "0212 345 668", "212345668", "212.345.668", 212345668),
        *("BE0212345668", "BE 0212.345.668", "be 0212.345.668", ["0212345668"]),
    ],
)
def test_an_enterprise_number_is_read_in_every_shape(claim: object) -> None:
    assert shapes.enterprise_number(claim) == Reading(value="0212345668")


@pytest.mark.parametrize(
    "claim", ["0.2.1.2.345678", "12345678", "NL0212345668", ["0212345668", "0212345679"], {}]
)
def test_what_may_be_another_enterprise_number_is_none(claim: object) -> None:
    assert shapes.enterprise_number(claim) == UNCLEAR


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("FLANDERS", Region.FLANDERS),
        ("flanders", Region.FLANDERS),
        ("Vlaanderen", Region.FLANDERS),
        ("BE-VLG", Region.FLANDERS),
        ("Région wallonne", Region.WALLONIA),
        ("wallonie", Region.WALLONIA),
        ("03000", Region.WALLONIA),
        ("Brussels Hoofdstedelijk Gewest", Region.BRUSSELS),
        ("Région de Bruxelles-Capitale", Region.BRUSSELS),
        (["FLANDERS"], Region.FLANDERS),
    ],
)
def test_a_region_is_known_by_its_names(claim: object, expected: Region) -> None:
    assert shapes.region(claim) == Reading(value=expected)


@pytest.mark.parametrize("claim", ["LIMBURG", "BE", ["FLANDERS", "WALLONIA"], 3, {"region": "BE"}])
def test_no_other_region_is_guessed(claim: object) -> None:
    assert shapes.region(claim) == UNCLEAR


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("fr-BE", Language.FR),
        ("nl_BE", Language.NL),
        ("DE", Language.DE),
        ("en", Language.EN),
        (["fr-BE", "nl-BE"], Language.FR),
        ("fr nl", Language.FR),
        ("fro-BE", None),
        ("-fr", None),
        ("", None),
        (1, None),
    ],
)
def test_a_locale_starts_with_the_language(locale: object, expected: Language | None) -> None:
    assert shapes.language(locale) == Reading(value=expected)


# Level and name ----------------------------------------------------------------------------------


@pytest.mark.parametrize("acr", ["é", "a\tb", ["urn", "other"], "x" * 101, {"urn": 1}])
def test_an_odd_assurance_level_is_none(acr: object) -> None:
    assert shapes.assurance_level(acr) == UNCLEAR


@pytest.mark.parametrize("acr", ["urn", ["urn"], " urn"])
def test_an_assurance_level_is_read_in_every_shape(acr: object) -> None:
    assert shapes.assurance_level(acr) == Reading(value="urn")


def named(claims: Mapping[str, object]) -> str | None:
    asked = (claims.get(name) for name in ("given_name", "family_name", "name"))
    return shapes.display_name(*asked).value


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"given_name": "Amélie", "family_name": "Dubray"}, "Amélie Dubray"),
        ({"given_name": ["Jan", "Piet"], "family_name": ["De Vos"]}, "Jan Piet De Vos"),
        ({"given_name": "Ame\u0301lie"}, "Amélie"),
        ({"given_name": "Ame\u200b\u0301lie"}, "Amélie"),
        ({"given_name": "J\ud800an\x00", "family_name": "\u202eDe\r\n Vos "}, "Jan De Vos"),
        ({"name": "Jan De Vos"}, "Jan De Vos"),
        ({"name": ["Jan De Vos"]}, "Jan De Vos"),
        ({"name": "Another", "family_name": "Dubray"}, "Dubray"),
        ({"name": "Jan De Vos", "given_name": " ", "family_name": 7}, "Jan De Vos"),
        ({"name": "李明"}, "李明"),
        ({"name": "-", "sub": "jan", "preferred_username": "jan"}, None),
        ({"name": {"Jan": 1}}, None),
        ({"given_name": "850730", "family_name": "03328"}, None),
        ({}, None),
    ],
)
def test_the_name_is_plain_text_with_a_letter(
    claims: Mapping[str, object], name: str | None
) -> None:
    assert named(claims) == name


def test_a_long_name_is_cut() -> None:
    assert named({"name": "é" * 300}) == "é" * 200


@pytest.mark.parametrize("number", REGISTER_NUMBERS)
def test_a_national_register_number_is_neither_name_nor_level(number: str) -> None:
    assert named({"given_name": f"Jan ({number})", "family_name": "De Vos"}) == "Jan ( ) De Vos"
    assert shapes.assurance_level(number).value is None


@given(st.text(st.characters(exclude_categories=())))
def test_plain_text_is_normal_and_printable(text: str) -> None:
    plain = plain_text(text)

    assert unicodedata.is_normalized("NFC", plain)
    assert all(character.isprintable() or character == " " for character in plain)
    assert plain == plain_text(plain)
    assert len(plain.encode()) >= len(plain)


DIGITS_AND_SIGNS = st.text(st.sampled_from("0123456789 .-/_()\u200b\u0660"), max_size=40)


@given(DIGITS_AND_SIGNS)
def test_eleven_digits_never_stay_together(text: str) -> None:
    assert sum(character.isdigit() for character in plain_text(text)) < 11
