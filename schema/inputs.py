"""What comes in: arguments of queries and mutations."""

from datetime import datetime

import strawberry

from models.bank_account import BankAccountEntry
from models.canonical import Digest
from models.contact import ContactEntry
from models.cpas import CpasId, Region
from models.entries import EnteredLine
from models.follow_up import FormOrderField, OrderDirection
from models.form import FormStatus
from models.language import Language
from models.money import Cents
from models.people import Signatory
from models.spec import FormKind, LineKey
from schema.described import attribute
from schema.lengths import check_given
from schema.nodes import NodeType, number_of


@strawberry.input
class Repeatable:
    idempotency_key: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Chosen by the client, up to 200 characters. For a day, the same call with the "
        "same key does nothing more, and answers with `replayed`; other arguments under a used key "
        "are refused.",
    )

    @property
    def key(self) -> str | None:
        """The key; an empty one is none."""
        return self.idempotency_key or None


REASON = (
    "Why, for the journal; at most 500 characters. The CPAS concerned can read it, federations "
    "cannot."
)
DRY_RUN = "Whether only to tell what would happen; then nothing is changed."


@strawberry.input
class OfSeveralCpas(Repeatable):
    year: int = attribute("The year of the reports.")
    cpas: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET, description="The CPAS; left out: all of them. At most 600."
    )
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)

    @property
    def chosen(self) -> list[CpasId | None] | None:
        """The CPAS, None in the place of an id that names none; None is all of them."""
        if self.cpas is strawberry.UNSET or self.cpas is None:
            return None
        check_given("cpas", self.cpas)
        numbers = [number_of(node_id, NodeType.CPAS) for node_id in self.cpas]
        return [None if number is None else CpasId(number) for number in numbers]


@strawberry.input(one_of=True, description="Names one CPAS; give exactly one.")
class CpasBy:
    id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The id of the CPAS."
    )
    nis_code: str | None = strawberry.field(
        default=strawberry.UNSET, description="NIS/REFNIS code of the municipality, five digits."
    )
    enterprise_number: str | None = strawberry.field(
        default=strawberry.UNSET, description="Number of the enterprise, ten digits."
    )


@strawberry.input(description="Which CPAS are wanted; what is left out does not narrow.")
class CpasFilter:
    region: list[Region] | None = strawberry.field(
        default=strawberry.UNSET, description="CPAS of one of these regions."
    )
    province: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="CPAS of one of these provinces, each by its name in any language.",
    )
    language: list[Language] | None = strawberry.field(
        default=strawberry.UNSET,
        description="CPAS to which SPP IS writes in one of these languages.",
    )
    search: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Part of a name in any language, or of the NIS code; accents and capitals do "
        "not count.",
    )
    nis_code: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="The CPAS with these NIS codes, at most 600."
    )


@strawberry.input(description="Which forms are wanted; what is left out does not narrow.")
class FormFilter:
    kind: list[FormKind] | None = strawberry.field(
        default=strawberry.UNSET, description="Forms of one of these kinds."
    )
    status: list[FormStatus] | None = strawberry.field(
        default=strawberry.UNSET, description="Forms that stand so."
    )
    sent: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Forms that were sent, or that were not yet."
    )
    region: list[Region] | None = strawberry.field(
        default=strawberry.UNSET, description="Forms of CPAS of one of these regions."
    )
    province: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Forms of CPAS of one of these provinces, each by its name in any language.",
    )
    language: list[Language] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Forms of CPAS to which SPP IS writes in one of these languages.",
    )
    search: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Forms of CPAS with this in a name in any language, or in the NIS code; "
        "accents and capitals do not count.",
    )
    nis_code: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Forms of the CPAS with these NIS codes, at most 600.",
    )
    missing_signature: list[Signatory] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Forms on which one of these signatures is missing and waited for, encoded or "
        "not: none of a closed report.",
    )
    cpas: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Forms of these CPAS, by their ids, at most 600; a NIS code is no id.",
    )
    acknowledged: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Forms that were sent and that SPP IS has acknowledged, or has yet to.",
    )
    without_advance: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Forms on which SPP IS has yet to grant the advance, or the others; only those "
        "whose amounts you may read.",
    )
    bank_account_changed_since_signing: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Forms that somebody signed, and whose bank account changed since the first of "
        "the signatures, or did not; of CPAS whose account you may read.",
    )
    updated_since: datetime | None = strawberry.field(
        default=strawberry.UNSET,
        description="Forms that were granted, saved, signed or returned at that instant or later.",
    )


