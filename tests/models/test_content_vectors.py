"""The published contents: what `docs/canonical-content` promises is what the code writes."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from models.cpas import NisCode
from models.form import Form
from models.forms import CATALOGUE, edition_numbered
from models.spec import Figures, FormKind, FormSpec, LineKey
from tests.models.building import COVID

FOLDER = Path(__file__).parents[2] / "docs" / "canonical-content"
VECTORS: list[dict[str, Any]] = json.loads((FOLDER / "vectors.json").read_text())
NAMES = [vector["name"] for vector in VECTORS]


def form_of(content: dict[str, Any]) -> Form:
    """The form that has this content, by the words of the specification."""
    spec = edition_numbered(FormKind(content["form"]), content.get("edition", 1))
    return replace(
        COVID,
        spec=spec,
        nis_code=NisCode(content["nis"]),
        year=content["year"],
        salt=content["salt"],
        content=tuple(_figures(spec, content["lines"])),
        version=content.get("version", COVID.version),
        content_format=content.get("format", 1),
    )


def _figures(spec: FormSpec, lines: dict[str, Any]) -> list[Figures]:
    assert set(lines) == {line.key for line in spec.lines}
    return [
        Figures(
            key=LineKey(line.key),
            advance=lines[line.key].get("advance"),
            entered=lines[line.key].get("justified", lines[line.key].get("count")),
        )
        for line in spec.lines
    ]


@pytest.mark.parametrize("vector", VECTORS, ids=NAMES)
def test_a_published_content_is_what_the_code_writes(vector: dict[str, Any]) -> None:
    form = form_of(vector["content"])

    assert form.canonical_content.encode() == (FOLDER / f"{vector['name']}.json").read_bytes()
    assert form.content_digest == vector["digest"]


def test_the_list_of_digests_is_that_of_the_files() -> None:
    digests = {
        f"{sha256(file.read_bytes()).hexdigest()}  {file.name}"
        for file in FOLDER.glob("*.json")
        if file.name != "vectors.json"
    }

    assert set((FOLDER / "SHA256SUMS").read_text().splitlines()) == digests
    assert len(digests) == len(VECTORS)


def test_every_form_and_every_edition_has_a_vector() -> None:
    published = {(of["form"], of.get("edition")) for of in (one["content"] for one in VECTORS)}

    for editions in CATALOGUE.values():
        for spec in editions:
            assert (spec.kind.value, spec.edition) in published
