"""Prints: what stands on them, in which language, and the proofs that they carry."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from auth.findings import ProofRefused
from auth.sealing import read_public_keys
from models.people import Role
from rapport_unique.attachments import (
    CONSISTENCY,
    CONTENT,
    RECEIPT,
    SEALS,
    verify_file,
)
from rapport_unique.printing.renderer import CannotPrintError, Renderer
from tests.api.acting import CHARLEROI, EUPEN, GENT, Desk, done
from tests.commanding import command_line
from tests.world import Caller, World

pytestmark = pytest.mark.only_on("sqlite", reason="A print shows what the API answers.")

pytest.importorskip("typst")
URL = """query ($by: CpasBy, $language: Language) { cpas(by: $by) { report(year: 2020) {
  printUrl(language: $language) forms { printUrl(language: $language) } } } }"""
RETURN = "mutation ($input: ReturnFormInput!) { returnForm(input: $input) { userErrors { code } } }"
CLOSE = """mutation ($input: CloseReportsInput!) {
  closeReports(input: $input) { userErrors { code } } }"""
PRESIDENT, DIRECTOR = SEALS.values()


async def link(who: Caller, nis_code: str, language: str | None = None) -> str:
    answer = await who(URL, by={"nisCode": nis_code}, language=language)
    url: str = answer.data["cpas"]["report"]["forms"][0]["printUrl"]
    return url


async def printed(world: World, who: Caller, nis_code: str, language: str = "FR") -> bytes:
    answer = await world.client.get(await link(who, nis_code, language))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "private, no-store"
    return answer.content


def text_of(pdf: bytes) -> str:
    return " ".join(
        "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split()
    )


def files_of(pdf: bytes) -> dict[str, bytes]:
    return {name: found[0] for name, found in PdfReader(BytesIO(pdf)).attachments.items()}


def with_files(files: dict[str, bytes]) -> bytes:
    """A PDF that carries these files: what a forger makes."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in files.items():
        writer.add_attachment(name, content)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


async def keys_of(world: World) -> tuple[bytes, ...]:
    return read_public_keys((await world.client.get("/.well-known/jwks.json")).text)


def found(pdf: bytes, keys: tuple[bytes, ...], kept: str | None = None) -> str:
    """The codes of what is found, or the one of the refusal."""
    try:
        findings = verify_file(pdf, keys, kept=kept)
    except ProofRefused as refused:
        return refused.finding.code.value
    return " ".join(finding.code.value for finding in findings)


