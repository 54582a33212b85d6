"""Triggers that hold a form to what was sent until it is returned, for migrations to make.

A form in force does not change by any statement. Where its return is written, it moves on by
exactly that: the same figures in the next version, signed by nobody. What was sent once gets no
line and no signature any more.
"""

from alembic import op

_IDENTITY = ("report_id", "kind", "salt", "edition")
_FIGURES = (
    *("encoded_at", "advance", "justified"),
    *("to_repay", "to_receive", "set_off", "borne"),
)
_STANDING = (
    *("version", "status", "signed_by_president", "signed_by_director_general"),
    *("signed_report_version", "signed_at", "sent_at"),
)

_IN_FORCE = """EXISTS (SELECT 1 FROM submission WHERE submission.form_id = {form}
    AND NOT EXISTS (SELECT 1 FROM submission_return
        WHERE submission_return.form_id = submission.form_id
        AND submission_return.form_version = submission.form_version))"""
_SENT = "EXISTS (SELECT 1 FROM submission WHERE form_id = {form} AND form_version = {version})"
_RETURNED = """EXISTS (SELECT 1 FROM submission_return
    WHERE form_id = {form} AND form_version = {version})"""
_PRESENT = "EXISTS (SELECT 1 FROM form WHERE id = NEW.form_id AND version = {version})"
_SAME_LINE = """EXISTS (SELECT 1 FROM form_line AS was WHERE was.form_id = NEW.form_id
    AND was.form_version = NEW.form_version - 1 AND was.line = NEW.line
    AND COALESCE(was.advance, -1) = COALESCE(NEW.advance, -1)
    AND COALESCE(was.entered, -1) = COALESCE(NEW.entered, -1))"""
_GIVEN_BACK = """NEW.version = OLD.version + 1 AND NEW.status = 'ENCODED'
    AND NOT NEW.signed_by_president AND NOT NEW.signed_by_director_general
    AND NEW.signed_report_version IS NULL AND NEW.signed_at IS NULL AND NEW.sent_at IS NULL"""

_NEW_IN_FORCE = _IN_FORCE.format(form="NEW.form_id")
_OF_SENT_VERSION = _SENT.format(form="NEW.form_id", version="NEW.form_version")
_ADDITIONS = {
    "form_version": f"""{_NEW_IN_FORCE}
        OR ({_RETURNED.format(form="NEW.form_id", version="NEW.number - 1")}
            AND NOT {_PRESENT.format(version="NEW.number")})""",
    "form_line": f"""{_NEW_IN_FORCE} OR {_OF_SENT_VERSION}
        OR ({_RETURNED.format(form="NEW.form_id", version="NEW.form_version - 1")}
            AND NOT {_SAME_LINE})""",
    "signature": f"{_NEW_IN_FORCE} OR {_OF_SENT_VERSION}",
}
_CHANGED = "'a sent form does not change'"
_STALE = "'only the present version of a form is sent'"


def hold_what_was_sent() -> None:
    """Make the triggers."""
    _refuse("form", "UPDATE", _changes(), _CHANGED)
    for table, condition in _ADDITIONS.items():
        _refuse(table, "INSERT", condition, _CHANGED)
    present = _PRESENT.format(version="NEW.form_version")
    # On PostgreSQL, who changes the form at the same time waits for who sends it.
    lock = "PERFORM 1 FROM form WHERE id = NEW.form_id FOR UPDATE;"
    _refuse("submission", "INSERT", f"NOT {present}", _STALE, lock)


def release_what_was_sent() -> None:
    """Drop them."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in ("form", *_ADDITIONS, "submission"):
        op.execute(f"DROP TRIGGER {table}_sent" + ("" if sqlite else f" ON {table}"))
        if not sqlite:
            op.execute(f"DROP FUNCTION refuse_{table}()")


def _changes() -> str:
    in_force = _IN_FORCE.format(form="OLD.id")
    returned = _RETURNED.format(form="OLD.id", version="OLD.version")
    moved = _differ(_STANDING)
    figures = _differ(_FIGURES)
    return f"""{_differ(_IDENTITY)}
        OR ({in_force} AND ({moved} OR {figures}))
        OR ({returned} AND ({moved} OR {figures}) AND ({figures} OR NOT ({_GIVEN_BACK})))"""


def _differ(names: tuple[str, ...]) -> str:
    """Return the condition that one of the columns changes, to null or from null included."""
    differs = "IS NOT" if op.get_bind().dialect.name == "sqlite" else "IS DISTINCT FROM"
    return "(" + " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in names) + ")"


def _refuse(table: str, event: str, condition: str, said: str, lock: str = "") -> None:
    begin = f"CREATE TRIGGER {table}_sent BEFORE {event} ON {table}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"{begin} WHEN {condition} BEGIN SELECT RAISE(ABORT, {said}); END")
        return
    function = f"refuse_{table}"
    op.execute(
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {lock} "
        f"IF {condition} THEN RAISE EXCEPTION {said}; END IF; RETURN NEW; END $$"
    )
    op.execute(f"{begin} FOR EACH ROW EXECUTE FUNCTION {function}()")
