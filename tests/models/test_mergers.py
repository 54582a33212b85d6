"""Mergers of municipalities: who ends, who begins, and what is refused."""

from collections.abc import Sequence
from datetime import date

import pytest

from models.cpas import Cpas, NisCode, Region
from models.language import Language, Text
from models.mergers import Merged, Merger, merge
from models.refusals import Refused
from models.registry import register_of
from models.succession import Ending, Step, is_in_a_circle, steps
from tests.models.test_register import NUMBER, ended, town

A, B, C, D = (NisCode(code) for code in ("11001", "21002", "23003", "23004"))
NEW = NisCode("23106")
DAY = date(2025, 1, 1)
NAMES = {Language.NL: "Pajottegem"}


def merged(known: Sequence[Cpas], *mergers: Merger, day: date = DAY) -> Merged:
    return merge(register_of(known), mergers, day)


def into(ended: str, successor: str, **names: str) -> Merger:
    return Merger(
        ended=ended,
        successor=successor,
        names={Language(language.upper()): name for language, name in names.items()},
    )


def refused(known: Sequence[Cpas], *mergers: Merger, day: date = DAY) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as why:
        merged(known, *mergers, day=day)
    return [(no.code, ".".join(no.path)) for no in why.value.refusals]


def test_a_cpas_ends_on_the_day_before_and_its_successor_goes_on() -> None:
    found = merged([town(A), town(B)], into(A, B))

    (change,) = found.changes
    assert (change.after.nis_code, change.successor) == (A, B)
    assert change.after.valid_until == date(2024, 12, 31)
    assert (found.ended, found.added, found.unchanged) == (1, 0, 0)


def test_a_successor_with_a_new_code_begins_on_that_day() -> None:
    known = [town(A, province="Antwerpen"), town(C, province="Vlaams-Brabant"), town(D)]

    found = merged(known, into(A, NEW), into(C, NEW, nl="Pajottegem"), into(D, NEW, nl="Other"))

    begun = found.changes[0].after
    assert (found.ended, found.added) == (3, 1)
    assert (begun.nis_code, begun.valid_from, begun.valid_until) == (NEW, DAY, None)
    assert begun.name == Text(fr="Pajottegem", nl="Pajottegem", de="Pajottegem", en="Pajottegem")
    assert (begun.language, begun.region) == (Language.NL, Region.FLANDERS)
    assert begun.province == "Vlaams-Brabant"
    assert begun.enterprise_number is None


def test_the_same_again_changes_nothing() -> None:
    found = merged([ended(A, B, DAY), town(B)], into(A, B))

    assert (found.changes, found.unchanged) == ([], 1)


def test_both_may_be_known_by_their_enterprise_numbers() -> None:
    known = [town(A, enterprise_number=NUMBER), town(B)]

    (change,) = merged(known, into("BE 0207.889.113", f" {B} ")).changes

    assert (change.after.nis_code, change.successor) == (A, B)


def test_a_cpas_that_had_only_ended_is_given_its_successor() -> None:
    known = [town(A, valid_until=date(2024, 12, 31)), town(B)]

    assert merged(known, into(A, B)).ended == 1


