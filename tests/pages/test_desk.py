"""The desk of SPP IS: what is tried changes nothing, what is confirmed is done once."""

from collections.abc import Mapping

import httpx2
import pytest

from models.language import Language
from models.refusals import RefusalCode
from rapport_unique.pages.desk.acts import ACTS
from rapport_unique.pages.documents import document
from rapport_unique.pages.texts.desk import ACT_TITLES, ADVANCE_PARTS, NUMBERS
from tests.campaign.managing import CLOSE, manage
from tests.pages.browsing import Visitor, buttons, filled_in, notice, problems
from tests.status.visiting import Page

pytestmark = pytest.mark.only_on("sqlite", reason="The pages only ask the API.")

MANAGER = "spp-is-manager"
OTHERS = ("spp-is-reader", "brulocalis", "charleroi-editor", "charleroi-president")
YEAR = {"year": "2021", "opensAt": "2027-01-01", "closesAt": "2027-03-31"}
PIIS_OF_2021 = {**YEAR, "kinds.PIIS": "on", "reason": "Yearly."}
PREMIUM = {"year": "2020", "kind": "COVID_PREMIUM"}
FILE = b"Code INS;Avance\r\n52011;1200,50\r\n99999;50\r\n44021;abc\r\n52011;50\r\n"


async def at(visitor: Visitor, name: str) -> Page:
    await visitor.sign_in(MANAGER)
    return await visitor.get(f"/desk/{name}")


async def with_file(visitor: Visitor, page: Page, fields: Mapping[str, str], file: bytes) -> Page:
    """The page to which the form leads that takes a file."""
    (form,) = page.document.only("main").all("form")
    answer = await visitor.client.post(
        page.answer.url.path,
        data={**filled_in(form), **fields},
        files={"file": ("advances.csv", file, "text/csv")},
        headers={"origin": visitor.world.settings.base_url, "accept-language": "en"},
    )
    return Page(answer)


def counted(page: Page) -> dict[str, str]:
    """The numbers of what would happen."""
    rows = page.document.only("dl").all("div")
    return {row.only("dt").text: row.only("dd").text for row in rows}


# Who ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", OTHERS)
@pytest.mark.parametrize("path", ["/desk", *(f"/desk/{name}" for name in ACTS)])
async def test_the_desk_is_not_there_for_others(visitor: Visitor, persona: str, path: str) -> None:
    page = await visitor.sign_in(persona, path)

    assert page.status == 404
    assert "/desk" not in (await visitor.get("/")).html


async def test_who_manages_is_led_to_the_desk(visitor: Visitor) -> None:
    page = await visitor.sign_in(MANAGER)

    desk = await visitor.get("/desk")

    assert 'href="/desk"' in page.html
    assert desk.heading == "Campaign desk"
    assert [row.text.split()[0] for row in desk.document.only("tbody").all("tr")] == ["2020"]


# Each act ----------------------------------------------------------------------------------------


async def test_what_is_tried_changes_nothing_and_what_is_confirmed_is_done_once(
    visitor: Visitor,
) -> None:
    page = await at(visitor, "open")
    before = visitor.world.everything()

    tried = await visitor.send(page, PIIS_OF_2021)
    assert counted(tried)["New forms"] == counted(tried)["Forms in all"] != "0"
    assert visitor.world.everything() == before

    done = await visitor.send(tried)
    after = visitor.world.everything()
    again = await visitor.send(tried)

    assert str(notice(done)).startswith("Done: Open a year. New reports: ")
    assert again.status == 200
    assert visitor.world.rows("select count(*) from campaign") == [(2,)]
    assert visitor.world.everything()["journal"] == after["journal"]


async def test_a_year_that_is_open_on_its_last_day(visitor: Visitor) -> None:
    tried = await visitor.send(await at(visitor, "open"), PIIS_OF_2021)
    desk = await visitor.send(tried)

    first, *_ = desk.document.only("tbody").all("tr")
    assert "1 Jan 2027" in first.text
    assert "31 Mar 2027" in first.text


@pytest.mark.parametrize("year", ["", "x", "0", "21", "٢٠٢١", "2021.0", "99999"])
async def test_what_is_no_year_is_not_opened(visitor: Visitor, year: str) -> None:
    before = visitor.world.everything()

    page = await visitor.send(await at(visitor, "open"), {**PIIS_OF_2021, "year": year})

    assert page.status == 422
    assert problems(page)[0][0] == "#year"
    assert visitor.world.everything() == before


