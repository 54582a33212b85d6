"""The page of verification: for anybody, in words, with nothing kept."""

import pytest

from tests.api.acting import CHARLEROI, Desk
from tests.api.test_verification import sent
from tests.world import World

pytestmark = pytest.mark.only_on("sqlite", reason="The pages only ask the API.")


async def shown(world: World, file: bytes = b"", **fields: str) -> str:
    answer = await world.client.post(
        "/verify",
        files={"file": ("proof", file, "application/octet-stream")},
        data=fields,
        headers={"accept-language": "en", "accept": "text/html"},
    )
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_anybody_reads_what_a_receipt_proves(world: World) -> None:
    kept = (await world.client.get("/checkpoint")).text
    proofs = await sent(Desk(world, CHARLEROI))
    await world.client.get("/checkpoint")
    before = world.everything()

    page = await shown(world, proofs["receipt"].encode())
    pasted = await shown(world, text=proofs["receipt"], kept=kept.replace("\n", "\r\n"))

    assert "The proof holds" in page
    assert "Zoé president-52011 signed this content" in page
    assert "Without an older checkpoint" in page
    assert "The journal continues your checkpoint" in pasted
    assert world.everything() == before


@pytest.mark.parametrize("file", [b"", b"nothing", b"%PDF-1.7 nothing", b"\xff\xfe", b"a.b.c"])
async def test_what_is_no_proof_is_refused_in_words(world: World, file: bytes) -> None:
    page = await shown(world, file)

    assert "The proof is refused" in page
    assert "neither a seal nor a receipt" in page


async def test_the_link_of_a_print_opens_the_page(world: World) -> None:
    answer = await world.client.get(
        "/verify?reference=RU-2020-52011-%3Cb%3E", headers={"accept-language": "nl"}
    )

    assert answer.status_code == 200
    assert "RU-2020-52011-&lt;b&gt;" in answer.text
    assert "Controleren" in answer.text


async def test_a_form_that_is_none_shows_the_page_again(world: World) -> None:
    answer = await world.client.post(
        "/verify", content=b"x", headers={"content-type": "multipart/form-data; boundary=y"}
    )

    assert answer.status_code == 400
