"""The rules of a form: save (wipes), sign (sends), status, and what is allowed with the reasons.

Pure functions from one form to the next. Wiping is a consequence inside every change of content,
sending a consequence inside the second signature: nobody can call them apart, so nobody can
forget them. Time and names come in as arguments.

Source: manual of the form "Covid-19: prime temporaire de 50 EUR": the form, save, sign, send.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from models.entry_refusals import (
    AmountTooLarge,
    InvalidAmount,
    NegativeAmount,
    NegativeCount,
    Required,
    UnknownLine,
)
from models.form import CONTENT_FORMAT, Form, FormStatus, Signature, Submission
from models.money import LARGEST, Cents, NoAmount
from models.people import Act, Person, Role, Signatory
from models.person_refusals import OtherSignInRequired, SignerUnknown, without_name
from models.refusals import (
    AdvanceMissing,
    AlreadySent,
    AlreadySigned,
    AssuranceLevelTooLow,
    CeilingExceeded,
    ContactIncomplete,
    ContentChanged,
    NotEncoded,
    Refusal,
    RefusalCode,
    Refused,
    SamePerson,
    VersionConflict,
    refuse_if_any,
    without_role,
)
from models.report import Report, ReportStatus, not_open
from models.spec import Content, FormSpec, Line, LineEntry, LineKey, over_ceiling


@dataclass(frozen=True, kw_only=True, slots=True)
class OnlyWhile:
    """In which states an operation is accepted; what the contract prints and the rules enforce."""

    report: frozenset[ReportStatus]
    form: frozenset[FormStatus]


SAVE_WHILE = OnlyWhile(
    report=frozenset({ReportStatus.OPEN}),
    form=frozenset(FormStatus) - {FormStatus.SENT},
)
GRANT_WHILE = frozenset({ReportStatus.PLANNED, ReportStatus.OPEN})
SIGN_WHILE = OnlyWhile(
    report=frozenset({ReportStatus.OPEN}),
    form=frozenset(status for status in FormStatus if status.waiting),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """The outcome of a save: the form as it is now, and the signatures that fell by it."""

    form: Form
    invalidated: tuple[Signature, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """The outcome of a signature: the form as it is now, and the signature."""

    form: Form
    signature: Signature


# What is allowed -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowed:
    """Why a person may not edit or sign now, by role; where nothing is listed, they may."""

    against_edit: tuple[Refusal, ...]
    against_sign: Mapping[Signatory, tuple[Refusal, ...]]

    @property
    def sign_as(self) -> tuple[Signatory, ...]:
        """The roles in which the person may sign now."""
        return tuple(role for role, reasons in self.against_sign.items() if not reasons)

    @property
    def against_signing(self) -> tuple[Refusal, ...]:
        """Why the person may sign in no role now, each reason once; empty when they may in one.

        What stands against a role that the person does not hold is of no interest to who holds
        the other one.
        """
        if self.sign_as:
            return ()
        by_role = [{no.code: no for no in reasons} for reasons in self.against_sign.values()]
        held = [reasons for reasons in by_role if RefusalCode.MISSING_ROLE not in reasons]
        found = {code: no for reasons in held or by_role for code, no in reasons.items()}
        return tuple(found[code] for code in RefusalCode if code in found)

    @property
    def cannot_sign_reasons(self) -> tuple[RefusalCode, ...]:
        """The codes of why the person may sign in no role now; empty when they may in one."""
        return tuple(refusal.code for refusal in self.against_signing)


def allowed(form: Form, report: Report, by: Person, now: datetime) -> Allowed:
    """Return what the person may do with the form now; the rules below ask the same question."""
    return Allowed(
        against_edit=tuple(_against_edit(form, report, by, now)),
        against_sign={
            role: tuple(_against_sign(form, report, role, by, now)) for role in Signatory
        },
    )


def _against_edit(form: Form, report: Report, by: Person, now: datetime) -> list[Refusal]:
    return without_role(by, Role.EDITOR) or [
        *_against_state(form, report, now, SAVE_WHILE),
        *without_name(by),
    ]


def _against_sign(
    form: Form, report: Report, role: Signatory, by: Person, now: datetime
) -> list[Refusal]:
    if lacking := without_role(by, role.role, path=("as",)):
        return lacking
    reasons = [*_against_state(form, report, now, SIGN_WHILE), *_against_signer(by)]
    if not report.complete:
        reasons.append(ContactIncomplete())
    if form.submission is None:
        reasons.extend(_against_second(form, role, by))
        if form.advance_missing:
            reasons.append(AdvanceMissing())
        reasons.extend(
            CeilingExceeded(path=("lines", line.key))
            for line in over_ceiling(form.spec, form.content)
        )
    return reasons


def _against_signer(by: Person) -> list[Refusal]:
    reasons = without_name(by)
    if not by.told_apart:
        reasons.append(OtherSignInRequired())
    elif not by.assured:
        reasons.append(AssuranceLevelTooLow())
    return reasons


def _against_second(form: Form, role: Signatory, by: Person) -> list[Refusal]:
    """Return why the person may not sign beside the other: they must be known to be two."""
    for signature in form.current_signatures:
        if signature.role is role:
            return [AlreadySigned(path=("as",))]
        if signature.signed.by.subject == by.subject:
            return [SamePerson(path=("as",))]
        if by.known_since is not None and signature.signed.at <= by.known_since:
            return [SignerUnknown(path=("as",))]
    return []


def _against_state(form: Form, report: Report, now: datetime, while_: OnlyWhile) -> list[Refusal]:
    reasons = not_open(report, now, while_.report)
    if form.status not in while_.form:
        reasons.append(_against_status(form))
    return reasons


def _against_status(form: Form) -> Refusal:
    if form.submission is not None:
        return AlreadySent()
    return NotEncoded(missing=tuple(line.label for line in form.not_encoded))


# Changing the content --------------------------------------------------------------------------


def save(
    form: Form,
    report: Report,
    entries: Mapping[LineKey, int | None],
    *,
    expected_version: int,
    act: Act,
) -> Saved:
    """Return the form with what the CPAS encoded, and the signatures that fell.

    `entries` gives cents, or a number on a line that asks for one; a line that it does not name
    stays as it is. The same entries again change nothing, and signatures stay. A repetition by the
    same person whose expected version is one behind gets the present form: a retry is harmless,
    even when the form was sent in between.

    Raises:
        Refused: state, role, every problem of the entries, or VERSION_CONFLICT.
    """
    content = _with_entries(form, entries)
    if content == form.content and _is_repeated(form, entries, expected_version, act.by):
        return Saved(form=form)
    refuse_if_any(_against_edit(form, report, act.by, act.at))
    refuse_if_any(_against_entries(form.spec, entries))
    refuse_if_any(_conflict(form, expected_version))
    if content == form.content:
        return Saved(form=form)
    return with_content(replace(form, encoded_at=act.at), content, act)


def previewed(form: Form, entries: Mapping[LineKey, int | None]) -> Form:
    """Return the form as it would stand with these entries; they are saved nowhere.

    Whoever may read the form may ask this, at any time: it tells nothing that cannot be computed.

    Raises:
        Refused: every problem of the entries, as a save would tell them.
    """
    refuse_if_any(_against_entries(form.spec, entries))
    return replace(form, content=_with_entries(form, entries))


def _with_entries(form: Form, entries: Mapping[LineKey, int | None]) -> Content:
    return tuple(
        replace(figures, entered=entries.get(figures.key, figures.entered))
        for figures in form.content
    )


def grant(form: Form, report: Report, advances: Mapping[LineKey, Cents], *, act: Act) -> Saved:
    """Return the form with the advances of SPP IS; a new advance is a change of content.

    A line that `advances` does not name stays as it is; 0.00 is a grant of its own, and not the
    same as none. Before the report opens, advances may be
    granted; after it closes, an unsent form stays as it is.

    Raises:
        Refused: ALREADY_SENT, REPORT_CLOSED, or a problem of the amounts.
    """
    if form.submission is not None:
        raise Refused([AlreadySent()])
    refuse_if_any(not_open(report, act.at, GRANT_WHILE))
    refuse_if_any(against_advances(form.spec, advances))
    content = tuple(
        replace(figures, advance=advances.get(figures.key, figures.advance))
        for figures in form.content
    )
    return Saved(form=form) if content == form.content else with_content(form, content, act)


def with_content(form: Form, content: Content, act: Act) -> Saved:
    """Return the form with the content: the one change of it, and every current signature falls."""
    fallen = tuple(replace(signature, invalidated=act) for signature in form.current_signatures)
    history = tuple(signature for signature in form.signatures if not signature.current)
    changed = replace(
        form,
        content=content,
        content_format=CONTENT_FORMAT,
        version=form.version + 1,
        saved=act,
        signatures=(*history, *fallen),
    )
    return Saved(form=changed, invalidated=fallen)


def _against_entries(spec: FormSpec, entries: Mapping[LineKey, int | None]) -> list[Refusal]:
    if not entries:
        return [Required(path=("lines",))]
    problems: list[Refusal] = []
    for key, entered in entries.items():
        line = spec.line(key)
        if line is None or line.entry is LineEntry.NOTHING:
            problems.append(UnknownLine(path=("lines", key)))
        elif entered is None:
            problems.append(Required(path=("lines", key)))
        elif line.entry is LineEntry.COUNT and entered < 0:
            problems.append(NegativeCount(path=("lines", key)))
        else:
            price = line.unit_price
            problems.extend(_against_amount(line, entered if price is None else entered * price))
    return problems


def against_advances(spec: FormSpec, advances: Mapping[LineKey, Cents]) -> list[Refusal]:
    """Return what is wrong with the advances, whatever the form's state; each names its line."""
    problems: list[Refusal] = []
    for key, advance in advances.items():
        line = spec.line(key)
        if line is None or not line.granted:
            problems.append(UnknownLine(path=("lines", key)))
        else:
            problems.extend(_against_amount(line, advance))
    return problems


