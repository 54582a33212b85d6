"""The pages of the desk: what can be done, what would come of it, and what came of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from models.words import FORM_TITLES
from rapport_unique.pages.addresses import is_nis_code
from rapport_unique.pages.answering import route
from rapport_unique.pages.desk.acts import ACTS, Act, codes_in, input_of
from rapport_unique.pages.desk.advances import (
    Advances,
    Refused,
    advances_in,
    changes_as_csv,
    refused_as_csv,
    table_of,
)
from rapport_unique.pages.documents import NoSuchPageError
from rapport_unique.pages.posted import new_key
from rapport_unique.pages.problems import Problem, Problems, problems_of
from rapport_unique.pages.site import Site
from rapport_unique.pages.texts import Say
from rapport_unique.pages.texts.desk import ACT_TITLES, ADVANCE_PARTS, NUMBERS
from rapport_unique.pages.visit import Visit

MOST_SHOWN = 50
"""How many changed advances and refused lines a page shows; a file holds all of them."""
MOST_CODES = 600
"""How many CPAS are named at once."""


def desk_routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the desk, from the root of the service."""
    return [
        route(site, "/desk", _show),
        *(
            route(site, f"/desk/{name}", _page_of(act), methods=("GET", "POST"))
            for name, act in ACTS.items()
        ),
    ]


async def _show(visit: Visit) -> Response:
    """Answer with the campaigns there are, and what can be done to each."""
    return visit.show(
        "desk/desk.html",
        campaigns=await _campaigns(visit),
        acts={name: _title(visit, act) for name, act in ACTS.items()},
    )


def _title(visit: Visit, act: Act) -> str:
    return Say(visit.language).word(ACT_TITLES, act.name)


async def _campaigns(visit: Visit) -> Sequence[Mapping[str, Any]]:
    if not visit.has_desk:
        raise NoSuchPageError
    campaigns: Sequence[Mapping[str, Any]] = (await visit.ask("desk/desk"))["campaigns"]["nodes"]
    return campaigns


def _page_of(act: Act) -> Callable[[Visit], Awaitable[Response]]:
    async def page(visit: Visit) -> Response:
        campaigns = await _campaigns(visit)
        if visit.posted is None:
            fields = {"year": visit.request.query_params.get("year", "")}
            return _form(visit, act, campaigns, fields, Problems())
        if visit.posted["refused"]:
            return _file_of(visit.posted["refused"], "refused.csv")
        return await _Attempt(visit, act, campaigns).answer()

    return page


