"""The content of a form: the balance, and the digest that the signatures cover."""

from dataclasses import replace
from hashlib import sha256

import pytest

from models.cpas import NisCode
from models.form import CONTENT_FORMAT, Form, FormId, FormStatus
from models.forms.covid_premium import COVID_PREMIUM
from models.forms.gas_electricity_fund import GAS_ELECTRICITY_FUND
from models.forms.rental_guarantees import RENTAL_GUARANTEES
from models.language import Text
from models.money import Cents
from models.spec import (
    Balance,
    BalanceDirection,
    Figures,
    FormKind,
    Line,
    balance,
    empty_content,
    total_advance,
    total_justified,
)
from tests.models.building import (
    COVID,
    COVID_NEW,
    COVID_SENT,
    COVID_SIGNED,
    EMIEL,
    FRIDAY,
    MONDAY,
    OPENING,
    PREMIUM,
    TOY,
    TOY_BEGUN,
    TOY_ENCODED,
    TOY_NEW,
    TRAINING,
    TRAVEL,
    TUESDAY,
    WAGES,
    WEDNESDAY,
    act,
    each_encoded,
    each_new,
    new_form,
    saved,
    ungranted,
)

# Balance -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("advance", "justified", "direction", "amount"),
    [
        (1_275_00, 1_274_99, BalanceDirection.TO_REPAY, 1),
        (1_275_00, 1_275_00, BalanceDirection.SETTLED, 0),
        (1_275_00, 1_275_01, BalanceDirection.TO_RECEIVE, 1),
        (1_275_00, 0, BalanceDirection.TO_REPAY, 1_275_00),
        (0, 0, BalanceDirection.SETTLED, 0),
        (0, 99_999_999_999_999, BalanceDirection.TO_RECEIVE, 99_999_999_999_999),
        (99_999_999_999_999, 0, BalanceDirection.TO_REPAY, 99_999_999_999_999),
        (99_999_999_999_999, 99_999_999_999_998, BalanceDirection.TO_REPAY, 1),
    ],
)
def test_balance_is_exact_to_the_cent(
    advance: int, justified: int, direction: BalanceDirection, amount: int
) -> None:
    form = saved(new_form(COVID_PREMIUM, advance), justified)

    remains = balance(form.spec, form.content)

    assert remains == Balance(direction=direction, amount=Cents(amount))


@pytest.mark.parametrize(
    ("justified", "direction", "amount"),
    [
        ((900_00, 250_25, 0), BalanceDirection.TO_REPAY, 50_25),
        ((0, 0, 1_200_50), BalanceDirection.SETTLED, 0),
        ((1_000_00, 200_50, 1), BalanceDirection.TO_RECEIVE, 1),
        ((999_99, 200_50, 0), BalanceDirection.TO_REPAY, 1),
    ],
)
def test_lines_are_balanced_together(
    justified: tuple[int, int, int], direction: BalanceDirection, amount: int
) -> None:
    form = saved(TOY_NEW, *justified)

    remains = balance(form.spec, form.content)

    assert remains == Balance(direction=direction, amount=Cents(amount))


@each_new
def test_there_is_no_balance_before_encoding(form: Form) -> None:
    remains, total = balance(form.spec, form.content), total_justified(form.spec, form.content)

    assert (remains, total) == (None, None)


def test_there_is_no_balance_while_one_line_is_not_encoded() -> None:
    first, second, third = TOY_ENCODED.content

    remains = balance(TOY, (first, replace(second, entered=None), third))

    assert remains is None


def test_totals_add_up_the_lines() -> None:
    totals = total_advance(TOY, TOY_ENCODED.content), total_justified(TOY, TOY_ENCODED.content)

    assert totals == (1_200_50, 1_150_25)


def test_empty_content_has_every_line_and_nothing_on_it() -> None:
    content = empty_content(TOY)

    assert content == (
        Figures(key=WAGES, advance=None, entered=None),
        Figures(key=TRAINING, advance=None, entered=None),
        Figures(key=TRAVEL, advance=None, entered=None),
    )


# Status ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "status"),
    [
        (TOY_NEW, FormStatus.NOT_STARTED),
        (TOY_BEGUN, FormStatus.PARTIALLY_ENCODED),
        (TOY_ENCODED, FormStatus.ENCODED),
        (ungranted(TOY_ENCODED), FormStatus.ENCODED),
    ],
)
def test_status_says_how_much_is_encoded(form: Form, status: FormStatus) -> None:
    assert form.status is status


def test_the_lines_that_are_missing_are_known() -> None:
    assert [line.key for line in TOY_BEGUN.not_encoded] == [WAGES, TRAVEL]


def test_a_grant_of_nothing_is_not_a_grant_that_is_missing() -> None:
    assert (TOY_NEW.advance_missing, ungranted(TOY_NEW).advance_missing) == (False, True)


# Digest ------------------------------------------------------------------------------------------


def test_what_is_signed_is_this_text() -> None:
    text = COVID.canonical_content

    assert text == (
        '{"edition":1,"form":"COVID_PREMIUM","format":2,'
        '"lines":{"premium":{"advance":127500,"justified":120050}},'
        '"nis":"52011","salt":"5a17","version":2,"year":2020}'
    )


def test_lines_stand_in_the_text_by_name() -> None:
    text = TOY_ENCODED.canonical_content

    assert text == (
        '{"edition":1,"form":"PERSONNEL_COSTS","format":2,'
        '"lines":{"training":{"advance":20050,"justified":25025},'
        '"travel":{"advance":0,"justified":0},"wages":{"advance":100000,"justified":90000}},'
        '"nis":"52011","salt":"5a17","version":2,"year":2020}'
    )


