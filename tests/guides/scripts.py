"""A document as one script for the shell of its reader, and what each block of it has to print."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.guides.pages import Block, Page

_BEGINS = "\x1e"
"""What is printed before the output of a block, with its place."""
_START = """set -m
STARTED=()
trap 'for each in ${STARTED[@]+"${STARTED[@]}"}; do kill -- "-$each"; done' EXIT
"""
_RUNS_ON = """{{
{code}}} >{file} &
STARTED+=($!)
"""
_WAITED_FOR = "until grep -qF -e {said} {file}; do sleep 0.1; done\n"
_ASKED = """. examples/ask.sh
ask "$(token {who})" "$(cat <<'OPERATION'
{code}OPERATION
)" </dev/null
"""
_PYTHON = "python3 - <<'PROGRAM'\n{code}PROGRAM\n"


def script_of(page: Page, folder: Path) -> str:
    """The commands of the page, one after the other, as its reader pastes them.

    What runs on writes into this folder; it is stopped at the end, when it has said what it should.
    """
    parts, waits = [_START], []
    for place, block in enumerate(page.blocks()):
        if not block.is_run:
            continue
        code = _code_of(block)
        if (said := block.said("until")) is not None:
            file = shlex.quote(str(folder / f"{place}"))
            code = _RUNS_ON.format(file=file, code=code)
            waits.append(_WAITED_FOR.format(said=shlex.quote(said), file=file))
        parts.append(f"printf '\\n{_BEGINS}{place}\\n'\n{code}")
    return "".join([*parts, *waits])


def _code_of(block: Block) -> str:
    match block.language:
        case "graphql":
            return _ASKED.format(who=block.said("as"), code=block.code)
        case "python":
            return _PYTHON.format(code=block.code)
        case _:
            return block.code


def printed_by(page: Page, printed: str, folder: Path) -> Iterator[tuple[Block, str, Block | None]]:
    """Each block that was run, what it printed, and the block that says what it should print."""
    parts = dict(part.split("\n", 1) for part in printed.split(_BEGINS)[1:])
    blocks = page.blocks()
    for place, block in enumerate(blocks):
        if not block.is_run:
            continue
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        said = (folder / f"{place}").read_text() if block.said("until") else parts[f"{place}"]
        yield block, said, after if after and after.mark == "prints" else None


def problem_with(block: Block, printed: str, expected: Block | None) -> str | None:
    """What is wrong with what the block printed; none where all is well."""
    if expected is None:
        refused = re.search(r'"errors":|"userErrors": \[\s*\{|"error":', printed)
        return "it was refused" if refused and block.said("refused") is None else None
    if expected.language == "json":
        wanted = json.loads(expected.code)
        told = any(holds(document, wanted) for document in documents(printed))
    else:
        told = _are_in_order(expected.code.splitlines(), printed)
    return None if told else f"it should print\n{expected.code}"


def documents(printed: str) -> Iterator[Any]:
    """The JSON documents that were printed one after the other, whatever stands between them."""
    decoder = json.JSONDecoder()
    while (start := re.search(r"[{\[]", printed)) is not None:
        try:
            document, end = decoder.raw_decode(printed, start.start())
        except ValueError:
            end = start.end()
        else:
            yield document
        printed = printed[end:]


def holds(actual: Any, wanted: Any) -> bool:
    """Whether all that is wanted is there: `…` is anything, at the end of a list the rest."""
    match wanted:
        case "…":
            return True
        case dict():
            return isinstance(actual, dict) and all(
                name in actual and holds(actual[name], value) for name, value in wanted.items()
            )
        case [*first, "…"]:
            return isinstance(actual, list) and holds(actual[: len(first)], first)
        case list():
            return (
                isinstance(actual, list)
                and len(actual) == len(wanted)
                and all(map(holds, actual, wanted))
            )
        case str() if "…" in wanted:
            return isinstance(actual, str) and _pattern(wanted).fullmatch(actual) is not None
        case _:
            return type(actual) is type(wanted) and bool(actual == wanted)


def _are_in_order(lines: list[str], printed: str) -> bool:
    told = iter(printed.splitlines())
    return all(any(_pattern(line).fullmatch(each) for each in told) for line in lines)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, text.split("…"))))
