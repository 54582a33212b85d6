"""The register of CPAS: what SPP IS enters there, line by line. Pure functions of values."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypedDict

from models.canonical import Digest, digest_of
from models.cpas import Cpas, CpasId, EnterpriseNumber, NisCode, Region, named
from models.days import day_after, day_of
from models.entry_refusals import RepeatedLine, Required
from models.journal import Event, EventType
from models.language import Language, Text
from models.people import Act
from models.refusals import Path, Refusal, Refused, refuse_if_any
from models.registry_refusals import (
    CircularMergers,
    EndsBeforeItBegins,
    EnterpriseNumberTaken,
    MergedWithItself,
    SuccessorNotThere,
    UnknownCode,
)
from models.succession import Ending, is_in_a_circle

Register = Mapping[NisCode, Cpas]


class CpasFacts(TypedDict, total=False):
    """What can be said of a CPAS beside its names and its successor; None says that it has none."""

    language: Language
    region: Region
    province: str | None
    enterprise_number: EnterpriseNumber | None
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CpasEntry:
    """What is said of one CPAS; what is not said stays as it is.

    `name` is the one in its own language, whichever that is, where `names` does not have it.
    """

    nis_code: NisCode
    name: str | None = None
    names: Mapping[Language, str] = field(default_factory=dict)
    facts: CpasFacts = field(default_factory=CpasFacts)
    tells_successor: bool = False
    successor: NisCode | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CpasChange:
    """A CPAS before and after it was entered; a new one has neither a value before nor an id."""

    before: Cpas | None
    after: Cpas
    successor: NisCode | None

    @property
    def changes_anything(self) -> bool:
        """Whether anything is different afterwards."""
        return self.before != self.after or successor_of(self.before) != self.successor

    @property
    def fields(self) -> tuple[str, ...]:
        """What is different of a CPAS that was there, by the names of the columns."""
        changed = [
            name for name in _FIELDS if getattr(self.before, name) != getattr(self.after, name)
        ]
        if successor_of(self.before) != self.successor:
            changed.append("successor")
        return tuple(changed)

    @property
    def is_merger(self) -> bool:
        """Whether the CPAS is taken over now, or by another one than before."""
        return self.successor is not None and successor_of(self.before) != self.successor

    @property
    def is_only_a_merger(self) -> bool:
        """Whether nothing else is different afterwards."""
        if self.before is None or not self.is_merger:
            return False
        return replace(self.before, valid_until=self.after.valid_until) == self.after

    @property
    def ending(self) -> Ending | None:
        """When the CPAS ends and who takes it over, if it does."""
        last_day = self.after.valid_until
        return None if last_day is None else Ending(last_day=last_day, successor=self.successor)


_FIELDS = (
    *("name", "language", "region", "province", "enterprise_number"),
    *("valid_from", "valid_until"),
)


def successor_of(cpas: Cpas | None) -> NisCode | None:
    """Return the code of the CPAS that took this one over."""
    return cpas.heirs[0].nis_code if cpas and cpas.heirs else None


def register_of(known: Sequence[Cpas]) -> dict[NisCode, Cpas]:
    """Return the CPAS by their codes."""
    return {cpas.nis_code: cpas for cpas in known}


def endings_of(register: Register, changes: Sequence[CpasChange] = ()) -> dict[NisCode, Ending]:
    """Return when CPAS end and who takes them over, after these changes."""
    kept = [
        CpasChange(before=cpas, after=cpas, successor=successor_of(cpas))
        for cpas in register.values()
    ]
    every = {change.after.nis_code: change.ending for change in (*kept, *changes)}
    return {nis_code: ending for nis_code, ending in every.items() if ending is not None}


# Entering ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What the entries change, and how many of them change nothing."""

    changes: Sequence[CpasChange]
    unchanged: int

    @property
    def added(self) -> int:
        """How many CPAS are new."""
        return sum(change.before is None for change in self.changes)

    @property
    def changed(self) -> int:
        """How many CPAS were there and are different."""
        return len(self.changes) - self.added


def load(register: Register, entries: Sequence[CpasEntry]) -> Loaded:
    """Return what the entries change; the same again changes nothing.

    Raises:
        Refused: REQUIRED, REPEATED_LINE, and what `problems_of_register` finds, each with the
            place of its entry.
    """
    problems: list[Refusal] = []
    changes: dict[NisCode, CpasChange] = {}
    paths: dict[NisCode, Path] = {}
    for index, entry in enumerate(entries):
        path = ("cpas", str(index))
        if entry.nis_code in paths:
            problems.append(RepeatedLine(path=path, nis_code=entry.nis_code))
            continue
        paths[entry.nis_code] = path
        try:
            changes[entry.nis_code] = _entered(register.get(entry.nis_code), entry)
        except Refused as refused:
            problems.extend(
                replace(no, path=(*path, *no.path), nis_code=entry.nis_code)
                for no in refused.refusals
            )
    problems.extend(problems_of_register(register, list(changes.values()), paths))
    refuse_if_any(sorted(problems, key=_place))
    made = [change for change in changes.values() if change.changes_anything]
    return Loaded(changes=made, unchanged=len(entries) - len(made))


def _place(problem: Refusal) -> int:
    return int(problem.path[1])


