"""What the acts of SPP IS on many CPAS have in common: reports that are chosen, and a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from models.campaign_refusals import NoCampaign, UnknownCpas
from models.canonical import Json
from models.cpas import CpasId, NisCode
from models.reading import SELECT_CPAS, ReportOfCpas
from models.refusals import Path, Refusal, Refused, refuse_if_any
from models.statements import Statement, one_of
from models.tables import CPAS
from models.text import read_line
from resolvers.context import Context

LONGEST_REASON = 500

_WITH_CODES = Statement(SELECT_CPAS.where(one_of(CPAS.c.nis_code, "codes")))
ChosenCpas = Sequence[CpasId | None] | None
"""The CPAS that are named, None in the place of a name that is none; None is all of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """A report that an act is about, with the argument that named its CPAS."""

    of: ReportOfCpas
    path: Path

    def against(self, refusals: Iterable[Refusal]) -> list[Refusal]:
        """Return the refusals as those of this report."""
        nis_code = self.of.cpas.nis_code
        return [
            replace(refusal, path=self.path or refusal.path, nis_code=nis_code)
            for refusal in refusals
        ]


async def cpas_with_codes(context: Context, codes: Sequence[str]) -> list[CpasId | None]:
    """Return the CPAS with these NIS codes, None in the place of a code that names none."""
    found = await context.snapshot.cpas(_WITH_CODES, codes=list(codes))
    by_code = {cpas.nis_code: cpas.id for cpas in found}
    return [by_code.get(NisCode(code)) for code in codes]


def named(cpas: ChosenCpas) -> Json:
    """Return the CPAS as they are remembered."""
    return None if cpas is None else list(cpas)


def choose(reports: Sequence[ReportOfCpas], cpas: ChosenCpas) -> list[Chosen]:
    """Return the reports of these CPAS, each once.

    Raises:
        Refused: NO_CAMPAIGN where the year has no report, every UNKNOWN_CPAS.
    """
    if not reports:
        raise Refused([NoCampaign(path=("year",))])
    if cpas is None:
        return [Chosen(of=of, path=()) for of in reports]
    by_cpas = {of.cpas.id: of for of in reports}
    paths: dict[CpasId | None, Path] = {}
    for index, id_ in enumerate(cpas):
        paths.setdefault(id_, ("cpas", str(index)))
    unknown = [UnknownCpas(path=path) for id_, path in paths.items() if id_ not in by_cpas]
    refuse_if_any(unknown)
    return [Chosen(of=by_cpas[id_], path=path) for id_, path in paths.items() if id_ is not None]


def read_reason_if_given(reason: str | None) -> str | None:
    """Return the reason as it is kept, None where none is given.

    Raises:
        Refused: a problem of the text.
    """
    return None if reason is None else read_reason(reason)


def read_reason(reason: str) -> str:
    """Return the reason as it is kept.

    Raises:
        Refused: a problem of the text.
    """
    read = read_line(reason, limit=LONGEST_REASON, path=("reason",))
    if isinstance(read, Refusal):
        raise Refused([read])
    return read


def as_json(refused: Sequence[Refusal]) -> Json:
    """Return refusals that state no facts of their own, as they are remembered."""
    return [[no.code.value, list(no.path), no.nis_code] for no in refused]


def from_json(outcome: Json, kinds: Sequence[type[Refusal]]) -> list[Refusal]:
    """Return the refusals, of these kinds, that were remembered."""
    assert isinstance(outcome, list), "as remembered above"
    by_code = {kind.code.value: kind for kind in kinds}
    return [by_code[code](path=tuple(path), nis_code=nis_code) for code, path, nis_code in outcome]
