"""What the time-stamp of a checkpoint proves, and every way in which it can be wrong."""

from base64 import b64decode

import pytest

from auth.findings import ProofRefused
from auth.timestamps import GivenTimestamp, instant_of, request_for, verify_timestamp
from models.language import Language
from tests.stamping import answer_to, certificate

NOTE = "journal.example\n7\nAAAA\n\n— journal.example AAAA\n"
REFUSED = b64decode("MAUwAwIBAg==")
"""An answer in which the authority refuses."""


def found(note: str, answer: bytes, authority: str) -> str:
    try:
        given = GivenTimestamp(answer=answer, authority=authority)
        return verify_timestamp(note, given).message(Language.EN)
    except ProofRefused as refused:
        return refused.finding.code.value


def test_a_time_stamp_proves_when_the_authority_saw_the_checkpoint() -> None:
    asked = request_for(NOTE)
    answer = answer_to(asked.as_bytes())
    at = instant_of(answer, asked)

    assert found(NOTE, answer, certificate()) == (
        "A time-stamp authority, certified by CN=Small authority, saw this checkpoint on "
        f"{at:%Y-%m-%d %H:%M:%S} (UTC)."
    )


def test_what_does_not_hold_is_refused_with_its_reason() -> None:
    answer = answer_to(request_for(NOTE).as_bytes())
    changed = answer[:-4] + bytes(4)
    other = certificate("Other authority")

    for note, given, authority, code in (
        (f"{NOTE} ", answer, certificate(), "TIMESTAMP_DIFFERS"),
        (NOTE, answer, other, "TIMESTAMP_UNTRUSTED"),
        (NOTE, changed, certificate(), "TIMESTAMP_UNTRUSTED"),
        (NOTE, REFUSED, certificate(), "NO_TIMESTAMP"),
        (NOTE, b"", certificate(), "NO_TIMESTAMP"),
        (NOTE, b"0" * 100_000, certificate(), "NO_TIMESTAMP"),
        (NOTE, answer, "nobody", "NO_TIMESTAMP"),
        (NOTE, answer, "", "NO_TIMESTAMP"),
    ):
        assert found(note, given, authority) == code


def test_an_answer_to_something_else_is_not_kept() -> None:
    asked, other = request_for(NOTE), request_for("something else")

    for answer in (
        answer_to(request_for(NOTE).as_bytes()),
        answer_to(other.as_bytes()),
        REFUSED,
        b"",
    ):
        with pytest.raises(ValueError, match=r"."):
            instant_of(answer, asked)
