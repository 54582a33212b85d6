"""Verifying seals, receipts and checkpoints, with the public keys and nothing else.

Nothing is taken from a proof before its signature was found good. A proof that does not hold is
refused with the first reason; what it does not prove is told as well.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auth.findings import Finding, FindingCode, ProofRefused
from auth.sealing import is_signed, key_id_of
from models.canonical import digest_of_text
from models.checkpoint_text import Checkpoint, NoCheckpointError, SignedCheckpoint, read_note
from models.language import Text
from models.log import leaf_of
from models.merkle import Hash, is_consistent, root_of_inclusion
from models.people import Signatory
from models.seals import FORMAT, RECEIPT_TYPE, SEAL_TYPE
from models.words import signatory_word

LONGEST_PROOF = 256 * 1024
"""In characters; a receipt has some thousands."""

Keys = Sequence[bytes]
Claims = Mapping[str, Any]
_ABOUT = ("log", "form", "nis", "year")
_MEMBERS = {
    SEAL_TYPE: {"format", *_ABOUT, "version", "content", "role", "by", "at", "line"},
    RECEIPT_TYPE: {
        *("format", "reference", "at", "content", "seals", "line", "inclusion", "checkpoint"),
        *_ABOUT,
    },
}


@dataclass(frozen=True, kw_only=True)
class Verified:
    """A proof that holds: of which type, what it says, and what that proves."""

    type: str
    claims: Claims
    findings: tuple[Finding, ...]
    checkpoint: Checkpoint | None = None
    """Which state of the journal it speaks of; a seal speaks of none."""


@dataclass(frozen=True, kw_only=True)
class Consistency:
    """A proof that a checkpoint continues an older one with `since` lines."""

    since: int
    hashes: tuple[Hash, ...]
    checkpoint: SignedCheckpoint


def verify(proof: str, keys: Keys) -> Verified:
    """Return what a seal, a receipt or a checkpoint proves.

    Raises:
        ProofRefused: it does not hold.
    """
    if len(proof) > LONGEST_PROOF:
        raise ProofRefused(FindingCode.NO_PROOF)
    if "\n\n" in proof:
        return verify_checkpoint(proof, keys)
    header, _ = _opened(proof.strip(), keys)
    return (verify_seal if header["typ"] == SEAL_TYPE else verify_receipt)(proof, keys)


def verify_checkpoint(note: str, keys: Keys) -> Verified:
    """Return what the checkpoint proves: that a key of ours signed it.

    Raises:
        ProofRefused: it is none, or none of our keys did.
    """
    signed = _signed_checkpoint(note, keys)
    return Verified(
        type="checkpoint",
        claims={},
        findings=(_checkpoint_signed(signed.checkpoint),),
        checkpoint=signed.checkpoint,
    )


def verify_seal(token: str, keys: Keys) -> Verified:
    """Return what the seal proves: who signed which content, in which role, when.

    Raises:
        ProofRefused: it does not hold.
    """
    claims = _claims(token, keys, SEAL_TYPE)
    return Verified(type=SEAL_TYPE, claims=claims, findings=(_signed(claims),))


def verify_receipt(token: str, keys: Keys) -> Verified:
    """Return what the receipt proves: sent, by whom it was signed, and that the journal says so.

    Raises:
        ProofRefused: it does not hold.
    """
    claims = _claims(token, keys, RECEIPT_TYPE)
    digest = digest_of_text(claims["content"])
    line = json.loads(claims["line"])
    _check_line(claims, line, digest)
    findings = [
        Finding(
            code=FindingCode.SEALED,
            values={"reference": claims["reference"], "at": told(claims["at"])},
        ),
        *_seals(claims, line, digest, keys),
        Finding(code=FindingCode.CONTENT_SIGNED, values={"digest": digest}),
    ]
    checkpoint = _signed_checkpoint(claims["checkpoint"], keys).checkpoint
    _check_inclusion(claims, line["number"], checkpoint)
    values = {"log": checkpoint.origin, "number": line["number"]}
    findings.append(Finding(code=FindingCode.IN_JOURNAL, values=values))
    return Verified(
        type=RECEIPT_TYPE, claims=claims, findings=tuple(findings), checkpoint=checkpoint
    )


def check_content(content: str, proof: Verified) -> None:
    """Return when this is the content of the receipt or of the seal.

    Raises:
        ProofRefused: it is another one.
    """
    digest, signed = digest_of_text(content), proof.claims["content"]
    if proof.type == RECEIPT_TYPE:
        signed = digest_of_text(signed)
    if digest != signed:
        raise ProofRefused(FindingCode.CONTENT_DIFFERS, digest=digest, signed=signed)


def check_role(seal: Verified, role: Signatory) -> None:
    """Return when the seal is that of this role.

    Raises:
        ProofRefused: it is another one's.
    """
    if seal.claims["role"] != role.value:
        raise ProofRefused(FindingCode.WRONG_ROLE, role=_role(role))


def hold_against(
    newer: Checkpoint, kept: str | None, proofs: Iterable[Consistency], keys: Keys
) -> Finding:
    """Return whether the journal of a checkpoint that was verified continues one that was kept.

    Raises:
        ProofRefused: it does not, or what was kept is no checkpoint of it.
    """
    if kept is None:
        return Finding(code=FindingCode.PAST_UNKNOWN)
    older = _signed_checkpoint(kept, keys).checkpoint
    if older.origin != newer.origin:
        raise ProofRefused(FindingCode.OTHER_JOURNAL, log=older.origin)
    first, last = sorted((older, newer), key=lambda one: one.size)
    ends = (first.size, first.root), (last.size, last.root)
    continues = Finding(code=FindingCode.JOURNAL_CONTINUES, values={"size": older.size})
    if first.size == last.size or not first.size:
        if first.size and not is_consistent(*ends, []):
            raise ProofRefused(FindingCode.JOURNAL_REWRITTEN, size=older.size)
        return continues
    for proof in proofs:
        if (proof.since, proof.checkpoint.checkpoint.size) == (first.size, last.size):
            if not is_consistent(*ends, proof.hashes):
                raise ProofRefused(FindingCode.JOURNAL_REWRITTEN, size=older.size)
            return continues
    values = {"size": older.size, "newer": newer.size}
    return Finding(code=FindingCode.NO_PROOF_SINCE, values=values)


def read_consistency(text: str) -> list[Consistency]:
    """Return the proofs of `journal hold-against`, or those that a print carries.

    Raises:
        ProofRefused: they cannot be read.
    """
    try:
        found = json.loads(text)
        return [
            Consistency(
                since=one["since"],
                hashes=tuple(base64.b64decode(step, validate=True) for step in one["consistency"]),
                checkpoint=read_note(one["checkpoint"]),
            )
            for one in (found if isinstance(found, list) else [found])
        ]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ProofRefused(FindingCode.NO_PROOF) from None


def told(instant: str) -> str:
    """Return the instant of a proof as a sentence names it."""
    return instant[:19].replace("T", " ")


# One part after the other ----------------------------------------------------------------------


def _opened(token: str, keys: Keys) -> tuple[Claims, Claims]:
    """Return header and claims of a compact JWS, once its signature was found good."""
    parts = token.split(".")
    if len(parts) != 3:
        raise ProofRefused(FindingCode.NO_PROOF)
    header = _object(parts[0])
    if header.get("alg") != "EdDSA":
        raise ProofRefused(FindingCode.WRONG_ALGORITHM)
    if set(header) != {"alg", "kid", "typ"} or header["typ"] not in {SEAL_TYPE, RECEIPT_TYPE}:
        raise ProofRefused(FindingCode.WRONG_TYPE)
    ours = {key_id_of(key): key for key in keys}
    key = ours.get(header["kid"]) if isinstance(header["kid"], str) else None
    if key is None:
        raise ProofRefused(FindingCode.UNKNOWN_KEY, key=str(header["kid"])[:64])
    if not is_signed(key, f"{parts[0]}.{parts[1]}".encode(), _bytes(parts[2])):
        raise ProofRefused(FindingCode.CHANGED)
    return header, _object(parts[1])


def _claims(token: str, keys: Keys, type_: str) -> Claims:
    header, claims = _opened(token.strip(), keys)
    if header["typ"] != type_:
        raise ProofRefused(FindingCode.WRONG_TYPE)
    if claims.get("format") != FORMAT:
        raise ProofRefused(FindingCode.UNKNOWN_FORMAT)
    if claims.keys() != _MEMBERS[type_]:
        raise ProofRefused(FindingCode.WRONG_TYPE)
    return claims


def _seals(claims: Claims, line: Claims, digest: str, keys: Keys) -> Iterable[Finding]:
    """Yield what the two seals prove, each of its own role, of two persons, on this content."""
    signers = set()
    for role in Signatory:
        token = claims["seals"][role.value]
        if token is None:
            yield Finding(code=FindingCode.NO_SEAL, values={"role": _role(role)})
            continue
        seal = verify_seal(token, keys)
        check_role(seal, role)
        said = seal.claims
        about = all(said[name] == claims[name] for name in _ABOUT)
        if not about or said["version"] != line["version"] or said["by"]["subject"] in signers:
            raise ProofRefused(FindingCode.OTHER_SEAL)
        if said["content"] != digest:
            raise ProofRefused(FindingCode.CONTENT_DIFFERS, digest=digest, signed=said["content"])
        signers.add(said["by"]["subject"])
        yield from seal.findings


def _check_line(claims: Claims, line: Claims, digest: str) -> None:
    said = (line["type"], line["content"], line["at"], *(line[name] for name in _ABOUT[1:]))
    if said != ("SENT", digest, claims["at"], *(claims[name] for name in _ABOUT[1:])):
        raise ProofRefused(FindingCode.LINE_DIFFERS)


def _check_inclusion(claims: Claims, number: int, checkpoint: Checkpoint) -> None:
    if checkpoint.origin != claims["log"]:
        raise ProofRefused(FindingCode.OTHER_JOURNAL, log=checkpoint.origin)
    leaf = leaf_of(digest_of_text(claims["line"]))
    proof = [base64.b64decode(step) for step in claims["inclusion"]]
    if root_of_inclusion(leaf, number - 1, checkpoint.size, proof) != checkpoint.root:
        raise ProofRefused(FindingCode.NOT_IN_JOURNAL)


def _signed_checkpoint(note: str, keys: Keys) -> SignedCheckpoint:
    try:
        signed = read_note(note)
    except NoCheckpointError:
        raise ProofRefused(FindingCode.NO_PROOF) from None
    text = signed.text.encode()
    for key in keys:
        if any(is_signed(key, text, signature) for signature in signed.signatures_of(key)):
            return signed
    raise ProofRefused(FindingCode.CHECKPOINT_CHANGED)


def _checkpoint_signed(checkpoint: Checkpoint) -> Finding:
    values = {"log": checkpoint.origin, "size": checkpoint.size}
    return Finding(code=FindingCode.CHECKPOINT_SIGNED, values=values)


def _signed(claims: Claims) -> Finding:
    return Finding(
        code=FindingCode.SIGNED,
        values={
            "name": claims["by"]["name"],
            "at": told(claims["at"]),
            "role": _role(Signatory(claims["role"])),
        },
    )


def _role(role: Signatory) -> Text:
    return signatory_word(role, None)


def _object(part: str) -> Claims:
    try:
        found = json.loads(_bytes(part))
    except (ValueError, RecursionError):
        raise ProofRefused(FindingCode.NO_PROOF) from None
    if not isinstance(found, dict):
        raise ProofRefused(FindingCode.NO_PROOF)
    return found


def _bytes(part: str) -> bytes:
    try:
        return base64.b64decode(part.encode() + b"=" * (-len(part) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ProofRefused(FindingCode.NO_PROOF) from None
