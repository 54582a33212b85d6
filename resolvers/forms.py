"""Saving and signing a form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from models.canonical import Json
from models.entries import EnteredLine, entries_of
from models.form import Form, FormId, Signature
from models.lifecycle import previewed, save, sign
from models.money import Cents
from models.people import Role, Signatory
from models.reading import FormOfReport
from models.refusals import refuse_if_any, without_role
from models.spec import FormSpec, LineEntry, LineKey
from resolvers.changes import Call, Change, Outcome, changing
from resolvers.context import Context
from resolvers.denials import BadInput
from resolvers.views import FormView, form_view


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedForm:
    """The form as it is now, and the signatures that fell by the save."""

    form: FormView
    invalidated: Sequence[Signature]


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedForm:
    """The form as it is now, and the signature that was placed; None where it fell long ago."""

    form: FormView
    signature: Signature | None


async def save_justified_amount(
    context: Context,
    form_id: FormId,
    justified: Cents,
    *,
    expected_version: int,
    idempotency_key: str | None,
) -> Outcome[SavedForm]:
    """Save the one amount of a form that has a single line.

    Raises:
        NotFound: no such form for the caller.
        BadInput: the form has several lines.
        Refused: see `models.lifecycle.save`.
    """
    call = Call(
        operation="saveJustifiedAmount",
        arguments=[form_id, justified, expected_version],
        idempotency_key=idempotency_key,
    )
    return await _save(
        context, form_id, call, expected_version, lambda spec: {_only_line(spec): justified}
    )


async def save_lines(
    context: Context,
    form_id: FormId,
    lines: Sequence[EnteredLine],
    *,
    expected_version: int,
    idempotency_key: str | None,
) -> Outcome[SavedForm]:
    """Save what was entered on the lines of a form; a line that is not named stays as it is.

    Raises:
        NotFound: no such form for the caller.
        Refused: see `models.entries.entries_of` and `models.lifecycle.save`.
    """
    call = Call(
        operation="saveLines",
        arguments=[form_id, [asdict(line) for line in lines], expected_version],
        idempotency_key=idempotency_key,
    )
    return await _save(
        context, form_id, call, expected_version, lambda spec: entries_of(spec, lines)
    )


async def _save(
    context: Context,
    form_id: FormId,
    call: Call,
    expected_version: int,
    entries: Callable[[FormSpec], Mapping[LineKey, int | None]],
) -> Outcome[SavedForm]:
    async with context.writing(call.turn) as store:
        found = await store.form(form_id)
        async with changing(context, store, found) as change:
            assert found is not None, "only what was found is changed"
            if (outcome := await change.first_outcome(call)) is not None:
                return Outcome(value=_saved_before(found, change, outcome), replayed=True)
            refuse_if_any(without_role(change.act.by, Role.EDITOR))
            saved = save(
                found.form,
                found.report,
                entries(found.form.spec),
                expected_version=expected_version,
                act=change.act,
            )
            await store.store_form(found, saved.form)
            fallen = saved.invalidated
            await change.remember(call, [[sig.form_version, sig.role.value] for sig in fallen])
            shown = SavedForm(form=_view(found, saved.form, change), invalidated=fallen)
            return Outcome(value=shown, replayed=saved.form == found.form)


def _only_line(spec: FormSpec) -> LineKey:
    match spec.lines:
        case (line,) if line.entry is LineEntry.AMOUNT:
            return line.key
        case _:
            detail = "This form asks for more than one amount: use saveLines."
            raise BadInput(detail, "input", "formId")


def _saved_before(found: FormOfReport, change: Change, outcome: Json) -> SavedForm:
    assert isinstance(outcome, list), "as remembered above"
    view = _view(found, found.form, change)
    fallen = [view.signature(version, role) for version, role in outcome]
    return SavedForm(form=view, invalidated=[signature for signature in fallen if signature])


def preview(view: FormView, lines: Sequence[EnteredLine]) -> FormView:
    """Return the form as it would stand with what was entered; a line not named stays as it is.

    Raises:
        Refused: see `models.entries.entries_of` and `models.lifecycle.previewed`.
    """
    entries = entries_of(view.form.spec, lines)
    return replace(view, form=previewed(view.form, entries))


async def sign_form(
    context: Context,
    form_id: FormId,
    role: Signatory,
    *,
    content_digest: str,
    idempotency_key: str | None,
) -> Outcome[SignedForm]:
    """Place a signature; the second one sends the form.

    Raises:
        NotFound: no such form for the caller.
        Refused: see `models.lifecycle.sign`.
    """
    call = Call(
        operation="sign",
        arguments=[form_id, role.value, content_digest],
        idempotency_key=idempotency_key,
    )
    assert context.sealing is not None, "no signature without a seal"
    async with context.writing(call.turn) as store:
        found = await store.form(form_id)
        async with changing(context, store, found) as change:
            assert found is not None, "only what was found is changed"
            if (outcome := await change.first_outcome(call)) is not None:
                return Outcome(value=_signed_before(found, change, outcome), replayed=True)
            signed = sign(
                found.form, found.report, role, content_digest=content_digest, act=change.act
            )
            await store.store_form(found, signed.form)
            await change.remember(call, [signed.signature.form_version, role.value])
            shown = SignedForm(form=_view(found, signed.form, change), signature=signed.signature)
            return Outcome(value=shown, replayed=signed.form == found.form)


def _signed_before(found: FormOfReport, change: Change, outcome: Json) -> SignedForm:
    assert isinstance(outcome, list), "as remembered above"
    view = _view(found, found.form, change)
    return SignedForm(form=view, signature=view.signature(*outcome))


def _view(found: FormOfReport, form: Form, change: Change) -> FormView:
    now = FormOfReport(form=form, report=found.report, cpas=found.cpas, revision=found.revision)
    return form_view(now, change.standing, change.now)
