"""What was entered on the lines of a form: an amount or a number, as each line asks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.entry_refusals import (
    A_NUMBER,
    AN_AMOUNT,
    RepeatedLine,
    Required,
    UnknownLine,
    WrongEntry,
)
from models.money import Cents
from models.refusals import Path, Refusal, refuse_if_any
from models.spec import FormSpec, LineEntry, LineKey


@dataclass(frozen=True, kw_only=True, slots=True)
class EnteredLine:
    """What was entered on one line: an amount in cents, or a number."""

    key: LineKey
    amount: Cents | None = None
    count: int | None = None


def entries_of(spec: FormSpec, lines: Sequence[EnteredLine]) -> Mapping[LineKey, int | None]:
    """Return what was entered by line, as `models.lifecycle.save` takes it.

    Raises:
        Refused: an unknown or repeated line, or the wrong kind of entry.
    """
    times = Counter(line.key for line in lines)
    problems: list[Refusal] = []
    for line in lines:
        path = ("lines", line.key)
        if times[line.key] > 1:
            problems.append(RepeatedLine(path=path))
        else:
            problems.extend(_against(spec, line, path))
    refuse_if_any(problems)
    return {line.key: line.count if line.amount is None else line.amount for line in lines}


def _against(spec: FormSpec, entered: EnteredLine, path: Path) -> list[Refusal]:
    line = spec.line(entered.key)
    if line is None or line.entry is LineEntry.NOTHING:
        return [UnknownLine(path=path)]
    if entered.amount is None and entered.count is None:
        return [Required(path=path)]
    if line.entry is LineEntry.AMOUNT:
        return [] if entered.count is None else [WrongEntry(path=path, asked=AN_AMOUNT)]
    return [] if entered.amount is None else [WrongEntry(path=path, asked=A_NUMBER)]