@pytest.mark.parametrize("first", ["", "x", "2027-02-30", "0001-01-01", "9999-12-31", "10000-1-1"])
@pytest.mark.parametrize("last", ["", "x", "0001-01-01", "1000-01-01", "9999-12-31"])
async def test_days_that_no_campaign_has_are_problems_of_their_fields(
    visitor: Visitor, first: str, last: str
) -> None:
    page = await at(visitor, "open")

    answer = await visitor.send(page, {**PIIS_OF_2021, "opensAt": first, "closesAt": last})

    assert answer.status == 422
    assert {field for field, _ in problems(answer)} <= {"#opensAt", "#closesAt", "#year"}


@pytest.mark.parametrize("kind", ["", "NONSENSE", "covid", "\x00"])
async def test_a_form_that_there_is_not_is_not_found(visitor: Visitor, kind: str) -> None:
    acknowledge = await at(visitor, "acknowledge")

    page = await visitor.send(acknowledge, {"year": "2020", "kind": kind, "reason": "Read."})

    assert page.status in {404, 422}


async def test_a_planned_year_is_moved(visitor: Visitor) -> None:
    await visitor.send(await visitor.send(await at(visitor, "open"), PIIS_OF_2021))
    move = await visitor.get("/desk/move")

    without = await visitor.send(move, {**YEAR, "closesAt": "2027-04-30"})
    tried = await visitor.send(move, {**YEAR, "closesAt": "2027-04-30", "reason": "Late."})
    desk = await visitor.send(tried)

    assert problems(without) == [("#reason", "This field is required. Fill it in.")]
    assert "30 Apr 2027" in desk.document.only("tbody").text


async def test_a_file_is_granted_but_for_the_lines_that_are_refused(visitor: Visitor) -> None:
    page = await at(visitor, "grant")
    before = visitor.world.everything()

    tried = await with_file(visitor, page, PREMIUM, FILE)

    sentences = [item.text for item in tried.document.only("main").all("li")][-3:]
    assert [sentence.split(":")[0] for sentence in sentences] == [
        "Line 3, NIS code",
        "Line 4, Avance",
        "Line 5",
    ]
    assert counted(tried)["Changed advances"] == "1"
    assert visitor.world.everything() == before

    done = await visitor.send(tried)

    assert "Changed advances: 1" in str(notice(done))
    assert visitor.world.rows(
        "select f.advance from form f join report r on r.id = f.report_id "
        "join cpas c on c.id = r.cpas_id where c.nis_code = '52011' and f.kind = 'COVID_PREMIUM'"
    ) == [(120050,)]


async def test_what_is_refused_since_it_was_shown_is_told(visitor: Visitor) -> None:
    tried = await with_file(visitor, await at(visitor, "grant"), PREMIUM, FILE)
    assert counted(tried)["Changed advances"] == "1"
    own = await visitor.world.as_("charleroi-editor")("{ cpas { id } }")
    await manage(visitor.world, CLOSE, year=2020, cpas=[own.data["cpas"]["id"]], reason="Done.")

    done = await visitor.send(tried)

    assert str(notice(done)).endswith("Refused lines: 1")


async def test_every_changed_advance_is_shown_and_had_as_a_file(visitor: Visitor) -> None:
    tried = await with_file(visitor, await at(visitor, "grant"), PREMIUM, FILE)
    before = visitor.world.everything()

    file = await visitor.send(tried, {"download": "changes"})

    assert visitor.world.everything() == before
    (row,) = tried.document.only("table").only("tbody").all("tr")
    name, was, becomes = (cell.text for cell in row.elements() if cell.tag in {"th", "td"})
    assert (name, becomes) == ("Charleroi 52011", "€1,200.50")
    assert was.startswith("€")
    assert file.answer.headers["content-disposition"] == 'attachment; filename="changes.csv"'
    titles, line = file.html.removeprefix("\ufeff").splitlines()
    assert titles == "NIS code;CPAS;Line;Before;After"
    assert line.split(";")[:3] == ["52011", "Charleroi", "Temporary premium of 50 EUR"]
    assert line.endswith(";1200,50")


