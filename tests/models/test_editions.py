"""An edition never changes once a form of it exists: what changes is a new edition."""

from models.canonical import Digest, Json, digest_of
from models.spec import FormSpec, Line
from tests.pinned import WHOLE

FINGERPRINTS = {
    "COVID_PREMIUM 1": "270d664568b06a5ef99071b48ffd7416c07bd599944173a7d0a2b7d129e5e06f",
    "COVID_PREMIUM 2": "486de10ccd99e45e028ae8efb465544b280c98aeaa03705cc0d9be1f2ecc1382",
    "PERSONNEL_COSTS 1": "bbbd9fda699e36c3f0cb17d93035533564c7ff7a229b2b0ee02296ff17b86451",
    "RENTAL_GUARANTEES 1": "85067ecdd5756830616ca136b8de03f8d2c04aeaae03c88efd114b5f24baea26",
    "GAS_ELECTRICITY_FUND 1": "3b3865f6d04007d962790a864ccf34d9710967197f58fc554bcaa461b27fb499",
    "SOCIAL_PARTICIPATION 1": "1ee211bd52f9b1003164ea9b0bea8779065ea1b3041a47b1c2e1610ca4789745",
    "PIIS 1": "9763a7678e07fde257f1787b602eec73151a86b1540ace7a4f76393a93243dce",
}
"""What each edition asks for and settles, as SHA-256. Add to it; never change a line."""


def fingerprint(spec: FormSpec) -> Digest:
    return digest_of(
        {
            "kind": spec.kind.value,
            "edition": spec.edition,
            "abbreviation": spec.abbreviation,
            "settlement": spec.settlement.value,
            "since": spec.since_year,
            "lines": [_fingerprint_of_line(line) for line in spec.lines],
        }
    )


def _fingerprint_of_line(line: Line) -> Json:
    return {
        "key": line.key,
        "entry": line.entry.value,
        "granted": line.granted,
        "part_of": line.part_of,
        "unit_price": line.unit_price,
        "percent_of_grant": line.percent_of_grant,
        "multiple_of": line.multiple_of,
    }


def test_every_edition_asks_for_what_it_asked_for_from_the_beginning() -> None:
    found = {
        f"{spec.kind} {spec.edition}": fingerprint(spec)
        for editions in WHOLE.values()
        for spec in editions
    }

    assert found == FINGERPRINTS