@pytest.mark.parametrize(
    ("language", "amount", "said"),
    [
        ("FR", "1\u202f000,00\u00a0€", "Expédié"),
        ("NL", "€\u00a01.000,00", "Verzonden"),
        ("DE", "1.000,00\u00a0€", "Versandt"),
        ("EN", "€1,000.00", "Sent"),
    ],
)
async def test_a_sent_form_is_printed_in_every_language(
    world: World, language: str, amount: str, said: str
) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.send()

    pdf = await printed(world, desk.editor(), CHARLEROI, language)

    reader, text = PdfReader(BytesIO(pdf)), text_of(pdf)
    catalogue: Any = reader.trailer["/Root"]
    assert " ".join(amount.split()) in text
    assert said in text
    assert "RU-2020-52011-COVID" in text
    assert "Zoé president-52011" in text
    assert catalogue["/Lang"].lower().startswith(language.lower())
    assert catalogue["/MarkInfo"]["/Marked"]
    metadata = catalogue["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


async def test_the_same_state_gives_the_same_bytes(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.send()
    first = await printed(world, desk.editor(), CHARLEROI)
    world.clock.advance(minutes=2)
    await world.client.get("/checkpoint")

    second = await printed(world, world.as_("spp-is-reader"), CHARLEROI)

    assert second == first


async def test_what_is_missing_is_shown_and_marked(world: World) -> None:
    desk = Desk(world, CHARLEROI)

    new = text_of(await printed(world, desk.editor(), CHARLEROI))
    await desk.sign_as_president()
    once = await printed(world, desk.editor(), CHARLEROI)

    assert "à encoder" in new
    assert new.count("Pas signé") == 2
    assert text_of(once).count("Pas signé") == 1
    assert "PAS EXPÉDIÉ" in text_of(once)
    assert set(files_of(once)) == {CONTENT, PRESIDENT}
    assert found(once, await keys_of(world)) == "SIGNED PAGE_NOT_PROVEN"


async def test_what_was_returned_and_closed_is_told(world: World) -> None:
    desk, manager = Desk(world, CHARLEROI), world.as_("spp-is-manager")
    await desk.send()
    cpas = await desk.cpas()
    form = cpas["report"]["forms"][0]["id"]
    done(await manager(RETURN, input={"formId": form, "reason": "Voyez la facture."}))
    returned = text_of(await printed(world, desk.editor(), CHARLEROI))
    closing = {"year": 2020, "cpas": [cpas["id"]], "reason": "x"}
    done(await manager(CLOSE, input=closing))

    closed = text_of(await printed(world, desk.editor(), CHARLEROI))

    assert "Voyez la facture." in returned
    assert "PAS EXPÉDIÉ" in returned
    assert "(Clôturé)" not in returned
    assert "(Clôturé)" in closed


async def test_a_federation_prints_without_amounts_and_proofs(world: World) -> None:
    await Desk(world, GENT).send()

    pdf = await printed(world, world.as_("vvsg"), GENT, "NL")

    assert "1.000,00" not in text_of(pdf)
    assert "De bedragen staan niet op deze afdruk" in text_of(pdf)
    assert "ana@cpas.example" not in text_of(pdf)
    assert files_of(pdf) == {}


async def test_a_link_is_for_its_viewer_and_a_few_minutes(world: World) -> None:
    url = await link(Desk(world, CHARLEROI).who("editor", Role.EDITOR), CHARLEROI)

    changed = await world.client.get(f"{url[:-2]}AA")
    world.clock.advance(minutes=6)
    late = await world.client.get(url)

    assert (changed.status_code, late.status_code) == (410, 410)
    assert "Ce lien ne vaut plus" in late.text


async def test_a_changed_account_is_told_on_the_print(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.send()
    before = text_of(await printed(world, desk.editor(), CHARLEROI))
    other = {"historicalNumber": "096-1234567-69", "bic": "GKCCBEBB"}
    await desk.update(desk.editor(), bankAccount=other)

    after = text_of(await printed(world, desk.editor(), CHARLEROI))

    assert "Compte bancaire modifié" not in before
    assert "Compte bancaire modifié" in after


async def test_a_print_is_verified_with_keys_and_an_older_checkpoint(world: World) -> None:
    kept = (await world.client.get("/checkpoint")).text
    desk = Desk(world, CHARLEROI)
    await desk.send()
    pdf, keys = await printed(world, desk.editor(), CHARLEROI), await keys_of(world)
    files = files_of(pdf)
    cent = files[CONTENT].replace(b'"justified":100000', b'"justified":100001')

    holds = "SEALED SIGNED SIGNED CONTENT_SIGNED IN_JOURNAL PAGE_NOT_PROVEN"
    assert found(pdf, keys) == f"{holds} PAST_UNKNOWN"
    assert found(pdf, keys, kept) == f"{holds} JOURNAL_CONTINUES"
    assert found(with_files(files), keys) == f"{holds} PAST_UNKNOWN"
    assert cent != files[CONTENT]
    for forged, code in (
        ({CONTENT: cent}, "CONTENT_DIFFERS"),
        ({PRESIDENT: files[DIRECTOR], DIRECTOR: files[PRESIDENT]}, "WRONG_ROLE"),
        ({RECEIPT: files[RECEIPT][:-9] + b"AAAAAAAAA"}, "CHANGED"),
        ({RECEIPT: b"nothing"}, "NO_PROOF"),
    ):
        assert found(with_files({**files, **forged}), keys) == code
    proofs = json.loads(files[CONSISTENCY])
    proofs[0]["consistency"][0] = "A" * 43 + "="
    cut = with_files({**files, CONSISTENCY: json.dumps(proofs).encode()})
    assert found(cut, keys, kept) == "JOURNAL_REWRITTEN"
    assert found(with_files({}), keys) == "NO_PROOF"
    assert found(b"%PDF-1.7 nothing", keys) == "NO_PROOF"


async def test_all_forms_of_a_report_stand_in_one_print(world: World) -> None:
    answer = await world.as_("spp-is-reader")(URL, by={"nisCode": EUPEN}, language="DE")

    made = await world.client.get(answer.data["cpas"]["report"]["printUrl"])

    assert made.status_code == 200
    assert "Eupen" in text_of(made.content)


async def test_several_forms_in_one_print_are_verified_one_by_one(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.send()
    files = files_of(await printed(world, desk.editor(), CHARLEROI))
    twice = {f"{form}-{name}": file for form in ("a", "b") for name, file in files.items()}
    keys = await keys_of(world)

    assert found(with_files(twice), keys).count("SEALED") == 2
    swapped = {**twice, f"b-{PRESIDENT}": files[DIRECTOR]}
    assert found(with_files(swapped), keys) == "WRONG_ROLE"


async def test_without_the_extra_the_service_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await link(Desk(world, CHARLEROI).editor(), CHARLEROI, "EN")
    monkeypatch.setattr("rapport_unique.printing.renderer.find_spec", lambda _: None)

    answer = await world.client.get(url)

    assert answer.status_code == 501
    assert "rapport-unique[print]" in answer.text


async def test_a_form_is_printed_on_the_command_line(world: World, tmp_path: Path) -> None:
    await Desk(world, CHARLEROI).send()
    run, pdf = command_line(world), tmp_path / "form.pdf"
    jwks = tmp_path / "jwks.json"
    jwks.write_text((await world.client.get("/.well-known/jwks.json")).text)

    made = run("print", "RU-2020-52011-COVID", "--language", "nl", "-o", str(pdf))
    checked = run("verify", str(pdf), "--jwks", str(jwks))
    none = run("print", "Rm9ybTo5OTk5OTk", "-o", str(pdf))

    assert made.exit_code == 0, made.output
    assert "Verzonden" in text_of(pdf.read_bytes())
    assert (checked.exit_code, checked.output.count("SIGNED: ")) == (0, 3)
    assert none.exit_code == 1


async def test_a_document_that_cannot_be_made_leaves_the_renderer_at_work() -> None:
    renderer = Renderer()
    hurried = Renderer(longest_s=0.0)
    try:
        with pytest.raises(CannotPrintError):
            await renderer.render({})
        with pytest.raises(CannotPrintError):
            await renderer.render({})
        with pytest.raises(CannotPrintError):
            await hurried.render({})
    finally:
        await renderer.aclose()
        await hurried.aclose()


async def test_the_page_of_verification_tells_what_to_compare_a_print_with(world: World) -> None:
    """Who draws another page around true attachments is found by who reads what was signed."""
    desk = Desk(world, CHARLEROI)
    await desk.send()
    forged = with_files(files_of(await printed(world, desk.editor(), CHARLEROI)))

    answer = await world.client.post(
        "/verify",
        files={"file": ("form.pdf", forged, "application/pdf")},
        headers={"accept-language": "en", "accept": "text/html"},
    )

    assert "What the page shows is not proven; compare it with what was signed" in answer.text
    assert "Justified amount €1,000.00." in answer.text
