"""How fields get their description: the docstring of the code is the text of the contract."""

from collections.abc import Callable
from inspect import cleandoc
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension


def described(text: str | None) -> str:
    """Return the docstring as a description; a field without one does not pass."""
    assert text, "everything in the contract is described"
    return " ".join(cleandoc(text).split())


def field(resolver: Callable[..., Any]) -> Any:
    """Make a field of the resolver, described by its docstring."""
    return strawberry.field(resolver=resolver, description=described(resolver.__doc__))


def attribute(description: str, **default: Any) -> Any:
    """Make a field of a plain attribute, with its `default` or `default_factory` if it has one."""
    return strawberry.field(description=description, **default)


def argument(description: str) -> Any:
    """Describe an argument, in its annotation."""
    return strawberry.argument(description=description)


def followed(*extensions: FieldExtension) -> Callable[[Callable[..., Any]], Any]:
    """Make a root field of what the resolver yields, described as an operation is."""

    def make(resolver: Callable[..., Any]) -> Any:
        return strawberry.subscription(
            resolver=resolver,
            description=described(resolver.__doc__),
            extensions=list(extensions),
        )

    return make


def operation(*extensions: FieldExtension) -> Callable[[Callable[..., Any]], Any]:
    """Make a root field of the resolver, described by its docstring and by its extensions."""

    def make(resolver: Callable[..., Any]) -> Any:
        return strawberry.field(
            resolver=resolver,
            description=described(resolver.__doc__),
            extensions=list(extensions),
        )

    return make
