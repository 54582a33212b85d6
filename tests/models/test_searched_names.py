"""Names of CPAS are found as people type them."""

import pytest

from models.folding import alike, searched
from models.searching import pattern
from models.words import province_named


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Braine-l\u2019Alleud", "Braine-l'Alleud"),
        ("braine l alleud", "Braine-l'Alleud"),
        ("Braine-l\u2018Alleud", "Braine-l\u2019Alleud"),
        ("Braine\u2011l\u00b4alleud", "Braine-l'Alleud"),
        ("BRAINE\u00a0LE\u2009CHATEAU", "Braine-le-Château"),
        ("St-Ghislain", "Saint-Ghislain"),
        ("st. ghislain", "Saint-Ghislain"),
        ("Saint-Ghis", "Saint-Ghislain"),
        ("St.-Niklaas", "Sint-Niklaas"),
        ("Ste Ode", "Sainte-Ode"),
        ("St. Vith", "Sankt Vith"),
        ("Mont\u2013St\u2013Guibert", "Mont-Saint-Guibert"),
        ("Heist op den Berg", "Heist-op-den-Berg"),
        ("Heist-op-den-Berg\t\r\n", "Heist-op-den-Berg"),
        ("\ufeff\u200eSaint\u00ad-Ghislain\u200b ", "Saint-Ghislain"),
    ],
)
def test_a_name_is_found_however_it_is_typed(typed: str, name: str) -> None:
    assert alike(typed) in searched("11001", name)
    assert pattern(typed) == f"%{alike(typed)}%"


@pytest.mark.parametrize("typed", ["Saint-Nicolas", "Ste-Ghislain", "braine lalleud"])
def test_another_name_is_not_found(typed: str) -> None:
    assert alike(typed) not in searched("53070", "Saint-Ghislain", "Braine-l'Alleud")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("vlaams brabant", "Vlaams-Brabant"),
        ("Vlaams\u2011Brabant ", "Vlaams-Brabant"),
        ("Brabant-Flamand", "Vlaams-Brabant"),
        ("Province du Brabant wallon", "Brabant wallon"),
        ("Province d\u2019Anvers", "Antwerpen"),
        ("Provincie Luik", "Liège"),
        ("Prov. Namen", "Namur"),
        ("Provence", None),
        ("Province", None),
    ],
)
def test_a_province_is_known_however_it_is_typed(typed: str, kept: str | None) -> None:
    assert province_named(typed) == kept
