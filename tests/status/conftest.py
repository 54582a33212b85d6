"""The read-only demo country, as the tests of the API share it."""

from tests.api.conftest import country

__all__ = ["country"]
