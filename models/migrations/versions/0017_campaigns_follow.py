"""A campaign has the dates of most of its reports, and every year with reports has one."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_DATED = """
    SELECT year, opens_at, closes_at FROM (
        SELECT year, period.opens_at, period.closes_at, ROW_NUMBER() OVER (
            PARTITION BY year ORDER BY COUNT(*) DESC, period.closes_at DESC, period.opens_at DESC
        ) AS place
        FROM report_period AS period JOIN report ON report.id = report_id
        WHERE number = (SELECT MAX(number) FROM report_period AS other
            WHERE other.report_id = period.report_id AND other.closed_at IS NULL)
        GROUP BY year, period.opens_at, period.closes_at
    ) AS dated WHERE place = 1"""
_BY_HAND = """
    SELECT year, MIN(opens_at), MAX(closes_at) FROM report
    WHERE year NOT IN (SELECT year FROM campaign) GROUP BY year"""
"""Of a year whose reports were all closed by hand before there were dates as facts."""


def upgrade() -> None:
    """Write what follows from the dates of the reports."""
    dates = "opens_at = excluded.opens_at, closes_at = excluded.closes_at"
    op.execute(
        f"INSERT INTO campaign (year, opens_at, closes_at) {_DATED} "
        f"ON CONFLICT (year) DO UPDATE SET {dates}"
    )
    op.execute(f"INSERT INTO campaign (year, opens_at, closes_at) {_BY_HAND}")


def downgrade() -> None:
    """Leave them: older code reads them as its own."""
