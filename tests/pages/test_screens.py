"""Every screen in its states: problems at their fields, conflicts, closings, and who sees what."""

import pytest

from rapport_unique.printing.links import PrintLinks
from tests.api.acting import ANA, CHARLEROI, NAMUR, Desk, done
from tests.api.test_matrix import AFTER_CLOSING
from tests.campaign.managing import manage
from tests.pages.browsing import Visitor, buttons, marks, notice, problems, value, visiting, way_in
from tests.payments.test_ordering import RETURN
from tests.status.visiting import Page
from tests.world import World

pytestmark = pytest.mark.only_on("sqlite", reason="The pages only ask the API.")

HOME = "/cpas/52011/2020"
FORM = f"{HOME}/covid-premium"
AMOUNT = "lines.premium"
GOOD = {
    "contact.name": "Claire Lambert",
    "contact.email": "claire@cpas.example",
    "contact.phone": "071 12 34 56",
    "bankAccount.historicalNumber": "096-1234567-69",
    "bankAccount.iban": "",
    "bankAccount.bic": "GKCCBEBB",
}


async def as_(visitor: Visitor, persona: str, path: str) -> Visitor:
    await visitor.sign_in(persona, path)
    return visitor


# Home --------------------------------------------------------------------------------------------


async def test_a_home_page_says_how_long_it_is_open_and_what_it_waits_for(
    visitor: Visitor,
) -> None:
    page = await visitor.sign_in("charleroi-editor")

    assert page.heading == "Rapport unique 2020 – CPAS Charleroi"
    assert "Open until 31 Dec 2027: 403 days left." in page.document.text
    assert marks(page) == [["no", "no", "no", "encoding"]]


async def test_after_its_closing_a_home_page_only_reads(visitor: Visitor) -> None:
    visitor.world.clock.now = AFTER_CLOSING

    page = await visitor.sign_in("charleroi-editor", HOME)
    edit = await visitor.get(f"{FORM}/edit")
    data = await visitor.get(f"{HOME}/data")

    assert "it can only be consulted" in page.document.text.replace("the report can", "it can")
    assert marks(page)[0][3] == "nobody"
    assert buttons(page) == []
    assert str(edit.answer.url).endswith("/covid-premium")
    assert buttons(edit) == ["Home page", "Print"]
    assert data.status == 403


@pytest.mark.parametrize("installed", [True, False])
async def test_the_button_prints_the_file_where_prints_are_made_and_else_the_page(
    visitor: Visitor, installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not installed:
        monkeypatch.setattr(PrintLinks, "link", lambda *_: None)
    page = await visitor.sign_in("charleroi-editor", FORM)

    answer = await visitor.get(f"{FORM}/print")

    assert ("Print" in buttons(page)) is installed
    assert answer.status == 200
    assert str(answer.answer.url.path).startswith("/print/" if installed else FORM)


async def test_who_follows_others_begins_at_the_follow_up(visitor: Visitor) -> None:
    page = await visitor.sign_in("uvcw")

    assert str(page.answer.url).endswith("/status")


async def test_a_federation_sees_marks_and_names_without_amounts(visitor: Visitor) -> None:
    done(
        await Desk(visitor.world, CHARLEROI).update(
            visitor.world.as_("charleroi-editor"), contact=ANA
        )
    )
    home = await visitor.sign_in("uvcw", HOME)
    form = await visitor.get(FORM)

    assert marks(home)[0][:3] == ["no", "no", "no"]
    assert "Ana Silva" not in home.document.text
    assert "€" not in form.document.text
    assert "Digest" not in form.document.text
    assert form.status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/cpas/44021/2020",
        "/cpas/44021",
        "/cpas/44021/2020/data",
        "/cpas/44021/2020/covid-premium",
        "/cpas/44021/2020/covid-premium/edit",
        "/cpas/44021/2020/covid-premium/sign",
        "/cpas/00000/2020",
        "/cpas/x/2020",
        "/cpas/52011/2020/taxes",
        "/cpas/52011/2020/piis",
        "/cpas/52011/1999/covid-premium",
        "/nothing",
    ],
)
async def test_what_is_not_there_or_not_theirs_is_a_page_that_leads_back(
    visitor: Visitor, path: str
) -> None:
    await visitor.sign_in("charleroi-editor")

    page = await visitor.get(path, accept="text/html")

    assert page.status == 404
    assert page.heading == "Nothing to show"
    assert page.link("Back to the home page") == "/"


