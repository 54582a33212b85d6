"""What the rows say of forms for the follow-up: the same as the rules, however it came there."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from models import migrations
from models.folding import folded
from models.form import FormStatus
from models.rows import form_state
from models.spec import BalanceDirection, balance, total_advance, total_justified
from tests.databases import copy_of_database, drop_database, run
from tests.follow_up.known import Known, account_changed

DERIVED = [
    *(
        "id",
        "status",
        "advance",
        "justified",
        "to_repay",
        "to_receive",
        "set_off",
        "borne",
        "edition",
    ),
    *("signed_report_version", "signed_by_president", "signed_by_director_general"),
    *("signed_at", "sent_at", "updated_at", "encoded_at", "version", "revision"),
]
_READ = f"SELECT {', '.join(DERIVED)} FROM form ORDER BY id"  # noqa: S608 - the names above
_NAMES = "SELECT id, sort_name FROM cpas ORDER BY id"
_INSTANTS = {"signed_at", "sent_at", "updated_at", "encoded_at"}
_MARKS = {"signed_by_president", "signed_by_director_general"}

Row = dict[str, Any]


@pytest.fixture
def url(full_country: Path, tmp_path: Path) -> Iterator[str]:
    """The URL of a copy of the whole country."""
    url = copy_of_database(full_country, tmp_path / "copy")
    yield url
    drop_database(url)


def stored(url: str) -> list[Row]:
    """The derived columns of every form, read past the application."""
    return [
        {name: _value(name, value) for name, value in zip(DERIVED, row, strict=True)}
        for row in run(url, _READ)
    ]


def _value(name: str, value: object) -> object:
    if name in _MARKS:
        return bool(value)
    if name in _INSTANTS and value is not None:
        at = datetime.fromisoformat(str(value))
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return value


def test_the_row_of_every_form_says_what_its_facts_say(url: str, known: Known) -> None:
    rows = stored(url)

    assert [row["id"] for row in rows] == [of.form.id for of in known.forms]
    for row, of in zip(rows, known.forms, strict=True):
        form, remains = of.form, balance(of.form.spec, of.form.content)
        direction = remains and remains.direction
        missing = {role.value for role in form.missing_signatures}
        assert row == {
            "id": form.id,
            "status": form.status.value,
            "edition": form.spec.edition,
            "advance": total_advance(form.spec, form.content),
            "justified": total_justified(form.spec, form.content),
            "to_repay": remains and _owed(remains.amount, direction is BalanceDirection.TO_REPAY),
            "to_receive": remains
            and _owed(remains.amount, direction is BalanceDirection.TO_RECEIVE),
            "set_off": remains and remains.set_off,
            "borne": remains and remains.borne,
            "signed_report_version": min(
                (one.report_version for one in form.current_signatures), default=None
            ),
            "signed_by_president": "PRESIDENT" not in missing,
            "signed_by_director_general": "DIRECTOR_GENERAL" not in missing,
            "signed_at": form.signed_at,
            "sent_at": form.submission and form.submission.sent_at,
            "updated_at": form.changed_at,
            "encoded_at": form.encoded_at,
            "version": form.version,
            "revision": of.revision,
        }


def _owed(amount: int, holds: bool) -> int:
    return amount if holds else 0


def test_the_rules_derive_the_rows_and_nothing_else_does(url: str, known: Known) -> None:
    rows = {row["id"]: row for row in stored(url)}

    for of in known.forms:
        derived = form_state(of.form)
        assert {name: rows[of.form.id][name] for name in derived} == derived


def test_every_cpas_is_sorted_by_its_own_name(url: str, known: Known) -> None:
    names = dict(run(url, _NAMES))

    for of in known.forms:
        assert names[of.cpas.id] == folded(of.cpas.name.in_language(of.cpas.language))
    assert all(names.values())


def take_out_lines_about_cpas(url: str) -> None:
    """Older tables have no place for them, and the way down does not lead past them."""
    if url.startswith("sqlite:"):
        ((kept,),) = run(url, "SELECT sql FROM sqlite_master WHERE name = 'journal_no_delete'")
        let, keep = "DROP TRIGGER journal_no_delete", kept
    else:
        let, keep = (f"ALTER TABLE journal {word} TRIGGER USER" for word in ("DISABLE", "ENABLE"))
    for statement in (let, "DELETE FROM journal WHERE report_id IS NULL", keep):
        run(url, statement)


def test_the_migrations_fill_in_what_the_rules_derive(url: str, known: Known) -> None:
    """Older code wrote 0.00 where nothing was granted: where that was all, it is missing again."""
    granted = {
        of.form.id
        for of in known.forms
        if of.form.submission is not None or any(line.advance for line in of.form.content)
    }
    before = {row["id"]: row for row in stored(url)}, run(url, _NAMES)
    take_out_lines_about_cpas(url)

    migrations.downgrade(url, "0002")
    migrations.upgrade(url)

    after = {row["id"]: row for row in stored(url)}, run(url, _NAMES)
    assert after[1] == before[1]
    for id_, row in after[0].items():
        unknown = dict.fromkeys(("advance", "to_repay", "to_receive", "set_off", "borne"))
        assert row == before[0][id_] | ({} if id_ in granted else unknown)
    migrations.check(url)


def test_every_case_is_there(known: Known) -> None:
    """The comparisons above would say little of a country in which nothing unusual happened."""
    remains = [balance(of.form.spec, of.form.content) for of in known.forms]

    assert {found and found.direction for found in remains} == {None, *BalanceDirection}
    assert any(found and found.set_off for found in remains)
    assert any(of.form.version > 2 and of.form.missing_signatures for of in known.forms)
    assert any(
        of.form.encoded_at is not None and not of.form.encoded and of.form.submission is None
        for of in known.forms
    )
    assert any(signature.invalidated for of in known.forms for signature in of.form.signatures)
    assert any((total_advance(of.form.spec, of.form.content) or 0) > 2**31 for of in known.forms)
    assert any(found and found.borne for found in remains)
    assert any(of.form.advance_missing for of in known.forms)
    assert any(of.form.status is FormStatus.PARTIALLY_ENCODED for of in known.forms)
    assert {len(of.form.submissions) for of in known.forms} == {0, 1, 2}
    assert any(of.form.submissions and not of.form.submission for of in known.forms)
    assert {account_changed(of) for of in known.forms} == {None, False, True}
