"""Marks that tests of several subjects carry."""

import pytest

RULES = pytest.mark.only_on("sqlite", reason="The rules refuse it, and know of no database.")