def _against_amount(line: Line, amount: int) -> list[Refusal]:
    if isinstance(amount, NoAmount):
        return [InvalidAmount(path=("lines", line.key))]
    if amount < 0:
        return [NegativeAmount(path=("lines", line.key))]
    return [AmountTooLarge(path=("lines", line.key))] if amount > LARGEST else []


def _is_repeated(
    form: Form, entries: Mapping[LineKey, int | None], expected_version: int, by: Person
) -> bool:
    """Whether these entries repeat the save that made the present version, by the same person."""
    known = bool(entries) and all(form.spec.line(key) for key in entries)
    same_person = Role.EDITOR in by.roles and form.saved.by.subject == by.subject
    return known and same_person and expected_version == form.version - 1


def _conflict(form: Form, expected_version: int) -> list[Refusal]:
    if expected_version == form.version:
        return []
    return [
        VersionConflict(
            path=("expected_version",),
            current_version=form.version,
            changed_by=form.saved.by,
            changed_at=form.saved.at,
        )
    ]


# Signing ---------------------------------------------------------------------------------------


def sign(form: Form, report: Report, role: Signatory, *, content_digest: str, act: Act) -> Signed:
    """Return the form with the signature; the second one sends it.

    The same person who repeats the same signature on the same content gets the first one again:
    a retry is harmless, even when the form was sent in between.

    Raises:
        Refused: state, role, the signer, ALREADY_SIGNED, SAME_PERSON, SIGNER_UNKNOWN,
            CONTACT_INCOMPLETE, ADVANCE_MISSING, CEILING_EXCEEDED, CONTENT_CHANGED.
    """
    if (first := _same_signature(form, role, content_digest, act.by)) is not None:
        return Signed(form=form, signature=first)
    refuse_if_any(_against_sign(form, report, role, act.by, act.at))
    if content_digest != form.content_digest:
        raise Refused(
            [ContentChanged(path=("content_digest",), current_digest=form.content_digest)]
        )
    signature = Signature(
        role=role,
        signed=act,
        form_version=form.version,
        content_digest=form.content_digest,
        report_version=report.version,
    )
    signed = replace(form, signatures=(*form.signatures, signature))
    return Signed(form=sent_when_complete(signed, act.at), signature=signature)


def sent_when_complete(form: Form, at: datetime) -> Form:
    """Return the form, sent when nobody is waited for any more: the one place that does."""
    if form.missing_signatures:
        return form
    submission = Submission(
        reference=_next_reference(form),
        sent_at=at,
        form_version=form.version,
        content_digest=form.content_digest,
    )
    return replace(form, submissions=(*form.submissions, submission))


def _next_reference(form: Form) -> str:
    times = len(form.submissions) + 1
    again = f"-{times}" if times > 1 else ""
    return f"RU-{form.year}-{form.nis_code}-{form.spec.abbreviation}{again}"


def _same_signature(
    form: Form, role: Signatory, content_digest: str, by: Person
) -> Signature | None:
    if role.role not in by.roles:
        return None
    for signature in form.current_signatures:
        if (signature.role, signature.signed.by.subject) == (role, by.subject):
            return signature if signature.content_digest == content_digest else None
    return None