class _Attempt:
    """What was filled in, tried or done."""

    def __init__(self, visit: Visit, act: Act, campaigns: Sequence[Mapping[str, Any]]) -> None:
        assert visit.posted is not None, "only what is sent is tried"
        self.visit, self.act, self.campaigns = visit, act, campaigns
        self.posted = visit.posted
        self.say = Say(visit.language)
        self.title = _title(visit, act)
        self.downloads = bool(self.posted["download"])
        self.confirmed = bool(self.posted["confirmed"]) and not self.downloads
        self.advances = Advances()
        self.ids: list[str] = []

    async def answer(self) -> Response:
        """Return what would come of it, to be confirmed; or lead on once it is done."""
        problem = await self._read_file() or await self._read_codes()
        if problem is not None:
            return self._again([problem])
        payload = await self._asked()
        if not payload["done"]:
            fields = ("year", *self.act.fields)
            return self._again(problems_of(payload["userErrors"], fields).all)
        if self.downloads:
            titles = [self.say(name) for name in _CHANGED]
            return _file_of(changes_as_csv(payload["changes"], titles), "changes.csv")
        return self._done(payload) if self.confirmed else self._preview(payload)

    def _done(self, payload: Mapping[str, Any]) -> Response:
        told = self.say("desk_done", act=self.title)
        numbers = [f"{label}: {count}" for label, count in self._numbers(payload)]
        if payload.get("refused"):  # since they were shown, their forms were sent or closed
            numbers.append(self.say("desk_refused", count=str(len(payload["refused"]))))
        return self.visit.go("/desk", telling="desk_told", told=told, numbers=", ".join(numbers))

    async def _read_file(self) -> Problem | None:
        """Read the advances, where the act has any; return why they cannot be read."""
        if "file" not in self.act.fields:
            return None
        content = self.posted.file or self.posted["table"].encode()
        self.advances = await asyncio.to_thread(advances_in, content, self.visit.language)
        unreadable = self.advances.unreadable
        return None if unreadable is None else Problem(message=unreadable, field="file")

    async def _read_codes(self) -> Problem | None:
        """Find the CPAS that are named, where the act has any; return what is wrong with them."""
        codes = codes_in(self.posted.fields) if "cpas" in self.act.fields else []
        if len(codes) > MOST_CODES:
            return Problem(message=self.say("desk_cpas_hint"), field="cpas")
        asked = [code for code in codes if is_nis_code(code)]
        cpas = (await self.visit.ask("desk/cpas", codes=asked))["allCpas"]["nodes"] if asked else []
        found = {each["nisCode"]: each["id"] for each in cpas}
        self.ids = [found[code] for code in codes if code in found]
        unknown = ", ".join(code for code in codes if code not in found)
        if unknown:
            return Problem(message=self.say("desk_unknown_cpas", codes=unknown), field="cpas")
        return None

    async def _asked(self) -> dict[str, Any]:
        """Run the operation; lines that the rules refuse join the refused ones."""
        payload = await self._run()
        refused = payload.get("refused")
        if not refused or self.confirmed:
            return payload
        self.advances = self.advances.without(
            {
                one["place"]: Refused(
                    line=self.advances.lines[one["place"]].line_number,
                    column=self._part(one["argument"]),
                    code=one["code"],
                    message=one["message"],
                )
                for one in refused
            }
        )
        return await self._run()

    async def _run(self) -> dict[str, Any]:
        given = input_of(self.act, self.posted.fields, cpas=self.ids, dry_run=not self.confirmed)
        if "file" in self.act.fields:
            given["advances"] = self.advances.given
        if self.confirmed:
            given["idempotencyKey"] = self.posted.key
        answer = await self.visit.ask(self.act.document, input=given)
        payload: dict[str, Any] = answer[self.act.operation]
        return payload

    def _again(self, problems: Sequence[Problem]) -> Response:
        return _form(self.visit, self.act, self.campaigns, self.posted.fields, Problems(problems))

    def _preview(self, payload: Mapping[str, Any]) -> Response:
        refused = sorted(self.advances.refused, key=lambda one: one.line)
        changes = payload.get("changes", ())
        # The file is sent back with the page; what was refused stays refused.
        kept = {name: text for name, text in self.posted.fields.items() if name not in _OWN}
        return self.visit.show(
            "desk/confirm.html",
            title=self.title,
            kept={**kept, **({"table": table_of(self.advances)} if self.advances.lines else {})},
            numbers=self._numbers(payload),
            left_out=payload["userErrors"],
            changes=changes[:MOST_SHOWN],
            changes_count=len(changes),
            several=len({change["line"] for change in changes}) > 1,
            refused=refused[:MOST_SHOWN],
            refused_count=len(refused),
            refused_file=refused_as_csv(refused, self._titles()) if refused else "",
            key=new_key(),
        )

    def _titles(self) -> list[str]:
        return [self.say(name) for name in ("line", "desk_column", "desk_code", "why")]

    def _part(self, argument: str | None) -> str:
        return "" if argument is None else self.say.word(ADVANCE_PARTS, argument)

    def _numbers(self, payload: Mapping[str, Any]) -> list[tuple[str, int]]:
        return [(self.say.word(NUMBERS, name), payload[name]) for name in self.act.numbers]


def _file_of(text: str, name: str) -> Response:
    """Return a table that a page tells the beginning of, all of it, as a file."""
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


_CHANGED = ("nis_code", "cpas", "line", "desk_before", "desk_after")
"""The columns of the changed advances."""
_OWN = frozenset({"token", "key", "confirmed", "download", "refused", "table"})


def _form(
    visit: Visit,
    act: Act,
    campaigns: Sequence[Mapping[str, Any]],
    typed: Mapping[str, str],
    problems: Problems,
) -> Response:
    """Return the page of the act, with what was typed."""
    kinds = {kind: title.in_language(visit.language) for kind, title in FORM_TITLES.items()}
    return visit.show(
        "desk/act.html",
        status=422 if problems else 200,
        act=act,
        title=_title(visit, act),
        typed=typed,
        kinds=kinds,
        years=[campaign["year"] for campaign in campaigns],
        problems=problems,
        key=new_key(),
    )
