"""Triggers that hold facts to what was written, for migrations to put on their tables."""

from alembic import op


def make_refusal() -> None:
    """Make what the triggers call, on a database that needs it apart."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )


def drop_refusal() -> None:
    """Drop what the triggers call."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_change()")


def keep_as_written(table: str) -> None:
    """Let the database refuse to change or delete a row of the table."""
    for verb in ("UPDATE", "DELETE"):
        _refuse(table, verb)


def keep_rows(table: str) -> None:
    """Let the database refuse to delete a row of the table, or all of them at once."""
    _refuse(table, "DELETE")
    refuse_to_empty(table)


def refuse_to_empty(table: str) -> None:
    """Let the database refuse to empty the table, where that is something of its own."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def release_rows(table: str) -> None:
    """Drop what `keep_rows` made."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for verb in ("delete",) if sqlite else ("delete", "truncate"):
        op.execute(f"DROP TRIGGER {table}_no_{verb}" + ("" if sqlite else f" ON {table}"))


def _refuse(table: str, verb: str) -> None:
    begin = f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
    refuse = (
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        if op.get_bind().dialect.name == "sqlite"
        else "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"{begin} {refuse}")


def release_as_written(table: str) -> None:
    """Drop what `keep_as_written` made."""
    of_table = "" if op.get_bind().dialect.name == "sqlite" else f" ON {table}"
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_no_{verb}{of_table}")


def keep_sent_forms(*more: str) -> None:
    """Let the database refuse changes of what a form is, and any addition to a form once sent.

    `more` are the columns that a later migration added to what a form is.
    """
    changes = _changes(("report_id", "kind", "salt", *more))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_sqlite_trigger("form", "UPDATE", changes))
        for table in _ADDED_TO:
            op.execute(_sqlite_trigger(table, "INSERT", _ADDS))
        return
    op.execute(_postgresql_function("refuse_change_of_form", changes))
    op.execute(_postgresql_function("refuse_addition", _ADDS))
    op.execute(_postgresql_trigger("form", "UPDATE", "refuse_change_of_form"))
    for table in _ADDED_TO:
        op.execute(_postgresql_trigger(table, "INSERT", "refuse_addition"))


def release_sent_forms() -> None:
    """Drop what `keep_sent_forms` made."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in ("form", *_ADDED_TO):
        op.execute(f"DROP TRIGGER {table}_sent" + ("" if sqlite else f" ON {table}"))
    if not sqlite:
        op.execute("DROP FUNCTION refuse_change_of_form()")
        op.execute("DROP FUNCTION refuse_addition()")


def freeze_sent_figures(*more: str) -> None:
    """Let the database refuse changes of what the row of a sent form says for the follow-up.

    `more` are the columns that a later migration added.
    """
    figures = (*_FIGURES, *more)
    if op.get_bind().dialect.name == "sqlite":
        changes = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in figures)
        op.execute(_sqlite_trigger("form", "UPDATE", f"{_IS_SENT_ROW} AND ({changes})", "figures"))
        return
    old, new = (", ".join(f"{row}.{name}" for name in figures) for row in ("OLD", "NEW"))
    changes = f"({old}) IS DISTINCT FROM ({new})"
    function = "refuse_change_of_figures"
    op.execute(_postgresql_function(function, f"{_IS_SENT_ROW} AND {changes}"))
    op.execute(_postgresql_trigger("form", "UPDATE", function, "figures"))


def release_sent_figures() -> None:
    """Drop what `freeze_sent_figures` made."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TRIGGER form_figures" + ("" if sqlite else " ON form"))
    if not sqlite:
        op.execute("DROP FUNCTION refuse_change_of_figures()")


def keep_withdrawn_forms() -> None:
    """Let the database refuse to withdraw a form with a second version, and additions to one."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_sqlite_trigger("form", "UPDATE", _WITHDRAWS, **_OF_WITHDRAWN))
        for table in _ADDED_TO:
            op.execute(_sqlite_trigger(table, "INSERT", _TO_WITHDRAWN, **_OF_WITHDRAWN))
        return
    said = _OF_WITHDRAWN["said"]
    op.execute(_postgresql_function("refuse_withdrawal", _WITHDRAWS, said))
    op.execute(_postgresql_function("refuse_to_withdrawn", _TO_WITHDRAWN, said))
    op.execute(_postgresql_trigger("form", "UPDATE", "refuse_withdrawal", "withdrawn"))
    for table in _ADDED_TO:
        op.execute(_postgresql_trigger(table, "INSERT", "refuse_to_withdrawn", "withdrawn"))


def release_withdrawn_forms() -> None:
    """Drop what `keep_withdrawn_forms` made."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in ("form", *_ADDED_TO):
        op.execute(f"DROP TRIGGER {table}_withdrawn" + ("" if sqlite else f" ON {table}"))
    if not sqlite:
        op.execute("DROP FUNCTION refuse_withdrawal()")
        op.execute("DROP FUNCTION refuse_to_withdrawn()")


_ADDED_TO = ("form_version", "form_line", "signature")
_FIGURES = (
    *("advance", "justified", "to_repay", "to_receive", "set_off"),
    *("signed_by_president", "signed_by_director_general", "signed_at", "sent_at"),
)
_IS_SENT = "EXISTS (SELECT 1 FROM submission WHERE submission.form_id = {row})"
_IS_SENT_ROW = _IS_SENT.format(row="OLD.id")
_ADDS = _IS_SENT.format(row="NEW.form_id")
_SAID = "'a sent form does not change'"
_WITHDRAWS = "NEW.withdrawn_at IS NOT NULL AND NEW.version > 1"
_TO_WITHDRAWN = """EXISTS (SELECT 1 FROM form
    WHERE form.id = NEW.form_id AND form.withdrawn_at IS NOT NULL)"""
_OF_WITHDRAWN = {"name": "withdrawn", "said": "'a withdrawn form does not change'"}


def _changes(identity: tuple[str, ...]) -> str:
    old, new = (", ".join(f"{row}.{name}" for name in identity) for row in ("OLD", "NEW"))
    return f"""({old}) <> ({new})
        OR ({_IS_SENT_ROW} AND (NEW.encoded_at IS NULL
            OR (OLD.version, OLD.status, OLD.encoded_at)
            <> (NEW.version, NEW.status, NEW.encoded_at)))"""


def _sqlite_trigger(
    table: str, event: str, condition: str, name: str = "sent", said: str = _SAID
) -> str:
    return f"""CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} WHEN {condition}
        BEGIN SELECT RAISE(ABORT, {said}); END"""


def _postgresql_function(name: str, condition: str, said: str = _SAID) -> str:
    return f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF {condition} THEN RAISE EXCEPTION {said}; END IF; RETURN NEW; END $$"""


def _postgresql_trigger(table: str, event: str, function: str, name: str = "sent") -> str:
    return f"""CREATE TRIGGER {table}_{name} BEFORE {event} ON {table}
        FOR EACH ROW EXECUTE FUNCTION {function}()"""
