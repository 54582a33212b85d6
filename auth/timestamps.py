"""Time-stamps of checkpoints: what is asked of an authority, and what its answer proves.

What is stamped is the signed note, to the byte, with SHA-256; the answer is kept whole, so that
`openssl ts -verify` reads it as well.

Source: RFC 3161 (Time-Stamp Protocol).
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.x509 import load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from auth.findings import Finding, FindingCode, ProofRefused

LONGEST_ANSWER = 64 * 1024
"""In bytes; an answer has some thousands, with the certificates of the authority."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenTimestamp:
    """The answer of an authority, and the certificates of it that somebody trusts, as PEM."""

    answer: bytes
    authority: str


def request_for(note: str) -> TimeStampRequest:
    """Return what is asked about the checkpoint; it tells the authority a digest and no more."""
    builder = TimestampRequestBuilder().data(note.encode()).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build()


def instant_of(answer: bytes, asked: TimeStampRequest) -> datetime:
    """Return when the authority says that it was asked this.

    Who signed the answer is for those to find out who trust an authority.

    Raises:
        ValueError: it is no answer to what was asked.
    """
    told = _granted(answer).tst_info
    if told.nonce != asked.nonce:
        raise ValueError("it answers another request")
    if told.message_imprint.message != asked.message_imprint.message:
        raise ValueError("it is about something else")
    return told.gen_time


def verify_timestamp(note: str, given: GivenTimestamp) -> Finding:
    """Return when the authority saw the checkpoint; its certificates are read as of that instant.

    Raises:
        ProofRefused: the time-stamp cannot be read, is about something else or is not the
            authority's; or there is no certificate.
    """
    try:
        answer = _granted(given.answer)
        told = answer.tst_info
        trusted = load_pem_x509_certificates(given.authority.encode())
    except ValueError:
        raise ProofRefused(FindingCode.NO_TIMESTAMP) from None
    if told.message_imprint.message != sha256(note.encode()).digest():
        raise ProofRefused(FindingCode.TIMESTAMP_DIFFERS)
    try:
        VerifierBuilder(roots=trusted).build().verify_message(answer, note.encode())
    except (VerificationError, ValueError):
        raise ProofRefused(FindingCode.TIMESTAMP_UNTRUSTED) from None
    values = {"at": told.gen_time.strftime("%Y-%m-%d %H:%M:%S"), "authority": _name_in(answer)}
    return Finding(code=FindingCode.TIMESTAMPED, values=values)


def _granted(answer: bytes) -> TimeStampResponse:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("it is too long")
    read = decode_timestamp_response(answer)
    if read.status != 0:
        raise ValueError("the authority refused")
    return read


def _name_in(answer: TimeStampResponse) -> str:
    """Return who certified the authority."""
    (signer,) = answer.signed_data.signer_infos
    return signer.issuer.rfc4514_string()
