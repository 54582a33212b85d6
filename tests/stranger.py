"""A stranger who checks proofs: nothing here is of ours, only JSON, SHA-256 and Ed25519.

Source: RFC 7515; RFC 9162, section 2.1; C2SP signed-note and tlog-checkpoint.
"""

import base64
import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened(token: str, keys: dict[str, Ed25519PublicKey]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and payload of a compact JWS, once its signature was found good."""
    header, body, signature = token.split(".")
    read = json.loads(unpadded(header))
    keys[read["kid"]].verify(unpadded(signature), f"{header}.{body}".encode())
    return read, json.loads(unpadded(body))


def leaf(line_hash: str) -> bytes:
    return sha256(b"\x00" + bytes.fromhex(line_hash)).digest()


def root_of(leaf_: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """The root to which an inclusion proof leads (RFC 9162, section 2.1.3), read from above."""
    if size == 1:
        assert not proof
        return leaf_
    half = half_of(size)
    *below, last = proof
    if index < half:
        return sha256(b"\x01" + root_of(leaf_, index, half, below) + last).digest()
    return sha256(b"\x01" + last + root_of(leaf_, index - half, size - half, below)).digest()


def checkpoint_of(note: str, key: Ed25519PublicKey, public: bytes) -> tuple[str, int, bytes]:
    """Name, size and root of a checkpoint, once its signature was found good (C2SP)."""
    text, _, signed = note.partition("\n\n")
    name, size, root = text.split("\n")
    assert signed.startswith(f"— {name} ")
    assert signed.endswith("\n")
    whole = base64.b64decode(signed.split(" ")[2])
    assert whole[:4] == sha256(name.encode() + b"\n\x01" + public).digest()[:4]
    key.verify(whole[4:], f"{text}\n".encode())
    return name, int(size), base64.b64decode(root)


def roots_of(old: int, new: int, proof: list[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """The roots of the older and the newer tree to which a consistency proof leads."""
    if old == new:
        return (known, known) if known is not None else (proof[0], proof[0])
    *below, last = proof
    half = half_of(new)
    if old <= half:
        before, after = roots_of(old, half, below, known)
        return before, sha256(b"\x01" + after + last).digest()
    before, after = roots_of(old - half, new - half, below, None)
    return (
        sha256(b"\x01" + last + before).digest(),
        sha256(b"\x01" + last + after).digest(),
    )


def half_of(size: int) -> int:
    """The largest power of two below the size."""
    half = 1
    while half * 2 < size:
        half *= 2
    return half
