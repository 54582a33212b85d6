"""What people write on the lines of a form: exact, or refused, and never guessed."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rapport_unique.pages.problems import Problem
from rapport_unique.pages.texts import Say
from rapport_unique.written_amount import AmountFault, read_amount

_FAULTS = {
    AmountFault.UNREADABLE: "amount_unreadable",
    AmountFault.AMBIGUOUS: "amount_ambiguous",
    AmountFault.NEGATIVE: "amount_negative",
    AmountFault.TOO_LARGE: "amount_large",
}
_COUNT = re.compile(r"[0-9]{1,9}|[1-9][0-9]{0,2}(?:[ \u00a0\u202f.][0-9]{3}){1,2}")
LONGEST = 60


def field_of(line: Mapping[str, Any]) -> str:
    """Return the name of the field of a line."""
    return f"lines.{line['key']}"


def is_filled_in(line: Mapping[str, Any]) -> bool:
    """Return whether people fill something in on the line."""
    return bool(line["entry"] != "NOTHING")


def as_typed(line: Mapping[str, Any], say: Say) -> str:
    """Return what stands on the line, as one would type it."""
    if line["entry"] == "COUNT":
        return "" if line["count"] is None else str(line["count"])
    return "" if line["justified"] is None else say.euro(line["justified"]).strip("€\u00a0")


def read_lines(
    lines: Sequence[Mapping[str, Any]], typed: Mapping[str, str], say: Say
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Return the lines as the operation takes them, and what is wrong with those that are not.

    A line that was empty and stays so is left out: it is filled in later.
    """
    read: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for line in filter(is_filled_in, lines):
        written = typed.get(field_of(line), "").strip()
        found = _read_line(line, written, say)
        if isinstance(found, Problem):
            problems.append(found)
        elif found is not None:
            read.append({"key": line["key"], **found})
    if not read and not problems:
        first = next(filter(is_filled_in, lines))
        problems.append(Problem(message=say("nothing_filled_in"), field=field_of(first)))
    return read, problems


def _read_line(line: Mapping[str, Any], written: str, say: Say) -> dict[str, Any] | Problem | None:
    name = field_of(line)
    if not written:
        return Problem(message=say("nothing_filled_in"), field=name) if _stands(line) else None
    if line["entry"] == "COUNT":
        if not _COUNT.fullmatch(written):
            message = say("count_unreadable", written=written[:LONGEST])
            return Problem(message=message, field=name)
        return {"count": int(re.sub(r"\D", "", written))}
    amount = read_amount(written)
    if isinstance(amount, AmountFault):
        return Problem(message=say(_FAULTS[amount], written=written[:LONGEST]), field=name)
    return {"amount": f"{amount // 100}.{amount % 100:02d}"}


def _stands(line: Mapping[str, Any]) -> bool:
    return line["count"] is not None or line["justified"] is not None
