"""SPP IS grants advances: many lines at once, every bad one told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auth.identity import Standing
from models.campaign_refusals import CampaignNotOpened, UnknownCpas
from models.canonical import Json
from models.cpas import NisCode
from models.entry_refusals import RepeatedLine, Required, UnknownLine
from models.form import Form
from models.forms import edition
from models.lifecycle import Saved, against_advances, grant
from models.money import Cents
from models.reading import FormOfReport
from models.refusals import (
    AlreadySent,
    Path,
    Refusal,
    Refused,
    ReportClosed,
    refuse_if_any,
)
from models.spec import FormKind, FormSpec, Line, LineKey, figures_by_key
from resolvers.changes import Call, Change, Outcome, managing
from resolvers.chosen import as_json, from_json, read_reason_if_given
from resolvers.context import Context
from resolvers.views import CpasView


@dataclass(frozen=True, kw_only=True, slots=True)
class Advance:
    """An advance for one CPAS, on one line of a form; a form granted on one line needs no name."""

    nis_code: NisCode
    advance: Cents
    line: LineKey | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedAdvance:
    """What one line of one form was granted, and is granted now."""

    cpas: CpasView
    line: Line
    before: Cents | None
    after: Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class Prefilled:
    """What the advances changed, line by line, and what was refused by itself."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    changes: Sequence[ChangedAdvance] = ()
    """Those that were created or changed, one by one; not told again when the call is repeated."""
    invalidated_signatures: int = 0
    refused: Sequence[Refusal] = ()
    not_named: Sequence[NisCode] = ()
    """The CPAS of the campaign for which no advance was given, by NIS code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wanted:
    """What is wanted of one form: the advance of each line, and which arguments asked for it."""

    found: FormOfReport
    advances: dict[LineKey, Cents]
    paths: dict[LineKey, Path]


async def prefill_advances(
    context: Context,
    year: int,
    kind: FormKind,
    advances: Sequence[Advance],
    *,
    reason: str | None,
    all_or_nothing: bool,
    dry_run: bool,
    key: str | None,
    told: Callable[[], None] = lambda: None,
) -> Outcome[Prefilled]:
    """Grant the advances; signatures fall where the content changes.

    A form that was sent or closed keeps its advance: that line is refused alone, unless all or
    nothing was asked for. Any other bad line refuses all of them, every one with its path. A dry
    run tells what would change, and changes nothing. `told` is called form by form as they are
    written.

    Raises:
        Refused: every bad line; a problem of the reason.
    """
    call = Call(
        operation="prefillAdvances",
        arguments=[
            year,
            kind.value,
            [[line.nis_code, line.advance, line.line] for line in advances],
            reason,
            all_or_nothing,
            dry_run,
        ],
        idempotency_key=key,
    )
    async with context.writing(call.turn) as store:
        forms, spec = await store.forms_of_year(year, kind), edition(kind, year)
        async with managing(context, store) as change:
            if (outcome := await change.first_outcome(call)) is not None:
                assert isinstance(outcome, list), "as remembered below"
                return Outcome(value=_prefilled_before(outcome), replayed=True)
            why = read_reason_if_given(reason)
            if not forms or spec is None:
                raise Refused([CampaignNotOpened(path=("year",))])
            wanted = _sorted_by_form(forms, spec, advances)
            granted, refused = _grant_each(wanted, change)
            if all_or_nothing:
                refuse_if_any(refused)
            prefilled = replace(
                _counted(granted, change.standing),
                refused=refused,
                not_named=_not_named(forms, advances),
            )
            if not dry_run:
                await store.store_forms(_telling(granted, told), why)
                await change.remember(call, _outcome(prefilled))
            return Outcome(value=prefilled)


def _sorted_by_form(
    forms: Sequence[FormOfReport], spec: FormSpec, advances: Sequence[Advance]
) -> list[_Wanted]:
    known = {found.cpas.nis_code: found for found in forms}
    wanted: dict[NisCode, _Wanted] = {}
    problems: list[Refusal] = []
    for index, line in enumerate(advances):
        path = ("advances", str(index))
        key = line.line or _only_granted(spec)
        if (found := known.get(line.nis_code)) is None:
            problems.append(UnknownCpas(path=(*path, "nis_code")))
        elif key is None:
            problems.append(Required(path=(*path, "line"), nis_code=line.nis_code))
        else:
            form = wanted.setdefault(line.nis_code, _Wanted(found=found, advances={}, paths={}))
            if key in form.advances:
                problems.append(RepeatedLine(path=path, nis_code=line.nis_code))
            form.advances[key] = line.advance
            form.paths[key] = path
    problems.extend(_problems_of_amounts(wanted, spec))
    refuse_if_any(problems)
    return list(wanted.values())


def _problems_of_amounts(wanted: Mapping[NisCode, _Wanted], spec: FormSpec) -> list[Refusal]:
    """Return what is wrong with lines and amounts, whatever the form's state."""
    return [
        replace(
            problem,
            path=(*each.paths[LineKey(problem.path[1])], _field(problem)),
            nis_code=each.found.cpas.nis_code,
        )
        for each in wanted.values()
        for problem in against_advances(spec, each.advances)
    ]


