"""What the statements of a form do not say by themselves: its lines, its sums, what is allowed."""

from bench.yardstick.drivers import Row
from bench.yardstick.tokens import Caller, digest_of
from models.form import CONTENT_FORMAT
from models.forms import CATALOGUE
from models.refusals import RefusalCode
from models.spec import FormSpec, LineEntry, Settlement

SPECS = {
    (spec.kind.value, spec.edition): spec for editions in CATALOGUE.values() for spec in editions
}
ORDER = {kind.value: place for place, kind in enumerate(CATALOGUE)}
TITLES = {
    edition: {"FR": spec.title.fr, "NL": spec.title.nl, "DE": spec.title.de}
    for edition, spec in SPECS.items()
}
_CODES = {code.value: place for place, code in enumerate(RefusalCode)}
_SIGNATORIES = ("PRESIDENT", "DIRECTOR_GENERAL")

Lines = dict[str, tuple[int | None, int | None]]
"""What was granted, and what was entered, by line."""


def read_lines(row: Row) -> Lines:
    """Return the lines of the row."""
    lines: Lines = {}
    for text in row["lines"].split(" "):
        line, advance, entered = text.split(":")
        lines[line] = (int(advance) if advance else None, int(entered) if entered else None)
    return lines


def spec_of(row: Row) -> FormSpec:
    """Return the specification of the form in the row."""
    return SPECS[row["kind"], row["edition"]]


def amounts_of(row: Row, lines: Lines) -> dict[str, int | None]:
    """Return what the row of a form says of its amounts, in cents."""
    spec = spec_of(row)
    advance = sum(lines[line.key][0] or 0 for line in spec.granted_lines)
    justified = 0
    for line in spec.lines:
        if line.entry is not LineEntry.NOTHING:
            entered = lines[line.key][1]
            assert entered is not None, "asked of a form of which every line was saved"
            justified += entered * (line.unit_price or 1)
    unused, beyond = max(advance - justified, 0), max(justified - advance, 0)
    both_ways = spec.settlement is Settlement.BOTH_WAYS
    assert spec.settlement is not Settlement.SET_OFF, "forms of several grants are not measured"
    return {
        "advance": advance,
        "justified": justified,
        "to_repay": unused,
        "to_receive": beyond if both_ways else 0,
        "set_off": 0,
        "borne": 0 if both_ways else beyond,
    }


def content_digest(row: Row, lines: Lines, version: int) -> str:
    """Return the digest of the content with these lines, as that version."""
    digested: dict[str, dict[str, int | None]] = {}
    for line in spec_of(row).lines:
        advance, entered = lines[line.key]
        digested[line.key] = {"advance": advance} if line.granted else {}
        if line.entry is LineEntry.COUNT:
            digested[line.key]["unitPrice"] = line.unit_price
        if line.entry is not LineEntry.NOTHING:
            word = "count" if line.entry is LineEntry.COUNT else "justified"
            digested[line.key][word] = entered
    return digest_of(
        {
            "edition": row["edition"],
            "form": row["kind"],
            "format": CONTENT_FORMAT,
            "lines": digested,
            "nis": row["nis_code"],
            "salt": row["salt"],
            "version": version,
            "year": row["year"],
        }
    )


def over_ceiling(row: Row, lines: Lines) -> bool:
    """Return whether more was entered on a line than its ceiling allows."""
    for line in spec_of(row).lines:
        if line.percent_of_grant is not None:
            entered = lines[line.key][1]
            grant = lines[line.part_of or line.key][0]
            if (
                entered is not None
                and grant is not None
                and entered > grant * line.percent_of_grant // 100
            ):
                return True
    return False


def against_edit(row: Row, caller: Caller) -> list[str]:
    """Return why the caller may not change the amounts."""
    if "EDITOR" not in _roles_at(row, caller):
        return ["MISSING_ROLE"]
    reasons = _against_period(row)
    if row["reference"] is not None:
        reasons.append("ALREADY_SENT")
    return reasons


def against_sign(row: Row, lines: Lines, caller: Caller, role: str) -> list[str]:
    """Return why the caller may not sign in that role."""
    if role not in _roles_at(row, caller):
        return ["MISSING_ROLE"]
    reasons = _against_period(row)
    if row["reference"] is not None:
        reasons.append("ALREADY_SENT")
    elif row["justified"] is None:
        reasons.append("NOT_ENCODED")
    if not row["complete"]:
        reasons.append("CONTACT_INCOMPLETE")
    if row["reference"] is None:
        reasons.extend(_against_second(row, caller, role))
        if row["advance"] is None:
            reasons.append("ADVANCE_MISSING")
        if over_ceiling(row, lines):
            reasons.append("CEILING_EXCEEDED")
    return reasons


def _against_second(row: Row, caller: Caller, role: str) -> list[str]:
    own, other = ("p", "d") if role == "PRESIDENT" else ("d", "p")
    if row[f"{own}_subject"] is not None:
        return ["ALREADY_SIGNED"]
    return ["SAME_PERSON"] if row[f"{other}_subject"] == caller.subject else []


def sign_as(row: Row, lines: Lines, caller: Caller) -> tuple[list[str], list[str]]:
    """Return the roles in which the caller may sign, and why in none."""
    against = {role: against_sign(row, lines, caller, role) for role in _SIGNATORIES}
    if possible := [role for role, reasons in against.items() if not reasons]:
        return possible, []
    held = [found for found in against.values() if "MISSING_ROLE" not in found]
    reasons = {code for found in held or against.values() for code in found}
    return [], sorted(reasons, key=_CODES.__getitem__)


def exists_for(row: Row, caller: Caller) -> bool:
    """Return whether the CPAS of the row exists for the caller."""
    return reads_amounts(row, caller) or (
        "FEDERATION" in caller.roles and caller.region == row["region"]
    )


def reads_amounts(row: Row, caller: Caller) -> bool:
    """Return whether the caller may read more than the status."""
    if caller.whole_country:
        return True
    own = caller.nis_code is not None and bool(caller.own_roles)
    return own and caller.nis_code in {row["nis_code"], row["successor_nis_code"]}


def _roles_at(row: Row, caller: Caller) -> frozenset[str]:
    return caller.own_roles if caller.nis_code == row["nis_code"] else frozenset()


def _against_period(row: Row) -> list[str]:
    if row["planned"]:
        return ["REPORT_NOT_OPEN"]
    return ["REPORT_CLOSED"] if row["closed"] else []
