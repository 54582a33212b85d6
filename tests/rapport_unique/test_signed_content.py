"""What was signed, told in words."""

from pathlib import Path

import pytest

from models.language import Language
from rapport_unique.signed_content import page_not_proven

VECTORS = Path(__file__).parents[2] / "docs" / "canonical-content"


@pytest.mark.parametrize(
    ("vector", "said"),
    [
        ("covid-premium", "emporary premium of 50 EUR, 52011, 2020; "),
        ("rental-guarantees", " × €25.00"),
        ("not-granted", "Justified amount –"),
        ("largest", "€999,999,999,999.99"),
        ("format-1", ": Advance €1,275.00, 12 × €25.00."),
        ("social-participation", "A. Personnel costs: Justified amount €"),
    ],
)
def test_every_content_is_told_in_words(vector: str, said: str) -> None:
    content = (VECTORS / f"{vector}.json").read_text()

    told = page_not_proven(content).message(Language.EN)

    assert said in told
