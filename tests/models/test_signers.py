"""Who acts must be known: by a name that is kept, and as somebody else than the other signer."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from models.form import FormStatus
from models.lifecycle import allowed, save, sign
from models.people import Person
from models.person_refusals import MissingName, OtherSignInRequired, SignerUnknown
from models.refusals import AssuranceLevelTooLow, Refusal, Refused
from models.report import reasons_against_update, update_contact
from tests.models.building import (
    ALIX,
    COVID,
    COVID_SIGNED,
    DIRECTOR_GENERAL,
    DORA,
    FRIDAY,
    PAULA,
    PRESIDENT,
    REPORT,
    THURSDAY,
    TUESDAY,
    act,
    one_cent_more,
    refusals_of,
    saved,
    signed,
)

NAMELESS = replace(ALIX, display_name="")
NOT_TOLD_APART = replace(ALIX, told_apart=False)
MICROSECOND = timedelta(microseconds=1)


def refused_to_sign(by: Person) -> list[Refusal]:
    with pytest.raises(Refused) as refused:
        sign(COVID, REPORT, PRESIDENT, content_digest=COVID.content_digest, act=act(by, FRIDAY))
    return refusals_of(refused)


def test_nobody_acts_without_a_name() -> None:
    version = COVID.version
    with pytest.raises(Refused) as to_save:
        save(
            COVID,
            REPORT,
            one_cent_more(COVID),
            expected_version=version,
            act=act(NAMELESS, FRIDAY),
        )
    with pytest.raises(Refused) as to_update:
        update_contact(
            REPORT,
            contact=None,
            bank_account=None,
            expected_version=REPORT.version,
            act=act(NAMELESS, FRIDAY),
        )

    assert refused_to_sign(NAMELESS) == [MissingName()]
    assert refusals_of(to_save) == refusals_of(to_update) == [MissingName()]


def test_who_has_no_name_is_told_before_they_act() -> None:
    told = allowed(COVID, REPORT, NAMELESS, FRIDAY)

    assert told.against_edit == (MissingName(),)
    assert told.sign_as == ()
    assert told.cannot_sign_reasons == (MissingName.code,)
    assert reasons_against_update(REPORT, NAMELESS, FRIDAY) == [MissingName()]


def test_a_sign_in_that_tells_nobody_apart_edits_and_does_not_sign() -> None:
    told = allowed(COVID, REPORT, NOT_TOLD_APART, FRIDAY)

    assert told.against_edit == ()
    assert told.cannot_sign_reasons == (OtherSignInRequired.code,)
    assert refused_to_sign(NOT_TOLD_APART) == [OtherSignInRequired()]


def test_a_weak_sign_in_that_cannot_sign_is_not_asked_to_be_stronger() -> None:
    weak = replace(NOT_TOLD_APART, assured=False)

    assert refused_to_sign(weak) == [OtherSignInRequired()]
    assert refused_to_sign(replace(weak, told_apart=True)) == [AssuranceLevelTooLow()]


# When the pseudonyms have become others ----------------------------------------------------------


@pytest.mark.parametrize("since", [TUESDAY, TUESDAY + MICROSECOND])
def test_nobody_signs_beside_a_signature_of_before(since: datetime) -> None:
    newly_known = replace(DORA, known_since=since)

    told = allowed(COVID_SIGNED, REPORT, newly_known, FRIDAY)

    assert COVID_SIGNED.signatures[0].signed.at == TUESDAY
    assert told.against_sign[DIRECTOR_GENERAL] == (SignerUnknown(path=("as",)),)
    assert told.cannot_sign_reasons == (SignerUnknown.code,)


def test_beside_a_signature_of_after_one_signs() -> None:
    newly_known = replace(DORA, known_since=TUESDAY - MICROSECOND)

    sent = signed(COVID_SIGNED, DIRECTOR_GENERAL, newly_known, FRIDAY)

    assert sent.status is FormStatus.SENT


def test_a_first_signature_does_not_depend_on_the_past() -> None:
    newly_known = replace(PAULA, known_since=FRIDAY)

    halfway = signed(COVID, PRESIDENT, newly_known, FRIDAY)

    assert halfway.status is FormStatus.PARTIALLY_SIGNED


def test_once_the_content_is_edited_both_sign_anew() -> None:
    paula, dora = (replace(one, known_since=TUESDAY) for one in (PAULA, DORA))

    edited = saved(COVID_SIGNED, 7_00, at=THURSDAY)
    halfway = signed(edited, PRESIDENT, paula, THURSDAY)

    assert signed(halfway, DIRECTOR_GENERAL, dora, FRIDAY).status is FormStatus.SENT
