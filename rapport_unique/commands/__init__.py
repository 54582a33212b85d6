"""What SPP IS does from the command line: one file for each subject, over one frame."""

import click

from rapport_unique.commands.advances import import_advances
from rapport_unique.commands.campaigns import (
    open_campaign_command,
    reschedule_campaign_command,
    withdraw_forms_command,
)
from rapport_unique.commands.checkpoints import checkpoint, hold_against, prove
from rapport_unique.commands.closings import (
    acknowledge,
    close_reports_command,
    extend_reports_command,
)
from rapport_unique.commands.journal import journal
from rapport_unique.commands.keys import keys
from rapport_unique.commands.payments import payment_file, payments
from rapport_unique.commands.persons import rekey
from rapport_unique.commands.printing import print_form
from rapport_unique.commands.register import load_cpas_command, record_mergers_command
from rapport_unique.commands.returns import return_form
from rapport_unique.commands.tokens import check_token
from rapport_unique.commands.verification import verify_command

COMMANDS: tuple[click.Command, ...] = (
    load_cpas_command,
    open_campaign_command,
    reschedule_campaign_command,
    withdraw_forms_command,
    extend_reports_command,
    close_reports_command,
    acknowledge,
    record_mergers_command,
    import_advances,
    journal,
    keys,
    payments,
    payment_file,
    rekey,
    check_token,
    verify_command,
    return_form,
    print_form,
)

for of_journal in (checkpoint, prove, hold_against):
    journal.add_command(of_journal)
