"""Attachments of the PDFs that strangers send, taken out in a process with bounds."""

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from pypdf import PdfWriter

from rapport_unique.attachments import AttachmentReader

pytestmark = pytest.mark.only_on("sqlite", reason="No database is asked.")


def pdf(*attached: tuple[str, bytes]) -> bytes:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(10, 10)
    for name, content in attached:
        writer.add_attachment(name, content)
    writer.write(file)
    return file.getvalue()


@pytest.fixture
async def reader() -> AsyncIterator[AttachmentReader]:
    reader = AttachmentReader()
    yield reader
    await reader.aclose()


async def test_what_is_attached_is_found_and_what_is_none_is_not(reader: AttachmentReader) -> None:
    read = [
        await reader.read(file)
        for file in (b"%PDF-1.7 nothing", pdf(("a", b"\xff")), pdf(("a", b"1"), ("b", b"2")), pdf())
    ]

    assert read == [{}, {}, {"a": "1", "b": "2"}, {}]


async def test_much_is_cut(reader: AttachmentReader) -> None:
    many = await reader.read(pdf(*((f"{number:03}", b"x") for number in range(101))))
    long = await reader.read(pdf(("a", b"x" * 1_000_000)))

    assert len(many) == 100
    assert len(long["a"]) == 256 * 1024 + 1


async def test_a_file_that_takes_too_long_has_none() -> None:
    hurried = AttachmentReader(longest_s=0.0)

    assert await hurried.read(pdf(("a", b"1"))) == {}
    await hurried.aclose()
