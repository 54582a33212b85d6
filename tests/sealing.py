"""A key that seals in tests, always the same."""

import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from auth.sealing import LocalKey, public_jwk
from models.seals import Sealing, base64url

KEY = LocalKey(private=Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
KEYS = json.dumps({"keys": [{**public_jwk(KEY.public_key), "d": base64url(bytes(range(32)))}]})
"""The same as a setting."""
ORIGIN = "rapport-unique.example/journal"
SEALING = Sealing(key=KEY, origin=ORIGIN)
