"""Texts that a spreadsheet shows and never runs.

Source: OWASP, CSV Injection.
"""

import re
from functools import lru_cache

from models.text import visible

# What makes a formula of a cell, with the signs of full width that some spreadsheets take for the
# plain ones; blanks and quotation marks before it do not keep it from being one.
_FORMULA = r"""(?=[\s"]*[=+\-@\u2212\uff1d\uff0b\uff0d\uff20])"""

# Also behind what separates cells elsewhere: a file that is opened with another separator than its
# own falls apart there.
_BEGINNING = re.compile(rf"(^|[,;|]){_FORMULA}")


@lru_cache(maxsize=4096)
def harmless(text: str) -> str:
    """Return the text on one line, with an apostrophe before what would run as a formula."""
    return _BEGINNING.sub(r"\1'", visible(text))
