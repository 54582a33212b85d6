"""What a proof proves, and every way in which it can be wrong."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from auth.findings import Finding, FindingCode, Outcome, ProofRefused
from auth.sealing import LocalKey
from auth.verifying import (
    Consistency,
    check_content,
    hold_against,
    read_consistency,
    verify,
    verify_receipt,
)
from models.canonical import canonical_json, digest_of_text
from models.checkpoint_text import read_note
from models.form import Form, FormId
from models.journal import FIRST_HASH, events_of_form, line_text
from models.language import Language
from models.log import leaf_of
from models.merkle import Tree
from models.people import Signatory
from models.seals import RECEIPT_TYPE, SEAL_TYPE, PlacedLine, PlacedText, Sealing, base64url
from tests.models.building import (
    COVID,
    DIRECTOR_GENERAL,
    DORA,
    FRIDAY,
    PAULA,
    PRESIDENT,
    THURSDAY,
    signed,
)
from tests.sealing import KEY, ORIGIN, SEALING

KEYS = (KEY.public_key,)
OTHER = LocalKey(private=Ed25519PrivateKey.from_private_bytes(bytes(32)))
Claims = dict[str, Any]


def proofs_of(form: Form, sealing: Sealing = SEALING) -> tuple[str, str, str]:
    """Both seals and the receipt, as they are made when this form is signed by two and sent."""
    once = signed(form, PRESIDENT, PAULA, THURSDAY)
    sent = signed(once, DIRECTOR_GENERAL, DORA, FRIDAY)
    events = [*events_of_form(form, once), *events_of_form(once, sent)]
    tree, previous, seals = Tree(), FIRST_HASH, dict[Signatory, str | None]()
    receipt = ""
    for number, event in enumerate(events, 1):
        text = line_text(number, event, previous)
        before, previous = tree, digest_of_text(text)
        tree, _ = tree.grown(leaf_of(previous))
        line = PlacedLine(number=number, hash=previous)
        if number <= 2:
            made = asyncio.run(sealing.seal(sent, sent.signatures[number - 1], line))
            seals[sent.signatures[number - 1].role] = made
        else:
            assert sent.submission is not None
            placed = PlacedText(line=line, text=text, before=before, tree=tree)
            receipt = asyncio.run(
                sealing.receipt(sent, sent.submission, list(seals.items()), placed)
            )
    first, second = seals.values()
    assert first is not None
    assert second is not None
    return first, second, receipt


SEAL, SECOND_SEAL, RECEIPT = proofs_of(COVID)
OF_OTHER_FORM = proofs_of(replace(COVID, id=FormId(12), salt="5a18", year=2019))
CHECKPOINT = verify(RECEIPT, KEYS).claims["checkpoint"]


def codes(findings: Any) -> list[str]:
    return [finding.code.value for finding in findings]


def refused(proof: str) -> str:
    with pytest.raises(ProofRefused) as refusal:
        verify(proof, KEYS)
    assert refusal.value.finding.outcome is Outcome.REFUSED
    return refusal.value.finding.code.value


def resealed(change: Callable[[Claims], object], key: LocalKey = KEY, **header: object) -> str:
    """The receipt with something changed, signed again: what only who has the key can make."""
    claims = dict(verify(RECEIPT, KEYS).claims)
    change(claims)
    head: Any = {"alg": "EdDSA", "kid": KEY.key_id, "typ": RECEIPT_TYPE, **header}
    parts = [base64url(canonical_json(part).encode()) for part in (head, claims)]
    return ".".join([*parts, base64url(asyncio.run(key.sign(".".join(parts).encode())))])


def nothing(_: Claims) -> None:
    return None


def with_seals(president: str | None, director: str | None) -> Callable[[Claims], object]:
    return lambda claims: claims.update(
        seals={"PRESIDENT": president, "DIRECTOR_GENERAL": director}
    )


def test_a_receipt_proves_who_signed_what_and_where_it_stands() -> None:
    verified = verify(RECEIPT, KEYS)

    assert codes(verified.findings) == [
        "SEALED",
        "SIGNED",
        "SIGNED",
        "CONTENT_SIGNED",
        "IN_JOURNAL",
    ]
    assert [finding.message(Language.EN) for finding in verified.findings][:3] == [
        "The service issued this receipt: RU-2020-52011-COVID, sent on 2021-01-15 09:00:00 (UTC).",
        "Paula signed this content on 2021-01-14 09:00:00 (UTC), as president.",
        "Dora signed this content on 2021-01-15 09:00:00 (UTC), as secretary / director-general.",
    ]


def test_a_seal_and_a_checkpoint_are_verified_alone() -> None:
    assert codes(verify(SEAL, KEYS).findings) == ["SIGNED"]
    assert codes(verify(CHECKPOINT, KEYS).findings) == ["CHECKPOINT_SIGNED"]


def test_a_former_key_still_verifies() -> None:
    assert verify(RECEIPT, (OTHER.public_key, *KEYS)).findings


@pytest.mark.parametrize("at", range(0, len(RECEIPT), 97))
def test_no_character_of_a_receipt_can_be_changed(at: int) -> None:
    other = "A" if RECEIPT[at] != "A" else "B"

    assert refused(RECEIPT[:at] + other + RECEIPT[at + 1 :])


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        ("", "NO_PROOF"),
        ("a.b.c", "NO_PROOF"),
        ("x" * 300_000, "NO_PROOF"),
        ("a\n\nb", "NO_PROOF"),
        (resealed(nothing, alg="none"), "WRONG_ALGORITHM"),
        (resealed(nothing, alg="HS256"), "WRONG_ALGORITHM"),
        (resealed(nothing, typ="JWT"), "WRONG_TYPE"),
        (resealed(nothing, jwk={"kty": "OKP"}), "WRONG_TYPE"),
        (resealed(nothing, typ=SEAL_TYPE), "WRONG_TYPE"),
        (resealed(nothing, OTHER), "CHANGED"),
        (resealed(nothing, OTHER, kid=OTHER.key_id), "UNKNOWN_KEY"),
        (resealed(nothing, kid=7), "UNKNOWN_KEY"),
        (resealed(lambda claims: claims.update(format=2)), "UNKNOWN_FORMAT"),
        (resealed(with_seals(SECOND_SEAL, SEAL)), "WRONG_ROLE"),
        (resealed(with_seals(SEAL, SEAL)), "WRONG_ROLE"),
        (resealed(with_seals(OF_OTHER_FORM[0], SECOND_SEAL)), "OTHER_SEAL"),
        (resealed(with_seals(RECEIPT, SECOND_SEAL)), "WRONG_TYPE"),
        (resealed(lambda claims: claims.update(content="{}")), "LINE_DIFFERS"),
        (resealed(lambda claims: claims.update(year=2019)), "LINE_DIFFERS"),
        (resealed(lambda claims: claims.update(at="2021-01-15T09:00:01.000000Z")), "LINE_DIFFERS"),
        (resealed(lambda claims: claims.update(log="other.example/journal")), "OTHER_SEAL"),
        (resealed(lambda claims: claims.update(inclusion=[])), "NOT_IN_JOURNAL"),
        (
            resealed(
                lambda claims: claims.update(
                    line=claims["line"].replace('"reason":null', '"reason":"x"')
                )
            ),
            "NOT_IN_JOURNAL",
        ),
        (
            resealed(lambda claims: claims.update(checkpoint=CHECKPOINT.replace("\n3\n", "\n4\n"))),
            "CHECKPOINT_CHANGED",
        ),
        (CHECKPOINT.replace(ORIGIN, "other.example"), "CHECKPOINT_CHANGED"),
    ],
)
def test_what_does_not_hold_is_refused_with_its_reason(proof: str, code: str) -> None:
    assert refused(proof) == code


def test_a_signature_without_a_seal_is_told_and_nothing_invented() -> None:
    verified = verify(resealed(with_seals(None, SECOND_SEAL)), KEYS)

    assert codes(verified.findings)[:3] == ["SEALED", "NO_SEAL", "SIGNED"]
    assert verified.findings[1].outcome is Outcome.NOT_PROVEN


def test_one_cent_more_is_another_content() -> None:
    receipt = verify_receipt(RECEIPT, KEYS)
    content = receipt.claims["content"]
    check_content(content, receipt)

    with pytest.raises(ProofRefused) as refusal:
        check_content(content.replace('"justified":', '"justified":1'), receipt)

    assert refusal.value.finding.code is FindingCode.CONTENT_DIFFERS


# Held against a checkpoint that was kept -----------------------------------------------------


LEAVES = [leaf_of(digest_of_text(str(number))) for number in range(9)]


def note(size: int, *, rewritten: bool = False, sealing: Sealing = SEALING) -> str:
    tree = Tree()
    for leaf in (LEAVES[1:] if rewritten else LEAVES)[:size]:
        tree, _ = tree.grown(leaf)
    return asyncio.run(sealing.checkpoint(tree.size, tree.root))


def held(newer: str, kept: str | None, *proofs: Consistency) -> str:
    try:
        return hold_against(read_note(newer).checkpoint, kept, proofs, KEYS).code.value
    except ProofRefused as refusal:
        return refusal.finding.code.value


def proof_of_two(newer: str, hashes: tuple[bytes, ...]) -> Consistency:
    return Consistency(since=2, hashes=hashes, checkpoint=read_note(newer))


def test_a_journal_is_held_against_what_was_kept() -> None:
    good = proof_of_two(note(3), (LEAVES[2],))

    assert held(note(3), None) == "PAST_UNKNOWN"
    assert held(note(3), note(3)) == "JOURNAL_CONTINUES"
    assert held(note(3), note(2), good) == "JOURNAL_CONTINUES"
    assert held(note(2), note(3), good) == "JOURNAL_CONTINUES"
    assert held(note(3), note(2)) == "NO_PROOF_SINCE"
    assert held(note(3), note(3, rewritten=True)) == "JOURNAL_REWRITTEN"
    assert held(note(3), note(2, rewritten=True), good) == "JOURNAL_REWRITTEN"
    assert held(note(3), note(2), proof_of_two(note(3), (LEAVES[3],))) == "JOURNAL_REWRITTEN"
    assert held(note(3), note(3, sealing=replace(SEALING, origin="b"))) == "OTHER_JOURNAL"
    assert held(note(3), note(3, sealing=Sealing(key=OTHER, origin=ORIGIN))) == "CHECKPOINT_CHANGED"
    assert held(note(3), "nothing") == "NO_PROOF"


def test_a_proof_of_consistency_is_read_as_it_was_printed() -> None:
    printed = json.dumps({"since": 2, "consistency": ["AAAA"], "checkpoint": note(3)})

    (read,) = read_consistency(printed)

    assert (read.since, read.hashes) == (2, (b"\0\0\0",))
    for text in (
        "",
        "[1]",
        '{"since": 2}',
        '{"since": 2, "consistency": ["?"], "checkpoint": "x"}',
    ):
        with pytest.raises(ProofRefused):
            read_consistency(text)


@pytest.mark.parametrize("code", FindingCode)
def test_every_finding_has_its_sentence_in_every_language(code: FindingCode) -> None:
    values = dict.fromkeys(
        (
            "reference",
            "at",
            "name",
            "role",
            "digest",
            "signed",
            "log",
            "number",
            "size",
            "newer",
            "key",
            "authority",
            "figures",
        ),
        "7",
    )

    sentences = {Finding(code=code, values=values).message(language) for language in Language}

    assert len(sentences) == len(Language)
    assert all(sentence.endswith((".", "]")) for sentence in sentences)
