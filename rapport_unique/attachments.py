"""What a printed form carries with it: its proofs, as attachments, and how they are taken out."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from auth.findings import Finding, FindingCode, ProofRefused
from auth.timestamps import GivenTimestamp, verify_timestamp
from auth.verifying import (
    LONGEST_PROOF,
    Keys,
    Verified,
    check_content,
    check_role,
    hold_against,
    read_consistency,
    verify,
    verify_seal,
)
from models.language import Language
from models.people import Signatory
from models.seals import RECEIPT_TYPE
from rapport_unique import attachments_worker
from rapport_unique.attachments_worker import UNREADABLE, attached
from rapport_unique.signed_content import page_not_proven
from rapport_unique.workers import WorkError, Workers

CONTENT = "content.json"
RECEIPT = "receipt.jws"
CHECKPOINT = "checkpoint.txt"
CONSISTENCY = "consistency.json"
SEALS = {
    Signatory.PRESIDENT: "seal-president.jws",
    Signatory.DIRECTOR_GENERAL: "seal-director-general.jws",
}
LONGEST_FILE = 8 * 1024 * 1024
"""In bytes; a print has some hundred thousand."""


@dataclass(frozen=True, kw_only=True)
class Proofs:
    """What is to be verified: a proof, or what stands beside the receipt in a print."""

    proof: str
    files: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Told:
    """A proof that holds, and what is to be known of the page that carries it."""

    proof: str
    page: list[str]


def verify_file(
    file: bytes,
    keys: Keys,
    *,
    kept: str | None = None,
    consistency: str | None = None,
    timestamp: GivenTimestamp | None = None,
) -> list[Finding]:
    """Return what a print proves, of one form or of several, or the one proof that the file is.

    Raises:
        ProofRefused: it does not hold, or there is nothing to verify.
    """
    found = proofs_in(file)
    findings = [
        finding
        for proofs in found
        for finding in verify_proofs(proofs, keys, kept=kept, consistency=consistency)
    ]
    if timestamp is not None:
        findings.append(verify_timestamp(found[0].proof if kept is None else kept, timestamp))
    return findings


def proofs_told(
    file: bytes, keys: Keys, language: Language, attachments: Mapping[str, str] | None = None
) -> tuple[Sequence[Told], str | None]:
    """Return the proofs of the file, and the sentence with which it is refused, if it is.

    `attachments` are those of a PDF, where somebody took them out already.
    """
    try:
        return [
            Told(
                proof=proofs.proof,
                page=[
                    finding.message(language)
                    for finding in verify_proofs(proofs, keys)
                    if finding.code is FindingCode.PAGE_NOT_PROVEN
                ],
            )
            for proofs in proofs_in(file, attachments)
        ], None
    except ProofRefused as refused:
        return [], refused.finding.message(language)


def is_pdf(file: bytes) -> bool:
    """Return whether the file says that it is a PDF."""
    return file.startswith(b"%PDF-")


def proofs_in(file: bytes, attachments: Mapping[str, str] | None = None) -> list[Proofs]:
    """Return the proofs of a print, form by form, or the one that the file is.

    Raises:
        ProofRefused: it holds none.
    """
    if len(file) > LONGEST_FILE:
        raise ProofRefused(FindingCode.NO_PROOF)
    if not is_pdf(file):
        return [Proofs(proof=_text(file), files={})]
    if attachments is None:
        attachments = _attached(file)
    found = [
        Proofs(proof=files[first], files=files)
        for files in _by_form(attachments)
        if (first := next((name for name in (RECEIPT, *SEALS.values()) if name in files), None))
    ]
    if not found:
        raise ProofRefused(FindingCode.NO_PROOF)
    return found


def _by_form(attached: Mapping[str, str]) -> Iterable[dict[str, str]]:
    """Return the files of each form; where there are several, their names begin with it."""
    forms: dict[str, dict[str, str]] = {}
    for name, content in attached.items():
        for known in (CONTENT, RECEIPT, CHECKPOINT, CONSISTENCY, *SEALS.values()):
            if name.endswith(known):
                forms.setdefault(name.removesuffix(known), {})[known] = content
    return forms.values()


def verify_proofs(
    proofs: Proofs, keys: Keys, *, kept: str | None = None, consistency: str | None = None
) -> list[Finding]:
    """Return what the proofs prove, each and together, without any service.

    Raises:
        ProofRefused: one of them does not hold, or does not belong to the others.
    """
    files = proofs.files
    verified = verify(proofs.proof, keys)
    _check_files(verified, files, keys)
    findings = list(verified.findings)
    if files and (content := _content(verified, files)) is not None:
        findings.append(page_not_proven(content))
    if verified.checkpoint is not None:
        given = [text for text in (consistency, files.get(CONSISTENCY)) if text]
        known = [proof for text in given for proof in read_consistency(text)]
        findings.append(hold_against(verified.checkpoint, kept, known, keys))
    return findings


def _check_files(verified: Verified, files: dict[str, str], keys: Keys) -> None:
    """Return when the content and the seals that stand beside the proof are those of it."""
    for role, name in SEALS.items():
        if name in files:
            check_role(verify_seal(files[name], keys), role)
    if CONTENT in files:
        check_content(files[CONTENT], verified)
    if verified.type == RECEIPT_TYPE:
        for role, name in SEALS.items():
            if name in files and files[name].strip() != verified.claims["seals"][role.value]:
                raise ProofRefused(FindingCode.OTHER_SEAL)


def _content(verified: Verified, files: dict[str, str]) -> str | None:
    """Return the content that was found signed."""
    signed: str = verified.claims["content"]
    return signed if verified.type == RECEIPT_TYPE else files.get(CONTENT)


def _attached(file: bytes) -> dict[str, str]:
    try:
        return attached(file)
    except UNREADABLE:
        raise ProofRefused(FindingCode.NO_PROOF) from None


class AttachmentReader:
    """Takes attachments out of PDFs in a process of its own: a few bytes can take long to read."""

    def __init__(self, *, longest_s: float = 2.0) -> None:
        """Read, each file within that many seconds."""
        self._workers = Workers(Path(attachments_worker.__file__), at_once=1, longest_s=longest_s)

    async def read(self, file: bytes) -> Mapping[str, str]:
        """Return the attachments by name; none of a file that cannot be read so."""
        try:
            found: dict[str, str] = json.loads(await self._workers.ask(file))
        except WorkError:
            return {}
        return found

    async def aclose(self) -> None:
        """End the process."""
        await self._workers.aclose()


def _text(file: bytes) -> str:
    try:
        return file[: LONGEST_PROOF + 1].decode()
    except UnicodeError:
        raise ProofRefused(FindingCode.NO_PROOF) from None
