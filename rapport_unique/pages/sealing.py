"""What the pages give a browser to keep, so that it can neither read nor change it.

Source: Fernet (AES-128-CBC with HMAC-SHA-256), RFC 5869 (HKDF).
"""

import base64
import json
import zlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Seal:
    """Seals small values for one purpose; what was sealed for another opens nothing here."""

    def __init__(self, secret: bytes, purpose: str, clock: Callable[[], datetime]) -> None:
        """Derive the key of this purpose from the secret of the installation."""
        derived = HKDF(SHA256(), length=32, salt=None, info=f"rapport-unique {purpose}".encode())
        self._box = Fernet(base64.urlsafe_b64encode(derived.derive(secret)))
        self._clock = clock

    def seal(self, value: dict[str, Any]) -> str:
        """Return the value as text for a cookie or a hidden field."""
        plain = zlib.compress(json.dumps(value, separators=(",", ":")).encode())
        return self._box.encrypt_at_time(plain, self._now()).decode()

    def open(self, text: str, *, lasts_s: int) -> dict[str, Any] | None:
        """Return what was sealed at most so long ago, or None for anything else."""
        try:
            plain = self._box.decrypt_at_time(text.encode(), lasts_s, self._now())
        except (InvalidToken, UnicodeEncodeError):
            return None
        value = json.loads(zlib.decompress(plain))
        assert isinstance(value, dict), "nothing else is sealed"
        return value

    def _now(self) -> int:
        return int(self._clock().timestamp())
