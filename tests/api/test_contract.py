"""The published contract: complete, described, and enforced as it is printed."""

import json
import re
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any

import pytest
import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    get_named_type,
    introspection_types,
    parse,
    print_ast,
    validate,
)
from strawberry.printer import print_schema

from models.lifecycle import SAVE_WHILE, SIGN_WHILE
from models.people import Role
from models.report import UPDATE_CONTACT_WHILE
from rapport_unique import graphiql
from schema import make_schema
from schema.described import followed, operation
from schema.directives import RequiresRole
from tests.api.acting import CHARLEROI, caller, invented
from tests.world import Answer, Caller, World

AT_REST = pytest.mark.asyncio(loop_scope="module")
SCHEMA = make_schema()
CORE: GraphQLSchema = SCHEMA._schema  # noqa: SLF001 - the schema objects have no public name
OPEN_TO_ALL = {"Query.checkpoint", "Query.verifyProof", "Query.viewer", "Query.node", "Query.nodes"}
ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "schema" / "schema.graphql"


# Complete, described, generated ------------------------------------------------------------------


def test_the_committed_schema_is_the_one_of_the_code() -> None:
    code = "from schema import contract; print(contract(), end='')"
    command = [sys.executable, "-c", code]

    printed = subprocess.check_output(command, cwd=ROOT)

    assert COMMITTED.read_bytes() == printed


def test_every_change_can_be_repeated_with_a_key_and_says_so() -> None:
    mutation = CORE.mutation_type
    assert mutation is not None

    for name, field in mutation.fields.items():
        entered = get_named_type(field.args["input"].type)
        payload = get_named_type(field.type)
        assert isinstance(entered, GraphQLInputObjectType), name
        assert isinstance(payload, GraphQLObjectType), name
        assert str(entered.fields["idempotencyKey"].type) == "String"
        assert str(payload.fields["replayed"].type) == "Boolean!"
        assert str(payload.fields["userErrors"].type) == "[UserError!]!"


def own_types(schema: GraphQLSchema) -> list[GraphQLNamedType]:
    known = {*introspection_types, "Boolean", "Float", "ID", "Int", "String"}
    return [type_ for name, type_ in schema.type_map.items() if name not in known]


def undescribed(schema: GraphQLSchema) -> Iterator[str]:
    """The types, fields, arguments, input fields and enum values without a description."""
    for type_ in own_types(schema):
        if not type_.description:
            yield type_.name
        members: dict[str, Any] = {}
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            members = dict(type_.fields)
        elif isinstance(type_, GraphQLEnumType):
            members = dict(type_.values)
        yield from (f"{type_.name}.{name}" for name, of in members.items() if not of.description)
        for name, of in members.items():
            for argument, taken in getattr(of, "args", {}).items():
                if not taken.description:
                    yield f"{type_.name}.{name}({argument})"


def test_everything_that_a_client_meets_is_described() -> None:
    assert list(undescribed(CORE)) == []


def test_what_is_not_described_is_found() -> None:
    @strawberry.type(description="A type.")
    class Query:
        silent: str = "nothing"

    schema = strawberry.Schema(query=Query)._schema  # noqa: SLF001 - as above

    assert list(undescribed(schema)) == ["Query.silent"]


# Who may -----------------------------------------------------------------------------------------


def roots(schema: strawberry.Schema) -> Iterator[tuple[str, list[str] | None]]:
    """Every root field, as `Type.field`, with the roles that its printed directive names."""
    printed = printed_directives(print_schema(schema))
    core = schema._schema  # noqa: SLF001 - as above
    for type_ in filter(None, (core.query_type, core.mutation_type, core.subscription_type)):
        for name in type_.fields:
            field = f"{type_.name}.{name}"
            yield field, printed[field].get("requiresRole", {}).get("anyOf")


def printed_directives(sdl: str) -> dict[str, dict[str, dict[str, list[str]]]]:
    """The directives that the printed contract puts on each root field, with their lists."""
    return {
        f"{type_.name.value}.{field.name.value}": {
            directive.name.value: {
                argument.name.value: print_ast(argument.value).strip("[]").split(", ")
                for argument in directive.arguments or ()
            }
            for directive in field.directives or ()
        }
        for type_ in parse(sdl).definitions
        if isinstance(type_, ObjectTypeDefinitionNode)
        and type_.name.value in {"Query", "Mutation", "Subscription"}
        for field in type_.fields or ()
    }


