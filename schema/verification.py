"""Verifying proofs, for anybody."""

from base64 import b64decode
from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import Info

from auth.findings import FindingCode, Outcome
from auth.timestamps import LONGEST_ANSWER, GivenTimestamp
from models.canonical import Digest, digest_of_text
from models.language import Language
from models.seals import RECEIPT_TYPE
from models.spec import FormKind
from resolvers.context import Context
from resolvers.verification import Against, Verdict, verify_proof
from schema.arguments import given
from schema.described import argument, attribute, operation

Proof = Annotated[str, argument("A seal, a receipt or a checkpoint, as it was given.")]
Kept = Annotated[
    str | None,
    argument("A checkpoint that was kept elsewhere: the journal of now is held against it."),
]
InLanguage = Annotated[Language | None, argument("The language of the sentences.")]


@strawberry.input(description="A time-stamp of a checkpoint, and whom you trust to give it.")
class TimestampInput:
    answer: str = attribute("The answer of the authority, in base64, as `Timestamp.answer`.")
    authority: str = attribute("The certificates of the authority that you trust, as PEM.")

    @property
    def given(self) -> GivenTimestamp:
        """The same, for verifying; what is no base64 is no time-stamp."""
        try:
            answer = b64decode(self.answer[: 2 * LONGEST_ANSWER], validate=True)
        except ValueError:
            answer = b""
        return GivenTimestamp(answer=answer, authority=self.authority)


Stamped = Annotated[
    TimestampInput | None,
    argument("The time-stamp of the checkpoint that was kept, or of the proof where it is one."),
]


@strawberry.type(description="One thing that a verification found.")
class Finding:
    code: FindingCode = attribute("What was found; rely on it.")
    outcome: Outcome = attribute("What it means for the proof.")
    message: str = attribute("A sentence for people, in the language of the request.")


@strawberry.type(
    description="What a proof proves and what not. It is a seal of the service over an "
    "authenticated act, and not a qualified signature of a person."
)
class Verification:
    valid: bool = attribute("Whether the proof holds: nothing was refused.")
    findings: list[Finding] = attribute("What was found, in order; a refusal is the last one.")
    reference: str | None = attribute("The reference of the submission, of a receipt that holds.")
    kind: FormKind | None = attribute("Which form it is about.")
    nis_code: str | None = attribute("The NIS code of the CPAS.")
    year: int | None = attribute("The year that the form accounts for.")
    at: datetime | None = attribute("When it was signed or sent.")
    content_digest: Digest | None = attribute("The digest of the content that was signed.")


@strawberry.type
class VerificationQuery:
    @operation()
    async def verify_proof(
        self,
        info: Info[Context, None],
        proof: Proof,
        kept: Kept = strawberry.UNSET,
        timestamp: Stamped = strawberry.UNSET,
        language: InLanguage = strawberry.UNSET,
    ) -> Verification:
        """Verify a seal, a receipt or a checkpoint, and say what it proves. Whether the account
        changed since is told to who may read it. The same can be done without this service: see
        docs/verify.md. Open to all."""
        assert info.context.sealing is not None, "who serves has keys"
        keys = info.context.sealing.keys
        stamped = given(timestamp)
        against = Against(kept=given(kept), timestamp=stamped.given if stamped else None)
        verdict = await verify_proof(info.context, proof, against, keys)
        return _verification(verdict, given(language) or info.context.language or Language.EN)


def _verification(verdict: Verdict, language: Language) -> Verification:
    said = verdict.verified.claims if verdict.verified else {}
    receipt = verdict.verified is not None and verdict.verified.type == RECEIPT_TYPE
    content = digest_of_text(said["content"]) if receipt else said.get("content")
    return Verification(
        valid=verdict.verified is not None,
        findings=[
            Finding(code=finding.code, outcome=finding.outcome, message=finding.message(language))
            for finding in verdict.findings
        ],
        reference=said.get("reference"),
        kind=FormKind(said["form"]) if said else None,
        nis_code=said.get("nis"),
        year=said.get("year"),
        at=datetime.fromisoformat(said["at"]) if said else None,
        content_digest=Digest(content) if content else None,
    )
