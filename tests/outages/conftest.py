"""The small world of the models, and worlds whose database fails them."""

from tests.models.conftest import small_world, templates

__all__ = ["small_world", "templates"]
