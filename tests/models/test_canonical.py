"""Canonical JSON: one text for one value, and everything else refused."""

import json
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.canonical import Json, canonical_json, digest_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-7, "-7"),
        (2**53 - 1, "9007199254740991"),
        (1 - 2**53, "-9007199254740991"),
        ("", '""'),
        ("é € 𝄞", '"é € 𝄞"'),
        ('"\\/', '"\\"\\\\/"'),
        ("\b\t\n\f\r\x0b\x00\x1f\x7f", '"\\b\\t\\n\\f\\r\\u000b\\u0000\\u001f\x7f"'),
        ("<\u2028>", '"<\u2028>"'),
        ([], "[]"),
        ({}, "{}"),
        ([1, [True, None]], "[1,[true,null]]"),
        ((1, 2), "[1,2]"),
        ({"b": 1, "a": {"d": 2, "c": 3}}, '{"a":{"c":3,"d":2},"b":1}'),
        ({"a_": 1, "aB": 2, "a1": 3, "a": 4}, '{"a":4,"a1":3,"aB":2,"a_":1}'),
    ],
)
def test_value_has_one_text(value: Json, text: str) -> None:
    written = canonical_json(value)

    assert written == text


def test_order_of_keys_does_not_matter_and_order_of_a_list_does() -> None:
    objects = {canonical_json({"a": 1, "b": 2}), canonical_json({"b": 2, "a": 1})}
    lists = {canonical_json([1, 2]), canonical_json([2, 1])}

    assert objects == {'{"a":1,"b":2}'}
    assert lists == {"[1,2]", "[2,1]"}


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        2**53,
        -(2**53),
        "e\u0301",
        {"é": 1},
        {"a": {"é": 1}},
        b"bytes",
        {1, 2},
        object(),
        [1, [2.5]],
        {"a": ["e\u0301"]},
    ],
)
def test_what_has_no_one_text_is_refused(value: Json) -> None:
    with pytest.raises(ValueError, match="canonical JSON"):
        canonical_json(value)

    with pytest.raises(ValueError, match="canonical JSON"):
        digest_of(value)


def test_digest_is_the_sha256_of_the_text_in_utf8() -> None:
    digest = digest_of({"name": "Zoé", "year": 2020})

    assert digest == sha256('{"name":"Zoé","year":2020}'.encode()).hexdigest()
    assert digest == "a3361ef9ae68e55567096d55a060aa3a66dfa98817e0a7feedb23228a9a75b6f"


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=1 - 2**53, max_value=2**53 - 1)
    | st.text(st.characters(max_codepoint=0x2FF, exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(max_codepoint=0x7F), max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60)
@given(PLAIN)
def test_text_says_the_value(value: Json) -> None:
    text = canonical_json(value)

    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text


@settings(max_examples=60)
@given(PLAIN, PLAIN)
def test_values_that_differ_have_texts_that_differ(one: Json, other: Json) -> None:
    texts = canonical_json(one), canonical_json(other)

    assert (texts[0] == texts[1]) == (plain_json(one) == plain_json(other))


def plain_json(value: Json) -> str:
    """Tells 0 from False and 1 from True, which Python does not."""
    return json.dumps(value, sort_keys=True)
