"""Opening and closing: to the microsecond, at midnight in Brussels in summer and in winter."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.form import Form, FormStatus
from models.lifecycle import Signed, allowed, save, sign
from models.people import Person, Signatory
from models.refusals import Refusal, Refused, ReportClosed, ReportNotOpen
from models.report import Report, ReportStatus
from tests.models.building import (
    ALIX,
    ANNE,
    COVID,
    COVID_SENT,
    COVID_SIGNED,
    DIRECTOR_GENERAL,
    DORA,
    PAULA,
    PRESIDENT,
    REPORT,
    act,
    each_encoded,
    each_signed,
    justified,
    one_cent_more,
    refusals_of,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
MICROSECOND = timedelta(microseconds=1)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


WINTER_MIDNIGHT = datetime(2021, 3, 1, tzinfo=BRUSSELS)
SUMMER_MIDNIGHT = datetime(2021, 9, 1, tzinfo=BRUSSELS)

each_midnight = pytest.mark.parametrize(
    ("midnight", "in_utc"),
    [
        (WINTER_MIDNIGHT, instant("2021-02-28T23:00:00+00:00")),
        (SUMMER_MIDNIGHT, instant("2021-08-31T22:00:00+00:00")),
    ],
    ids=["winter", "summer"],
)
"""A midnight in Brussels, as it was meant, and the instant that it is."""


def closing(at: datetime) -> Report:
    return replace(REPORT, closes_at=at)


def opening(at: datetime) -> Report:
    return replace(REPORT, opens_at=at, closes_at=at + timedelta(days=30))


def refused_to_save(form: Form, report: Report, by: Person, at: datetime) -> list[Refusal]:
    with pytest.raises(Refused) as refused:
        save(form, report, one_cent_more(form), expected_version=2, act=act(by, at))
    return refusals_of(refused)


def refused_to_sign(form: Form, report: Report, by: Person, at: datetime) -> list[Refusal]:
    with pytest.raises(Refused) as refused:
        sign(form, report, PRESIDENT, content_digest=form.content_digest, act=act(by, at))
    return refusals_of(refused)


# Closing -----------------------------------------------------------------------------------------


@each_midnight
def test_report_is_open_until_the_instant_of_closing(midnight: datetime, in_utc: datetime) -> None:
    report = closing(midnight)

    statuses = [report.status(in_utc - MICROSECOND), report.status(in_utc)]

    assert statuses == [ReportStatus.OPEN, ReportStatus.CLOSED]


@each_midnight
def test_saving_ends_at_the_instant_of_closing(midnight: datetime, in_utc: datetime) -> None:
    report, in_time = closing(midnight), act(ANNE, in_utc - MICROSECOND)

    after = save(COVID, report, one_cent_more(COVID), expected_version=2, act=in_time)
    refusals = refused_to_save(COVID, report, ANNE, in_utc)

    assert after.form.version == 3
    assert refusals == [ReportClosed()]


@each_midnight
def test_signing_ends_at_the_instant_of_closing(midnight: datetime, in_utc: datetime) -> None:
    report, in_time = closing(midnight), act(PAULA, in_utc - MICROSECOND)

    after = sign(COVID, report, PRESIDENT, content_digest=COVID.content_digest, act=in_time)
    refusals = refused_to_sign(COVID, report, PAULA, in_utc)

    assert after.form.status == FormStatus.PARTIALLY_SIGNED
    assert refusals == [ReportClosed()]


@each_signed
def test_the_second_signature_comes_too_late_after_closing(form: Form) -> None:
    digest = form.content_digest

    with pytest.raises(Refused) as refused:
        sign(
            form,
            closing(WINTER_MIDNIGHT),
            DIRECTOR_GENERAL,
            content_digest=digest,
            act=act(DORA, WINTER_MIDNIGHT),
        )

    assert refusals_of(refused) == [ReportClosed()]
    assert form.status == FormStatus.PARTIALLY_SIGNED


@each_encoded
def test_even_the_same_amounts_are_not_saved_after_closing(form: Form) -> None:
    with pytest.raises(Refused) as refused:
        save(
            form,
            closing(WINTER_MIDNIGHT),
            justified(form),
            expected_version=2,
            act=act(ANNE, WINTER_MIDNIGHT),
        )

    assert refusals_of(refused) == [ReportClosed()]


@pytest.mark.parametrize("form", [COVID_SIGNED, COVID_SENT], ids=["signed", "sent"])
def test_retry_of_a_signature_is_harmless_after_closing(form: Form) -> None:
    report, late = closing(WINTER_MIDNIGHT), act(PAULA, SUMMER_MIDNIGHT)

    again = sign(form, report, PRESIDENT, content_digest=form.content_digest, act=late)

    assert again == Signed(form=form, signature=form.signatures[0])


def test_a_longer_period_lets_them_sign_again() -> None:
    extended, act_in_summer = closing(SUMMER_MIDNIGHT), act(PAULA, WINTER_MIDNIGHT)

    after = sign(COVID, extended, PRESIDENT, content_digest=COVID.content_digest, act=act_in_summer)

    assert after.form.status == FormStatus.PARTIALLY_SIGNED


def test_closing_is_said_to_whoever_asks_what_they_may_do() -> None:
    report = closing(WINTER_MIDNIGHT)

    answer = allowed(COVID, report, ALIX, WINTER_MIDNIGHT)

    assert answer.against_edit == (ReportClosed(),)
    assert answer.sign_as == ()
    assert answer.against_sign == {role: (ReportClosed(),) for role in Signatory}


# Opening -----------------------------------------------------------------------------------------


@each_midnight
def test_report_is_planned_until_the_instant_of_opening(
    midnight: datetime, in_utc: datetime
) -> None:
    report = opening(midnight)

    statuses = [report.status(in_utc - MICROSECOND), report.status(in_utc)]

    assert statuses == [ReportStatus.PLANNED, ReportStatus.OPEN]


@each_midnight
def test_saving_begins_at_the_instant_of_opening(midnight: datetime, in_utc: datetime) -> None:
    report, in_time = opening(midnight), act(ANNE, in_utc)

    refusals = refused_to_save(COVID, report, ANNE, in_utc - MICROSECOND)
    after = save(COVID, report, one_cent_more(COVID), expected_version=2, act=in_time)

    assert refusals == [ReportNotOpen()]
    assert after.form.version == 3


@each_midnight
def test_signing_begins_at_the_instant_of_opening(midnight: datetime, in_utc: datetime) -> None:
    report, in_time = opening(midnight), act(PAULA, in_utc)

    refusals = refused_to_sign(COVID, report, PAULA, in_utc - MICROSECOND)
    after = sign(COVID, report, PRESIDENT, content_digest=COVID.content_digest, act=in_time)

    assert refusals == [ReportNotOpen()]
    assert after.form.status == FormStatus.PARTIALLY_SIGNED


def test_who_lacks_the_role_hears_nothing_of_the_closing() -> None:
    refusals = refused_to_save(COVID, closing(WINTER_MIDNIGHT), PAULA, SUMMER_MIDNIGHT)

    assert [refusal.code for refusal in refusals] == ["MISSING_ROLE"]
