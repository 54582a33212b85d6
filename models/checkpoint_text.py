"""Checkpoints as text: a signed note that says how large a log is, and what its root is.

A note is signed by keys with names; the name of our key is the name of the log. What it says stands
in its first lines, each signature in a line of its own behind an empty one.

Source: C2SP signed-note and tlog-checkpoint (c2sp.org); Ed25519 signatures are of type 1.
"""

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from models.merkle import Hash

_ED25519 = b"\x01"
_SIGNED_BY = "— "
_LARGEST = 2**31


class NoCheckpointError(ValueError):
    """The text is no checkpoint; says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkpoint:
    """What a checkpoint says: the log with that name had that many lines, and that root."""

    origin: str
    size: int
    root: Hash

    @property
    def text(self) -> str:
        """The lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class SignatureLine:
    """One signature of a note."""

    name: str
    key_hash: bytes
    signature: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with what signs it; nothing of it is checked yet."""

    checkpoint: Checkpoint
    text: str
    signatures: tuple[SignatureLine, ...]

    def signatures_of(self, public_key: bytes) -> list[bytes]:
        """Return the signatures that claim to be of this key, under the name of the log."""
        name = self.checkpoint.origin
        mine = (name, key_hash(name, public_key))
        return [line.signature for line in self.signatures if (line.name, line.key_hash) == mine]


def key_hash(name: str, public_key: bytes) -> bytes:
    """Return the four bytes by which a note names an Ed25519 key."""
    return sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:4]


def verifier_key(name: str, public_key: bytes) -> str:
    """Return the key as tools for signed notes take it."""
    encoded = base64.b64encode(_ED25519 + public_key).decode()
    return f"{name}+{key_hash(name, public_key).hex()}+{encoded}"


def note_of(checkpoint: Checkpoint, public_key: bytes, signature: bytes) -> str:
    """Return the signed note."""
    name = checkpoint.origin
    signed = base64.b64encode(key_hash(name, public_key) + signature).decode()
    return f"{checkpoint.text}\n{_SIGNED_BY}{name} {signed}\n"


def read_note(note: str) -> SignedCheckpoint:
    """Return what the note says, and its signatures.

    Raises:
        NoCheckpointError: it is no checkpoint.
    """
    body, empty, signed = note.rpartition("\n\n")
    lines = body.split("\n")
    if not empty or len(lines) < 3 or not signed.endswith("\n"):
        raise NoCheckpointError("it has no signature behind name, size and root")
    checkpoint = Checkpoint(origin=lines[0], size=_size(lines[1]), root=_bytes(lines[2], 32))
    if not checkpoint.origin:
        raise NoCheckpointError("it has no name")
    signatures = tuple(map(_signature, signed.removesuffix("\n").split("\n")))
    return SignedCheckpoint(checkpoint=checkpoint, text=f"{body}\n", signatures=signatures)


def _size(text: str) -> int:
    plain = text.isascii() and text.isdigit() and str(int(text[:20])) == text
    if not plain or int(text) > _LARGEST:
        raise NoCheckpointError("its size is no number")
    return int(text)


def _signature(line: str) -> SignatureLine:
    name, _, encoded = line.removeprefix(_SIGNED_BY).rpartition(" ")
    if not line.startswith(_SIGNED_BY) or not name:
        raise NoCheckpointError("a signature has no name")
    signed = _bytes(encoded)
    return SignatureLine(name=name, key_hash=signed[:4], signature=signed[4:])


def _bytes(text: str, length: int | None = None) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoCheckpointError("it holds something that is no base64") from None
    if length is not None and len(found) != length:
        raise NoCheckpointError("its root is not 32 bytes long")
    return found
