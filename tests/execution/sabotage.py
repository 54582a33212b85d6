"""What may go wrong in a value or in a field: each is done to both ways to answer."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import pytest

import schema.amounts
import schema.cpas
import schema.follow_up
import schema.form
import schema.queries
import schema.report
from models.people import Person as PersonValue
from models.people import Role
from resolvers.denials import BadInput
from resolvers.views import FormView, ReportView
from schema.amounts import Balance
from schema.form import Progress
from schema.people import Person

Sabotage = Callable[[pytest.MonkeyPatch], None]


def from_values_only(patch: pytest.MonkeyPatch) -> None:
    """Let the database write no answer: it knows nothing of what goes wrong in a value."""

    async def value(*_: Any, otherwise: Callable[[], Any], **__: Any) -> Any:
        return await otherwise()

    for module in (schema.follow_up, schema.queries):
        patch.setattr(module, "written", value)


def _on_some_forms(work: Callable[[FormView], Any]) -> property:
    """A property that fails for two forms of three."""

    def get(view: FormView) -> Any:
        if view.form.id % 3:
            raise ValueError("broken on purpose")
        return work(view)

    return property(get)


def a_field_raises_for_some_forms(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(FormView, "canonical_content", _on_some_forms(lambda _: "text"))
    patch.setattr(FormView, "content_digest", _on_some_forms(lambda _: "digest"))


def a_field_that_may_not_be_null_raises(patch: pytest.MonkeyPatch) -> None:
    def fail(_view: ReportView) -> None:
        raise KeyError("broken on purpose")

    patch.setattr(ReportView, "status", property(fail))


def a_field_refuses(patch: pytest.MonkeyPatch) -> None:
    def refuse(_view: ReportView) -> None:
        raise BadInput("refused on purpose")

    patch.setattr(ReportView, "against_update", property(refuse))


def _persons(patch: pytest.MonkeyPatch, make: Callable[[PersonValue], Any]) -> None:
    for module in (schema.form, schema.report):
        patch.setattr(module, "person", make)


def a_name_is_null(patch: pytest.MonkeyPatch) -> None:
    nobody: Any = None
    _persons(patch, lambda _: Person(display_name=nobody, roles=[], assurance_level=None))


def a_list_holds_a_null(patch: pytest.MonkeyPatch) -> None:
    roles: Any = [Role.EDITOR, None]
    _persons(patch, lambda _: Person(display_name="x", roles=roles, assurance_level=None))


def a_list_is_none(patch: pytest.MonkeyPatch) -> None:
    roles: Any = None
    _persons(patch, lambda _: Person(display_name="x", roles=roles, assurance_level=None))


def a_list_is_a_number(patch: pytest.MonkeyPatch) -> None:
    roles: Any = 7
    _persons(patch, lambda _: Person(display_name="x", roles=roles, assurance_level=None))


def a_list_is_a_tuple(patch: pytest.MonkeyPatch) -> None:
    roles: Any = (Role.PRESIDENT, Role.EDITOR)
    _persons(patch, lambda _: Person(display_name="x", roles=roles, assurance_level=None))


def a_list_is_a_set(patch: pytest.MonkeyPatch) -> None:
    roles: Any = frozenset({Role.PRESIDENT})
    _persons(patch, lambda _: Person(display_name="x", roles=roles, assurance_level=None))


def an_enum_has_no_such_name(patch: pytest.MonkeyPatch) -> None:
    roles: Any = ["JANITOR"]
    _persons(patch, lambda _: Person(display_name="x", roles=roles, assurance_level=None))


@dataclass
class Later:
    """A value that must be waited for."""

    value: object

    def __await__(self) -> Generator[None, None, object]:
        yield
        return self.value


def a_name_must_be_waited_for(patch: pytest.MonkeyPatch) -> None:
    later: Any = Later("late")
    _persons(patch, lambda _: Person(display_name=later, roles=[], assurance_level=later))


def a_person_is_an_exception(patch: pytest.MonkeyPatch) -> None:
    _persons(patch, lambda _: ValueError("returned on purpose"))


def a_form_is_a_cpas(patch: pytest.MonkeyPatch) -> None:
    def other(view: FormView) -> Any:
        return schema.cpas.cpas(view.of_report.of_cpas)

    for module in (schema.follow_up, schema.report):
        patch.setattr(module, "form", other)


def a_form_is_something(patch: pytest.MonkeyPatch) -> None:
    for module in (schema.follow_up, schema.report):
        patch.setattr(module, "form", lambda _view: object())


class _Better(Progress):
    """A value of a class that is derived."""


def progress_is_of_a_derived_class(patch: pytest.MonkeyPatch) -> None:
    def progress(_form: object) -> Progress:
        return _Better(
            encoded=True,
            encoded_at=None,
            signed=False,
            signed_at=None,
            sent=False,
            sent_at=None,
        )

    patch.setattr(schema.form, "_progress", progress)


def a_mark_is_text(patch: pytest.MonkeyPatch) -> None:
    marks: dict[str, Any] = {"encoded": "yes", "signed": 1, "sent": 0.0}

    def progress(_form: object) -> Progress:
        return Progress(**marks, encoded_at=None, signed_at=None, sent_at=None)

    patch.setattr(schema.form, "_progress", progress)


def an_instant_is_text(patch: pytest.MonkeyPatch) -> None:
    at: Any = "yesterday"

    def progress(_form: object) -> Progress:
        return Progress(
            encoded=True, signed=True, sent=True, encoded_at=at, signed_at=at, sent_at=at
        )

    patch.setattr(schema.form, "_progress", progress)


def an_amount_is_text(patch: pytest.MonkeyPatch) -> None:
    wrong: dict[str, Any] = {"direction": "SIDEWAYS", "amount": "1.00", "set_off": None}
    patch.setattr(schema.amounts, "_balance", lambda _: Balance(**wrong))


SABOTAGES: list[Sabotage] = [
    a_field_raises_for_some_forms,
    a_field_that_may_not_be_null_raises,
    a_field_refuses,
    a_name_is_null,
    a_list_holds_a_null,
    a_list_is_none,
    a_list_is_a_number,
    a_list_is_a_tuple,
    a_list_is_a_set,
    an_enum_has_no_such_name,
    a_name_must_be_waited_for,
    a_person_is_an_exception,
    a_form_is_a_cpas,
    a_form_is_something,
    progress_is_of_a_derived_class,
    a_mark_is_text,
    an_instant_is_text,
    an_amount_is_text,
]
