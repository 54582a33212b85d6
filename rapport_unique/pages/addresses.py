"""The addresses of the screens: each names what it shows, and can be kept as a bookmark."""


def cpas_path(nis: str) -> str:
    """Return the path of the CPAS with that NIS code."""
    return f"/cpas/{nis}"


def report_path(nis: str, year: int) -> str:
    """Return the path of its report of that year: the home page."""
    return f"{cpas_path(nis)}/{year}"


def form_path(nis: str, year: int, kind: str) -> str:
    """Return the path of a form of that report."""
    return f"{report_path(nis, year)}/{kind.lower().replace('_', '-')}"


def kind_named(slug: str) -> str:
    """Return the kind of form that an address names, as the contract names it."""
    return slug.upper().replace("-", "_")


def year_in(text: str) -> int | None:
    """Return the year that the text is, in four digits; None where it is none."""
    return int(text) if _is_digits(text, 4) else None


def is_nis_code(text: str) -> bool:
    """Return whether the text has the shape of a NIS code."""
    return _is_digits(text, 5)


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()
