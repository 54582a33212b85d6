"""What was promised to the people who build clients: names, types, nullability and codes."""

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
)

from schema import make_schema

SCHEMA = make_schema()
CORE = SCHEMA._schema  # noqa: SLF001 - the schema objects have no public name

REFUSAL_CODES = """
  NOT_AUTHENTICATED MISSING_ROLE MISSING_NAME ASSURANCE_LEVEL_TOO_LOW OTHER_SIGN_IN_REQUIRED
  SIGNER_UNKNOWN
  NEGATIVE_AMOUNT AMOUNT_TOO_LARGE REQUIRED TOO_LONG INVALID_EMAIL INVALID_PHONE INVALID_IBAN
  INVALID_BIC INVALID_HISTORICAL_NUMBER ACCOUNT_NUMBERS_DISAGREE
  VERSION_CONFLICT CONTENT_CHANGED IDEMPOTENCY_KEY_REUSED NOT_ENCODED CONTACT_INCOMPLETE
  ALREADY_SIGNED SAME_PERSON ALREADY_SENT REPORT_NOT_OPEN REPORT_CLOSED
"""
ENUMS = {
    "RefusalCode": REFUSAL_CODES,
    "Language": "FR NL DE EN",
    "Region": "BRUSSELS FLANDERS WALLONIA",
    "Role": "EDITOR PRESIDENT DIRECTOR_GENERAL FEDERATION SPP_IS_READER SPP_IS_MANAGER",
    "Signatory": "PRESIDENT DIRECTOR_GENERAL",
    "ReportStatus": "PLANNED OPEN CLOSED",
    "FormKind": "COVID_PREMIUM PERSONNEL_COSTS RENTAL_GUARANTEES GAS_ELECTRICITY_FUND "
    "SOCIAL_PARTICIPATION PIIS",
    "FormStatus": "NOT_STARTED ENCODED PARTIALLY_SIGNED SENT",
    "FormOrderField": "CPAS_NAME NIS_CODE UPDATED_AT SENT_AT",
    "OrderDirection": "ASC DESC",
    "BalanceDirection": "TO_REPAY TO_RECEIVE SETTLED",
}
FIELDS = {
    "Query": """
      viewer: Viewer
      node(id: ID!): Node
      nodes(ids: [ID!]!): [Node]!
      cpas(by: CpasBy): Cpas
      allCpas(filter: CpasFilter, first: Int, after: String, last: Int, before: String): \
CpasConnection!
      forms(year: Int!, filter: FormFilter, orderBy: FormOrder, first: Int, after: String, \
last: Int, before: String): FormConnection!""",
    "Mutation": """
      saveJustifiedAmount(input: SaveJustifiedAmountInput!): SaveJustifiedAmountPayload!
      sign(input: SignInput!): SignPayload!
      updateContact(input: UpdateContactInput!): UpdateContactPayload!""",
    "Node": "id: ID!",
    "PageInfo": """
      hasNextPage: Boolean!
      hasPreviousPage: Boolean!
      startCursor: String
      endCursor: String""",
    "Viewer": """
      displayName: String!
      roles: [Role!]!
      cpas: Cpas
      region: Region
      assuranceLevel: String
      awaitingMySignature(first: Int, after: String): FormConnection!""",
    "FormConnection": """
      edges: [FormEdge!]!
      nodes: [Form!]!
      pageInfo: PageInfo!
      totalCount: Int!
      summary: Summary!""",
    "FormEdge": """
      cursor: String!
      node: Form!""",
    "Summary": """
      total: Int!
      notStarted: Int!
      partiallyEncoded: Int!
      encoded: Int!
      partiallySigned: Int!
      sent: Int!
      withoutAdvance: Int
      declaredZero: Int
      waitingForPresident: Int!
      waitingForDirectorGeneral: Int!
      byRegion: [RegionSummary!]!
      money: MoneySummary""",
    "RegionSummary": """
      region: Region!
      total: Int!
      notStarted: Int!
      partiallyEncoded: Int!
      encoded: Int!
      partiallySigned: Int!
      sent: Int!""",
    "MoneySummary": """
      advance: Euro!
      justified: Euro!
      toRepay: Euro!
      toReceive: Euro!
      setOff: Euro!
      borne: Euro!""",
    "Cpas": """
      id: ID!
      nisCode: String!
      enterpriseNumber: String
      name(language: Language): String!
      language: Language!
      region: Region!
      province(language: Language): String
      successor: Cpas
      report(year: Int!): Report""",
    "CpasConnection": """
      edges: [CpasEdge!]!
      nodes: [Cpas!]!
      pageInfo: PageInfo!
      totalCount: Int!""",
    "CpasEdge": """
      cursor: String!
      node: Cpas!""",
    "ReportConnection": """
      edges: [ReportEdge!]!
      nodes: [Report!]!
      pageInfo: PageInfo!
      totalCount: Int!""",
    "ReportEdge": """
      cursor: String!
      node: Report!""",
    "Report": """
      id: ID!
      cpas: Cpas!
      year: Int!
      status: ReportStatus!
      opensAt: DateTime!
      closesAt: DateTime!
      contact: Contact
      bankAccount: BankAccount
      version: Int
      forms: [Form!]!
      form(kind: FormKind!): Form
      viewerCanUpdateContact: Boolean!
      viewerCannotUpdateContactReasons: [RefusalCode!]!""",
    "Contact": """
      name: String!
      email: String!
      phone: String!
      updatedAt: DateTime!
      updatedBy: Person!""",
    "BankAccount": """
      iban: String!
      bic: String
      historicalNumber: String
      updatedAt: DateTime!
      updatedBy: Person!""",
    "Person": """
      displayName: String!
      roles: [Role!]!
      assuranceLevel: String""",
    "Form": """
      id: ID!
      kind: FormKind!
      title(language: Language): String!
      report: Report!
      cpas: Cpas!
      year: Int!
      status: FormStatus!
      progress: Progress!
      amounts: Amounts
      version: Int!
      contentDigest: Digest
      signatures: [Signature!]!
      signatureHistory: [Signature!]!
      missingSignatures: [Signatory!]!
      submission: Submission
      submissions: [Submission!]!
      bankAccountChangedSinceSigning: Boolean
      updatedAt: DateTime!
      viewerCanEdit: Boolean!
      viewerCannotEditReasons: [RefusalCode!]!
      viewerCanSignAs: [Signatory!]!
      viewerCannotSignReasons: [RefusalCode!]!""",
    "Progress": """
      encoded: Boolean!
      encodedAt: DateTime
      signed: Boolean!
      signedAt: DateTime
      sent: Boolean!
      sentAt: DateTime""",
    "Amounts": """
      advance: Euro
      justified: Euro
      balance: Balance""",
    "Balance": """
      direction: BalanceDirection!
      amount: Euro!
      setOff: Euro!
      borne: Euro!""",
    "Signature": """
      id: ID!
      role: Signatory!
      signer: Person!
      signedAt: DateTime!
      formVersion: Int!
      contentDigest: Digest
      isCurrent: Boolean!
      invalidatedAt: DateTime
      invalidatedBy: Person""",
    "Submission": """
      reference: String!
      sentAt: DateTime!
      formVersion: Int!
      contentDigest: Digest
      signatures: [Signature!]!
      acknowledgedAt: DateTime
      returnedAt: DateTime
      returnReason: String
      bankAccountChangedSinceSigning: Boolean""",
    "UserError": """
      code: RefusalCode!
      message: String!
      path: [String!]!""",
    "InvalidInput": """
      code: RefusalCode!
      message: String!
      path: [String!]!""",
    "NotAllowedNow": """
      code: RefusalCode!
      message: String!
      path: [String!]!""",
    "VersionConflict": """
      code: RefusalCode!
      message: String!
      path: [String!]!
      currentVersion: Int!
      changedBy: Person
      changedAt: DateTime""",
    "ContentChanged": """
      code: RefusalCode!
      message: String!
      path: [String!]!
      currentDigest: Digest!""",
    "SaveJustifiedAmountPayload": """
      form: Form
      invalidatedSignatures: [Signature!]!
      userErrors: [UserError!]!""",
    "SignPayload": """
      form: Form
      signature: Signature
      submission: Submission
      userErrors: [UserError!]!""",
    "UpdateContactPayload": """
      report: Report
      userErrors: [UserError!]!""",
}
INPUTS = {
    "CpasBy": "id: ID, nisCode: String, enterpriseNumber: String",
    "FormFilter": "kind: [FormKind!], status: [FormStatus!], sent: Boolean, region: [Region!], "
    "province: [String!], language: [Language!], search: String, nisCode: [String!], "
    "missingSignature: [Signatory!], cpas: [ID!], acknowledged: Boolean, withoutAdvance: Boolean, "
    "bankAccountChangedSinceSigning: Boolean, updatedSince: DateTime",
    "FormOrder": "field: FormOrderField!, direction: OrderDirection!",
    "CpasFilter": "region: [Region!], province: [String!], language: [Language!], search: String, "
    "nisCode: [String!]",
    "SaveJustifiedAmountInput": "formId: ID!, justifiedAmount: Euro!, expectedVersion: Int!, "
    "idempotencyKey: String",
    "SignInput": "formId: ID!, as: Signatory!, contentDigest: Digest!, idempotencyKey: String",
    "ContactInput": "name: String!, email: String!, phone: String!",
    "BankAccountInput": "iban: String, historicalNumber: String, bic: String",
    "UpdateContactInput": "reportId: ID!, contact: ContactInput, bankAccount: BankAccountInput, "
    "expectedVersion: Int!, idempotencyKey: String",
}
INTERFACES = {
    "Node": {"Cpas", "Report", "Form", "Signature", "Event"},
    "UserError": {"InvalidInput", "NotAllowedNow", "VersionConflict", "ContentChanged"},
}


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_that_was_promised_is_there_with_its_type(name: str) -> None:
    promised = {line.strip() for line in FIELDS[name].strip().splitlines()}
    type_ = CORE.type_map[name]
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)

    ours = set()
    for field_name, field in type_.fields.items():
        taken = ", ".join(f"{name}: {argument.type}" for name, argument in field.args.items())
        ours.add(f"{field_name}{f'({taken})' if taken else ''}: {field.type}")

    assert promised <= ours, promised - ours


