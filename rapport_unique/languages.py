"""The language that a request asks for.

Source: RFC 9110, section 12.5.4 (Accept-Language).
"""

from models.language import Language


def asked_language(header: str | None) -> Language | None:
    """Return the language that the header likes best among ours, or None where it names none."""
    best, weight = None, 0.0
    for part in (header or "").split(",")[:20]:
        tag, _, parameter = part.partition(";")
        language = _language(tag)
        quality = _quality(parameter)
        if language is not None and quality > weight:
            best, weight = language, quality
    return best


def _language(tag: str) -> Language | None:
    code = tag.strip().partition("-")[0].upper()
    return Language(code) if code in Language.__members__ else None


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        quality = float(value) if name == "q" else 0.0
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0
