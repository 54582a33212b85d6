"""The catalogue that the tests stand on: the six forms of 2020, in the editions of today.

Tests of pages, counts and files need to know which forms there are. With a form or an edition more
they would all have to be written anew, and not one of them is about it. What holds for every form
is tested over the `WHOLE` catalogue, in tests/models: test_forms.py and test_editions.py.
"""

from models.forms import CATALOGUE
from models.spec import FormKind

_EDITIONS = {
    FormKind.COVID_PREMIUM: 2,
    FormKind.PERSONNEL_COSTS: 1,
    FormKind.RENTAL_GUARANTEES: 1,
    FormKind.GAS_ELECTRICITY_FUND: 1,
    FormKind.SOCIAL_PARTICIPATION: 1,
    FormKind.PIIS: 1,
}
"""How many editions of each form the tests know."""

WHOLE = dict(CATALOGUE)
"""The catalogue as it is."""

KINDS = tuple(_EDITIONS)


def pin() -> None:
    """Let this process have the pinned catalogue: before anything is made of it."""
    CATALOGUE.clear()
    CATALOGUE.update({kind: WHOLE[kind][:known] for kind, known in _EDITIONS.items()})


pin()
