"""What the pages ask the API: each document fits the printed contract, and its errors are pages."""

from pathlib import Path

import pytest
from graphql import GraphQLError, build_schema, parse, validate

from rapport_unique.pages.documents import (
    FOLDER,
    FailedError,
    NoSuchPageError,
    NotForYouError,
    TooBusyError,
    data_of,
)

CONTRACT = build_schema(Path("schema/schema.graphql").read_text("utf-8"))
DOCUMENTS = sorted(FOLDER.rglob("*.graphql"))


def wrong_with(text: str) -> list[GraphQLError]:
    return validate(CONTRACT, parse(text))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_document_of_the_pages_fits_the_printed_contract(path: Path) -> None:
    assert wrong_with(path.read_text("utf-8")) == []


def test_a_document_that_asks_for_what_is_not_there_is_noticed() -> None:
    assert wrong_with("{ viewer { secret } }")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("BAD_USER_INPUT", NoSuchPageError),
        ("GRAPHQL_VALIDATION_FAILED", NoSuchPageError),
        ("NOT_FOUND", NoSuchPageError),
        ("FORBIDDEN", NotForYouError),
        ("INTERNAL_SERVER_ERROR", FailedError),
        ("SOMETHING_NEW", FailedError),
    ],
)
def test_an_answer_with_errors_is_no_page(code: str, error: type[Exception]) -> None:
    answer = {"errors": [{"message": "Why.", "extensions": {"code": code}}], "data": None}

    with pytest.raises(error):
        data_of(answer)


def test_who_has_too_much_under_way_hears_when_to_try_again() -> None:
    extensions = {"code": "TOO_MANY_REQUESTS", "retryAfter": 7}

    with pytest.raises(TooBusyError) as busy:
        data_of({"errors": [{"message": "Wait.", "extensions": extensions}]})

    assert (str(busy.value), busy.value.retry_after_s) == ("Wait.", 7)
