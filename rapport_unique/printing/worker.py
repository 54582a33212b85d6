"""The process that renders: reads what is to be printed, writes a PDF; one after the other.

It is started by `rapport_unique.printing.renderer`, and ended from there when it takes too long. It
has a bound on its memory, no environment, and knows nothing of the service but this folder.
"""

import resource
import struct
import sys
from pathlib import Path

import typst

FOLDER = Path(__file__).parent
_MEMORY = 2 * 1024 * 1024 * 1024


def main() -> None:
    """Render until the input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    template = str(FOLDER / "form.typ")
    compiler = typst.Compiler(template, root=str(FOLDER), ignore_system_fonts=True)
    while head := sys.stdin.buffer.read(4):
        data = sys.stdin.buffer.read(struct.unpack(">I", head)[0]).decode()
        try:
            status, made = 0, _rendered(compiler, data)
        except (typst.TypstError, ValueError, RuntimeError) as error:
            status, made = 1, str(error).encode()
        sys.stdout.buffer.write(struct.pack(">BI", status, len(made)) + made)
        sys.stdout.buffer.flush()


def _rendered(compiler: typst.Compiler, data: str) -> bytes:
    made = compiler.compile(format="pdf", sys_inputs={"data": data}, pdf_standards=["a-3a", "ua-1"])
    assert isinstance(made, bytes), "a PDF is one file"
    return made


if __name__ == "__main__":
    main()
