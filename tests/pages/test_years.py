"""The year with which a page begins, where several stand differently."""

import pytest

from rapport_unique.pages.years import present_year


@pytest.mark.parametrize(
    ("years", "present"),
    [
        ({}, None),
        ({2026: "PLANNED"}, 2026),
        ({2026: "PLANNED", 2025: "OPEN", 2024: "CLOSED"}, 2025),
        ({2026: "PLANNED", 2025: "CLOSED", 2024: "OPEN"}, 2024),
        ({2025: "OPEN", 2024: "OPEN"}, 2025),
        ({2026: "PLANNED", 2025: "CLOSED", 2024: "CLOSED"}, 2025),
        ({2027: "PLANNED", 2026: "PLANNED"}, 2027),
    ],
)
def test_what_is_open_comes_first_and_what_is_planned_last(
    years: dict[int, str], present: int | None
) -> None:
    assert present_year([{"year": y, "status": status} for y, status in years.items()]) == present
