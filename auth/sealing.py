"""The keys with which the service seals: one that signs now, and those that signed before.

They stand together in a JWK set, the signing one first and with its private part. Another kind of
key - in a hardware module, at a remote service - only has to be a `models.seals.SealingKey`.

Source: RFC 7517 (JWK), RFC 7638 (thumbprints), RFC 8037 (Ed25519 keys).
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.canonical import canonical_json
from models.seals import base64url

Jwk = Mapping[str, Any]


class NoKeySetError(ValueError):
    """The text is no set of keys as it is wanted; says why, and nothing of what it holds."""


@dataclass(frozen=True, kw_only=True)
class LocalKey:
    """A signing key in the memory of this process."""

    private: Ed25519PrivateKey

    @property
    def key_id(self) -> str:
        """The thumbprint of the public key."""
        return key_id_of(self.public_key)

    @property
    def public_key(self) -> bytes:
        """The public key, 32 bytes."""
        return self.private.public_key().public_bytes_raw()

    async def sign(self, message: bytes) -> bytes:
        """Return the signature over the message."""
        return self.private.sign(message)


@dataclass(frozen=True, kw_only=True)
class SealingKeys:
    """The key that signs, and the public keys of all that ever did, the present one first."""

    signing: LocalKey
    public: tuple[bytes, ...]

    @property
    def key_set(self) -> dict[str, Any]:
        """The public JWK set."""
        return {"keys": [public_jwk(key) for key in self.public]}


def key_id_of(public_key: bytes) -> str:
    """Return the thumbprint of the key: SHA-256 of its canonical JWK."""
    jwk = canonical_json({"crv": "Ed25519", "kty": "OKP", "x": base64url(public_key)})
    return base64url(sha256(jwk.encode()).digest())


def public_jwk(public_key: bytes) -> dict[str, str]:
    """Return the public key as a JWK."""
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": base64url(public_key),
        "kid": key_id_of(public_key),
        "alg": "EdDSA",
        "use": "sig",
    }


def new_keys(before: SealingKeys | None = None) -> str:
    """Return a set with a new signing key, as text; of those before it, the public parts."""
    private = Ed25519PrivateKey.generate()
    key = LocalKey(private=private)
    signing = {**public_jwk(key.public_key), "d": base64url(private.private_bytes_raw())}
    kept = [public_jwk(public) for public in before.public] if before else []
    return json.dumps({"keys": [signing, *kept]}, indent=1) + "\n"


def read_keys(text: str) -> SealingKeys:
    """Return the keys of the set.

    Raises:
        NoKeySetError: it is none, or its first key has no private part.
    """
    jwks = _jwks(text)
    private = jwks[0].get("d") if jwks else None
    if private is None:
        raise NoKeySetError("the first key has no private part")
    public = [_public_key(jwk) for jwk in jwks]
    key = LocalKey(private=Ed25519PrivateKey.from_private_bytes(_bytes(private)))
    if key.public_key != public[0]:
        raise NoKeySetError("the two parts of the first key do not belong together")
    return SealingKeys(signing=key, public=tuple(public))


def read_public_keys(text: str) -> tuple[bytes, ...]:
    """Return the public keys of a set; those of other kinds are none of ours.

    Raises:
        NoKeySetError: it is no set of keys.
    """
    ours = [jwk for jwk in _jwks(text) if jwk.get("crv") == "Ed25519"]
    return tuple(_public_key(jwk) for jwk in ours)


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature over the message is that of this key."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _jwks(text: str) -> Sequence[Jwk]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise NoKeySetError("is not valid JSON") from None
    jwks = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(jwks, list) or not all(isinstance(jwk, dict) for jwk in jwks):
        raise NoKeySetError("is no JWK set")
    return jwks


def _public_key(jwk: Jwk) -> bytes:
    if (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519"):
        raise NoKeySetError("holds a key that is not of Ed25519")
    return _bytes(jwk.get("x"))


def _bytes(text: object) -> bytes:
    try:
        found = base64.urlsafe_b64decode(f"{text}=") if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != 32:
        raise NoKeySetError("holds a key that is not 32 bytes long")
    return found
