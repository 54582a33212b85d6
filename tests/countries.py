"""The demo countries on which the tests stand: each is made once in a run, and copied."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path

from models import migrations
from models.cpas import NisCode, Region
from models.database import Database
from models.forms import editions_in
from models.patience import UNHURRIED
from models.seals import Sealing
from models.spec import FormKind
from rapport_unique.app import sealing_of
from rapport_unique.demo import seed
from rapport_unique.demo.office import act_as_spp_is
from rapport_unique.demo.places import CLOSED_BY_HAND, UNTOUCHED, WAITING
from rapport_unique.master_data import Municipality, municipalities
from tests.databases import Backend, copy_of_database, new_database
from tests.registering import mergers_of_2025
from tests.templates import made_once
from tests.world import NOON, copy_of

_NAMED = {*UNTOUCHED, *WAITING, "23023", "23024", "23032"}
"""Those of the invented persons, and some that end in a merger."""
_CHANGED = NisCode("34013")
"""One that SPP IS would pay, and whose account changed since it signed: Harelbeke."""
_ACCENTED = {NisCode(code) for code in ("61010", "63012", "63013", "63087")}


def few() -> list[Municipality]:
    """The first thirty, the region of Brussels, those who are named, and some of each province."""
    whole = municipalities()
    chosen = {*_NAMED, *(found.cpas.nis_code for found in (*whole[:30], *whole[::50]))}
    return [
        municipality
        for municipality in whole
        if municipality.cpas.nis_code in chosen or municipality.cpas.region is Region.BRUSSELS
    ]


FEW = len(few())
"""How many CPAS there are in the small country."""


def few_and_merged() -> list[Municipality]:
    """Those, all that take part in the mergers of 2025, and some that an accent tells apart."""
    chosen = {*_ACCENTED, *_merged(), *(found.cpas.nis_code for found in few())}
    return [found for found in municipalities() if found.cpas.nis_code in chosen]


def _merged() -> set[NisCode]:
    """All that end in the mergers of 2025, or go on."""
    return {NisCode(code) for of in mergers_of_2025() for code in (of.ended, of.successor)}


FORMS_OF_2020 = len(few_and_merged()) * len(editions_in(2020))
"""How many forms those have."""


def few_in(region: Region) -> int:
    """How many of them are in the region."""
    return sum(municipality.cpas.region is region for municipality in few())


def migrated(backend: Backend) -> Path:
    """A database with all tables and nothing in them."""
    return made_once(
        "migrated", backend, lambda folder: migrations.upgrade(new_database(folder, backend))
    )


def small(backend: Backend) -> Path:
    """A `FEW` CPAS with their premium of 2020, and the keys of development."""
    return _seeded("small", backend, [FormKind.COVID_PREMIUM], few())


def small_of_all_forms(backend: Backend) -> Path:
    """A `FEW` CPAS with all their forms of 2020, and the keys of development."""
    return _seeded("small-whole", backend, tuple(FormKind), few())


def small_with_merged(backend: Backend) -> Path:
    """As `small_of_all_forms`, with all that end in the mergers of 2025."""
    return _seeded("small-merged", backend, tuple(FormKind), few_and_merged())


def of_one_form(backend: Backend) -> Path:
    """Every CPAS with its premium of 2020, and the keys of development."""
    return _seeded("demo", backend, [FormKind.COVID_PREMIUM], municipalities())


def of_all_forms(backend: Backend) -> Path:
    """Every CPAS with all its forms of 2020, and the keys of development."""
    return _seeded("whole", backend, tuple(FormKind), municipalities())


def in_full(backend: Backend) -> Path:
    """Some CPAS with everything that the command `demo` makes of all of them."""
    special = {_CHANGED, *CLOSED_BY_HAND, *_merged()}
    of = [
        found
        for found in municipalities()
        if found.cpas.region is Region.BRUSSELS or found.cpas.nis_code in special
    ]

    async def add(database: Database, sealing: Sealing) -> None:
        await seed(database, NOON, of=of, sealing=sealing)
        await act_as_spp_is(database, NOON)

    return _made("demo-command", backend, add)


def with_more(
    name: str, backend: Backend, template: Path, add: Callable[[Database], Awaitable[object]]
) -> Path:
    """A copy of a template to which something was added."""
    return made_once(name, backend, lambda folder: _add(copy_of_database(template, folder), add))


def _seeded(
    name: str, backend: Backend, kinds: Collection[FormKind], of: Sequence[Municipality]
) -> Path:
    return _made(
        name,
        backend,
        lambda it, sealing: seed(it, NOON, kinds=kinds, archive=False, of=of, sealing=sealing),
    )


def _made(
    name: str, backend: Backend, add: Callable[[Database, Sealing], Awaitable[object]]
) -> Path:
    def make(folder: Path) -> None:
        settings = copy_of(migrated(backend), folder)
        settings.subject_key_bytes()
        sealing = sealing_of(settings)
        _add(settings.database_url, lambda it: add(it, sealing))

    return made_once(name, backend, make)


def _add(url: str, add: Callable[[Database], Awaitable[object]]) -> None:
    async def run() -> None:
        database = Database(url, patience=UNHURRIED)
        try:
            await add(database)
        finally:
            await database.close()

    asyncio.run(run())
