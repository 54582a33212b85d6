"""The read-only demo country, as the tests of the API share it, and a country of two years."""

from tests.api.conftest import country
from tests.campaign.conftest import country_of_2021, open_world

__all__ = ["country", "country_of_2021", "open_world"]
