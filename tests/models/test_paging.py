"""Pages by key: which rows stand on a page, and whether there are more on either side."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.paging import (
    InvalidPageError,
    Key,
    PageRequest,
    decode_cursor,
    encode_cursor,
    page_of_list,
    page_of_rows,
    page_request,
)

LETTERS = ["a", "b", "c", "d", "e"]


def by_itself(letter: str) -> Key:
    return (letter,)


def asked(
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> PageRequest:
    return page_request(
        first=first,
        after=encode_cursor((after,)) if after else None,
        last=last,
        before=encode_cursor((before,)) if before else None,
        key_types=(str,),
    )


# Arguments ---------------------------------------------------------------------------------------


def test_without_arguments_the_first_hundred_are_meant() -> None:
    request = asked()

    assert request == PageRequest(limit=100, backward=False, after=None, before=None)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (asked(first=3), PageRequest(limit=3)),
        (asked(first=0), PageRequest(limit=0)),
        (asked(first=600), PageRequest(limit=600)),
        (asked(first=3, after="b"), PageRequest(limit=3, after=("b",))),
        (asked(last=3), PageRequest(limit=3, backward=True)),
        (asked(last=0), PageRequest(limit=0, backward=True)),
        (asked(last=3, before="d"), PageRequest(limit=3, backward=True, before=("d",))),
        (asked(after="a", before="d"), PageRequest(limit=100, after=("a",), before=("d",))),
    ],
)
def test_arguments_name_a_page(request_: PageRequest, expected: PageRequest) -> None:
    assert request_ == expected


def test_a_list_may_have_a_size_of_its_own() -> None:
    request = page_request(
        first=None, after=None, last=None, before=None, default=20, key_types=(str,)
    )

    assert request.limit == 20


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (1, 1, "either first or last"),
        (0, 0, "either first or last"),
        (-1, None, "0 to 600"),
        (601, None, "0 to 600"),
        (None, -1, "0 to 600"),
        (None, 601, "0 to 600"),
    ],
)
def test_what_names_no_page_is_refused(first: int | None, last: int | None, said: str) -> None:
    with pytest.raises(InvalidPageError, match=said):
        asked(first=first, last=last)


# Cursors -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "types"), [(("52011",), (str,)), ((7,), (int,)), (("Étalle", 7), (str, int))]
)
def test_a_cursor_names_its_key(key: Key, types: tuple[type, ...]) -> None:
    cursor = encode_cursor(key)

    decoded = decode_cursor(cursor, types)

    assert decoded == key
    assert "=" not in cursor


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "a",
        "abc",
        "é",
        "\ud800",
        "!!!",
        encode_cursor(()),
        encode_cursor((7,)),
        encode_cursor(("a", "b")),
        encode_cursor((True,)),
        base64.urlsafe_b64encode(b'"a"').decode(),
        base64.urlsafe_b64encode(b'{"0": "a"}').decode(),
        base64.urlsafe_b64encode(b"[null]").decode(),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_what_is_no_cursor_of_the_list_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidPageError, match="not a cursor"):
        decode_cursor(cursor, (str,))


@pytest.mark.parametrize("key", [("7",), (True,), (7, 7), (2**31,), (-(2**31) - 1,)])
def test_a_number_is_neither_text_nor_truth_nor_two_nor_larger_than_a_column(key: Key) -> None:
    with pytest.raises(InvalidPageError, match="not a cursor"):
        decode_cursor(encode_cursor(key), (int,))


@pytest.mark.parametrize("number", [2**31, -(2**31), 2**63, 10**400])
def test_a_number_that_no_row_can_have_is_refused(number: int) -> None:
    with pytest.raises(InvalidPageError, match="not a cursor"):
        decode_cursor(encode_cursor(("a", number)), (str, int))


@settings(max_examples=60)
@given(
    st.tuples(
        st.text(st.characters(exclude_characters="\0", codec="utf-8")),
        st.integers(-(2**31) + 1, 2**31 - 1),
    )
)
def test_every_key_comes_back_from_its_cursor(key: tuple[str, int]) -> None:
    decoded = decode_cursor(encode_cursor(key), (str, int))

    assert decoded == key


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_anything_else_is_refused_and_nothing_breaks(cursor: str) -> None:
    try:
        decoded = decode_cursor(cursor, (str,))
    except InvalidPageError:
        return

    assert isinstance(decoded[0], str)


# Pages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "letters", "has_previous", "has_next"),
    [
        (asked(), "abcde", False, False),
        (asked(first=5), "abcde", False, False),
        (asked(first=2), "ab", False, True),
        (asked(first=2, after="b"), "cd", True, True),
        (asked(first=2, after="c"), "de", True, False),
        (asked(first=2, after="e"), "", True, False),
        (asked(first=0), "", False, True),
        (asked(first=2, after="bb"), "cd", True, True),
        (asked(last=5), "abcde", False, False),
        (asked(last=2), "de", True, False),
        (asked(last=2, before="d"), "bc", True, True),
        (asked(last=2, before="c"), "ab", False, True),
        (asked(last=2, before="a"), "", False, True),
        (asked(first=9, after="a", before="d"), "bc", True, False),
        (asked(last=1, after="a", before="d"), "c", True, True),
    ],
)
def test_page_of_a_list(
    request_: PageRequest, letters: str, has_previous: bool, has_next: bool
) -> None:
    page = page_of_list(LETTERS, request_, by_itself)

    assert "".join(page.items) == letters
    assert (page.has_previous, page.has_next) == (has_previous, has_next)
    assert [decode_cursor(cursor, (str,)) for cursor in page.cursors] == [
        (letter,) for letter in letters
    ]


def test_rows_of_a_backward_page_are_turned_round() -> None:
    rows = ["e", "d", "c"]

    page = page_of_rows(rows, asked(last=2), by_itself)

    assert page.items == ["d", "e"]
    assert (page.has_previous, page.has_next) == (True, False)


@settings(max_examples=60)
@given(st.sets(st.integers(), max_size=12), st.integers(min_value=1, max_value=5))
def test_pages_forward_show_everything_once(numbers: set[int], size: int) -> None:
    everything, shown = sorted(numbers), list[int]()
    request = PageRequest(limit=size)

    while (page := page_of_list(everything, request, by_number)).items:
        shown += page.items
        request = PageRequest(limit=size, after=by_number(page.items[-1]))

    assert shown == everything


@settings(max_examples=60)
@given(st.sets(st.integers(), max_size=12), st.integers(min_value=1, max_value=5))
def test_pages_backward_show_everything_once(numbers: set[int], size: int) -> None:
    everything, shown = sorted(numbers), list[int]()
    request = PageRequest(limit=size, backward=True)

    while (page := page_of_list(everything, request, by_number)).items:
        shown = [*page.items, *shown]
        request = PageRequest(limit=size, backward=True, before=by_number(page.items[0]))

    assert shown == everything


def by_number(number: int) -> Key:
    return (number,)
