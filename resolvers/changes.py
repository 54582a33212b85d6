"""The frame of every change: gate, repeated call, rule, store - in one transaction."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Generic, TypeVar

from auth.identity import Sight, Standing, standing
from models.canonical import Json
from models.cpas import Cpas
from models.days import day_of
from models.entry_refusals import TooLong
from models.people import SPP_IS_ROLES, Act
from models.person_refusals import without_name
from models.reading import FormOfReport, ReportOfCpas
from models.refusals import IdempotencyKeyReused, Refused, refuse_if_any
from models.store import Store
from models.turns import Remembered
from resolvers.context import Context
from resolvers.denials import NotFound

LONGEST_KEY = 200

Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome(Generic[Value]):
    """What came of a call: what is so now, and whether an earlier call had done it already."""

    value: Value
    replayed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One call of a mutation, as far as a repetition is recognised by it."""

    operation: str
    arguments: Json
    idempotency_key: str | None

    @property
    def fingerprint(self) -> str:
        """The same for the same call, and for no other."""
        return _hash({"operation": self.operation, "arguments": self.arguments})

    @property
    def turn(self) -> str | None:
        """What calls with the same key take turns on, also those that will be refused."""
        return None if self.idempotency_key is None else _hash(self.idempotency_key)

    @property
    def key(self) -> str | None:
        """What stands for the idempotency key, whatever characters the client chose for it.

        Raises:
            Refused: TOO_LONG.
        """
        if self.idempotency_key is None:
            return None
        if len(self.idempotency_key) > LONGEST_KEY:
            raise Refused([TooLong(path=("idempotency_key",), limit=LONGEST_KEY)])
        return self.turn


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A change that is being made: by whom before which CPAS, and when."""

    store: Store
    standing: Standing
    now: datetime

    @property
    def act(self) -> Act:
        """Who makes the change, and when."""
        return Act(by=self.standing.person, at=self.now)

    async def first_outcome(self, call: Call) -> Json:
        """Return the outcome of the first call with this key, or None when this is the first.

        Raises:
            Refused: IDEMPOTENCY_KEY_REUSED for other arguments, TOO_LONG for the key.
        """
        if call.key is None:
            return None
        remembered = await self.store.calls.recall(self.standing.person.subject, call.key, self.now)
        if remembered is None:
            return None
        if remembered.fingerprint != call.fingerprint:
            raise Refused([IdempotencyKeyReused(path=("idempotency_key",))])
        outcome: Json = json.loads(remembered.outcome)
        return outcome

    async def remember(self, call: Call, outcome: Json) -> None:
        """Keep the outcome for repetitions of the call."""
        if call.key is not None:
            remembered = Remembered(fingerprint=call.fingerprint, outcome=json.dumps(outcome))
            subject = self.standing.person.subject
            await self.store.calls.remember(subject, call.key, remembered, self.now)


@asynccontextmanager
async def changing(
    context: Context, store: Store, found: FormOfReport | ReportOfCpas | None
) -> AsyncIterator[Change]:
    """Give the change of what was found, to who may see it.

    The instant is taken when the turn has come, so that instants follow the order of the changes.

    Raises:
        NotFound: it does not exist for the caller.
    """
    now = context.clock()
    stands = _stand_before(context, found.cpas if found else None, day_of(now))
    try:
        yield Change(store=store, standing=stands, now=now)
    except Refused as refused:
        assert found is not None, "who stands before something has found it"
        refused.language = found.cpas.language
        raise


@asynccontextmanager
async def managing(context: Context, store: Store) -> AsyncIterator[Change]:
    """Give a change that SPP IS makes, which is not about one CPAS.

    The instant is taken here: first load, and with it lock, what is to be changed, so that instants
    follow the order of the changes.

    Raises:
        Refused: MISSING_NAME.
    """
    assert context.actor is not None, "the operation asked for a role"
    person = context.actor.person
    refuse_if_any(without_name(person))
    spp_is = replace(person, roles=person.roles & SPP_IS_ROLES)
    yield Change(
        store=store,
        standing=Standing(sight=Sight.EVERYTHING, person=spp_is),
        now=context.clock(),
    )


def _stand_before(context: Context, cpas: Cpas | None, today: date) -> Standing:
    if cpas is None:
        raise NotFound
    stands = standing(context.actor, cpas, today)
    if not stands.exists:
        raise NotFound
    return stands


def _hash(value: Json) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
