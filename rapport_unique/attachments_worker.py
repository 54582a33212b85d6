"""The process that takes attachments out of the PDFs that strangers send: one after the other.

It is started by `rapport_unique.workers`, and ended from there when it takes too long. It has a
bound on its memory, no environment, and knows no module of the service.
"""

import json
import resource
import struct
import sys
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

UNREADABLE = (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError)
"""With what a file that is no PDF is read."""
_MEMORY = 512 * 1024 * 1024
_MOST = 100
_LONGEST = 256 * 1024 + 1


def attached(file: bytes) -> dict[str, str]:
    """Return the first attachments of the file by name, each as text that is cut at some length.

    Raises:
        UNREADABLE: it is no PDF, or what is attached is no text.
    """
    found = PdfReader(BytesIO(file)).attachments
    return {name: found[name][0][:_LONGEST].decode() for name in [*found][:_MOST] if found[name]}


def main() -> None:
    """Read until the input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    while head := sys.stdin.buffer.read(4):
        file = sys.stdin.buffer.read(struct.unpack(">I", head)[0])
        try:
            status, made = 0, json.dumps(attached(file)).encode()
        except UNREADABLE as error:
            status, made = 1, type(error).__name__.encode()
        sys.stdout.buffer.write(struct.pack(">BI", status, len(made)) + made)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
