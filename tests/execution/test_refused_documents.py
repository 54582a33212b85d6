"""Documents that are far too large are refused by their size, and nothing of them is kept."""

import pytest

from schema import make_schema
from schema.execution import Operations

CORE = make_schema()._schema  # noqa: SLF001 - the schema objects have no public name


@pytest.mark.parametrize(
    "text", [f"{{ {'a ' * 2_000} }}", f"{{ {'viewer { roles } ' * 1_500} }}"], ids=["a", "viewer"]
)
def test_only_the_size_of_what_is_too_large_is_told(text: str) -> None:
    prepared = Operations(CORE).prepare(text, None, signed_in=True)

    assert prepared.errors
    assert {error.message.partition(":")[0] for error in prepared.errors} == {
        "The operation is too large"
    }


def test_what_cannot_be_run_is_read_anew_each_time() -> None:
    operations = Operations(CORE)

    refused = [operations.prepare("{ nothing }", None, signed_in=True) for _ in range(2)]
    kept = [operations.prepare("{ viewer { roles } }", None, signed_in=True) for _ in range(2)]

    assert refused[0] is not refused[1]
    assert kept[0] is kept[1]
