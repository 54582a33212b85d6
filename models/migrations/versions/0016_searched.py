"""Names are looked for as people type them: what separates two words is one blank.

The old code finds less in what is written here, until it is replaced.
"""

import re
import unicodedata
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_SEPARATORS = frozenset("'’‘‛ʼ`´′./")
_BLANKS = re.compile(" +")
_SAINTS = re.compile(r"\b(?:sainte|saint|sint|sankt)\b")
_NAMES = ("nis_code", "name_fr", "name_nl", "name_de")


def upgrade() -> None:
    """Write what is searched anew."""
    _fill(_searched)


def downgrade() -> None:
    """Write it as it was."""
    _fill(_folded)


def _fill(written: Callable[[str], str]) -> None:
    cpas = sa.table("cpas", *(sa.column(name) for name in ("id", *_NAMES, "search_text")))
    connection = op.get_bind()
    rows = connection.execute(sa.select(cpas)).mappings().all()
    filled = [
        {"key": row["id"], "text": written(" ".join(row[name] for name in _NAMES))[:400]}
        for row in rows
    ]
    if filled:
        named = sa.update(cpas).where(cpas.c.id == sa.bindparam("key"))
        connection.execute(named.values(search_text=sa.bindparam("text")), filled)


def _folded(text: str) -> str:
    bare = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "".join(bare).casefold()


def _searched(text: str) -> str:
    parted = (
        " " if char in _SEPARATORS or unicodedata.category(char) in {"Zs", "Pd"} else char
        for char in _folded(text)
    )
    alike = _BLANKS.sub(" ", "".join(parted))
    short = _SAINTS.sub(lambda saint: "ste" if saint[0].endswith("e") else "st", alike)
    return alike if short == alike else f"{alike} {short}"