@pytest.mark.parametrize(
    ("known", "mergers", "problems"),
    [
        ([town(B)], [into("nonsense", B)], [("INVALID_CODE", "mergers.0.ended")]),
        ([town(A)], [into(A, "")], [("INVALID_CODE", "mergers.0.successor")]),
        ([town(B)], [into(A, B)], [("UNKNOWN_CODE", "mergers.0.ended")]),
        ([town(A)], [into(A, "0207889113")], [("UNKNOWN_CODE", "mergers.0.successor")]),
        ([town(A)], [into(A, NEW)], [("REQUIRED", "mergers.0.name")]),
        ([town(A)], [into(A, NEW, nl="x" * 121)], [("TOO_LONG", "mergers.0.name")]),
        ([town(A)], [into(A, NEW, nl="x\0")], [("INVALID_CHARACTERS", "mergers.0.name")]),
        ([town(A)], [into(A, A)], [("MERGED_WITH_ITSELF", "mergers.0.successor")]),
        (
            [town(A), town(B)],
            [into(A, B), into(B, A)],
            [
                ("CIRCULAR_MERGERS", "mergers.0.successor"),
                ("CIRCULAR_MERGERS", "mergers.1.successor"),
            ],
        ),
        (
            [town(A), town(B), town(C)],
            [into(A, B), into(B, C)],
            [("SUCCESSOR_NOT_THERE", "mergers.0.successor")],
        ),
        (
            [town(A), town(B, valid_from=date(2026, 1, 1))],
            [into(A, B)],
            [("SUCCESSOR_NOT_THERE", "mergers.0.successor")],
        ),
        (
            [town(A, valid_from=DAY), town(B)],
            [into(A, B)],
            [("ENDS_BEFORE_IT_BEGINS", "mergers.0.valid_until")],
        ),
        (
            [town(A), town(B), town(C)],
            [into(A, B), into(A, C)],
            [("REPEATED_LINE", "mergers.1")],
        ),
        (
            [ended(A, B, DAY), town(B), town(C)],
            [into(A, C)],
            [("ALREADY_ENDED", "mergers.0.ended")],
        ),
        (
            [ended(A, B, date(2019, 1, 1)), town(B)],
            [into(A, B)],
            [("ALREADY_ENDED", "mergers.0.ended")],
        ),
        (
            [town(A, valid_until=date(2020, 6, 30)), town(B)],
            [into(A, B)],
            [("ALREADY_ENDED", "mergers.0.ended")],
        ),
        (
            [ended(A, B, DAY), town(B), town(C)],
            [into(B, C)],
            [("SUCCESSOR_NOT_THERE", "mergers.0.successor")],
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(
    known: Sequence[Cpas], mergers: Sequence[Merger], problems: list[tuple[str, str]]
) -> None:
    assert refused(known, *mergers) == problems


def test_every_bad_merger_is_told_and_the_good_ones_do_not_help() -> None:
    problems = refused(
        [town(A), town(B), town(C)], into(A, B), into(C, C), into("99999", B), into("x", "y")
    )

    assert problems == [
        ("MERGED_WITH_ITSELF", "mergers.1.successor"),
        ("UNKNOWN_CODE", "mergers.2.ended"),
        ("INVALID_CODE", "mergers.3.ended"),
        ("INVALID_CODE", "mergers.3.successor"),
    ]


def test_a_merger_follows_another_one() -> None:
    found = merged([ended(A, B, date(2019, 1, 1)), town(B), town(C)], into(B, C))

    assert [(done.after.nis_code, done.successor) for done in found.changes] == [(B, C)]


# Step by step ------------------------------------------------------------------------------------


def test_the_steps_lead_from_who_ended_to_who_acts_today() -> None:
    endings = {
        A: Ending(last_day=date(2018, 12, 31), successor=B),
        B: Ending(last_day=date(2024, 12, 31), successor=C),
        D: Ending(last_day=date(2020, 12, 31), successor=None),
    }

    assert list(steps(endings, A)) == [Step(B, date(2019, 1, 1)), Step(C, date(2025, 1, 1))]
    assert list(steps(endings, B)) == [Step(C, date(2025, 1, 1))]
    assert list(steps(endings, C)) == list(steps(endings, D)) == []


@pytest.mark.parametrize(
    ("pairs", "circular"),
    [
        ({A: A}, {A}),
        ({A: B, B: A}, {A, B}),
        ({A: B, B: C, C: B}, {B, C}),
        ({A: B, B: C}, set()),
        ({A: None}, set()),
    ],
)
def test_a_circle_is_noticed_by_who_is_in_it(
    pairs: dict[NisCode, NisCode | None], circular: set[NisCode]
) -> None:
    endings = {
        code: Ending(last_day=date(2024, 12, 31), successor=successor)
        for code, successor in pairs.items()
    }

    assert {code for code in (A, B, C) if is_in_a_circle(endings, code)} == circular
