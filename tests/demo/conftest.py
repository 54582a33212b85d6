"""Some of the demo country as the command makes it, shared by tests that only read it."""

from pathlib import Path

import pytest

from tests import countries
from tests.api.conftest import country
from tests.databases import Backend

__all__ = ["country"]


@pytest.fixture(scope="session")
def demo_country(backend: Backend) -> Path:
    """A folder as the one of all tests, with everything that the command makes."""
    return countries.in_full(backend)
