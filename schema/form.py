"""The form: progress, amounts, signatures, submission, and what the viewer may do with it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Info

from models.canonical import Digest
from models.form import Form as FormValue
from models.form import FormStatus
from models.form import Signature as SignatureValue
from models.form import Submission as SubmissionValue
from models.money import Cents
from models.people import Signatory
from models.refusals import RefusalCode
from models.spec import FormKind
from resolvers.context import Context
from resolvers.history import load_version_at, load_versions
from resolvers.loaders import load_events_of_form
from resolvers.payments import load_payments
from resolvers.proofs import load_receipt, load_seal, print_link
from resolvers.views import FormView
from schema.amounts import Amounts, amounts_of
from schema.arguments import After, AskedLanguage, First, given
from schema.criteria import meant
from schema.described import argument, attribute, field
from schema.events import EventConnection, event_connection, page_of_journal
from schema.inputs import LineInput
from schema.lines import FormLine, form_lines
from schema.nodes import Node, NodeType, encode_id
from schema.people import Person, person, person_if_known
from schema.previews import FormPreview, form_preview
from schema.user_errors import messages

if TYPE_CHECKING:
    from schema.cpas import Cpas
    from schema.report import Report


@strawberry.type(description="The three green marks of the home page.")
class Progress:
    encoded: bool = attribute("Whether every amount has been encoded.")
    encoded_at: datetime | None = attribute("When the amounts were last encoded.")
    signed: bool = attribute("Whether president and director-general have both signed.")
    signed_at: datetime | None = attribute("When the second signature was placed.")
    sent: bool = attribute("Whether the form was sent to SPP IS.")
    sent_at: datetime | None = attribute("When the form was sent.")


@strawberry.type(description="A signature on one version of a form's content.")
class Signature(Node):
    role: Signatory = attribute("In which quality the person signed.")
    signer: Person = attribute("Who signed, as known then.")
    signed_at: datetime = attribute("When the signature was placed.")
    form_version: int = attribute("The version of the content that was signed.")
    content_digest: Digest | None = attribute(
        "The digest of the content that the signer saw. Null for who may not read the amounts."
    )
    is_current: bool = attribute("Whether it covers the present content.")
    invalidated_at: datetime | None = attribute("When it fell because the content changed.")
    invalidated_by: Person | None = attribute(
        "Who changed the content so that it fell. Null for who may only follow the status."
    )
    view: strawberry.Private[FormView]

    @field
    async def seal(self, info: Info[Context, None]) -> str | None:
        """What the service signed about it, for others to check: a compact JWS (RFC 7515) that
        names content, form, role, person, instant and journal line. It stays, also when the
        signature falls. Null where the signature was placed before there were seals, and for who
        may not read the amounts."""
        return await load_seal(info.context, self.view, self.form_version, self.role)


@strawberry.type(
    description="That the form was sent to SPP IS, with which content. It stays as it was sent, "
    "also when SPP IS returns it."
)
class Submission:
    reference: str = attribute(
        "Reference for people, printed on the form. What is sent again after a return ends in -2, "
        "then -3."
    )
    sent_at: datetime = attribute("When the second signature sent the form.")
    form_version: int = attribute("The version of the content that was sent.")
    content_digest: Digest | None = attribute(
        "The digest of the content that was sent. Null for who may not read the amounts."
    )
    signatures: list[Signature] = attribute(
        "The two signatures that sent it; once it was returned they are no longer current."
    )
    acknowledged_at: datetime | None = attribute("When SPP IS acknowledged it; null until then.")
    returned_at: datetime | None = attribute(
        "When SPP IS returned it to the CPAS; null while it is in force."
    )
    return_reason: str | None = attribute(
        "Why SPP IS returned it. Null where it did not, and for who may not read the amounts."
    )
    bank_account_changed_since_signing: bool | None = attribute(
        "True when the bank account changed after the first of its signatures: a payment should "
        "not go out unseen. Null for who may not read the account."
    )
    view: strawberry.Private[FormView]

    @field
    async def receipt(self, info: Info[Context, None]) -> str | None:
        """The receipt, for others to check, the same for ever: a compact JWS (RFC 7515) with
        reference, content, both seals, and the journal line with its proof and a checkpoint. Null
        where the form was sent before there were seals, and for who may not read the amounts."""
        return await load_receipt(info.context, self.view, self.form_version)


@strawberry.type(
    description="A version of a form's content: what stood on it from one change to the next."
)
class FormVersion:
    number: int = attribute("Counts the changes of content, from 1.")
    saved_at: datetime = attribute("When the content became so.")
    saved_by: Person | None = attribute(
        "Who made it so, as known then. Null for who may only follow the status."
    )
    content_digest: Digest | None = attribute(
        "What stands for the content. Null for who may not read the amounts."
    )
    canonical_content: str | None = attribute(
        "The exact text behind contentDigest. Null for who may not read the amounts."
    )
    amounts: Amounts | None = attribute("The amounts. Null for who may not read them.")
    lines: list[FormLine] | None = attribute("The lines. Null for who may not read the amounts.")
    signatures: list[Signature] = attribute(
        "The signatures on this content; of `asOf`, those placed by then. `isCurrent` and "
        "`invalidatedAt` tell what became of them."
    )


@strawberry.type(description="A payment that SPP IS ordered for a form.")
class Payment:
    message_id: str = attribute("Names the order at the bank.")
    reference: str = attribute("The reference of the submission that it pays.")
    amount: Cents = attribute("How much was ordered.")
    ordered_at: datetime = attribute("When it was ordered.")


@strawberry.type(description="One form of a report.")
class Form(Node):
    view: strawberry.Private[FormView]

    @field
    def kind(self) -> FormKind:
        """Which form it is."""
        return self.view.form.spec.kind

    @field
    def edition(self) -> int:
        """Which edition of the form it is: the lines and rules of a kind change over the years."""
        return self.view.form.spec.edition

    @field
    def title(
        self,
        info: Info[Context, None],
        language: AskedLanguage = strawberry.UNSET,
    ) -> str:
        """Official title: in the language asked for, else in that of the request, else in the
        CPAS's own."""
        own = self.view.of_report.cpas.language
        return self.view.form.spec.title.in_language(language or info.context.language or own)

    @field
    def report(self) -> Annotated["Report", strawberry.lazy("schema.report")]:
        """The report that the form belongs to."""
        from schema.report import report  # noqa: PLC0415 - the two types name each other

        return report(self.view.of_report)

    @field
    def cpas(self) -> Annotated["Cpas", strawberry.lazy("schema.cpas")]:
        """The CPAS whose form it is."""
        from schema.cpas import cpas  # noqa: PLC0415 - the two types name each other

        return cpas(self.view.of_report.of_cpas)

    @field
    def year(self) -> int:
        """The year that the form accounts for."""
        return self.view.form.year

    @field
    def status(self) -> FormStatus:
        """Where the form stands. Derived from the facts; never set by hand."""
        return self.view.form.status

    @field
    def progress(self) -> Progress:
        """The three green marks of the home page."""
        return _progress(self.view.form)

    @field
    def amounts(self) -> Amounts | None:
        """The amounts. Null for who may follow the status but not read the amounts."""
        return amounts_of(self.view.form.spec, self.view.content) if self.view.content else None

    @field
    def lines(self) -> list[FormLine] | None:
        """The lines of the form. Null for who may follow the status but not read the amounts."""
        return form_lines(self.view)

    @field
    def preview(
        self,
        info: Info[Context, None],
        lines: Annotated[
            list[LineInput],
            argument("What is entered, as saveLines takes it; a line not named stays as it is."),
        ],
    ) -> FormPreview | None:
        """What the form would say if these lines were saved: to be shown while somebody types. Null
        for who may not read the amounts."""
        return form_preview(self.view, lines, info)

    @field
    def version(self) -> int:
        """Counts the changes of content, for expectedVersion of a save."""
        return self.view.form.version

    @field
    def content_digest(self) -> Digest | None:
        """What stands for the content when it is signed: give it back to sign what you saw. Null
        for who may not read the amounts."""
        return self.view.content_digest

    @field
    def canonical_content(self) -> str | None:
        """The exact text (RFC 8785) whose SHA-256 is contentDigest; amounts in it are cents. Null
        for who may not read the amounts."""
        return self.view.canonical_content

    @field
    def signatures(self) -> list[Signature]:
        """The signatures that hold for the present content."""
        return [signature(self.view, value) for value in self.view.form.current_signatures]

    @field
    def signature_history(self) -> list[Signature]:
        """The signatures of the latest 50 versions and of every submission, with those that fell
        because the content changed. Those of older versions stand with these, in `versions`."""
        return [signature(self.view, value) for value in self.view.form.signatures]

    @field
    async def versions(
        self,
        info: Info[Context, None],
        first: Annotated[int, argument("How many, at most 50.")] = 20,
        skip: Annotated[int, argument("How many of the newest to leave out.")] = 0,
    ) -> list[FormVersion]:
        """The versions of the content, the newest first. They are numbered from 1 without gaps and
        never change, so a number says what to skip: the newest 50 at most, then the older ones."""
        found = await load_versions(info.context, self.view, first, skip)
        return [_version(view) for view in found]

    @field
    async def as_of(
        self,
        info: Info[Context, None],
        at: Annotated[datetime, argument("The instant.")],
    ) -> FormVersion | None:
        """What stood on the form at that instant, and who had signed it by then; null before there
        was a form."""
        found = await load_version_at(info.context, self.view, meant(at, "at"))
        return _version(found) if found else None

    @field
    def missing_signatures(self) -> list[Signatory]:
        """Whose signature is missing, encoded or not: nobody's once the report is closed."""
        return list(self.view.missing_signatures)

    @field
    def waiting_since(self) -> datetime | None:
        """Since when somebody is waited for: the CPAS, since the report opened, until the form is
        encoded; then who has not signed, since the content is there that is to be signed. Null
        where nobody is: sent, closed, or not open yet."""
        return self.view.waiting_since

    @field
    def submission(self) -> Submission | None:
        """The submission in force; null while the form is with the CPAS: not sent yet, or
        returned."""
        return submission(self.view)

    @field
    def submissions(self) -> list[Submission]:
        """Every time that the form was sent, those that SPP IS returned included, the oldest
        first."""
        return [_submission(self.view, value) for value in self.view.form.submissions]

    @field
    def bank_account_changed_since_signing(self) -> bool | None:
        """Whether the bank account changed after the first of the signatures that hold: who signs
        second should know. Null where nobody has signed, and for who may not read the account."""
        return self.view.bank_account_changed_since_signing

    @field
    def print_url(
        self, info: Info[Context, None], language: AskedLanguage = strawberry.UNSET
    ) -> str | None:
        """A link to the print, a PDF with all its proofs; it works for five minutes, for you and in
        this language. Add `?since=` and the size of a checkpoint that you kept, and the print
        proves that the journal continues it. Null where prints cannot be made."""
        own = self.view.of_report.cpas.language
        return print_link(info.context, self.id, language or info.context.language or own)

    @field
    def updated_at(self) -> datetime:
        """When the form last changed: granted, saved, signed or returned."""
        return self.view.form.changed_at

    @field
    async def events(
        self,
        info: Info[Context, None],
        first: First = 50,
        after: After = strawberry.UNSET,
    ) -> EventConnection:
        """What happened to the form, in order, in pages of at most 600."""
        request, behind = page_of_journal(first, given(after), default=50)
        page = await load_events_of_form(info.context, self.view.form.id, request, behind)
        return event_connection(page)

    @field
    async def payments(self, info: Info[Context, None]) -> list[Payment] | None:
        """What SPP IS ordered to pay for the form. Null for who may not read the amounts."""
        if self.view.content is None:
            return None
        found = await load_payments(info.context, self.view.form.id)
        return [
            Payment(
                message_id=paid.message_id,
                reference=paid.reference,
                amount=paid.amount,
                ordered_at=paid.ordered_at,
            )
            for paid in found
        ]

    @field
    def viewer_can_edit(self) -> bool:
        """Whether the viewer may change the amounts now."""
        return not self.view.allowed.against_edit

    @field
    def viewer_cannot_edit_reasons(self) -> list[RefusalCode]:
        """Why the viewer may not change the amounts now."""
        return [refusal.code for refusal in self.view.allowed.against_edit]

    @field
    def viewer_cannot_edit_messages(self, info: Info[Context, None]) -> list[str]:
        """The same reasons in the same order, each in a sentence that says what to do next."""
        return messages(self.view.allowed.against_edit, info, self.view.of_report.cpas)

    @field
    def viewer_can_sign_as(self) -> list[Signatory]:
        """The roles in which the viewer may sign now. Empty: no Sign button."""
        return list(self.view.allowed.sign_as)

    @field
    def viewer_cannot_sign_reasons(self) -> list[RefusalCode]:
        """Why the viewer may not sign now, in any of the roles that they hold. Empty when they
        may."""
        return list(self.view.allowed.cannot_sign_reasons)

    @field
    def viewer_cannot_sign_messages(self, info: Info[Context, None]) -> list[str]:
        """The same reasons in the same order, each in a sentence that says what to do next."""
        return messages(self.view.allowed.against_signing, info, self.view.of_report.cpas)


