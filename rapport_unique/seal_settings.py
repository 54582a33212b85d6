"""The settings of seals, of the journal and of its time-stamps."""

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

from auth.sealing import NoKeySetError, read_keys

HOW_TO_MAKE_KEYS = "`umask 077; rapport-unique keys new > sealing-keys.json` makes them"


class SealSettings(BaseSettings):
    """How this process signs, and who else confirms when it did."""

    sealing_keys: SecretStr | None = Field(
        None,
        description="The keys that seal signatures, receipts and checkpoints: a JWK set, the "
        "signing key first. In development it is made when it is missing.",
    )
    journal_name: str | None = Field(
        None,
        pattern=r"^[^\s+]{1,100}$",
        description="The name of the journal on its checkpoints, which never changes.",
    )
    timestamp_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s@]+$",
        description="The address of a time-stamp authority (RFC 3161), which confirms when the "
        "journal had a checkpoint. Without it, nobody is asked.",
    )
    timestamp_every_s: int = Field(
        3600,
        ge=10,
        description="How long there is none after a time-stamped checkpoint, in seconds.",
    )

    @field_validator("sealing_keys")
    @classmethod
    def _are_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        try:
            if keys is not None:
                read_keys(keys.get_secret_value())
        except NoKeySetError as error:
            raise ValueError(f"{error}; {HOW_TO_MAKE_KEYS}") from None
        return keys
