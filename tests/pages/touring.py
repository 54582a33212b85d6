"""Every screen in every state, one after the other in one town, as pages that can be looked at."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.api.acting import CHARLEROI, GENT, NAMUR, Desk, done
from tests.api.test_matrix import AFTER_CLOSING
from tests.campaign.managing import ACKNOWLEDGE, manage
from tests.pages.browsing import Visitor, visiting
from tests.payments.test_ordering import RETURN
from tests.status.visiting import Page
from tests.world import World

HOME = f"/cpas/{CHARLEROI}/2020"
FORM = f"{HOME}/covid-premium"
PARTS = f"{HOME}/social-participation"
AMOUNT = "lines.premium"
COMPUTE = {"compute": "yes"}
GIVEN = {
    "contact.name": "Claire Lambert",
    "contact.email": "claire@cpas.example",
    "contact.phone": "071 12 34 56",
    "bankAccount.historicalNumber": "096-1234567-69",
    "bankAccount.bic": "GKCCBEBB",
}

Seen = AsyncIterator[tuple[str, Page]]


class Tour:
    """The people who look, each with a browser of their own."""

    def __init__(self, world: World, guests: AsyncExitStack, language: str) -> None:
        self.world = world
        self.language = language
        self.desk = Desk(world, CHARLEROI)
        self._guests = guests
        self._known: dict[str, Visitor] = {}

    async def who(self, persona: str | None) -> Visitor:
        """The browser of that person, who is signed in; a stranger's where nobody is named."""
        key = persona or ""
        if key not in self._known:
            visitor = await self._guests.enter_async_context(visiting(self.world, self.language))
            self._known[key] = visitor
            if persona:
                await visitor.sign_in(persona)
        return self._known[key]

    async def see(self, persona: str | None, path: str) -> Page:
        """The page that this person gets at that address, signed in anew where that has ended."""
        visitor = await self.who(persona)
        page = await visitor.get(path, accept="text/html")
        return await visitor.sign_in(persona, path) if persona and page.status == 401 else page

    async def send(self, persona: str | None, path: str, **typed: str) -> Page:
        """The page that follows when this person fills in the form at that address."""
        visitor = await self.who(persona)
        return await visitor.send(await self.see(persona, path), typed)


async def tour(world: World, language: str = "fr") -> Seen:
    """Every screen in every state; the town comes from nothing to its closing."""
    async with AsyncExitStack() as guests:
        on = Tour(world, guests, language)
        for part in _PARTS:
            async for name, page in part(on):
                yield name, page


async def _strangers(on: Tour) -> Seen:
    yield "a stranger is asked to sign in", await on.see(None, "/")
    yield "who may sign in", await on.see(None, "/dev/oidc/authorize")
    yield "nothing is there", await on.see(None, "/nothing")
    yield "the page of verification", await on.see(None, "/verify")
    yield "what proves nothing", await on.send(None, "/verify", text="x")


async def _not_started(on: Tour) -> Seen:
    yield "home, not started", await on.see("charleroi-editor", HOME)
    yield "home of who signs", await on.see("charleroi-president", HOME)
    yield "a year without a report", await on.see("charleroi-editor", "/cpas/52011/2035")
    yield "data, none given", await on.see("charleroi-editor", f"{HOME}/data")
    wrong = {"contact.email": "x", "bankAccount.iban": "BE00"}
    yield "data with problems", await on.send("charleroi-editor", f"{HOME}/data", **wrong)
    for kind in ("covid-premium", "social-participation", "rental-guarantees"):
        yield f"form, not started: {kind}", await on.see("charleroi-editor", f"{HOME}/{kind}")
    yield "form of a federation", await on.see("uvcw", FORM)
    yield "home of a federation", await on.see("uvcw", HOME)


async def _filling_in(on: Tour) -> Seen:
    editor = await on.who("charleroi-editor")
    for kind in ("covid-premium", "social-participation", "gas-electricity-fund"):
        yield f"edit: {kind}", await on.see("charleroi-editor", f"{HOME}/{kind}/edit")
    edit = await editor.get(f"{PARTS}/edit")
    names = [str(one.attributes.get("name")) for one in edit.document.all("input")]
    much = {name: "999 999,99" for name in names if name.startswith("lines.")}
    yield "edit, computed above a ceiling", await editor.send(edit, much | COMPUTE)
    yield "edit, amounts not read", await editor.send(edit, dict.fromkeys(much, "1.234"))
    yield "form above a ceiling", await editor.send(edit, much)
    stale = await editor.get(f"{FORM}/edit")
    data = await editor.get(f"{HOME}/data")
    await on.desk.encode("100.00")
    yield "edit in a conflict", await editor.send(stale, {AMOUNT: "4,00"})
    yield "data in a conflict", await editor.send(data, GIVEN)
    yield (
        "form, encoded, no multiple",
        await on.send("charleroi-editor", f"{FORM}/edit", **{AMOUNT: "12,34"}),
    )
    on.world.clock.advance(minutes=31)
    yield "the session ended while typing", await editor.send(stale, {AMOUNT: "4,00"})
    yield "what was typed is found again", await on.see("charleroi-editor", f"{FORM}/edit")