def form(view: FormView) -> Form:
    """Return the form as the contract shows it."""
    return Form(id=encode_id(NodeType.FORM, view.form.id), view=view)


def _version(view: FormView) -> FormVersion:
    form_ = view.form
    return FormVersion(
        number=form_.version,
        saved_at=form_.saved.at,
        saved_by=person_if_known(view.saved_by),
        content_digest=view.content_digest,
        canonical_content=view.canonical_content,
        amounts=amounts_of(form_.spec, view.content) if view.content else None,
        lines=form_lines(view),
        signatures=[signature(view, value) for value in form_.signatures],
    )


def signature(view: FormView, value: SignatureValue) -> Signature:
    """Return the signature as the contract shows it."""
    invalidated, seen = value.invalidated, view.of_signature(value)
    return Signature(
        id=encode_id(NodeType.SIGNATURE, view.form.id, value.form_version, value.role.value),
        role=value.role,
        signer=person(value.signed.by),
        signed_at=value.signed.at,
        form_version=value.form_version,
        content_digest=seen.content_digest,
        is_current=value.current,
        invalidated_at=invalidated.at if invalidated else None,
        invalidated_by=person_if_known(seen.invalidated_by),
        view=view,
    )


def submission(view: FormView) -> Submission | None:
    """Return the submission in force as the contract shows it, or None where there is none."""
    value = view.form.submission
    return _submission(view, value) if value else None


def _submission(view: FormView, value: SubmissionValue) -> Submission:
    seen = view.of_submission(value)
    return Submission(
        reference=value.reference,
        sent_at=value.sent_at,
        form_version=value.form_version,
        content_digest=seen.content_digest,
        signatures=[signature(view, one) for one in seen.signatures],
        acknowledged_at=value.acknowledged.at if value.acknowledged else None,
        returned_at=value.returned.act.at if value.returned else None,
        return_reason=seen.return_reason,
        bank_account_changed_since_signing=seen.bank_account_changed_since_signing,
        view=view,
    )


def _progress(value: FormValue) -> Progress:
    sent = value.submission
    return Progress(
        encoded=value.encoded,
        encoded_at=value.encoded_at if value.encoded else None,
        signed=not value.missing_signatures,
        signed_at=value.signed_at,
        sent=sent is not None,
        sent_at=sent.sent_at if sent else None,
    )