def unguarded(schema: strawberry.Schema) -> set[str]:
    """The root fields that name no roles."""
    return {name for name, roles in roots(schema) if roles is None}


def test_every_operation_names_its_roles_or_is_open_on_purpose() -> None:
    assert unguarded(SCHEMA) == OPEN_TO_ALL


def test_an_operation_without_roles_is_found() -> None:
    @strawberry.type(description="The queries.")
    class Query:
        @operation(RequiresRole(Role.EDITOR))
        async def guarded(self) -> str:
            """A field for editors."""
            return ""

        @operation()
        async def forgotten(self) -> str:
            """A field for whoever comes by."""
            return ""

    @strawberry.type(description="The subscriptions.")
    class Subscription:
        @followed(RequiresRole(Role.EDITOR))
        async def watched(self) -> AsyncGenerator[str, None]:
            """A field for editors."""
            yield ""

        @followed()
        async def overlooked(self) -> AsyncGenerator[str, None]:
            """A field for whoever comes by."""
            yield ""

    schema = strawberry.Schema(query=Query, subscription=Subscription)
    assert unguarded(schema) == {"Query.forgotten", "Subscription.overlooked"}


def test_the_roles_of_an_operation_end_its_description() -> None:
    for root, roles in roots(SCHEMA):
        if roles:
            type_name, _, name = root.partition(".")
            type_ = CORE.type_map[type_name]
            assert isinstance(type_, GraphQLObjectType)
            assert f"Roles: {', '.join(roles)}." in (type_.fields[name].description or "")


CALLS = {
    "Query.cpas": "{ cpas { id } }",
    "Query.allCpas": "{ allCpas(first: 1) { totalCount } }",
    "Query.campaigns": "{ campaigns(first: 1) { nodes { year } } }",
    "Query.forms": "{ forms(year: 2020, first: 1) { totalCount } }",
    "Query.events": "{ events(year: 1999) { nodes { id } } }",
    # With a cursor that is none: who may follow is told so, in place of being kept waiting.
    "Subscription.events": 'subscription { events(year: 1999, after: "x") { id } }',
    "Mutation.saveLines": """mutation { saveLines(input: {formId: "x", lines: [],
      expectedVersion: 1}) { form { id } } }""",
    "Mutation.openCampaign": """mutation { openCampaign(input: {year: 1999, kinds: [],
      opensAt: "2020-01-01T00:00:00Z", closesAt: "2020-01-01T00:00:00Z"}) { formCount } }""",
    "Mutation.rescheduleCampaign": """mutation { rescheduleCampaign(input: {year: 1999,
      reason: "x"}) { moved } }""",
    "Mutation.withdrawForms": """mutation { withdrawForms(input: {year: 1999, kind: PIIS,
      reason: "x"}) { withdrawn } }""",
    "Mutation.prefillAdvances": """mutation { prefillAdvances(input: {year: 1999, kind: PIIS,
      advances: []}) { created } }""",
    "Mutation.extendReport": """mutation { extendReport(input: {reportId: "x", reason: "x",
      closesAt: "2020-01-01T00:00:00Z"}) { report { id } } }""",
    "Mutation.orderPayments": """mutation { orderPayments(input: {year: 1999, kind: PIIS,
      debtor: {name: "x", iban: "x"}}) { total } }""",
    "Mutation.extendReports": """mutation { extendReports(input: {year: 1999, reason: "x",
      closesAt: "2020-01-01T00:00:00Z"}) { extended } }""",
    "Mutation.closeReports": """mutation { closeReports(input: {year: 1999, reason: "x"})
      { closed } }""",
    "Mutation.acknowledgeSubmissions": """mutation { acknowledgeSubmissions(input: {year: 1999,
      kind: PIIS}) { acknowledged } }""",
    "Mutation.recordMergers": """mutation { recordMergers(input: {mergers: [],
      mergedOn: "2025-01-01", reason: "x", dryRun: true}) { userErrors { code } } }""",
    "Mutation.acknowledgeSubmission": """mutation { acknowledgeSubmission(input: {formId: "x"})
      { form { id } } }""",
    "Mutation.returnForm": """mutation { returnForm(input: {formId: "x", reason: "x"})
      { form { id } } }""",
    "Mutation.saveJustifiedAmount": """mutation { saveJustifiedAmount(input: {formId: "x",
      justifiedAmount: "1", expectedVersion: 1}) { form { id } } }""",
    "Mutation.sign": """mutation { sign(input: {formId: "x", as: PRESIDENT,
      contentDigest: "%s"}) { form { id } } }"""
    % ("0" * 64),
    "Mutation.updateContact": """mutation { updateContact(input: {reportId: "x",
      expectedVersion: 1}) { report { id } } }""",
}