async def _signing(on: Tour) -> Seen:
    president = await on.who("charleroi-president")
    yield "form that can be signed", await on.see("charleroi-president", FORM)
    stale = await president.get(f"{FORM}/sign")
    yield "sign", stale
    done(await on.desk.save(on.desk.editor(), "200.00"))
    yield "sign what changed meanwhile", await president.send(stale)
    yield "form, signed once", await on.send("charleroi-president", f"{FORM}/sign")
    yield "edit what is signed", await on.see("charleroi-editor", f"{FORM}/edit")
    done(await on.desk.save(on.desk.editor(), "300.00"))
    yield "form with a signature that fell", await on.see("charleroi-president", FORM)
    namur = Desk(on.world, NAMUR)
    await namur.encode()
    yield (
        "sign in one of two qualities",
        await on.see("namur-all-roles", f"/cpas/{NAMUR}/2020/covid-premium/sign"),
    )


async def _sent(on: Tour) -> Seen:
    for role, who in (("PRESIDENT", on.desk.president()), ("DIRECTOR_GENERAL", on.desk.director())):
        done(await on.desk.sign(who, role))
    yield "form, sent", await on.see("charleroi-editor", FORM)
    form = (await on.desk.page())["forms"][0]["id"]
    assert (await manage(on.world, ACKNOWLEDGE, formId=form))["userErrors"] == []
    yield "form, acknowledged", await on.see("spp-is-reader", FORM)
    reason = "Le montant ne correspond pas aux pièces : corrigez-le, s'il vous plaît."
    assert (await manage(on.world, RETURN, formId=form, reason=reason))["userErrors"] == []
    yield "form, returned", await on.see("charleroi-editor", FORM)
    yield "home, returned", await on.see("charleroi-president", HOME)
    yield "edit what was returned", await on.see("charleroi-editor", f"{FORM}/edit")


async def _desk(on: Tour) -> Seen:
    manager = "spp-is-manager"
    yield "desk", await on.see(manager, "/desk")
    for act in ("open", "move", "grant", "extend", "close", "acknowledge"):
        yield f"desk: {act}", await on.see(manager, f"/desk/{act}")
    yield "desk, problems", await on.send(manager, "/desk/open", year="x")
    kinds = {"kind": "COVID_PREMIUM", "reason": "Lu.", "year": "2020"}
    yield "desk, to be confirmed", await on.send(manager, "/desk/acknowledge", **kinds)
    named = {"year": "2020", "cpas": GENT, "reason": "Fini."}
    tried = await on.send(manager, "/desk/extend", closesAt="2028-06-30", **named)
    yield "desk, done", await (await on.who(manager)).send(tried)


async def _followed(on: Tour) -> Seen:
    yield "follow-up of a federation", await on.see("uvcw", "/status")
    listed = "/status?year=2020&region=WALLONIA&province=Hainaut&kind=COVID_PREMIUM"
    yield "follow-up, a list", await on.see("uvcw", listed)
    yield "follow-up, an empty list", await on.see("uvcw", f"{listed}&search=xyz")
    yield "follow-up of SPP IS", await on.see("spp-is-manager", "/status")


async def _ended(on: Tour) -> Seen:
    on.world.clock.now = AFTER_CLOSING
    yield "home, closed", await on.see("charleroi-editor", HOME)
    yield "form, closed, not sent", await on.see("charleroi-president", FORM)
    yield "form of several lines, closed", await on.see("charleroi-editor", PARTS)
    yield "data, closed", await on.see("charleroi-editor", f"{HOME}/data")
    yield "follow-up, closed", await on.see("uvcw", "/status")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rapport_unique.pages.home._waits", lambda *_: 1 / 0)
        yield "something failed", await on.see("charleroi-editor", HOME)


_PARTS = (_strangers, _not_started, _filling_in, _signing, _sent, _desk, _followed, _ended)