def _field(problem: Refusal) -> str:
    return "line" if isinstance(problem, UnknownLine) else "advance"


def _only_granted(spec: FormSpec) -> LineKey | None:
    match spec.granted_lines:
        case (line,):
            return line.key
        case _:
            return None


def _grant_each(
    wanted: Sequence[_Wanted], change: Change
) -> tuple[list[tuple[_Wanted, Saved]], list[Refusal]]:
    """Grant form by form; a form that was sent or closed is refused by itself."""
    granted: list[tuple[_Wanted, Saved]] = []
    refused: list[Refusal] = []
    for each in wanted:
        try:
            saved = grant(each.found.form, each.found.report, each.advances, act=change.act)
        except Refused as why:
            (refusal,) = why.refusals
            of_cpas = replace(refusal, nis_code=each.found.cpas.nis_code)
            refused.extend(replace(of_cpas, path=path) for path in each.paths.values())
        else:
            granted.append((each, saved))
    return granted, refused


def _telling(
    granted: Sequence[tuple[_Wanted, Saved]], told: Callable[[], None]
) -> Iterator[tuple[FormOfReport, Form]]:
    for each, saved in granted:
        yield each.found, saved.form
        told()


def _not_named(forms: Sequence[FormOfReport], advances: Sequence[Advance]) -> list[NisCode]:
    named = {advance.nis_code for advance in advances}
    return sorted(of.cpas.nis_code for of in forms if of.cpas.nis_code not in named)


def _counted(granted: Sequence[tuple[_Wanted, Saved]], standing: Standing) -> Prefilled:
    changes = [change for each, _ in granted for change in _changes(each, standing)]
    created = sum(change.before is None for change in changes)
    return Prefilled(
        created=created,
        changed=len(changes) - created,
        unchanged=sum(len(each.advances) for each, _ in granted) - len(changes),
        changes=changes,
        invalidated_signatures=sum(len(saved.invalidated) for _, saved in granted),
    )


def _changes(wanted: _Wanted, standing: Standing) -> Iterator[ChangedAdvance]:
    form, cpas = wanted.found.form, CpasView(cpas=wanted.found.cpas, standing=standing)
    before = figures_by_key(form.content)
    for line in form.spec.granted_lines:
        present, advance = before[line.key].advance, wanted.advances.get(line.key)
        if advance is not None and advance != present:
            yield ChangedAdvance(cpas=cpas, line=line, before=present, after=advance)


def _outcome(prefilled: Prefilled) -> Json:
    counts = [
        prefilled.created,
        prefilled.changed,
        prefilled.unchanged,
        prefilled.invalidated_signatures,
    ]
    return [counts, as_json(prefilled.refused), list(prefilled.not_named)]


def _prefilled_before(outcome: Json) -> Prefilled:
    assert isinstance(outcome, list), "as remembered above"
    (created, changed, unchanged, fallen), refused, not_named = outcome
    return Prefilled(
        created=created,
        changed=changed,
        unchanged=unchanged,
        invalidated_signatures=fallen,
        refused=from_json(refused, [AlreadySent, ReportClosed]),
        not_named=[NisCode(code) for code in not_named],
    )
