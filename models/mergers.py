"""Mergers of municipalities: CPAS end, and others take them over from a day on. Pure functions.

Nothing is rewritten: reports stay with the CPAS that made them. Who takes over acts in its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from models.campaign_refusals import InvalidPeriod
from models.cpas import LONGEST_NAME, NIS_CODE, Cpas, CpasId, EnterpriseNumber, NisCode, named
from models.days import day_before, is_meant
from models.enterprise import read_enterprise_number
from models.entry_refusals import RepeatedLine, Required
from models.language import Language
from models.refusals import Path, Refusal, Refused, refuse_if_any
from models.registry import CpasChange, Register, problems_of_register, successor_of
from models.registry_refusals import AlreadyEnded, InvalidCode, UnknownCode
from models.text import read_line


@dataclass(frozen=True, kw_only=True, slots=True)
class Merger:
    """A CPAS that ends, and the one that takes it over: each by NIS code or enterprise number.

    A successor that is not known yet, by a new NIS code, becomes a CPAS of this name.
    """

    ended: str
    successor: str
    names: Mapping[Language, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """What mergers change: CPAS that end, and successors that begin."""

    changes: Sequence[CpasChange]
    unchanged: int

    @property
    def ended(self) -> int:
        """How many CPAS end."""
        return sum(change.is_merger for change in self.changes)

    @property
    def added(self) -> int:
        """How many successors are new."""
        return sum(change.before is None for change in self.changes)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pair:
    """A merger with the codes of both, and its place in the call."""

    path: Path
    merger: Merger
    ended: Cpas
    successor: NisCode


def merge(register: Register, mergers: Sequence[Merger], day: date) -> Merged:
    """Return what the mergers of that day change; the same again changes nothing.

    Raises:
        Refused: INVALID_PERIOD (a day that nobody means), INVALID_CODE, UNKNOWN_CODE, REQUIRED
            (the name of a new CPAS), REPEATED_LINE, ALREADY_ENDED, and what
            `problems_of_register` finds, each with its place.
    """
    if not is_meant(day):
        raise Refused([InvalidPeriod(path=("merged_on",))])
    pairs, problems = _pairs(register, mergers)
    begun, misnamed = _begun(register, pairs, day)
    ended = [_ended(pair, day) for pair in pairs if not _has_ended_otherwise(pair, day)]
    changes = [*begun, *(change for change in ended if change.changes_anything)]
    paths = {pair.successor: pair.path for pair in reversed(pairs)}
    paths |= {pair.ended.nis_code: pair.path for pair in pairs}
    problems += misnamed
    problems += [_already_ended(pair) for pair in pairs if _has_ended_otherwise(pair, day)]
    problems += problems_of_register(register, changes, paths)
    refuse_if_any(sorted(problems, key=lambda problem: int(problem.path[1])))
    return Merged(changes=changes, unchanged=sum(not change.changes_anything for change in ended))


# Who is meant ------------------------------------------------------------------------------------


def _pairs(register: Register, mergers: Sequence[Merger]) -> tuple[list[_Pair], list[Refusal]]:
    pairs: dict[NisCode, _Pair] = {}
    problems: list[Refusal] = []
    by_number = {cpas.enterprise_number: cpas.nis_code for cpas in register.values()}
    for index, merger in enumerate(mergers):
        path = ("mergers", str(index))
        ended = _code(merger.ended, by_number, (*path, "ended"))
        successor = _code(merger.successor, by_number, (*path, "successor"))
        if isinstance(ended, str) and ended not in register:
            ended = UnknownCode(path=(*path, "ended"))
        problems += [no for no in (ended, successor) if isinstance(no, Refusal)]
        if isinstance(ended, Refusal) or isinstance(successor, Refusal):
            continue
        if ended in pairs:
            problems.append(RepeatedLine(path=path, nis_code=ended))
            continue
        pairs[ended] = _Pair(path=path, merger=merger, ended=register[ended], successor=successor)
    return list(pairs.values()), problems


def _code(
    text: str, by_number: Mapping[EnterpriseNumber | None, NisCode], path: Path
) -> NisCode | Refusal:
    if NIS_CODE.fullmatch(text.strip()):
        return NisCode(text.strip())
    if (number := read_enterprise_number(text)) is None:
        return InvalidCode(path=path)
    return by_number.get(number) or UnknownCode(path=path)


# Who ends ----------------------------------------------------------------------------------------


def _ended(pair: _Pair, day: date) -> CpasChange:
    after = replace(pair.ended, valid_until=day_before(day))
    return CpasChange(before=pair.ended, after=after, successor=pair.successor)


def _has_ended_otherwise(pair: _Pair, day: date) -> bool:
    known = successor_of(pair.ended)
    other_day = pair.ended.valid_until not in {None, day_before(day)}
    return other_day or (known is not None and known != pair.successor)


def _already_ended(pair: _Pair) -> Refusal:
    return AlreadyEnded(path=(*pair.path, "ended"), nis_code=pair.ended.nis_code)


# Who begins --------------------------------------------------------------------------------------


def _begun(
    register: Register, pairs: Sequence[_Pair], day: date
) -> tuple[list[CpasChange], list[Refusal]]:
    """Return the successors that are new, and what is wrong with their names."""
    of_successor: dict[NisCode, list[_Pair]] = {}
    for pair in pairs:
        if pair.successor not in register:
            of_successor.setdefault(pair.successor, []).append(pair)
    begun: list[CpasChange] = []
    problems: list[Refusal] = []
    for nis_code, those in of_successor.items():
        names, wrong = _names(those)
        problems += [replace(no, nis_code=nis_code) for no in wrong]
        new = _new(nis_code, those, names, day)
        begun.append(CpasChange(before=None, after=new, successor=None))
    return begun, problems


def _names(pairs: Sequence[_Pair]) -> tuple[dict[Language, str], list[Refusal]]:
    """Return the names that are given for one successor; of two, the first."""
    names: dict[Language, str] = {}
    problems: list[Refusal] = []
    for pair in pairs:
        for language, written in pair.merger.names.items():
            name = read_line(written, limit=LONGEST_NAME, path=(*pair.path, "name"))
            if isinstance(name, Refusal):
                problems.append(name)
            else:
                names.setdefault(language, name)
    if not names and not problems:
        problems.append(Required(path=(*pairs[0].path, "name")))
    return names, problems


def _new(
    nis_code: NisCode, pairs: Sequence[_Pair], names: Mapping[Language, str], day: date
) -> Cpas:
    """Return the new CPAS: of the region and language of those that it takes over.

    Its province is that of its code: the first digit, which one of them shares with it.
    """
    like = next(
        (pair.ended for pair in pairs if pair.ended.nis_code[0] == nis_code[0]), pairs[0].ended
    )
    own = names.get(like.language) or next(iter(names.values()), "")
    name = named(
        fr=names.get(Language.FR, own),
        nl=names.get(Language.NL, own),
        de=names.get(Language.DE, own),
        own=like.language,
    )
    return replace(
        like,
        id=CpasId(0),
        nis_code=nis_code,
        enterprise_number=None,
        name=name,
        valid_from=day,
        valid_until=None,
        heirs=(),
    )