async def test_a_year_without_report_says_so(visitor: Visitor) -> None:
    page = await visitor.sign_in("charleroi-editor", "/cpas/52011/2035")

    assert page.problem == "This CPAS has no report of 2035."


async def test_a_program_that_asks_for_nothing_gets_no_page(visitor: Visitor) -> None:
    answer = await visitor.client.get("/nothing", headers={"accept": "application/json"})

    assert (answer.status_code, answer.text) == (404, "Not Found")


async def test_a_fault_is_a_page_with_a_reference(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await visitor.sign_in("charleroi-editor")
    monkeypatch.setattr("rapport_unique.pages.home._waits", lambda *_: 1 / 0)

    page = await visitor.get(HOME, accept="text/html", **{"x-request-id": "request-1"})

    assert page.status == 500
    assert "Reference: request-1" in page.document.text
    assert "ZeroDivisionError" not in page.html


# Data of the CPAS --------------------------------------------------------------------------------


async def test_all_problems_come_at_once_at_their_fields_with_what_was_typed(
    visitor: Visitor,
) -> None:
    await as_(visitor, "charleroi-editor", HOME)
    typed = {**GOOD, "contact.email": "x", "contact.phone": "1", "bankAccount.bic": "?"}

    page = await visitor.send(await visitor.get(f"{HOME}/data"), typed)

    assert page.status == 422
    assert [field for field, _ in problems(page)] == [
        "#contact.email",
        "#contact.phone",
        "#bankAccount.bic",
    ]
    assert {name: value(page, name) for name in typed} == typed
    for field, sentence in problems(page):
        input_ = page.document.only("input", id=str(field).lstrip("#"))
        told = (input_.attributes["aria-describedby"] or "").split()
        assert input_.attributes["aria-invalid"] == "true"
        assert any(page.document.all("p", id=id_)[0].text == sentence for id_ in told)


async def test_a_contact_can_be_given_before_an_account(visitor: Visitor) -> None:
    await as_(visitor, "charleroi-editor", HOME)
    typed = {**GOOD, "bankAccount.historicalNumber": "", "bankAccount.bic": ""}

    page = await visitor.send(await visitor.get(f"{HOME}/data"), typed)

    assert notice(page) == "The data of the CPAS are saved."
    assert "Not given yet" in page.document.text


async def test_who_saved_in_between_is_named_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    await as_(visitor, "charleroi-editor", HOME)
    opened = await visitor.get(f"{HOME}/data")
    desk = Desk(visitor.world, CHARLEROI)
    done(await desk.update(visitor.world.as_("charleroi-editor"), contact=ANA))

    conflict = await visitor.send(opened, GOOD)
    saved = await visitor.send(conflict)

    assert conflict.status == 409
    ((_, sentence),) = problems(conflict)
    assert sentence.startswith("Amélie Dubray saved in between, 23 Nov 2026, 13:00.")
    assert "Saved in between: Ana Silva" in conflict.document.text
    assert {name: value(conflict, name) for name in GOOD} == GOOD
    assert "Claire Lambert" in saved.document.text


async def test_correcting_a_slip_does_not_hide_a_conflict(visitor: Visitor) -> None:
    await as_(visitor, "charleroi-editor", HOME)
    opened = await visitor.get(f"{HOME}/data")
    desk = Desk(visitor.world, CHARLEROI)
    done(await desk.update(visitor.world.as_("charleroi-editor"), contact=ANA))

    slip = await visitor.send(opened, {**GOOD, "contact.email": "x"})
    corrected = await visitor.send(slip, GOOD)

    assert (slip.status, corrected.status) in {(409, 200), (422, 409)}
    assert "Ana Silva" in (slip if slip.status == 409 else corrected).document.text


# Filling in --------------------------------------------------------------------------------------


async def test_saving_over_a_signature_says_before_whose_it_is_and_after_that_it_fell(
    visitor: Visitor,
) -> None:
    await Desk(visitor.world, CHARLEROI).sign_as_president()
    await as_(visitor, "charleroi-editor", HOME)

    edit = await visitor.get(f"{FORM}/edit")
    form = await visitor.send(edit, {AMOUNT: "1,00"})

    assert edit.problem is not None
    assert edit.problem.endswith("this signature falls: Zoé president-52011 (president).")
    assert notice(form) == (
        "The form is saved. This signature fell: Zoé president-52011 (president)."
    )
    fallen = form.document.only("ul", class_="history").text
    assert fallen.startswith("Zoé president-52011 (president), 23 Nov 2026, 13:00: fell on")
    assert fallen.endswith("because Amélie Dubray changed the content.")


CHANGED = "because Amélie Dubray changed the content."
UNSEEN = "because the content was changed."


@pytest.mark.parametrize(
    ("persona", "because"),
    [("charleroi-director-general", CHANGED), ("spp-is-reader", CHANGED), ("uvcw", UNSEEN)],
)
async def test_a_signature_that_fell_is_shown_to_whoever_sees_the_form(
    visitor: Visitor, persona: str, because: str
) -> None:
    desk = Desk(visitor.world, CHARLEROI)
    await desk.sign_as_president()
    done(await desk.save(visitor.world.as_("charleroi-editor"), "1.00"))

    page = await visitor.sign_in(persona, FORM)

    assert page.status == 200
    (fallen,) = page.document.only("ul", class_="history").all("li")
    assert fallen.text.startswith("Zoé president-52011 (president), 23 Nov 2026, 13:00: fell on")
    assert fallen.text.endswith(because)


@pytest.mark.parametrize("persona", ["charleroi-editor", "spp-is-reader", "uvcw"])
async def test_signatures_on_what_was_returned_are_said_to_have_held_for_it(
    visitor: Visitor, persona: str
) -> None:
    desk = Desk(visitor.world, CHARLEROI)
    await desk.sign_as_president()
    form = await desk.form()
    done(await desk.sign(desk.director(), "DIRECTOR_GENERAL"))
    await manage(visitor.world, RETURN, formId=form["id"], reason="A document is missing.")

    page = await visitor.sign_in(persona, FORM)

    fallen = page.document.only("ul", class_="history").all("li")
    assert [each.text.split(": ")[1] for each in fallen] == ["held for what SPP IS returned."] * 2


async def test_who_saved_an_amount_in_between_is_named_with_it(visitor: Visitor) -> None:
    await as_(visitor, "charleroi-editor", HOME)
    edit = await visitor.get(f"{FORM}/edit")
    desk = Desk(visitor.world, CHARLEROI)
    done(await desk.save(visitor.world.as_("charleroi-editor"), "3.00"))

    conflict = await visitor.send(edit, {AMOUNT: "4,00"})

    assert conflict.status == 409
    assert "Saved in between: 3.00" in conflict.document.text
    assert value(conflict, AMOUNT) == "4,00"


@pytest.mark.parametrize("written", ["1.234", "abc", "-5", "12,345", "", "9" * 30])
async def test_an_amount_is_never_guessed(visitor: Visitor, written: str) -> None:
    await as_(visitor, "charleroi-editor", HOME)

    page = await visitor.send(await visitor.get(f"{FORM}/edit"), {AMOUNT: written})

    assert page.status == 422
    assert [field for field, _ in problems(page)] == [f"#{AMOUNT}"]
    assert value(page, AMOUNT) == written


@pytest.mark.parametrize("way", ["expired", "idle"])
async def test_what_was_typed_when_the_session_ended_is_found_again(
    visitor: Visitor, way: str
) -> None:
    await as_(visitor, "charleroi-editor", HOME)
    edit = await visitor.get(f"{FORM}/edit")
    visitor.world.clock.advance(minutes=61 if way == "expired" else 31)

    ended = await visitor.send(edit, {AMOUNT: "1 234,00"})
    personas = await visitor.get(ways(ended))
    found = await visitor.send(personas, {"persona": "charleroi-editor"})
    saved = await visitor.send(found)

    assert ended.status == 401
    assert "What you filled in is kept" in (ended.problem or "")
    assert value(found, AMOUNT) == "1 234,00"
    assert "It is not saved yet." in (notice(found) or "")
    assert "€1,234.00" in saved.document.text
    assert value(await visitor.get(f"{FORM}/edit"), AMOUNT) == "1,234.00"


async def test_what_one_person_typed_is_not_shown_to_another(visitor: Visitor) -> None:
    await as_(visitor, "namur-all-roles", "/cpas/92094/2020")
    edit = await visitor.get("/cpas/92094/2020/covid-premium/edit")
    visitor.world.clock.advance(minutes=31)
    ended = await visitor.send(edit, {AMOUNT: "1 234,00"})

    personas = await visitor.get(ways(ended))
    other = await visitor.send(personas, {"persona": "spp-is-manager"})

    assert "1 234,00" not in other.html


def ways(page: Page) -> str:
    assert page.status == 401, page.html
    return way_in(page)


@pytest.mark.parametrize("token", ["", "made-up"])
async def test_a_form_that_no_page_of_ours_showed_changes_nothing(
    visitor: Visitor, token: str
) -> None:
    await as_(visitor, "charleroi-editor", HOME)
    before = visitor.world.everything()

    answers = [
        await visitor.post(path, {"token": token, AMOUNT: "1", "version": "1"})
        for path in (f"{FORM}/edit", f"{HOME}/data", f"{FORM}/sign")
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert visitor.world.everything() == before


@pytest.mark.parametrize("header", [{"origin": "https://elsewhere.example"}, {}], ids=str)
async def test_a_form_from_elsewhere_changes_nothing(
    visitor: Visitor, header: dict[str, str]
) -> None:
    await as_(visitor, "charleroi-editor", HOME)
    edit = await visitor.get(f"{FORM}/edit")
    token = value(edit, "token") if len(edit.document.all("input", name="token")) == 1 else None
    token = token or str(edit.document.all("input", name="token")[-1].attributes["value"])
    before = visitor.world.everything()

    answer = await visitor.post(
        f"{FORM}/edit", {"token": token, AMOUNT: "1,00", "version": "1"}, header
    )

    assert answer.status_code == 403
    assert visitor.world.everything() == before


# Signing -----------------------------------------------------------------------------------------


async def encoded(world: World) -> Desk:
    """The form of Charleroi, ready to be signed."""
    desk = Desk(world, CHARLEROI)
    done(
        await desk.update(
            world.as_("charleroi-editor"),
            contact=ANA,
            bankAccount={"historicalNumber": "091-0002777-90"},
        )
    )
    done(await desk.save(world.as_("charleroi-editor"), "100.00"))
    return desk


async def test_content_that_changed_meanwhile_is_shown_and_not_signed(visitor: Visitor) -> None:
    desk = await encoded(visitor.world)
    await as_(visitor, "charleroi-president", HOME)
    opened = await visitor.get(f"{FORM}/sign")
    done(await desk.save(visitor.world.as_("charleroi-editor"), "200.00"))

    page = await visitor.send(opened)

    assert page.status == 409
    ((_, sentence),) = problems(page)
    assert sentence.startswith("The content changed in between: nothing is signed.")
    assert "€200.00" in page.document.text
    assert "Not signed" in (await visitor.get(FORM)).document.text
    assert (await desk.page())["forms"][0]["contentDigest"] == value(page, "digest")


async def test_the_page_says_what_is_signed_and_what_follows(visitor: Visitor) -> None:
    desk = await encoded(visitor.world)
    await as_(visitor, "charleroi-president", HOME)

    page = await visitor.get(f"{FORM}/sign")

    digest = (await desk.page())["forms"][0]["contentDigest"]
    assert value(page, "digest") == digest
    assert page.document.only("code").text.replace(" ", "") == digest[:16]
    assert "You sign as president" in page.document.text
    assert "This is the first of the two signatures." in page.document.text
    assert "€100.00" in page.document.text


async def test_a_double_click_signs_once_and_both_answers_say_so(visitor: Visitor) -> None:
    await encoded(visitor.world)
    await as_(visitor, "charleroi-president", HOME)
    opened = await visitor.get(f"{FORM}/sign")

    first, second = await visitor.send(opened), await visitor.send(opened)

    assert notice(first) == notice(second)
    assert (notice(first) or "").startswith("Your signature is placed.")
    assert first.document.only("div", class_="signed").text.startswith("president Philippe")


async def test_back_after_signing_leads_to_the_form(visitor: Visitor) -> None:
    await encoded(visitor.world)
    await as_(visitor, "charleroi-president", HOME)
    await visitor.send(await visitor.get(f"{FORM}/sign"))

    back = await visitor.get(f"{FORM}/sign")

    assert str(back.answer.url).endswith("/covid-premium")
    assert "Sign" not in buttons(back)
    assert "Why some buttons are missing" in back.document.text


async def test_who_holds_both_roles_chooses_one_and_signs_once(visitor: Visitor) -> None:
    desk = Desk(visitor.world, NAMUR)
    all_roles = visitor.world.as_("namur-all-roles")
    done(
        await desk.update(
            all_roles, contact=ANA, bankAccount={"historicalNumber": "091-0002777-90"}
        )
    )
    done(await desk.save(all_roles, "100.00"))
    path = "/cpas/92094/2020/covid-premium/sign"
    await as_(visitor, "namur-all-roles", path)

    opened = await visitor.get(path)
    unchosen = await visitor.send(opened)
    signed = await visitor.send(opened, {"as": "DIRECTOR_GENERAL"})

    assert [
        choice.attributes["value"] for choice in opened.document.all("input", type="radio")
    ] == [
        "PRESIDENT",
        "DIRECTOR_GENERAL",
    ]
    assert unchosen.status == 400
    assert "Your signature is placed." in (notice(signed) or "")
    assert "Sign" not in buttons(signed)


async def test_an_editor_has_no_button_to_sign_and_a_signatory_none_to_edit(
    world: World,
) -> None:
    await encoded(world)
    async with visiting(world) as editor, visiting(world) as president:
        edits = await editor.sign_in("charleroi-editor", FORM)
        signs = await president.sign_in("charleroi-president", FORM)
        edit = await president.get(f"{FORM}/edit")
        sign = await editor.get(f"{FORM}/sign")

    assert buttons(edits) == ["Home page", "Edit", "Print"]
    assert buttons(signs) == ["Home page", "Sign", "Print"]
    assert str(edit.answer.url).endswith("/covid-premium")
    assert str(sign.answer.url).endswith("/covid-premium")


async def test_what_was_sent_is_a_receipt_and_read_only(visitor: Visitor) -> None:
    await Desk(visitor.world, CHARLEROI).send()

    form = await visitor.sign_in("charleroi-editor", FORM)

    assert "RU-2020-52011-COVID" in form.document.only("section", class_="receipt").text
    assert buttons(form) == ["Home page", "Print"]
    assert "Why some buttons" not in form.document.text


async def test_who_signed_in_too_weakly_is_led_to_sign_in_more_strongly(world: World) -> None:
    await encoded(world)
    async with visiting(world) as visitor:
        await visitor.sign_in("charleroi-president", FORM)
        begun = await visitor.client.get(
            "/sign-in/begin", params={"at": "0", "to": FORM, "for": "signing"}
        )

    assert begun.status_code == 303


async def test_a_page_is_bound_as_every_operation_is(world: World) -> None:
    settings = world.settings.model_copy(update={"max_writes_per_minute": 1})
    async with World(settings, world.clock).running() as other, visiting(other) as visitor:
        await as_(visitor, "charleroi-editor", HOME)
        pages = [
            await visitor.send(await visitor.get(f"{HOME}/data"), {**GOOD, "contact.name": name})
            for name in ("Ana", "Bea", "Cee", "Dea")
        ]

    last = pages[-1]
    assert pages[0].status == 200
    assert last.status == 429
    assert last.answer.headers["retry-after"].isdigit()
    assert (last.problem or "").startswith("You are doing too much at once.")
