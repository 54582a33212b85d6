"""The yearly report of one CPAS, with contact and bank account."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Info

from models.refusals import RefusalCode
from models.report import BankAccount as BankAccountValue
from models.report import Contact as ContactValue
from models.report import ReportStatus
from resolvers.context import Context
from resolvers.loaders import load_forms_of_report, load_progress_of_report
from resolvers.proofs import print_link
from resolvers.views import ReportView
from schema.arguments import AskedLanguage, Kind
from schema.described import attribute, field
from schema.form import Form, form
from schema.nodes import Node, NodeType, encode_id
from schema.people import Person, person
from schema.user_errors import messages

if TYPE_CHECKING:
    from schema.cpas import Cpas


@strawberry.type(description="The person best placed to answer questions, chosen by the CPAS.")
class Contact:
    name: str = attribute("Name of the contact person.")
    email: str = attribute("E-mail address.")
    phone: str = attribute("Phone number, in international form (E.164).")
    updated_at: datetime = attribute("When the contact was last changed.")
    updated_by: Person = attribute("Who last changed the contact.")


@strawberry.type(description="The account on which SPP IS pays the CPAS.")
class BankAccount:
    iban: str = attribute("IBAN, without blanks.")
    bic: str | None = attribute("BIC of the bank; none where it is not known.")
    historical_number: str | None = attribute(
        "Belgian historical number, xxx-xxxxxxx-yy; none for a foreign account."
    )
    updated_at: datetime = attribute("When the account was last changed.")
    updated_by: Person = attribute("Who last changed the account.")


@strawberry.type(description="How far the forms of a report have come, counted.")
class ReportProgress:
    forms: int = attribute("How many forms the report has.")
    encoded: int = attribute("On how many every amount has been encoded.")
    signed: int = attribute("How many both have signed.")
    sent: int = attribute("How many were sent to SPP IS; one that was returned is not.")
    all_sent: bool = attribute("Whether every form was sent; false for a report without forms.")


@strawberry.type(description="One CPAS, one year: the Rapport unique.")
class Report(Node):
    view: strawberry.Private[ReportView]

    @field
    def print_url(
        self, info: Info[Context, None], language: AskedLanguage = strawberry.UNSET
    ) -> str | None:
        """A link to the print of all its forms in one PDF; it works for five minutes, for you and
        in this language. Null where prints cannot be made."""
        asked = language or info.context.language
        return print_link(info.context, self.id, asked or self.view.cpas.language)

    @field
    def cpas(self) -> Annotated["Cpas", strawberry.lazy("schema.cpas")]:
        """The CPAS whose report it is."""
        from schema.cpas import cpas  # noqa: PLC0415 - the two types name each other

        return cpas(self.view.of_cpas)

    @field
    def year(self) -> int:
        """The year that the report accounts for."""
        return self.view.report.year

    @field
    def status(self) -> ReportStatus:
        """Whether the report is planned, open or closed now."""
        return self.view.status

    @field
    def opens_at(self) -> datetime:
        """From when on forms can be encoded."""
        return self.view.report.opens_at

    @field
    def closes_at(self) -> datetime:
        """From when on everything is read-only."""
        return self.view.report.closes_at

    @field
    def closed_because(self) -> str | None:
        """Why SPP IS closed the report before its date. Null where it did not, and for who may only
        follow the status."""
        return self.view.closed_because

    @field
    def contact(self) -> Contact | None:
        """The contact person. Null until encoded, and for who may only follow the status."""
        return _contact(self.view.contact) if self.view.contact else None

    @field
    def bank_account(self) -> BankAccount | None:
        """The bank account. Null until encoded, and for who may only follow the status."""
        return _bank_account(self.view.bank_account) if self.view.bank_account else None

    @field
    def version(self) -> int | None:
        """Version of contact and bank account together, for expectedVersion of updateContact. Null
        for who may only follow the status."""
        return self.view.version

    @field
    async def progress(self, info: Info[Context, None]) -> ReportProgress:
        """How many of its forms carry each of the three marks, and whether all were sent."""
        found = await load_progress_of_report(info.context, self.view.report.id)
        return ReportProgress(**asdict(found), all_sent=found.all_sent)

    @field
    async def forms(self, info: Info[Context, None]) -> list[Form]:
        """The forms of the report: the lines of the home page."""
        return [
            form(view) for view in await load_forms_of_report(info.context, self.view.report.id)
        ]

    @field
    async def form(self, info: Info[Context, None], kind: Kind) -> Form | None:
        """The form of that kind."""
        for view in await load_forms_of_report(info.context, self.view.report.id):
            if view.form.spec.kind is kind:
                return form(view)
        return None

    @field
    def viewer_can_update_contact(self) -> bool:
        """Whether the viewer may change contact and bank account now."""
        return not self.view.against_update

    @field
    def viewer_cannot_update_contact_reasons(self) -> list[RefusalCode]:
        """Why the viewer may not change contact and bank account now."""
        return [refusal.code for refusal in self.view.against_update]

    @field
    def viewer_cannot_update_contact_messages(self, info: Info[Context, None]) -> list[str]:
        """The same reasons in the same order, each in a sentence that says what to do next."""
        return messages(self.view.against_update, info, self.view.cpas)


def report(view: ReportView) -> Report:
    """Return the report as the contract shows it."""
    return Report(id=encode_id(NodeType.REPORT, view.report.id), view=view)


def _contact(value: ContactValue) -> Contact:
    return Contact(
        name=value.details.name,
        email=value.details.email,
        phone=value.details.phone,
        updated_at=value.updated.at,
        updated_by=person(value.updated.by),
    )


def _bank_account(value: BankAccountValue) -> BankAccount:
    return BankAccount(
        iban=value.numbers.iban,
        bic=value.numbers.bic,
        historical_number=value.numbers.historical_number,
        updated_at=value.updated.at,
        updated_by=person(value.updated.by),
    )
