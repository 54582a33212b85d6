"""Media types: read from `Content-Type`, and chosen by `Accept`.

Source: RFC 9110, 8.3.1 (Media Type), 12.4.2 (Quality Values), 12.5.1 (Accept).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
EVENT_STREAM = "text/event-stream"

_PARTS = {mark: re.compile(rf'(?:[^{mark}"]|"(?:\\.|[^"\\])*")+') for mark in ",;"}
_WORD = r"[!#$%&'*+.^_`|~0-9a-z-]+"
_NAME = re.compile(rf"{_WORD}/{_WORD}")
_WEIGHT = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")
UTF_8 = frozenset({"utf-8", "utf8"})


@dataclass(frozen=True, kw_only=True, slots=True)
class MediaType:
    """A media type or a range of them, such as `text/*`: all in small letters."""

    name: str
    parameters: Mapping[str, str]

    @property
    def is_utf_8(self) -> bool:
        """Whether its text is in UTF-8, said or not."""
        return self.parameters.get("charset", "utf-8") in UTF_8

    @property
    def weight(self) -> float:
        """How much it is wanted, from 0, not at all, to 1; what cannot be read is not wanted."""
        given = self.parameters.get("q", "1")
        return float(given) if _WEIGHT.fullmatch(given) else 0.0

    def covers(self, name: str) -> int:
        """Return how exactly the range speaks of that media type: 0 where it does not."""
        if not self.is_utf_8:
            return 0
        kind = name.partition("/")[0]
        return {"*/*": 1, f"{kind}/*": 2, name: 3}.get(self.name, 0)


def media_type(header: str) -> MediaType | None:
    """Return the media type that the text names, None where it names none."""
    name, *parameters = (part.strip() for part in _PARTS[";"].findall(header) or [""])
    if not _NAME.fullmatch(name.lower()):
        return None
    pairs = (parameter.partition("=") for parameter in parameters)
    return MediaType(
        name=name.lower(),
        parameters={key.strip().lower(): value.strip(' "').lower() for key, _, value in pairs},
    )


def preferred(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return which of the media types offered is wanted most, None where none is wanted.

    The first one offered, where several are wanted as much, or nothing is said.
    """
    if accept is None or not accept.strip():
        return offered[0]
    ranges = list(_ranges(accept))
    weights = {name: _weight(ranges, name) for name in offered}
    best = max(offered, key=lambda name: weights[name])
    return best if weights[best] > 0 else None


def _ranges(accept: str) -> Iterator[MediaType]:
    for part in _PARTS[","].findall(accept):
        if part.strip() and (found := media_type(part)) is not None:
            yield found


def _weight(ranges: Sequence[MediaType], name: str) -> float:
    """Return what the range says that speaks of the media type most exactly."""
    speaking = [(of.covers(name), of.weight) for of in ranges if of.covers(name)]
    return max(speaking, default=(0, 0.0))[1]
