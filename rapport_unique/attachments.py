"""What a printed form carries with it: its proofs, as attachments, and how they are taken out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

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
from rapport_unique.signed_content import page_not_proven

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


def proofs_told(file: bytes, keys: Keys, language: Language) -> tuple[Sequence[Told], str | None]:
    """Return the proofs of the file, and the sentence with which it is refused, if it is."""
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
            for proofs in proofs_in(file)
        ], None
    except ProofRefused as refused:
        return [], refused.finding.message(language)


def proofs_in(file: bytes) -> list[Proofs]:
    """Return the proofs of a print, form by form, or the one that the file is.

    Raises:
        ProofRefused: it holds none.
    """
    if len(file) > LONGEST_FILE:
        raise ProofRefused(FindingCode.NO_PROOF)
    if not file.startswith(b"%PDF-"):
        return [Proofs(proof=_text(file), files={})]
    found = [
        Proofs(proof=files[first], files=files)
        for files in _by_form(_attached(file))
        if (first := next((name for name in (RECEIPT, *SEALS.values()) if name in files), None))
    ]
    if not found:
        raise ProofRefused(FindingCode.NO_PROOF)
    return found


def _by_form(attached: dict[str, str]) -> Iterable[dict[str, str]]:
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
        reader = PdfReader(BytesIO(file))
        found = {
            name: _text(contents[0]) for name, contents in reader.attachments.items() if contents
        }
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError):
        raise ProofRefused(FindingCode.NO_PROOF) from None
    return found


def _text(file: bytes) -> str:
    try:
        return file[: LONGEST_PROOF + 1].decode()
    except UnicodeError:
        raise ProofRefused(FindingCode.NO_PROOF) from None