def test_a_number_stands_in_the_text_with_its_price() -> None:
    form = saved(new_form(RENTAL_GUARANTEES, 500_00), 17)

    assert '"lines":{"guarantees":{"advance":50000,"count":17,"unitPrice":2500}}' in (
        form.canonical_content
    )


def test_a_line_without_a_grant_has_none_in_the_text() -> None:
    spec = GAS_ELECTRICITY_FUND
    form = replace(COVID, spec=spec, content=empty_content(spec))

    assert '"measures":{"advance":null}' in form.canonical_content
    assert '"prevention":{"justified":null}' in form.canonical_content


def test_a_content_of_the_first_format_keeps_its_text() -> None:
    first = replace(COVID, content_format=1)

    assert first.canonical_content == (
        '{"form":"COVID_PREMIUM","lines":{"premium":{"advance":127500,"justified":120050}},'
        '"nis":"52011","salt":"5a17","year":2020}'
    )
    assert '"advance":0' in replace(ungranted(COVID), content_format=1).canonical_content


def test_a_change_writes_the_content_in_the_format_of_today() -> None:
    first = replace(COVID, content_format=1)

    assert saved(first, 7, at=TUESDAY).content_format == CONTENT_FORMAT


def test_what_is_not_encoded_stands_in_the_text_as_null() -> None:
    text = COVID_NEW.canonical_content

    assert '"justified":null' in text


@each_encoded
def test_digest_is_the_sha256_of_the_text(form: Form) -> None:
    digest = form.content_digest

    assert digest == sha256(form.canonical_content.encode()).hexdigest()


def test_digest_stays_the_same_from_one_release_to_the_next() -> None:
    digests = [COVID.content_digest, TOY_ENCODED.content_digest]

    assert digests == [
        "ecb51536db7b05079fe4ffddd67cdcebcd2bd246eba2b3696f70a98105197c3d",
        "19b484260516261681c8d6174f90f23df40a5fb1e5c758f988f884cd84728be9",
    ]


def figures(advance: int, justified: int | None) -> tuple[Figures, ...]:
    amount = None if justified is None else Cents(justified)
    return (Figures(key=PREMIUM, advance=Cents(advance), entered=amount),)


@pytest.mark.parametrize(
    "other",
    [
        replace(COVID, salt="5a18"),
        replace(COVID, nis_code=NisCode("52012")),
        replace(COVID, year=2021),
        replace(COVID, version=3),
        replace(COVID, spec=replace(COVID.spec, edition=2)),
        replace(COVID, spec=replace(COVID.spec, kind=FormKind.PIIS)),
        ungranted(COVID),
        replace(COVID, content=figures(1_275_01, 1_200_50)),
        replace(COVID, content=figures(1_275_00, 1_200_51)),
        replace(COVID, content=figures(1_275_00, None)),
        replace(COVID, content=figures(1_200_50, 1_275_00)),
    ],
    ids=[
        "salt",
        "nis",
        "year",
        "version",
        "edition",
        "kind",
        "ungranted",
        "advance",
        "justified",
        "null",
        "swapped",
    ],
)
def test_digest_tells_every_part_of_the_content(other: Form) -> None:
    digest = other.content_digest

    assert digest != COVID.content_digest


@pytest.mark.parametrize("line", [0, 1, 2])
@pytest.mark.parametrize("field", ["advance", "entered"])
def test_digest_tells_every_line(line: int, field: str) -> None:
    content = list(TOY_ENCODED.content)
    content[line] = replace(content[line], **{field: getattr(content[line], field) + 1})

    digest = replace(TOY_ENCODED, content=tuple(content)).content_digest

    assert digest != TOY_ENCODED.content_digest


def test_digest_tells_one_line_from_another() -> None:
    first, second, third = TOY_ENCODED.content
    swapped = (replace(first, key=TRAINING), replace(second, key=WAGES), third)

    digest = replace(TOY_ENCODED, content=swapped).content_digest

    assert digest != TOY_ENCODED.content_digest


OTHER_TEXT = Text(fr="Autre", nl="Ander", de="Anders", en="Other")


@pytest.mark.parametrize(
    "same",
    [
        replace(COVID, id=FormId(99)),
        replace(COVID, saved=act(EMIEL, FRIDAY)),
        replace(COVID, encoded_at=FRIDAY),
        replace(COVID, signatures=COVID_SENT.signatures, submissions=COVID_SENT.submissions),
        replace(COVID, spec=replace(COVID.spec, title=OTHER_TEXT, abbreviation="X", source="")),
        replace(COVID, spec=replace(COVID.spec, lines=(Line(key=PREMIUM, label=OTHER_TEXT),))),
    ],
    ids=["id", "saved", "encoded-at", "signatures", "title", "labels"],
)
def test_digest_tells_nothing_else(same: Form) -> None:
    digest = same.content_digest

    assert digest == COVID.content_digest


def test_digest_does_not_depend_on_the_order_of_the_lines() -> None:
    first, second, third = TOY_ENCODED.content

    digest = replace(TOY_ENCODED, content=(third, first, second)).content_digest

    assert digest == TOY_ENCODED.content_digest


# Dates -------------------------------------------------------------------------------------------


def test_a_form_changed_when_it_was_last_saved_or_signed() -> None:
    edited = saved(COVID_SIGNED, 7, at=FRIDAY)

    changes = [form.changed_at for form in (COVID_NEW, COVID, COVID_SIGNED, COVID_SENT, edited)]

    assert changes == [OPENING, MONDAY, TUESDAY, WEDNESDAY, FRIDAY]
