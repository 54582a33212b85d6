"""What the service signs: the seal of a signature, the receipt of a submission, a checkpoint.

A seal says that the service took this signature, of this person, on this content, at this instant,
and where the journal says so. It is a seal of the service over an authenticated act, and not a
qualified signature of the person. What is said is canonical JSON; nothing in it is secret.

Source: RFC 7515 (JSON Web Signature, compact form); RFC 8037 (EdDSA).
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from models.canonical import Digest, Json, canonical_json
from models.checkpoint_text import Checkpoint, note_of
from models.form import Form, Signature, Submission
from models.journal import instant
from models.merkle import Hash, Tree
from models.people import Signatory

FORMAT = 1
"""How seals and receipts are written down today."""
SEAL_TYPE = "rapport-unique-seal+jws"
RECEIPT_TYPE = "rapport-unique-receipt+jws"


class SealingKey(Protocol):
    """The key of the service, wherever it is: in memory, in a module, at a remote service."""

    @property
    def key_id(self) -> str:
        """What names the key among the public ones."""

    @property
    def public_key(self) -> bytes:
        """The public key of Ed25519, 32 bytes."""

    async def sign(self, message: bytes) -> bytes:
        """Return the signature of Ed25519 over the message."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedLine:
    """A line of the journal as it was written: number and hash."""

    number: int
    hash: Digest


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedText:
    """A line of the journal with its exact text, and the tree before it and with it."""

    line: PlacedLine
    text: str
    before: Tree
    tree: Tree


@dataclass(frozen=True, kw_only=True)
class Sealing:
    """The service as it signs: with its key, for its log."""

    key: SealingKey
    origin: str
    """The name of the log; it never changes."""
    former: tuple[bytes, ...] = ()
    """The public keys that signed before."""

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The public keys with which proofs are verified."""
        return (self.key.public_key, *self.former)

    async def seal(self, form: Form, signature: Signature, line: PlacedLine) -> str:
        """Return the seal of the signature, as a compact JWS."""
        by = signature.signed.by
        return await self._jws(
            SEAL_TYPE,
            {
                "format": FORMAT,
                "log": self.origin,
                **_about(form),
                "version": signature.form_version,
                "content": signature.content_digest,
                "role": signature.role.value,
                "by": {
                    "name": by.display_name,
                    "subject": by.subject,
                    "assurance": by.assurance_level,
                    "issuer": by.issuer,
                },
                "at": instant(signature.signed.at),
                "line": {"number": line.number, "hash": line.hash},
            },
        )

    async def receipt(
        self,
        form: Form,
        submission: Submission,
        seals: Sequence[tuple[Signatory, str | None]],
        placed: PlacedText,
    ) -> str:
        """Return the receipt of the submission, as a compact JWS."""
        return await self._jws(
            RECEIPT_TYPE,
            {
                "format": FORMAT,
                "log": self.origin,
                "reference": submission.reference,
                **_about(form),
                "at": instant(submission.sent_at),
                "content": form.canonical_content,
                "seals": {role.value: seal for role, seal in seals},
                "line": placed.text,
                "inclusion": list(map(base64_of, placed.before.proof_of_next)),
                "checkpoint": await self.checkpoint(placed.tree.size, placed.tree.root),
            },
        )

    async def checkpoint(self, size: int, root: Hash) -> str:
        """Return the signed checkpoint of the log."""
        checkpoint = Checkpoint(origin=self.origin, size=size, root=root)
        signature = await self.key.sign(checkpoint.text.encode())
        return note_of(checkpoint, self.key.public_key, signature)

    async def _jws(self, type_: str, payload: Json) -> str:
        header: Json = {"alg": "EdDSA", "kid": self.key.key_id, "typ": type_}
        signed = ".".join(base64url(canonical_json(part).encode()) for part in (header, payload))
        return f"{signed}.{base64url(await self.key.sign(signed.encode()))}"


def base64url(value: bytes) -> str:
    """Return the bytes in base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def base64_of(value: bytes) -> str:
    """Return the bytes in base64, as checkpoints write them."""
    return base64.b64encode(value).decode()


def _about(form: Form) -> dict[str, Json]:
    return {"form": form.spec.kind.value, "nis": form.nis_code, "year": form.year}
