"""The register of CPAS: what an entry changes, and what may not be entered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from models.cpas import Cpas, CpasId, EnterpriseNumber, Heir, NisCode, Region
from models.journal import EventType
from models.language import Language, Text
from models.refusals import Refused
from models.registry import (
    CpasChange,
    CpasEntry,
    CpasFacts,
    Loaded,
    events_of_cpas,
    load,
    register_of,
)
from tests.models.building import MONDAY as NOW
from tests.models.building import SPP_IS, act

CHARLEROI, GENT, EUPEN = NisCode("52011"), NisCode("44021"), NisCode("63023")
NUMBER, OTHER = EnterpriseNumber("0207889113"), EnterpriseNumber("0212345668")


def town(nis_code: NisCode, **facts: object) -> Cpas:
    of = Cpas(
        id=CpasId(int(nis_code)),
        nis_code=nis_code,
        enterprise_number=None,
        name=Text(fr="Fr", nl="Nl", de="De", en="Nl"),
        language=Language.NL,
        region=Region.FLANDERS,
        province="Oost-Vlaanderen",
    )
    return replace(of, **facts)  # type: ignore[arg-type] # the facts of this test


def ended(nis_code: NisCode, successor: NisCode, since: date) -> Cpas:
    heir = Heir(id=CpasId(int(successor)), nis_code=successor, enterprise_number=None, since=since)
    return town(nis_code, valid_until=date(since.year - 1, 12, 31), heirs=(heir,))


def entry(nis_code: NisCode = CHARLEROI, **facts: object) -> CpasEntry:
    known = CpasFacts(language=Language.FR, region=Region.WALLONIA)
    return CpasEntry(nis_code=nis_code, name="Charleroi", facts={**known, **facts})  # type: ignore[typeddict-item] # as above


def succeeded_by(successor: NisCode | None, **facts: object) -> CpasEntry:
    return replace(entry(CHARLEROI, **facts), tells_successor=True, successor=successor)


def loaded(register: Sequence[Cpas], *entries: CpasEntry) -> Loaded:
    return load(register_of(register), entries)


def one(register: Sequence[Cpas], entered: CpasEntry) -> CpasChange:
    (change,) = loaded(register, entered).changes
    return change


def refused(register: Sequence[Cpas], *entries: CpasEntry) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as why:
        loaded(register, *entries)
    return [(no.code, ".".join(no.path)) for no in why.value.refusals]


def test_a_new_cpas_has_what_was_said_and_its_name_in_every_language() -> None:
    change = one([], entry(province="Hainaut", enterprise_number=NUMBER))

    assert change.before is None
    assert change.after == Cpas(
        id=CpasId(0),
        nis_code=CHARLEROI,
        enterprise_number=NUMBER,
        name=Text(fr="Charleroi", nl="Charleroi", de="Charleroi", en="Charleroi"),
        language=Language.FR,
        region=Region.WALLONIA,
        province="Hainaut",
    )


def test_the_same_again_changes_nothing() -> None:
    first = one([], entry(enterprise_number=NUMBER)).after

    again = loaded([first], entry(enterprise_number=NUMBER))

    assert (again.changes, again.added, again.changed, again.unchanged) == ([], 0, 0, 1)


def test_what_is_not_said_stays_and_the_cpas_keeps_its_id() -> None:
    before = town(GENT, valid_from=date(2025, 1, 1))

    change = one([before], CpasEntry(nis_code=GENT, facts={"enterprise_number": NUMBER}))

    assert change.after == replace(before, enterprise_number=NUMBER)
    assert change.fields == ("enterprise_number",)


def test_what_is_said_to_be_nothing_is_taken_away() -> None:
    before = town(GENT, enterprise_number=NUMBER, valid_until=date(2024, 12, 31))

    change = one(
        [before],
        CpasEntry(
            nis_code=GENT,
            facts={"enterprise_number": None, "province": None, "valid_until": None},
        ),
    )

    assert change.after == replace(before, enterprise_number=None, province=None, valid_until=None)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"name": "Gent"}, Text(fr="Fr", nl="Gent", de="De", en="Gent")),
        ({"names": {Language.NL: "Gent"}}, Text(fr="Fr", nl="Gent", de="De", en="Gent")),
        ({"names": {Language.FR: "Gand"}}, Text(fr="Gand", nl="Nl", de="De", en="Nl")),
        (
            {"name": "Of its own", "names": {Language.NL: "Gent"}},
            Text(fr="Fr", nl="Gent", de="De", en="Gent"),
        ),
        ({}, Text(fr="Fr", nl="Nl", de="De", en="Nl")),
    ],
)
def test_a_name_is_said_in_a_language_or_in_the_own_one(
    said: dict[str, object], name: Text
) -> None:
    entered = CpasEntry(nis_code=GENT, **said)  # type: ignore[arg-type] # the names of this case

    found = loaded([town(GENT)], entered)

    after = found.changes[0].after if found.changes else town(GENT)
    assert after.name == name


def test_a_name_that_was_everywhere_the_same_changes_everywhere() -> None:
    before = town(GENT, name=Text(fr="Ghent", nl="Ghent", de="Ghent", en="Ghent"))

    assert one([before], CpasEntry(nis_code=GENT, name="Gent")).after.name == Text(
        fr="Gent", nl="Gent", de="Gent", en="Gent"
    )


def test_a_new_cpas_needs_language_region_and_name() -> None:
    assert refused([], CpasEntry(nis_code=GENT)) == [
        ("REQUIRED", "cpas.0.language"),
        ("REQUIRED", "cpas.0.region"),
    ]
    nameless = replace(entry(), name=None)
    assert refused([], nameless) == [("REQUIRED", "cpas.0.name")]


def test_every_problem_is_told_at_its_place_and_in_order() -> None:
    problems = refused(
        [town(GENT, enterprise_number=NUMBER)],
        entry(CHARLEROI, enterprise_number=NUMBER),
        CpasEntry(nis_code=EUPEN),
        entry(CHARLEROI),
    )

    assert problems == [
        ("ENTERPRISE_NUMBER_TAKEN", "cpas.0.enterprise_number"),
        ("REQUIRED", "cpas.1.language"),
        ("REQUIRED", "cpas.1.region"),
        ("REPEATED_LINE", "cpas.2"),
    ]


def test_two_entries_cannot_have_one_number() -> None:
    assert refused(
        [], entry(CHARLEROI, enterprise_number=NUMBER), entry(GENT, enterprise_number=NUMBER)
    ) == [
        ("ENTERPRISE_NUMBER_TAKEN", "cpas.0.enterprise_number"),
        ("ENTERPRISE_NUMBER_TAKEN", "cpas.1.enterprise_number"),
    ]


def test_two_cpas_can_exchange_their_numbers() -> None:
    known = [town(CHARLEROI, enterprise_number=NUMBER), town(GENT, enterprise_number=OTHER)]

    found = loaded(
        known,
        CpasEntry(nis_code=CHARLEROI, facts={"enterprise_number": OTHER}),
        CpasEntry(nis_code=GENT, facts={"enterprise_number": NUMBER}),
    )

    assert [change.after.enterprise_number for change in found.changes] == [OTHER, NUMBER]


# Days and successors -----------------------------------------------------------------------------

LAST_DAY, FIRST_DAY = date(2024, 12, 31), date(2025, 1, 1)


@pytest.mark.parametrize(
    ("register", "entered", "problem"),
    [
        (
            [],
            entry(valid_from=FIRST_DAY, valid_until=LAST_DAY),
            ("ENDS_BEFORE_IT_BEGINS", "cpas.0.valid_until"),
        ),
        ([town(GENT)], succeeded_by(GENT), ("REQUIRED", "cpas.0.valid_until")),
        (
            [],
            succeeded_by(CHARLEROI, valid_until=LAST_DAY),
            ("MERGED_WITH_ITSELF", "cpas.0.successor"),
        ),
        ([], succeeded_by(GENT, valid_until=LAST_DAY), ("UNKNOWN_CODE", "cpas.0.successor")),
        (
            [town(GENT, valid_from=date(2025, 1, 2))],
            succeeded_by(GENT, valid_until=LAST_DAY),
            ("SUCCESSOR_NOT_THERE", "cpas.0.successor"),
        ),
        (
            [town(GENT, valid_until=LAST_DAY)],
            succeeded_by(GENT, valid_until=LAST_DAY),
            ("SUCCESSOR_NOT_THERE", "cpas.0.successor"),
        ),
        (
            [ended(GENT, CHARLEROI, date(2019, 1, 1)), town(CHARLEROI)],
            succeeded_by(GENT, valid_until=LAST_DAY),
            ("CIRCULAR_MERGERS", "cpas.0.successor"),
        ),
    ],
)
def test_who_takes_over_is_there_on_the_day_after(
    register: Sequence[Cpas], entered: CpasEntry, problem: tuple[str, str]
) -> None:
    assert problem in refused(register, entered)


def test_a_cpas_that_took_another_over_cannot_end_before_it_did() -> None:
    known = [ended(EUPEN, GENT, FIRST_DAY), town(GENT)]

    early = CpasEntry(nis_code=GENT, facts={"valid_until": LAST_DAY})
    later = CpasEntry(nis_code=GENT, facts={"valid_until": FIRST_DAY})

    assert refused(known, early) == [("SUCCESSOR_NOT_THERE", "cpas.0.successor")]
    assert len(loaded(known, later).changes) == 1


def test_a_successor_may_come_in_the_same_file_and_a_bad_one_is_told_once() -> None:
    taken_over = succeeded_by(GENT, valid_until=LAST_DAY)

    assert loaded([], taken_over, entry(GENT, valid_from=FIRST_DAY)).added == 2
    assert refused([], taken_over, CpasEntry(nis_code=GENT)) == [
        ("REQUIRED", "cpas.1.language"),
        ("REQUIRED", "cpas.1.region"),
    ]


def test_a_mistaken_merger_can_be_taken_back() -> None:
    known = [ended(CHARLEROI, GENT, FIRST_DAY), town(GENT)]

    change = one(
        known,
        CpasEntry(nis_code=CHARLEROI, facts={"valid_until": None}, tells_successor=True),
    )

    assert (change.after.valid_until, change.successor) == (None, None)
    assert change.fields == ("valid_until", "successor")


# The journal -------------------------------------------------------------------------------------


def told(register: Sequence[Cpas], entered: CpasEntry) -> list[tuple[EventType, int]]:
    events = events_of_cpas(one(register, entered), act(SPP_IS, NOW), "A decree")
    assert all(
        (event.reason, event.kind, event.version) == ("A decree", None, None) for event in events
    )
    assert {event.nis_code for event in events} == {entered.nis_code}
    return [(event.type, event.year) for event in events]


def test_the_journal_says_whether_a_cpas_was_loaded_or_taken_over() -> None:
    known = [town(GENT), town(CHARLEROI)]
    merger = CpasEntry(
        nis_code=CHARLEROI,
        facts={"valid_until": LAST_DAY},
        tells_successor=True,
        successor=GENT,
    )
    renamed = replace(merger, name="Other")

    assert told([], entry()) == [(EventType.CPAS_LOADED, 2021)]
    assert told(known, replace(entry(), name="Other")) == [(EventType.CPAS_LOADED, 2021)]
    assert told(known, merger) == [(EventType.CPAS_MERGED, 2025)]
    assert told(known, renamed) == [
        (EventType.CPAS_LOADED, 2021),
        (EventType.CPAS_MERGED, 2025),
    ]
    assert told([town(GENT)], succeeded_by(GENT, valid_until=LAST_DAY)) == [
        (EventType.CPAS_LOADED, 2021),
        (EventType.CPAS_MERGED, 2025),
    ]
