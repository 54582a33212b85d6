"""Forms that were withdrawn are left out in one place: where reports and forms are joined."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = ("models", "auth", "resolvers", "schema", "rapport_unique")
JOINED = re.compile(
    r"FORM\w*\.c\.report_id\s*==\s*REPORT\w*\.c\.id|REPORT\w*\.c\.id\s*==\s*FORM\w*\.c\.report_id"
)


def test_reports_and_forms_are_joined_by_one_condition() -> None:
    joining = {
        str(file.relative_to(ROOT))
        for floor in FLOORS
        for file in (ROOT / floor).rglob("*.py")
        if JOINED.search(file.read_text("utf-8"))
    }

    assert joining == {"models/reading.py"}