async def test_a_page_shows_the_first_of_many_changes(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rapport_unique.pages.desk.page.MOST_SHOWN", 1)
    file = b"Code INS;Avance\r\n52011;1200,50\r\n44021;7,00\r\n"

    tried = await with_file(visitor, await at(visitor, "grant"), PREMIUM, file)

    assert "New or changed advances: 2" in tried.document.text
    assert "The first 1:" in tried.document.text
    assert len(tried.document.only("table").only("tbody").all("tr")) == 1


async def test_the_refused_lines_are_had_as_a_file(visitor: Visitor) -> None:
    tried = await with_file(visitor, await at(visitor, "grant"), PREMIUM, FILE)

    file = await visitor.send(tried, at=0)

    assert file.answer.headers["content-disposition"] == 'attachment; filename="refused.csv"'
    titles, *lines = file.html.removeprefix("\ufeff").splitlines()
    assert titles == "Line;Column;Code;Why"
    assert [line.split(";")[0:3:2] for line in lines] == [
        ["3", RefusalCode.UNKNOWN_CPAS.value],
        ["4", RefusalCode.INVALID_AMOUNT.value],
        ["5", RefusalCode.REPEATED_LINE.value],
    ]


@pytest.mark.parametrize("file", [b"", b"a;b\r\n1;2\r\n", b"PK\x03\x04rubbish", b"\xff\xfe\x00"])
async def test_a_file_that_cannot_be_read_is_a_problem_of_its_field(
    visitor: Visitor, file: bytes
) -> None:
    page = await with_file(visitor, await at(visitor, "grant"), PREMIUM, file)

    assert page.status == 422
    assert [field for field, _ in problems(page)] == ["#file"]


async def test_only_the_cpas_that_are_named_are_extended_and_closed(visitor: Visitor) -> None:
    extend = await at(visitor, "extend")
    named = {"year": "2020", "cpas": "52011, 52011", "reason": "Illness."}

    tried = await visitor.send(extend, {**named, "closesAt": "2028-06-30"})
    await visitor.send(tried)
    closing = await visitor.send(await visitor.get("/desk/close"), named)
    done = await visitor.send(closing)

    assert counted(tried)["Reports extended"] == "1"
    assert counted(closing)["Reports closed"] == "1"
    assert "Reports closed: 1" in str(notice(done))


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ("99999", "99999"),
        ("52011 xx '; 44021", "xx, '"),
        ("٥٢٠١١", "٥٢٠١١"),
        (" ".join(str(code) for code in range(10000, 10601)), "at most 600"),
    ],
)
async def test_codes_of_no_cpas_are_told_and_nothing_is_done(
    visitor: Visitor, codes: str, told: str
) -> None:
    page = await at(visitor, "close")
    before = visitor.world.everything()

    answer = await visitor.send(page, {"year": "2020", "cpas": codes, "reason": "Done."})

    ((field, sentence),) = problems(answer)
    assert (answer.status, field) == (422, "#cpas")
    assert told in sentence
    assert visitor.world.everything() == before


async def test_nothing_to_acknowledge_is_counted_as_such(visitor: Visitor) -> None:
    tried = await visitor.send(await at(visitor, "acknowledge"), {**PREMIUM, "reason": "Read."})

    assert buttons(tried)[-2:] == ["Confirm", "Cancel"]
    assert set(counted(tried)) == {"Forms acknowledged", "Unchanged"}


async def test_a_stranger_s_file_is_not_taken(visitor: Visitor) -> None:
    answer = await visitor.client.post(
        "/desk/grant", data=PREMIUM, files={"file": ("a.csv", FILE, "text/csv")}
    )

    assert isinstance(answer, httpx2.Response)
    assert answer.status_code in {302, 303, 401, 403}


# What it says ------------------------------------------------------------------------------------


def test_every_word_is_said_in_every_language() -> None:
    assert set(ACT_TITLES) == set(ACTS)
    assert set(NUMBERS) == {name for act in ACTS.values() for name in act.numbers}
    for words in (ACT_TITLES, NUMBERS, ADVANCE_PARTS):
        assert all(text.in_language(language) for text in words.values() for language in Language)


def test_every_act_has_a_document_that_takes_what_it_is_given() -> None:
    for act in ACTS.values():
        assert f"{act.operation}(" in document(act.document)
