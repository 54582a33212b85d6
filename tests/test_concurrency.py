"""Races over HTTP: in one server, and between two servers on one database. The loser is told."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from models.people import Role
from rapport_unique.settings import Settings
from tests.databases import Backend, drop_database
from tests.offices import BOTH, Service, codes
from tests.servers import UNENCRYPTED, running
from tests.world import World, copy_of

# Servers -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_servers(
    demo_country: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, list[str]]]:
    settings = copy_of(demo_country, tmp_path_factory.mktemp("two"))
    with ExitStack() as stack:
        yield settings, [stack.enter_context(running(settings)).url for _ in range(2)]
    drop_database(settings.database_url)


@pytest.fixture
async def one(whole_world: World) -> Service:
    return Service(whole_world.settings, whole_world.clock.now, [whole_world.client])


@pytest.fixture
async def two(two_servers: tuple[Settings, list[str]]) -> AsyncIterator[Service]:
    settings, urls = two_servers
    clients = [httpx2.AsyncClient(base_url=url, timeout=None, verify=UNENCRYPTED) for url in urls]
    yield Service(settings, datetime.now(UTC), clients)
    for client in clients:
        await client.aclose()


@pytest.fixture(params=["one", "two"])
def service(request: pytest.FixtureRequest, backend: Backend) -> Service:
    del backend  # the servers are on it
    service: Service = request.getfixturevalue(request.param)
    return service


# Saves -------------------------------------------------------------------------------------------


async def test_of_saves_of_one_version_exactly_one_wins(service: Service) -> None:
    (form,) = service.forms("NOT_STARTED", 1)

    answers = await service.at_once(
        *(service.save(form, cents, name=f"Dubois {cents}") for cents in range(1, 11))
    )

    winners = [cents for cents, answer in enumerate(answers, start=1) if codes(answer) == []]
    losers = [answer["userErrors"] for answer in answers if codes(answer) != []]
    (winner,) = winners
    assert (
        losers
        == [
            [
                {
                    "code": "VERSION_CONFLICT",
                    "currentVersion": 2,
                    "changedBy": {"displayName": f"Camille Dubois {winner}"},
                }
            ]
        ]
        * 9
    )
    assert service.present(form) == ("ENCODED", 2, winner)


async def test_of_retries_at_once_all_get_the_one_version(service: Service) -> None:
    (form,) = service.forms("NOT_STARTED", 1)

    answers = await service.at_once(*(service.save(form, 7) for _ in range(5)))

    assert [codes(answer) for answer in answers] == [[]] * 5
    assert {answer["form"]["version"] for answer in answers} == {2}
    assert service.present(form) == ("ENCODED", 2, 7)


async def test_saves_on_different_forms_are_all_there_afterwards(service: Service) -> None:
    forms = service.forms("NOT_STARTED", 110)

    answers = await service.at_once(*(service.save(form, 100 + form.id) for form in forms))

    assert [codes(answer) for answer in answers] == [[]] * 110
    assert [service.present(form) for form in forms] == [
        ("ENCODED", 2, 100 + form.id) for form in forms
    ]


# Saves against signatures ------------------------------------------------------------------------


async def test_a_save_against_a_signature_leaves_none_on_figures_that_were_not_seen(
    service: Service,
) -> None:
    forms = service.forms("ENCODED", 12)

    answers = await service.at_once(
        *(service.save(form, 123) for form in forms),
        *(service.sign(form, Role.PRESIDENT) for form in forms),
    )

    for form, save, sign in zip(forms, answers[:12], answers[12:], strict=True):
        assert codes(save) == []
        assert service.present(form) == ("ENCODED", form.version + 1, 123)
        assert service.current_signatures(form) == []
        if save["invalidatedSignatures"]:
            assert save["invalidatedSignatures"] == [{"role": "PRESIDENT"}]
            assert sign["signature"]["contentDigest"] == form.digest
        else:
            current = save["form"]["contentDigest"]
            assert sign["userErrors"] == [{"code": "CONTENT_CHANGED", "currentDigest": current}]


async def test_a_save_against_the_second_signature_is_sent_as_signed_or_not_at_all(
    service: Service,
) -> None:
    forms = service.forms("ENCODED", 12)
    await service.at_once(*(service.sign(form, Role.DIRECTOR_GENERAL) for form in forms))

    answers = await service.at_once(
        *(service.save(form, 123) for form in forms),
        *(service.sign(form, Role.PRESIDENT) for form in forms),
    )

    for form, save, sign in zip(forms, answers[:12], answers[12:], strict=True):
        status = service.present(form)[0]
        if status == "SENT":
            assert (codes(save), codes(sign)) == (["ALREADY_SENT"], [])
            assert service.current_signatures(form) == [
                ("DIRECTOR_GENERAL", form.digest),
                ("PRESIDENT", form.digest),
            ]
        else:
            assert (codes(save), codes(sign)) == ([], ["CONTENT_CHANGED"])
            assert save["invalidatedSignatures"] == [{"role": "DIRECTOR_GENERAL"}]
            assert service.present(form) == ("ENCODED", form.version + 1, 123)
            assert service.current_signatures(form) == []


# Signatures --------------------------------------------------------------------------------------


async def test_of_both_signatures_at_once_exactly_one_sends(service: Service) -> None:
    forms = service.forms("ENCODED", 12)

    answers = await service.at_once(
        *(service.sign(form, Role.PRESIDENT) for form in forms),
        *(service.sign(form, Role.DIRECTOR_GENERAL) for form in forms),
    )

    assert [codes(answer) for answer in answers] == [[]] * 24
    for form, one, other in zip(forms, answers[:12], answers[12:], strict=True):
        reference = {"reference": f"RU-2020-{form.nis_code}-COVID"}
        submissions = [one["submission"], other["submission"]]
        assert submissions in ([None, reference], [reference, None])
        assert service.current_signatures(form) == [
            ("DIRECTOR_GENERAL", form.digest),
            ("PRESIDENT", form.digest),
        ]
        assert service.rows("SELECT count(*) FROM submission WHERE form_id = ?", form.id) == [(1,)]


async def test_one_signature_placed_many_times_at_once_is_one(service: Service) -> None:
    forms = service.forms("ENCODED", 3)

    for form in forms:
        answers = await service.at_once(*(service.sign(form, Role.PRESIDENT) for _ in range(5)))

        assert [codes(answer) for answer in answers] == [[]] * 5
        assert len({str(answer["signature"]) for answer in answers}) == 1
        assert service.current_signatures(form) == [("PRESIDENT", form.digest)]


async def test_one_person_who_signs_in_both_roles_at_once_signs_in_one(service: Service) -> None:
    forms = service.forms("ENCODED", 3)

    answers = await service.at_once(
        *(service.sign(form, Role.PRESIDENT, roles=BOTH) for form in forms),
        *(service.sign(form, Role.DIRECTOR_GENERAL, roles=BOTH) for form in forms),
    )

    for form, one, other in zip(forms, answers[:3], answers[3:], strict=True):
        assert sorted([codes(one), codes(other)]) == [[], ["SAME_PERSON"]]
        assert len(service.current_signatures(form)) == 1


# Afterwards --------------------------------------------------------------------------------------


async def test_journal_hangs_together_after_many_writers(service: Service) -> None:
    forms = service.forms("ENCODED", 20)

    await service.at_once(
        *(service.save(form, 123) for form in forms),
        *(service.sign(form, Role.PRESIDENT) for form in forms),
    )

    numbers = service.rows("SELECT number, previous_hash, hash FROM journal ORDER BY number")
    assert [number for number, _, _ in numbers] == list(range(1, len(numbers) + 1))
    assert [previous for _, previous, _ in numbers[1:]] == [hash_ for _, _, hash_ in numbers[:-1]]
    assert service.rows("SELECT number, hash FROM journal_head") == [(len(numbers), numbers[-1][2])]