def _entered(before: Cpas | None, entry: CpasEntry) -> CpasChange:
    missing = [] if before else [name for name in ("language", "region") if name not in entry.facts]
    refuse_if_any([Required(path=(name,)) for name in missing])
    draft = replace(before or replace(_BLANK, nis_code=entry.nis_code), **entry.facts)
    return CpasChange(
        before=before,
        after=replace(draft, name=_name(draft, entry)),
        successor=entry.successor if entry.tells_successor else successor_of(before),
    )


_BLANK = Cpas(
    id=CpasId(0),
    nis_code=NisCode(""),
    enterprise_number=None,
    name=Text(fr="", nl="", de="", en=""),
    language=Language.FR,
    region=Region.BRUSSELS,
    province=None,
)


def _name(draft: Cpas, entry: CpasEntry) -> Text:
    """Return the name in every language; where there is none, it is the one in its own."""
    kept = draft.name.in_language(draft.language)
    own = entry.names.get(draft.language) or entry.name or kept
    refuse_if_any([] if own else [Required(path=("name",))])

    def name(language: Language) -> str:
        known = draft.name.in_language(language)
        return entry.names.get(language) or (known if known != kept else own)

    names = {language: name(language) for language in Language}
    return named(
        fr=names[Language.FR], nl=names[Language.NL], de=names[Language.DE], own=draft.language
    )


# What holds for the whole register ---------------------------------------------------------------


def problems_of_register(
    register: Register, changes: Sequence[CpasChange], paths: Mapping[NisCode, Path]
) -> list[Refusal]:
    """Return what would not hold after the changes; `paths` is the place of each.

    Days in order, numbers of one CPAS each, and successors that exist on the day of the merger.
    """
    after = {**register, **{change.after.nis_code: change.after for change in changes}}
    return [
        *_against_days(changes, paths),
        *_against_numbers(after, changes, paths),
        *_against_mergers(after, endings_of(register, changes), paths),
    ]


def _against_days(
    changes: Sequence[CpasChange], paths: Mapping[NisCode, Path]
) -> Iterator[Refusal]:
    for cpas in (change.after for change in changes):
        path = paths[cpas.nis_code]
        if cpas.valid_from and cpas.valid_until and cpas.valid_until < cpas.valid_from:
            yield EndsBeforeItBegins(path=(*path, "valid_until"), nis_code=cpas.nis_code)
    for change in changes:
        if change.successor is not None and change.after.valid_until is None:
            nis_code = change.after.nis_code
            yield Required(path=(*paths[nis_code], "valid_until"), nis_code=nis_code)


def _against_numbers(
    after: Register, changes: Sequence[CpasChange], paths: Mapping[NisCode, Path]
) -> Iterator[Refusal]:
    holders = Counter(cpas.enterprise_number for cpas in after.values())
    for cpas in (change.after for change in changes):
        if cpas.enterprise_number is not None and holders[cpas.enterprise_number] > 1:
            path = (*paths[cpas.nis_code], "enterprise_number")
            yield EnterpriseNumberTaken(path=path, nis_code=cpas.nis_code)


def _against_mergers(
    after: Register, endings: Mapping[NisCode, Ending], paths: Mapping[NisCode, Path]
) -> Iterator[Refusal]:
    """Yield what is wrong with who takes over whom, at the place of either of both."""
    for nis_code, ending in endings.items():
        if ending.successor is None or (
            ending.successor in paths and ending.successor not in after
        ):
            continue  # what is wrong with that one is told in its own place
        place = paths.get(nis_code) or paths.get(ending.successor)
        kind = _why_not(after, endings, nis_code, ending.successor)
        if place is not None and kind is not None:
            yield kind(path=(*place, "successor"), nis_code=nis_code)


def _why_not(
    after: Register, endings: Mapping[NisCode, Ending], ended: NisCode, successor: NisCode
) -> type[Refusal] | None:
    if successor == ended:
        return MergedWithItself
    if (heir := after.get(successor)) is None:
        return UnknownCode
    if is_in_a_circle(endings, ended):
        return CircularMergers
    day = day_after(endings[ended].last_day)
    return None if heir.exists_on(day) else SuccessorNotThere


# What the journal says ---------------------------------------------------------------------------


def events_of_cpas(change: CpasChange, act: Act, reason: str) -> list[Event]:
    """Return what happened to the CPAS: it was loaded, or its data changed; it was taken over."""
    events = []
    if not change.is_only_a_merger:
        events.append(_event(EventType.CPAS_LOADED, change, day_of(act.at).year, act, reason))
    if change.is_merger:
        assert change.ending is not None, "who is taken over ends"
        year = day_after(change.ending.last_day).year
        events.append(_event(EventType.CPAS_MERGED, change, year, act, reason))
    return events


def _event(type_: EventType, change: CpasChange, year: int, act: Act, reason: str) -> Event:
    return Event(
        type=type_,
        act=act,
        nis_code=change.after.nis_code,
        year=year,
        kind=None,
        version=None,
        content_digest=cpas_digest(change.after, change.successor),
        reason=reason,
    )


def cpas_digest(cpas: Cpas, successor: NisCode | None) -> Digest:
    """Return what stands for the data of the CPAS; all of them are public."""
    begins, ends = (
        None if day is None else day.isoformat() for day in (cpas.valid_from, cpas.valid_until)
    )
    return digest_of(
        {
            "nis": cpas.nis_code,
            "number": cpas.enterprise_number,
            "names": {language.value: cpas.name.in_language(language) for language in Language},
            "language": cpas.language.value,
            "region": cpas.region.value,
            "province": cpas.province,
            "from": begins,
            "until": ends,
            "successor": successor,
        }
    )
