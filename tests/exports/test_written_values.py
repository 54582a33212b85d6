"""Values as a workbook holds them, and what it leaves on the disk."""

import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.cpas import NisCode, Region
from models.exported import ExportedForm, Totals
from models.form import FormStatus
from models.forms.covid_premium import COVID_PREMIUM
from models.language import Language, Text
from models.money import LARGEST, Cents
from rapport_unique.exports.columns import columns
from rapport_unique.exports.sheet import Sheet
from rapport_unique.exports.workbook import Workbook
from tests.exports.taking import open_workbook
from tests.world import NOON


def form_of(cents: int) -> ExportedForm:
    amount = Cents(cents)
    return ExportedForm(
        nis_code=NisCode("52011"),
        enterprise_number=None,
        heirs=(),
        name=Text(fr="Charleroi", nl="Charleroi", de="Charleroi", en="Charleroi"),
        language=Language.FR,
        region=Region.WALLONIA,
        province="Hainaut",
        year=2020,
        spec=COVID_PREMIUM,
        status=FormStatus.ENCODED,
        encoded_at=NOON,
        signed_at={},
        sent_at=None,
        reference=None,
        acknowledged_at=None,
        updated_at=NOON,
        closed=False,
        account_changed=None,
        totals=Totals(
            advance=amount,
            justified=amount,
            to_repay=amount,
            to_receive=amount,
            set_off=amount,
            borne=amount,
        ),
        account=None,
        content=None,
    )


@settings(max_examples=30)  # each makes a workbook
@given(st.lists(st.integers(0, 10 * LARGEST), min_size=1, max_size=20))
def test_every_amount_is_exact_to_the_cent(amounts: list[int]) -> None:
    file = io.BytesIO()
    sheet = Sheet(
        year=2020,
        columns=columns(with_amounts=True),
        language=Language.EN,
        made_at=NOON,
    )
    book = Workbook(file, sheet)
    book.write([form_of(cents) for cents in amounts])
    book.close()

    read = [row[18].value for row in open_workbook(file.getvalue()).iter_rows(min_row=2)]
    assert [round(value * 100) for value in read] == amounts
    assert [f"{value:.2f}" for value in read] == [
        f"{cents // 100}.{cents % 100:02}" for cents in amounts
    ]


def test_a_workbook_that_is_closed_leaves_nothing_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sheet = Sheet(
        year=2020, columns=columns(with_amounts=False), language=Language.EN, made_at=NOON
    )

    book = Workbook(io.BytesIO(), sheet)
    meanwhile = list(tmp_path.iterdir())
    book.close()

    assert meanwhile
    assert list(tmp_path.iterdir()) == []
