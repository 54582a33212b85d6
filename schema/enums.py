"""The enums of the rules, as the contract describes them."""

from enum import StrEnum

import strawberry

from auth.findings import FindingCode, Outcome
from auth.notices import NoticeCode
from models.campaign import Absence
from models.cpas import Region
from models.follow_up import FormOrderField, OrderDirection
from models.form import FormStatus
from models.journal import EventType
from models.language import Language
from models.payments import HoldReason
from models.people import Role, Signatory
from models.refusals import RefusalCode
from models.report import ReportStatus
from models.spec import BalanceDirection, FormKind, LineEntry, LineWarning

DESCRIPTIONS: dict[type[StrEnum], tuple[str, dict[str, str]]] = {
    Language: (
        "A language in which labels and messages exist.",
        {"FR": "French.", "NL": "Dutch.", "DE": "German.", "EN": "English."},
    ),
    Region: (
        "A region of Belgium.",
        {
            "BRUSSELS": "Brussels-Capital Region.",
            "FLANDERS": "Flemish Region.",
            "WALLONIA": "Walloon Region, with the German-speaking municipalities.",
        },
    ),
    Role: (
        "What a person may do. Rights are given in the federal access management, not here.",
        {
            "EDITOR": "Consults and updates the forms, contact and bank account of one CPAS.",
            "PRESIDENT": "Consults, and signs as president of one CPAS.",
            "DIRECTOR_GENERAL": "Consults, and signs as secretary or director-general of one CPAS.",
            "FEDERATION": "Follows the status of the CPAS of one region, without amounts.",
            "SPP_IS_READER": "Reads everything, of all CPAS.",
            "SPP_IS_MANAGER": "Reads everything and runs the campaign.",
        },
    ),
    Signatory: (
        "In which quality a form is signed. Both are needed, in any order, by two people.",
        {
            "PRESIDENT": "The president of the CPAS.",
            "DIRECTOR_GENERAL": "The secretary or director-general of the CPAS.",
        },
    ),
    ReportStatus: (
        "Where the yearly report stands, by its opening and closing dates.",
        {
            "PLANNED": "Not open yet.",
            "OPEN": "Forms can be encoded, signed and sent.",
            "CLOSED": "Read-only.",
        },
    ),
    FormKind: (
        "Which form it is. The set changes from year to year.",
        {
            "COVID_PREMIUM": "Covid-19: temporary premium of 50 EUR.",
            "PERSONNEL_COSTS": "Personnel costs.",
            "RENTAL_GUARANTEES": "Rental guarantees.",
            "GAS_ELECTRICITY_FUND": "Social fund for gas and electricity.",
            "SOCIAL_PARTICIPATION": "Social participation and activation.",
            "PIIS": "Individual project for social integration.",
        },
    ),
    LineEntry: (
        "What the CPAS encodes on a line.",
        {
            "AMOUNT": "An amount in euro.",
            "COUNT": "A number; each counts for the unit price.",
            "NOTHING": "Nothing: the line shows the sum of its parts.",
        },
    ),
    LineWarning: (
        "What is unusual about a line; it can be saved and signed all the same.",
        {"NOT_A_MULTIPLE": "The amount is no whole number of `multipleOf`."},
    ),
    FormStatus: (
        "Where a form stands. Derived from the facts; never set by hand.",
        {
            "NOT_STARTED": "The CPAS has encoded nothing.",
            "PARTIALLY_ENCODED": "The CPAS has encoded some lines, and not all.",
            "ENCODED": "Encoded, and signed by nobody.",
            "PARTIALLY_SIGNED": "One of the two signatures covers the present content.",
            "SENT": "Signed by both and sent to SPP IS: read-only.",
        },
    ),
    FormOrderField: (
        "By what forms are ordered.",
        {
            "CPAS_NAME": "The name of the CPAS in its own language; accents and capitals do not "
            "count.",
            "NIS_CODE": "The NIS code of the CPAS.",
            "UPDATED_AT": "When the form was last saved or signed.",
            "SENT_AT": "When the form was sent; those that were not come last, in any direction.",
            "WAITING_SINCE": "Since when somebody is waited for, as `Form.waitingSince`: the "
            "longest first, where ascending; where nobody is, they come last, in any direction.",
        },
    ),
    OrderDirection: (
        "In which direction a list is ordered.",
        {"ASC": "Ascending.", "DESC": "Descending."},
    ),
    EventType: (
        "What can happen to a CPAS, a report or a form. Later versions add types: be ready.",
        {
            "REPORT_OPENED": "The report was opened, with the forms of its campaign.",
            "FORM_OPENED": "A form was added to a report that was there.",
            "FORM_WITHDRAWN": "A form that nobody had touched was taken out of its report.",
            "ADVANCE_PREFILLED": "SPP IS granted an advance on the form.",
            "AMOUNT_SAVED": "The CPAS saved amounts or numbers.",
            "SIGNED": "A signature was placed.",
            "SIGNATURES_INVALIDATED": "Signatures fell, because the content changed.",
            "SENT": "The second signature sent the form to SPP IS.",
            "CONTACT_UPDATED": "The contact person changed.",
            "BANK_ACCOUNT_UPDATED": "The bank account changed.",
            "REPORT_RESCHEDULED": "The planned report was given other dates.",
            "REPORT_EXTENDED": "The report closes later, or is open again.",
            "REPORT_CLOSED": "The report was closed before its date.",
            "ACKNOWLEDGED": "SPP IS acknowledged the form.",
            "FORM_RETURNED": "SPP IS returned the form that was sent: it is with the CPAS again.",
            "PAYMENT_ORDERED": "SPP IS ordered what it pays for the form.",
            "CPAS_LOADED": "The CPAS was entered in the register, or its data changed there.",
            "CPAS_MERGED": "The CPAS ends in a merger: another one takes it over.",
        },
    ),
    HoldReason: (
        "Why a form is not paid yet.",
        {
            "ACCOUNT_CHANGED": "The bank account changed after the first signature.",
            "ACCOUNT_MISSING": "There is no bank account.",
            "AMOUNT_TOO_LARGE": "No credit transfer may pay as much.",
        },
    ),
    BalanceDirection: (
        "Who owes whom.",
        {
            "TO_REPAY": "The CPAS repays SPP IS.",
            "TO_RECEIVE": "SPP IS pays the CPAS.",
            "SETTLED": "Nobody owes anything.",
        },
    ),
    Absence: (
        "Why a CPAS has no report of a year.",
        {
            "NOT_YET": "It begins later.",
            "NO_LONGER": "It ended before.",
        },
    ),
    Outcome: (
        "What a finding means for the proof that is verified.",
        {
            "PROVEN": "The proof proves it.",
            "NOT_PROVEN": "The proof does not prove it, or something else is to be known.",
            "REFUSED": "The proof does not hold, for this reason.",
        },
    ),
    FindingCode: (
        "What the verification of a proof finds.",
        {
            "SEALED": "The service issued the receipt.",
            "SIGNED": "A person signed this content, in a role, at an instant.",
            "CONTENT_SIGNED": "The content is what was signed.",
            "IN_JOURNAL": "The journal holds that it was sent.",
            "CHECKPOINT_SIGNED": "The checkpoint is genuine.",
            "JOURNAL_CONTINUES": "The journal continues the checkpoint that was kept.",
            "TIMESTAMPED": "A time-stamp authority saw the checkpoint at that instant.",
            "IN_FORCE": "The service confirms it now.",
            "NO_SEAL": "A signature was placed before there were seals.",
            "PAST_UNKNOWN": "Without an older checkpoint a rewritten journal is not found.",
            "NO_PROOF_SINCE": "The proof between the two checkpoints is missing.",
            "SUBMISSION_RETURNED": "SPP IS returned the form since.",
            "ACCOUNT_CHANGED": "The bank account changed after the first signature.",
            "PAGE_NOT_PROVEN": "What a print shows is to be compared with what was signed.",
            "NO_PROOF": "It is no proof at all.",
            "WRONG_ALGORITHM": "It is signed by another algorithm.",
            "WRONG_TYPE": "It is another kind of document.",
            "UNKNOWN_FORMAT": "Its format is newer than the verifier.",
            "UNKNOWN_KEY": "No key of the service has that name.",
            "CHANGED": "The sealed text was changed.",
            "CONTENT_DIFFERS": "Another content was signed.",
            "WRONG_ROLE": "A seal stands in the place of another role.",
            "OTHER_SEAL": "A seal is about something else.",
            "LINE_DIFFERS": "The journal line is about something else.",
            "NOT_IN_JOURNAL": "The checkpoint does not hold the line.",
            "CHECKPOINT_CHANGED": "No key of the service signed the checkpoint.",
            "OTHER_JOURNAL": "The checkpoint is of another journal.",
            "JOURNAL_REWRITTEN": "The journal does not continue the checkpoint that was kept.",
            "NO_TIMESTAMP": "The time-stamp cannot be read, or there is nothing that it is about.",
            "TIMESTAMP_DIFFERS": "The time-stamp is about another checkpoint.",
            "TIMESTAMP_UNTRUSTED": "The time-stamp is not that of the authority.",
            "SIGNATURE_FELL": "The content was changed after this signature.",
            "NOT_KNOWN_HERE": "The service does not know the proof.",
        },
    ),
    NoticeCode: (
        "What a sign-in leaves unsaid or says unclearly.",
        {
            "NO_NAME": "It does not say the person's name, without which nobody acts.",
            "NO_ROLE": "It holds no role of the Rapport unique.",
            "ROLES_UNCLEAR": "Some of its roles cannot be read.",
            "NO_CPAS": "It holds a role at a CPAS, and does not say at which.",
            "CPAS_UNCLEAR": "It does not say clearly at which CPAS its roles hold.",
            "CPAS_UNKNOWN": "The CPAS that it names is not known here.",
            "NO_REGION": "It is that of a federation, and does not say of which region.",
            "REGION_UNCLEAR": "It does not say clearly of which region the federation is.",
            "LEVEL_UNCLEAR": "Its assurance level cannot be read.",
        },
    ),
    RefusalCode: (
        "Why something was refused. Stable; the sentence beside it is for people.",
        {
            "NOT_AUTHENTICATED": "Nobody is signed in.",
            "MISSING_ROLE": "The person does not hold the role needed at this CPAS.",
            "MISSING_NAME": "The sign-in does not say the person's name.",
            "OTHER_SIGN_IN_REQUIRED": "This way of signing in cannot sign.",
            "ASSURANCE_LEVEL_TOO_LOW": "The sign-in was not strong enough for signing.",
            "INVALID_AMOUNT": "A text is no exact amount: at most two decimals, after a point.",
            "NEGATIVE_AMOUNT": "An amount is below zero.",
            "NEGATIVE_COUNT": "A number is below zero.",
            "AMOUNT_TOO_LARGE": "An amount is over 999 999 999 999.99.",
            "REQUIRED": "Something needed is missing.",
            "TOO_LONG": "A text is over its limit.",
            "INVALID_CHARACTERS": "A text holds control or invisible characters.",
            "INVALID_EMAIL": "Not an e-mail address.",
            "INVALID_PHONE": "Not a telephone number.",
            "INVALID_IBAN": "Not an IBAN.",
            "INVALID_BIC": "Not a BIC.",
            "INVALID_HISTORICAL_NUMBER": "Not a Belgian historical account number.",
            "BIC_OF_ANOTHER_COUNTRY": "The BIC is that of a bank in another country.",
            "ACCOUNT_NUMBERS_DISAGREE": "IBAN and historical number name different accounts.",
            "VERSION_CONFLICT": "Somebody saved in between: reload, check, save again.",
            "CONTENT_CHANGED": "The content is no longer what the signer saw.",
            "IDEMPOTENCY_KEY_REUSED": "The key was used for another call.",
            "ADVANCE_MISSING": "SPP IS has not granted the advance yet.",
            "NOT_ENCODED": "The form is not complete.",
            "CEILING_EXCEEDED": "More is justified on a line than its ceiling allows.",
            "CONTACT_INCOMPLETE": "Contact person or bank account is missing.",
            "ALREADY_SIGNED": "The form is signed in this quality.",
            "SIGNER_UNKNOWN": "It can no longer be told who placed the other signature.",
            "SAME_PERSON": "The person has placed the other signature.",
            "ALREADY_SENT": "The form was sent.",
            "REPORT_NOT_OPEN": "The report has not been opened yet.",
            "REPORT_CLOSED": "The report is closed.",
            "UNKNOWN_LINE": "The form has no such line, or nothing is entered on it.",
            "REPEATED_LINE": "The same line is given twice.",
            "WRONG_ENTRY": "An amount where a number is asked for, or the other way round.",
            "UNKNOWN_CPAS": "No CPAS with this code has this form in that year.",
            "INVALID_YEAR": "The year cannot be that of a report.",
            "INVALID_PERIOD": "A date that comes too early, or far too late.",
            "DATE_HAS_PASSED": "A day that has passed, for something that is yet to happen.",
            "FORM_NOT_IN_YEAR": "The form does not exist for that year.",
            "CAMPAIGN_EXISTS": "The campaign has other dates.",
            "FORM_TOUCHED": "Something was granted or encoded on the form, which therefore stays.",
            "NOBODY_REPORTS": "No CPAS is known that reports on that year.",
            "NO_CAMPAIGN": "No report was opened for that year.",
            "CLOSING_CHANGED": "The report has another closing than you saw, or was closed before "
            "its date.",
            "CAMPAIGN_OPEN": "The campaign has begun, and cannot be moved any more.",
            "CAMPAIGN_NOT_OPENED": "No report of that year holds such a form.",
            "NOT_SENT": "The form is not with SPP IS: it was not sent, or it was returned.",
            "INVALID_CODE": "Neither a NIS code nor an enterprise number.",
            "UNKNOWN_CODE": "No CPAS has this code or number.",
            "ENTERPRISE_NUMBER_TAKEN": "The enterprise number is that of another CPAS.",
            "ENDS_BEFORE_IT_BEGINS": "The last day of a CPAS is before its first.",
            "MERGED_WITH_ITSELF": "A CPAS cannot take itself over.",
            "CIRCULAR_MERGERS": "Following who takes over leads back to the CPAS itself.",
            "ALREADY_ENDED": "The CPAS has ended on another day, or with another successor.",
            "SUCCESSOR_NOT_THERE": "Who is to take over does not exist on the day of the merger.",
        },
    ),
}


def describe_enums() -> None:
    """Give the enums their descriptions, every value included."""
    for enum, (description, values) in DESCRIPTIONS.items():
        strawberry.enum(enum, description=description)
        definition = enum.__strawberry_definition__  # type: ignore[attr-defined] # set above
        for value in definition.values:
            value.description = values[value.name]