@pytest.mark.parametrize("name", INPUTS)
def test_every_input_asks_for_what_was_promised_and_for_no_more(name: str) -> None:
    type_ = CORE.type_map[name]
    assert isinstance(type_, GraphQLInputObjectType)

    asked = {f"{key}: {field.type}" for key, field in type_.fields.items()}

    assert asked == set(INPUTS[name].split(", "))


@pytest.mark.parametrize("name", ENUMS)
def test_every_name_that_was_promised_exists(name: str) -> None:
    type_ = CORE.type_map[name]
    assert isinstance(type_, GraphQLEnumType)

    assert set(ENUMS[name].split()) <= set(type_.values)


@pytest.mark.parametrize("name", INTERFACES)
def test_an_interface_has_the_types_that_were_promised(name: str) -> None:
    interface = CORE.type_map[name]
    assert isinstance(interface, GraphQLInterfaceType)

    assert {type_.name for type_ in CORE.get_possible_types(interface)} == INTERFACES[name]


async def test_naming_a_cpas_takes_exactly_one_name() -> None:
    asked = SCHEMA.prepare('{ __type(name: "CpasBy") { isOneOf } }', None, signed_in=False)

    found = await SCHEMA.run(asked, variables=None, name=None, context=None)

    assert found.data == {"__type": {"isOneOf": True}}


@pytest.mark.parametrize("name", ["DateTime", "Digest", "Euro"])
def test_the_scalars_are_there(name: str) -> None:
    assert name in CORE.type_map


def test_an_instant_says_where_it_is_specified() -> None:
    scalar = CORE.type_map["DateTime"]

    assert isinstance(scalar, GraphQLScalarType)
    assert scalar.specified_by_url == "https://www.rfc-editor.org/rfc/rfc3339"