async def ask(who: Caller, query: str) -> Answer:
    """The answer to the operation; of a subscription, the one answer before it ends."""
    if not query.startswith("subscription"):
        return await who(query)
    accepted = {"accept": "text/event-stream", "authorization": f"Bearer {who.token}"}
    headers = accepted if who.token else {"accept": "text/event-stream"}
    response = await who.client.post("/graphql", json={"query": query}, headers=headers)
    (data,) = re.findall("event: next\ndata: (.*)", response.text)
    return Answer(response.status_code, response.headers, json.loads(data))


@AT_REST
async def test_the_roles_printed_are_the_roles_enforced(country: World) -> None:
    printed = {name: roles for name, roles in roots(SCHEMA) if roles is not None}
    people = {role: caller(country, invented(role, role, nis_code=CHARLEROI)) for role in Role}
    assert printed.keys() == CALLS.keys()

    for name, query in CALLS.items():
        answers = {role: await ask(who, query) for role, who in people.items()}
        stranger = await ask(country.as_nobody(), query)

        allowed = [role.value for role, of in answers.items() if of.error_codes != ["FORBIDDEN"]]
        denied = [of for of in answers.values() if of.error_codes == ["FORBIDDEN"]]
        assert allowed == printed[name]
        assert {tuple(of.errors[0]["extensions"]["requiredRoles"]) for of in denied} <= {
            tuple(printed[name])
        }
        assert stranger.error_codes == ["NOT_AUTHENTICATED"]


@AT_REST
async def test_who_holds_no_role_at_all_may_do_what_is_open_to_all(country: World) -> None:
    somebody = caller(country, invented("somebody", nis_code=CHARLEROI))

    seen = await somebody('{ viewer { roles cpas { id } } node(id: "x") { id } }')

    assert seen.data == {"viewer": {"roles": [], "cpas": None}, "node": None}
    for query in CALLS.values():
        assert (await ask(somebody, query)).error_codes == ["FORBIDDEN"]


# In which states ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "states", "report", "form"),
    [
        (
            "saveJustifiedAmount",
            {
                "report": ["OPEN"],
                "form": ["NOT_STARTED", "PARTIALLY_ENCODED", "ENCODED", "PARTIALLY_SIGNED"],
            },
            SAVE_WHILE.report,
            SAVE_WHILE.form,
        ),
        (
            "saveLines",
            {
                "report": ["OPEN"],
                "form": ["NOT_STARTED", "PARTIALLY_ENCODED", "ENCODED", "PARTIALLY_SIGNED"],
            },
            SAVE_WHILE.report,
            SAVE_WHILE.form,
        ),
        (
            "sign",
            {"report": ["OPEN"], "form": ["ENCODED", "PARTIALLY_SIGNED"]},
            SIGN_WHILE.report,
            SIGN_WHILE.form,
        ),
        ("updateContact", {"report": ["OPEN"]}, UPDATE_CONTACT_WHILE, frozenset()),
    ],
)
def test_the_states_printed_are_those_of_the_rules(
    name: str, states: dict[str, list[str]], report: frozenset[str], form: frozenset[str]
) -> None:
    printed = printed_directives(COMMITTED.read_text("utf-8"))[f"Mutation.{name}"]["onlyWhile"]

    assert printed == states
    assert (set(printed["report"]), set(printed.get("form", []))) == (set(report), set(form))


# The steps of the testers' page ------------------------------------------------------------------


def test_every_step_of_the_testers_page_is_valid() -> None:
    steps = json.loads((Path(graphiql.__file__).parent / "steps.json").read_text("utf-8"))

    problems = {step["key"]: validate(CORE, parse(step["query"])) for step in steps}

    assert len(steps) == 14
    assert problems == {step["key"]: [] for step in steps}
