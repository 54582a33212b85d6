"""@requiresRole and @onlyWhile: each printed, described and enforced by one object.

Who may ask is enforced here; in which states an operation is accepted is enforced by the rules,
with the very object that is printed here.
"""

from collections.abc import Callable
from inspect import isawaitable
from typing import Any

import strawberry
from strawberry import Info
from strawberry.extensions import FieldExtension
from strawberry.schema_directive import Location
from strawberry.types.field import StrawberryField

from models.form import FormStatus
from models.lifecycle import OnlyWhile as States
from models.people import Role
from models.report import ReportStatus


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="requiresRole",
    description="Who may use the field. Enforced on the server by the same object that prints "
    "it; the roles also end the field's description, because introspection does not show "
    "applied directives.",
)
class RequiresRoleDirective:
    any_of: list[Role] = strawberry.field(description="The roles, any of which will do.")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="onlyWhile",
    description="In which states the operation is accepted. Printed from the table of allowed "
    "actions that the domain rules themselves use.",
)
class OnlyWhileDirective:
    report: list[ReportStatus] | None = strawberry.field(
        default=strawberry.UNSET, description="The states of the report."
    )
    form: list[FormStatus] | None = strawberry.field(
        default=strawberry.UNSET, description="The states of the form."
    )


class RequiresRole(FieldExtension):
    """Lets through who holds one of the roles; prints and describes itself on the field."""

    def __init__(self, *any_of: Role) -> None:
        self.any_of = any_of

    def apply(self, field: StrawberryField) -> None:
        """Print and describe the roles, once: every schema of the process shares the field."""
        if any(isinstance(directive, RequiresRoleDirective) for directive in field.directives):
            return
        field.directives = [*field.directives, RequiresRoleDirective(any_of=list(self.any_of))]
        field.description = f"{field.description} Roles: {', '.join(self.any_of)}."

    def resolve(self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any) -> Any:
        """Ask for a role, then resolve."""
        info.context.require(self.any_of)
        return next_(source, info, **kwargs)

    async def resolve_async(
        self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any
    ) -> Any:
        """Ask for a role, then resolve; what a subscription yields is handed on as it is."""
        info.context.require(self.any_of)
        resolved = next_(source, info, **kwargs)
        return await resolved if isawaitable(resolved) else resolved


class OnlyWhile(FieldExtension):
    """Prints and describes the states in which the rules accept the operation."""

    def __init__(self, states: States) -> None:
        self.states = states

    def apply(self, field: StrawberryField) -> None:
        """Print and describe the states, once, in the order of their enums."""
        if any(isinstance(directive, OnlyWhileDirective) for directive in field.directives):
            return
        report = [status for status in ReportStatus if status in self.states.report]
        form = [status for status in FormStatus if status in self.states.form]
        field.directives = [
            *field.directives,
            OnlyWhileDirective(report=report, form=form)
            if form
            else OnlyWhileDirective(report=report),
        ]
        said = f"Only while the report is {' or '.join(report)}"
        if form:
            said += f" and the form is {' or '.join(form)}"
        field.description = f"{field.description} {said}."
