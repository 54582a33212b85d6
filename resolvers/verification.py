"""Verifying a proof for anybody, and what the database knows of it at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, exists, select

from auth.findings import Finding, FindingCode, ProofRefused
from auth.timestamps import GivenTimestamp, verify_timestamp
from auth.verifying import Keys, Verified, verify
from models.checkpoints import newest_checkpoint
from models.form import FormId
from models.log import root_at
from models.proof_tables import PROOF
from models.seals import RECEIPT_TYPE
from models.statements import Statement
from models.tables import FORM, SUBMISSION, SUBMISSION_RETURN
from resolvers.context import Context
from resolvers.loaders import load_form

_OF_PROOF = and_(
    SUBMISSION.c.form_id == PROOF.c.form_id, SUBMISSION.c.form_version == PROOF.c.form_version
)
_RETURNED = exists().where(
    SUBMISSION_RETURN.c.form_id == PROOF.c.form_id,
    SUBMISSION_RETURN.c.form_version == PROOF.c.form_version,
)
_KNOWN = Statement(
    select(
        PROOF.c.form_id,
        PROOF.c.form_version,
        (FORM.c.version == PROOF.c.form_version).label("present"),
        SUBMISSION.c.reference,
        _RETURNED.label("returned"),
    )
    .select_from(PROOF.join(FORM, FORM.c.id == PROOF.c.form_id).outerjoin(SUBMISSION, _OF_PROOF))
    .where(PROOF.c.token == bindparam("token"), PROOF.c.number == bindparam("number"))
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What came of a verification; a proof that is refused is refused for the last finding."""

    findings: Sequence[Finding]
    verified: Verified | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Against:
    """What a proof is held against: a checkpoint that was kept, and when an authority saw it."""

    kept: str | None = None
    timestamp: GivenTimestamp | None = None


async def verify_proof(context: Context, proof: str, against: Against, keys: Keys) -> Verdict:
    """Return what the proof proves, and what the service knows of it now."""
    findings: list[Finding] = []
    try:
        verified = verify(proof, keys)
        findings.extend(verified.findings)
        if verified.claims:
            findings.extend(await _now(context, proof.strip(), verified))
        findings.extend(await _past(context, against.kept, keys))
        if against.timestamp is not None:
            findings.append(verify_timestamp(against.kept or proof, against.timestamp))
    except ProofRefused as refused:
        return Verdict(findings=(*findings, refused.finding), verified=None)
    return Verdict(findings=findings, verified=verified)


async def _now(context: Context, token: str, verified: Verified) -> list[Finding]:
    """Return how it stands with what was proven; a seal whose signature fell is refused."""
    receipt = verified.type == RECEIPT_TYPE
    number = verified.checkpoint.size if verified.checkpoint else verified.claims["line"]["number"]
    rows = await context.snapshot.rows(_KNOWN, token=token, number=number)
    if not rows:
        raise ProofRefused(FindingCode.NOT_KNOWN_HERE)
    (row,) = rows
    if not receipt and not row.present and row.reference is None:
        raise ProofRefused(FindingCode.SIGNATURE_FELL)
    state = FindingCode.SUBMISSION_RETURNED if row.returned else FindingCode.IN_FORCE
    return [Finding(code=state), *(await _alarm(context, row) if receipt else ())]


async def _alarm(context: Context, row: Any) -> list[Finding]:
    """Return that the account changed, for who may read it."""
    view = await load_form(context, FormId(row.form_id))
    for submission in view.form.submissions if view else ():
        if submission.form_version == row.form_version:
            assert view is not None, "its submissions were read of it"
            if view.of_submission(submission).bank_account_changed_since_signing:
                return [Finding(code=FindingCode.ACCOUNT_CHANGED)]
    return []


async def _past(context: Context, kept: str | None, keys: Keys) -> list[Finding]:
    """Hold the journal, as it is now, against the checkpoint that was kept."""
    if kept is None:
        return [Finding(code=FindingCode.PAST_UNKNOWN)]
    older = verify(kept, keys).checkpoint
    newest = await newest_checkpoint(context.snapshot.rows)
    if older is None:
        raise ProofRefused(FindingCode.WRONG_TYPE)
    if newest is None or newest.size < older.size:
        raise ProofRefused(FindingCode.JOURNAL_REWRITTEN, size=older.size)
    now = verify(newest.note, keys).checkpoint
    assert now is not None, "our own note is a checkpoint"
    if now.origin != older.origin:
        raise ProofRefused(FindingCode.OTHER_JOURNAL, log=older.origin)
    if older.size and await root_at(context.snapshot.rows, older.size) != older.root:
        raise ProofRefused(FindingCode.JOURNAL_REWRITTEN, size=older.size)
    values = {"size": older.size}
    return [Finding(code=FindingCode.JOURNAL_CONTINUES, values=values)]
