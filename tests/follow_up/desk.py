"""Who works on forms in the tests, by the rules: each step is a minute after the one before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.bank_account import BankAccountEntry
from models.form import Form
from models.lifecycle import grant, save, sign
from models.money import Cents
from models.people import Act, Person, Role, Signatory, Subject
from models.reading import FormOfReport
from models.report import Report, update_contact
from models.spec import LineKey

Entries = Mapping[LineKey, int]
OTHER_ACCOUNT = BankAccountEntry(iban="BE68539007547034", historical_number=None, bic=None)


def every_line(form: Form, entered: int) -> Entries:
    """The same entry on every line that asks for one."""
    return {line.key: entered for line in form.spec.entry_lines}


@dataclass
class Desk:
    """Somebody of every role, and a clock."""

    now: datetime

    def act(self, role: Role) -> Act:
        self.now += timedelta(minutes=1, microseconds=1)
        person = Person(
            subject=Subject(f"unusual {role}"),
            display_name=f"Zoé {role}",
            roles=frozenset({role}),
            assurance_level="urn:be:fedict:iam:fas:Level500",
        )
        return Act(by=person, at=self.now)

    def granted(self, of: FormOfReport, amount: int) -> Form:
        """The form with that advance on every line on which something is granted."""
        advances = {line.key: Cents(amount) for line in of.form.spec.granted_lines}
        return grant(of.form, of.report, advances, act=self.act(Role.SPP_IS_MANAGER)).form

    def saved(self, of: FormOfReport, entries: Entries) -> Form:
        act = self.act(Role.EDITOR)
        return save(of.form, of.report, entries, expected_version=of.form.version, act=act).form

    def account_changed(self, of: FormOfReport) -> Report:
        """The report of the form with another account."""
        return update_contact(
            of.report,
            contact=None,
            bank_account=OTHER_ACCOUNT,
            expected_version=of.report.version,
            act=self.act(Role.EDITOR),
        )

    def signed(self, of: FormOfReport, role: Signatory) -> Form:
        act, digest = self.act(role.role), of.form.content_digest
        return sign(of.form, of.report, role, content_digest=digest, act=act).form