@strawberry.input(description="In which order forms are listed; their ids break ties.")
class FormOrder:
    field: FormOrderField = strawberry.field(
        default=FormOrderField.CPAS_NAME, description="By what."
    )
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="In which direction."
    )


@strawberry.input(description="An amount to save on a form with a single line.")
class SaveJustifiedAmountInput(Repeatable):
    form_id: strawberry.ID = attribute("The form.")
    justified_amount: Cents = attribute("What the CPAS justifies; 0.00 is a declaration.")
    expected_version: int = attribute("The version of the form that the editor saw.")


@strawberry.input(description="What is entered on one line: an amount or a number, as it asks.")
class LineInput:
    key: str = attribute("The key of the line.")
    amount: Cents | None = strawberry.field(
        default=strawberry.UNSET, description="The amount; 0.00 is a declaration."
    )
    count: int | None = strawberry.field(
        default=strawberry.UNSET, description="The number; 0 is a declaration."
    )

    def entered(self) -> EnteredLine:
        """Return what was entered."""
        return EnteredLine(
            key=LineKey(self.key),
            amount=None if self.amount is strawberry.UNSET else self.amount,
            count=None if self.count is strawberry.UNSET else self.count,
        )


@strawberry.input(description="Lines to save; a line that is not named stays as it is.")
class SaveLinesInput(Repeatable):
    form_id: strawberry.ID = attribute("The form.")
    lines: list[LineInput] = attribute("The lines, each once: no more than a form has.")
    expected_version: int = attribute("The version of the form that the editor saw.")


@strawberry.input(description="A signature to place.")
class SignInput(Repeatable):
    form_id: strawberry.ID = attribute("The form.")
    as_: Signatory = strawberry.field(name="as", description="In which quality.")
    content_digest: Digest = attribute(
        "The digest of what the signer saw: another content is never signed by accident."
    )


@strawberry.input(description="The contact person.")
class ContactInput:
    name: str = attribute("Name, at most 120 characters.")
    email: str = attribute("E-mail address.")
    phone: str = attribute("Phone number; a Belgian one may be given without +32.")

    def entry(self) -> ContactEntry:
        """Return what was entered."""
        return ContactEntry(name=self.name, email=self.email, phone=self.phone)


@strawberry.input(
    description="An IBAN, or the Belgian historical number (xxx-xxxxxxx-yy) from which the IBAN "
    "follows; where both are given they must agree."
)
class BankAccountInput:
    iban: str | None = strawberry.field(
        default=strawberry.UNSET, description="IBAN; blanks do not count."
    )
    historical_number: str | None = strawberry.field(
        default=strawberry.UNSET, description="Belgian historical number."
    )
    bic: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="BIC of the bank; needed for a foreign account, else proposed when left out.",
    )

    def entry(self) -> BankAccountEntry:
        """Return what was entered."""
        return BankAccountEntry(
            iban=self.iban or None,
            historical_number=self.historical_number or None,
            bic=self.bic or None,
        )


@strawberry.input(
    description="Contact person, bank account, or both, at least one; what is left out stays."
)
class UpdateContactInput(Repeatable):
    report_id: strawberry.ID = attribute("The report.")
    contact: ContactInput | None = strawberry.field(
        default=strawberry.UNSET, description="The new contact person."
    )
    bank_account: BankAccountInput | None = strawberry.field(
        default=strawberry.UNSET, description="The new bank account."
    )
    expected_version: int = attribute("The version of the report that the editor saw.")
