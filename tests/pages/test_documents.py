"""What the pages ask the API: each document fits the printed contract, and its errors are pages."""

from pathlib import Path

import pytest
from graphql import GraphQLError, build_schema, parse, validate

from rapport_unique.pages.documents import (
    FOLDER,
    FailedError,
    NoSuchPageError,
    NotForYouError,
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
    ],
)
def test_an_answer_with_errors_is_no_page(code: str, error: type[Exception]) -> None:
    answer = {"errors": [{"message": "Why.", "extensions": {"code": code}}], "data": None}

    with pytest.raises(error):
        data_of(answer)


@pytest.mark.parametrize(
    ("extensions", "status", "retry_after_s"),
    [
        ({"code": "INTERNAL_SERVER_ERROR"}, 500, None),
        ({"code": "SOMETHING_NEW"}, 500, None),
        ({"code": "UNAVAILABLE"}, 503, 5),
        ({"code": "OUTCOME_UNKNOWN"}, 503, None),
        ({"code": "TOO_MANY_REQUESTS", "retryAfter": 7}, 429, 7),
    ],
)
def test_what_cannot_be_had_now_says_whose_fault_it_is_and_when_to_try_again(
    extensions: dict[str, object], status: int, retry_after_s: int | None
) -> None:
    answer = {"errors": [{"message": "Wait.", "extensions": extensions}], "data": {"cpas": None}}

    with pytest.raises(FailedError) as failed:
        data_of(answer)

    told = (str(failed.value), failed.value.status, failed.value.retry_after_s)
    assert told == ("Wait.", status, retry_after_s)
