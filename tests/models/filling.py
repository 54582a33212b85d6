"""Forms filled in with figures, and what is expected of them."""

from collections.abc import Mapping
from dataclasses import replace

from models.money import Cents
from models.spec import (
    Balance,
    BalanceDirection,
    Content,
    FormSpec,
    Line,
    ceiling_of,
    empty_content,
    justified_on,
    over_ceiling,
)


def filled_in(
    spec: FormSpec,
    *,
    granted: Mapping[str, int] | None = None,
    entered: Mapping[str, int] | None = None,
) -> Content:
    """Return the form with these grants and entries; nothing granted and 0 entered elsewhere."""
    granted, entered = granted or {}, entered or {}
    asked = {line.key for line in spec.entry_lines}
    grants = {line.key for line in spec.granted_lines}
    assert granted.keys() <= grants
    assert entered.keys() <= asked
    return tuple(
        replace(
            figures,
            advance=Cents(granted.get(figures.key, 0)) if figures.key in grants else None,
            entered=entered.get(figures.key, 0) if figures.key in asked else None,
        )
        for figures in empty_content(spec)
    )


def without(content: Content, key: str) -> Content:
    return tuple(
        replace(figures, entered=None) if figures.key == key else figures for figures in content
    )


def line_of(spec: FormSpec, key: str) -> Line:
    line = spec.line(key)
    assert line is not None
    return line


def justified(spec: FormSpec, content: Content, key: str) -> Cents | None:
    return justified_on(spec, content, line_of(spec, key))


def ceiling(spec: FormSpec, content: Content, key: str) -> Cents | None:
    return ceiling_of(content, line_of(spec, key))


def keys_over(spec: FormSpec, content: Content) -> list[str]:
    return [line.key for line in over_ceiling(spec, content)]


def to_repay(cents: int) -> Balance:
    return Balance(direction=BalanceDirection.TO_REPAY, amount=Cents(cents))


def borne(cents: int) -> Balance:
    return settled(borne=cents)


def to_receive(cents: int) -> Balance:
    return Balance(direction=BalanceDirection.TO_RECEIVE, amount=Cents(cents))


def settled(*, set_off: int = 0, borne: int = 0) -> Balance:
    return Balance(
        direction=BalanceDirection.SETTLED,
        amount=Cents(0),
        set_off=Cents(set_off),
        borne=Cents(borne),
    )
