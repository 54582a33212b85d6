"""Refusals of many objects at once: each kind once, with its number and its first places."""

from models.cpas import NisCode
from models.entry_refusals import Required, TooLong
from models.gathering import gathered
from models.refusals import AlreadySent, Refusal


def test_what_says_the_same_is_told_once_whatever_it_is_about() -> None:
    first = AlreadySent(path=("advances", "0"), nis_code=NisCode("44021"))
    second = AlreadySent(path=("advances", "7"), nis_code=NisCode("52011"))

    (found,) = gathered([first, second])

    assert (found.count, found.examples) == (2, (first, second))
    assert found.first == first


def test_what_is_wrong_with_two_arguments_is_told_apart() -> None:
    opening, closing = Required(path=("opens_at",)), Required(path=("closes_at",))

    found = gathered([opening, closing])

    assert [(of.first, of.count) for of in found] == [(opening, 1), (closing, 1)]


def test_what_names_other_facts_is_told_apart() -> None:
    short, long = TooLong(path=("a",), limit=10), TooLong(path=("b",), limit=20)

    found = gathered([short, long, short])

    assert [(of.first, of.count) for of in found] == [(short, 2), (long, 1)]


def test_kinds_keep_the_order_in_which_they_occur() -> None:
    refusals: list[Refusal] = [Required(), AlreadySent(), Required()]

    found = gathered(refusals)

    assert [of.first.code for of in found] == ["REQUIRED", "ALREADY_SENT"]


def test_ten_places_are_told_and_all_are_counted() -> None:
    refusals = [AlreadySent(path=("advances", str(place))) for place in range(565)]

    (found,) = gathered(refusals)

    assert found.count == 565
    assert [refusal.path[1] for refusal in found.examples] == [str(place) for place in range(10)]
