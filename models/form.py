"""A form of the report, as a value: its content, its signatures, its submissions.

Source: manual of the form "Covid-19: prime temporaire de 50 EUR", the form and its signatures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from models.canonical import Digest, Json, canonical_json, digest_of
from models.cpas import NisCode
from models.people import Act, Signatory
from models.report import Report
from models.spec import Content, Figures, FormSpec, Line, LineEntry, not_encoded, not_granted

FormId = NewType("FormId", int)


class FormStatus(StrEnum):
    """Where a form stands; derived from the facts, never set by hand."""

    NOT_STARTED = "NOT_STARTED"
    PARTIALLY_ENCODED = "PARTIALLY_ENCODED"
    ENCODED = "ENCODED"
    PARTIALLY_SIGNED = "PARTIALLY_SIGNED"
    SENT = "SENT"

    @property
    def encoded(self) -> bool:
        """Whether a form that stands so carries the first of the three marks."""
        return self not in {FormStatus.NOT_STARTED, FormStatus.PARTIALLY_ENCODED}

    @property
    def waiting(self) -> bool:
        """Whether a form that stands so waits for whoever has not signed it."""
        return self in {FormStatus.ENCODED, FormStatus.PARTIALLY_SIGNED}


CONTENT_FORMAT = 2
"""How the content of a form is written down today. Format 1, of the first databases, knew neither
editions nor prices, and no grant that is missing: it wrote 0 for it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """One signature on one version of the content. It falls when the content changes."""

    role: Signatory
    signed: Act
    form_version: int
    content_digest: Digest
    report_version: int
    """Version of contact and bank account when this signature was placed."""
    invalidated: Act | None = None

    @property
    def current(self) -> bool:
        """Whether the signature covers the present content."""
        return self.invalidated is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Return:
    """That SPP IS gave what was sent back to the CPAS, and why."""

    act: Act
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """That the form was sent to SPP IS, with which content; it stays so, returned or not."""

    reference: str
    sent_at: datetime
    form_version: int
    content_digest: Digest
    acknowledged: Act | None = None
    """That SPP IS acknowledged it."""
    returned: Return | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """One form of one report, with everything that the rules ask of it.

    `version` counts the changes of content, and stands in the content: a digest names one version.
    `submissions` are all that ever were, in order; `signatures` those of the latest versions and of
    every submission. `salt` is drawn once per form: without it, who knows a digest could find the
    amounts by trial.
    """

    id: FormId
    spec: FormSpec
    nis_code: NisCode
    year: int
    salt: str
    content: Content
    version: int
    saved: Act
    encoded_at: datetime | None = None
    signatures: tuple[Signature, ...] = ()
    submissions: tuple[Submission, ...] = ()
    content_format: int = CONTENT_FORMAT

    @property
    def submission(self) -> Submission | None:
        """The submission in force: the last one, unless SPP IS returned it."""
        last = self.submissions[-1] if self.submissions else None
        return None if last is None or last.returned else last

    @property
    def encoded(self) -> bool:
        """Whether every line has been encoded."""
        return not self.not_encoded

    @property
    def not_encoded(self) -> list[Line]:
        """The lines that have yet to be encoded."""
        return not_encoded(self.spec, self.content)

    @property
    def advance_missing(self) -> bool:
        """Whether SPP IS has yet to grant something on a line."""
        return bool(not_granted(self.spec, self.content))

    @property
    def status(self) -> FormStatus:
        """Where the form stands, as its facts say."""
        if self.submission is not None:
            return FormStatus.SENT
        if self.current_signatures:
            return FormStatus.PARTIALLY_SIGNED
        missing = len(self.not_encoded)
        if missing == len(self.spec.entry_lines):
            return FormStatus.NOT_STARTED
        return FormStatus.PARTIALLY_ENCODED if missing else FormStatus.ENCODED

    @property
    def current_signatures(self) -> tuple[Signature, ...]:
        """The signatures that cover the present content, in the order in which they were placed."""
        return tuple(signature for signature in self.signatures if signature.current)

    def signatures_of(self, submission: Submission) -> tuple[Signature, ...]:
        """Return the signatures that sent it, in the order in which they were placed."""
        version = submission.form_version
        return tuple(one for one in self.signatures if one.form_version == version)

    @property
    def signed_report_version(self) -> int | None:
        """Which contact and account the first of the current signatories had before them."""
        return first_report_version(self.current_signatures)

    @property
    def missing_signatures(self) -> tuple[Signatory, ...]:
        """The signatories whose signature the present content lacks."""
        present = {signature.role for signature in self.current_signatures}
        return tuple(role for role in Signatory if role not in present)

    @property
    def signed_at(self) -> datetime | None:
        """The instant of the last signature, once nobody is waited for."""
        if self.missing_signatures:
            return None
        return max(signature.signed.at for signature in self.current_signatures)

    @property
    def changed_at(self) -> datetime:
        """The instant of the latest save or signature."""
        return max([self.saved.at, *(signature.signed.at for signature in self.signatures)])

    @property
    def canonical_content(self) -> str:
        """The exact text whose SHA-256 is the content digest, and which the signatures cover."""
        return canonical_json(self._digested)

    @property
    def content_digest(self) -> Digest:
        """What stands for the content when it is signed."""
        return digest_of(self._digested)

    @property
    def _digested(self) -> dict[str, Json]:
        digested_line = _first_format if self.content_format == 1 else _digested_line
        lines: dict[str, Json] = {
            figures.key: digested_line(self.spec, figures) for figures in self.content
        }
        content: dict[str, Json] = {
            "form": self.spec.kind.value,
            "lines": lines,
            "nis": self.nis_code,
            "salt": self.salt,
            "year": self.year,
        }
        if self.content_format == 1:
            return content
        return {
            **content,
            "edition": self.spec.edition,
            "format": self.content_format,
            "version": self.version,
        }


def first_report_version(signatures: Sequence[Signature]) -> int | None:
    """Return the version of contact and account at the first of the signatures, if there is one."""
    return min((signature.report_version for signature in signatures), default=None)


def bank_account_changed_since_signing(form: Form, report: Report) -> bool | None:
    """Whether the bank account changed after the first signature that holds; None without any."""
    return bank_account_changed_since(form.current_signatures, report)


def bank_account_changed_since(signatures: Sequence[Signature], report: Report) -> bool | None:
    """Whether the bank account changed after the first of the signatures; None without any."""
    first = first_report_version(signatures)
    if first is None or report.bank_account is None:
        return None
    return report.bank_account.since_version > first


def _digested_line(spec: FormSpec, figures: Figures) -> dict[str, Json]:
    line = _line(spec, figures)
    granted: dict[str, Json] = {"advance": figures.advance} if line.granted else {}
    match line.entry:
        case LineEntry.AMOUNT:
            return {**granted, "justified": figures.entered}
        case LineEntry.COUNT:
            return {**granted, "count": figures.entered, "unitPrice": line.unit_price}
        case LineEntry.NOTHING:
            return granted


def _first_format(spec: FormSpec, figures: Figures) -> dict[str, Json]:
    advance: dict[str, Json] = {"advance": figures.advance or 0}
    match _line(spec, figures).entry:
        case LineEntry.AMOUNT:
            return {**advance, "justified": figures.entered}
        case LineEntry.COUNT:
            return {**advance, "count": figures.entered}
        case LineEntry.NOTHING:
            return advance


def _line(spec: FormSpec, figures: Figures) -> Line:
    line = spec.line(figures.key)
    assert line is not None, "a content has the lines of its specification"
    return line
