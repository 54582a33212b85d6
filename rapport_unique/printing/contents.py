"""From what the API answers to what the template prints: words, amounts as they are written, boxes.

The same state gives the same print, byte for byte: nothing here asks for the time.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from models.language import Language
from models.people import Signatory
from models.report import ReportStatus
from models.words import BALANCES, REPORT_STATUSES, STATUSES, signatory_word
from rapport_unique.attachments import CHECKPOINT, CONSISTENCY, CONTENT, RECEIPT, SEALS
from rapport_unique.pages.writing import euro, moment, number
from rapport_unique.printing.texts import say

Json = Mapping[str, Any]
Pairs = list[tuple[str, str]]
_DASH = "–"


@dataclass(frozen=True, kw_only=True)
class Printing:
    """One print: in which language, and where its readers can verify it."""

    language: Language
    base_url: str

    def say(self, name: str, **values: object) -> str:
        """Return the text in the language of the print."""
        return say(self.language, name, **values)

    def document(self, forms: Sequence[Json], consistency: Mapping[str, str]) -> dict[str, Any]:
        """Return what the template prints of the forms of one report.

        `consistency` has the proofs since older checkpoints, by receipt.
        """
        several = len(forms) > 1
        first = forms[0]
        attachments = [
            file for form in forms for file in self._attachments(form, consistency, several=several)
        ]
        changed = max(datetime.fromisoformat(form["updatedAt"]) for form in forms)
        title = self._report_title(first) if several else f"{first['title']} - {_place(first)}"
        return {
            "language": self.language.lower(),
            "title": title,
            "date": [changed.year, changed.month, changed.day],
            "words": {
                "amounts": self.say("amounts"),
                "report": self.say("data"),
                "signatures": self.say("signatures"),
                "proof": self.say("proof"),
                "page": self.say("page"),
            },
            "attachments": attachments,
            "forms": [self._form(form) for form in forms],
        }

    def _report_title(self, form: Json) -> str:
        return f"{self.say('report_name')} {form['year']} - {_place(form)}"

    # One form ------------------------------------------------------------------------------

    def _form(self, form: Json) -> dict[str, Any]:
        sent = form["submission"]
        reference = sent["reference"] if sent else None
        address = f"{self.base_url}/verify" + (f"?reference={reference}" if reference else "")
        return {
            "title": form["title"],
            "header": self._report_title(form),
            "footer": form["title"],
            "reference": reference or self.say("mark"),
            "mark": None if sent else self.say("mark"),
            "notice": self.say("notice"),
            "alarm": self.say("alarm") if form["bankAccountChangedSinceSigning"] else None,
            "about": self._about(form),
            **self._amounts(form),
            "report": self._data(form),
            "signatures": self._boxes(form),
            "proof": self._proof(form, reference, address),
            "explained": self._explained(form),
            "qr": qr_of(address),
            "qr-alt": self.say("qr"),
        }

    def _about(self, form: Json) -> Pairs:
        sent = form["submission"] or {}
        pairs = [
            (self.say("cpas"), form["cpas"]["name"]),
            (self.say("nis"), form["cpas"]["nisCode"]),
            (self.say("year"), str(form["year"])),
            (self.say("status"), STATUSES[form["status"]].in_language(self.language)),
            (self.say("version"), str(form["version"])),
        ]
        for name, at in (("sent", "sentAt"), ("acknowledged", "acknowledgedAt")):
            if sent.get(at):
                pairs.append((self.say(name), self._moment(sent[at])))
        return pairs if sent else [*pairs, *self._unsent(form)]

    def _unsent(self, form: Json) -> Pairs:
        """Return when it was given back, and until when it can be sent."""
        closes = self._moment(form["report"]["closesAt"])
        if (status := form["report"]["status"]) != ReportStatus.OPEN.value:
            closes = (
                f"{closes} ({REPORT_STATUSES[ReportStatus(status)].in_language(self.language)})"
            )
        pairs = [(self.say("closes"), closes)]
        if form["submissions"]:
            last = form["submissions"][-1]
            told = (self._moment(last["returnedAt"]), last["returnReason"])
            pairs.insert(0, (self.say("returned"), ": ".join(filter(None, told))))
        return pairs

    def _amounts(self, form: Json) -> dict[str, Any]:
        """Return the table of the lines, the totals and the balance."""
        lines, amounts = form["lines"], form["amounts"]
        if lines is None or amounts is None:
            empty: dict[str, Any] = {"columns": [], "lines": [], "totals": [], "balance": []}
            return {**empty, "hidden": self.say("hidden")}
        counted = any(line["entry"] == "COUNT" for line in lines)
        names = ["line", "advance", *(("count", "unit_price") if counted else ()), "justified"]
        gap = ["", ""] if counted else []
        advance, justified = amounts["advance"], amounts["justified"]
        return {
            "columns": [self.say(name) for name in names],
            "lines": [self._line(line, counted=counted) for line in lines],
            "totals": [
                self.say("total"),
                self._euro(advance) if advance is not None else self.say("advance_missing"),
                *gap,
                self._euro(justified) if justified is not None else self.say("missing"),
            ],
            "balance": self._balance(amounts["balance"]),
            "hidden": "",
        }

    def _line(self, line: Json, *, counted: bool) -> dict[str, Any]:
        count = line["count"]
        of_count = [
            number(count, self.language) if count is not None else "",
            self._euro(line["unitPrice"]) if line["unitPrice"] is not None else "",
        ]
        missing = self.say("missing") if line["entry"] != "NOTHING" else _DASH
        cells = [
            line["label"],
            self._euro(line["advance"]) if line["advance"] is not None else _DASH,
            *(of_count if counted else ()),
            self._euro(line["justified"]) if line["justified"] is not None else missing,
        ]
        return {"depth": 1 if line["partOf"] else 0, "cells": cells}

    def _balance(self, balance: Json | None) -> Pairs:
        if balance is None:
            return [(self.say("balance"), self.say("missing"))]
        direction = BALANCES[balance["direction"]].in_language(self.language)
        pairs = [(self.say("balance"), f"{self._euro(balance['amount'])} {direction}")]
        for name, key in (("set_off", "setOff"), ("borne", "borne")):
            if balance[key] != "0.00":
                pairs.append((self.say(name), self._euro(balance[key])))
        return pairs

    def _data(self, form: Json) -> Pairs:
        """Return contact and account, to whom they are shown."""
        if form["lines"] is None:
            return []
        contact, account = form["report"]["contact"], form["report"]["bankAccount"]
        told = [contact[name] for name in ("name", "email", "phone")] if contact else []
        numbers = [account[name] for name in ("iban", "bic", "historicalNumber")] if account else []
        none = self.say("none")
        return [
            (self.say("contact"), "\n".join(filter(None, told)) or none),
            (self.say("account"), ", ".join(filter(None, numbers)) or none),
        ]

    def _boxes(self, form: Json) -> list[dict[str, Any]]:
        placed = {signature["role"]: signature for signature in form["signatures"]}
        return [self._box(form, role, placed.get(role.value)) for role in Signatory]

    def _box(self, form: Json, role: Signatory, signature: Json | None) -> dict[str, Any]:
        word = signatory_word(role, form["cpas"]["region"]).in_language(self.language)
        title = word[0].upper() + word[1:]
        if signature is None:
            return {"role": title, "placed": False, "lines": [self.say("not_signed")]}
        level = signature["signer"]["assuranceLevel"]
        lines = [
            signature["signer"]["displayName"],
            self.say("signed_at", at=self._moment(signature["signedAt"])),
            *([self.say("level", level=level.rpartition(":")[2])] if level else []),
        ]
        if form["lines"] is not None:
            lines.append(self.say("sealed" if signature["seal"] else "no_seal"))
        return {"role": title, "placed": True, "lines": lines}

    def _proof(self, form: Json, reference: str | None, address: str) -> Pairs:
        pairs = [(self.say("reference"), reference)] if reference else []
        if (digest := form["contentDigest"]) is not None:
            parts = [digest[at : at + 8] for at in range(0, len(digest), 8)]
            pairs.append((self.say("digest"), f"{' '.join(parts[:4])}\n{' '.join(parts[4:])}"))
        return [*pairs, (self.say("verify_at"), address)]

    def _explained(self, form: Json) -> str:
        if form["canonicalContent"] is None:
            return ""
        return self.say("explained" if form["submission"] else "explained_unsent")

    # What is attached ----------------------------------------------------------------------

    def _attachments(
        self, form: Json, consistency: Mapping[str, str], *, several: bool
    ) -> list[dict[str, str]]:
        prefix = f"{form['kind'].lower().replace('_', '-')}-" if several else ""
        seals = {signature["role"]: signature["seal"] for signature in form["signatures"]}
        receipt = (form["submission"] or {}).get("receipt")
        files = {
            CONTENT: form["canonicalContent"],
            **{SEALS[role]: seals.get(role.value) for role in Signatory},
            RECEIPT: receipt,
            CHECKPOINT: claims_of(receipt)["checkpoint"] if receipt else None,
            CONSISTENCY: consistency.get(receipt) if receipt else None,
        }
        return [
            {
                "name": f"{prefix}{name}",
                "content": content,
                "type": _TYPES[name.rpartition(".")[2]],
                "description": self.say("seal" if name in SEALS.values() else name),
                "relationship": "source" if name == CONTENT else "supplement",
            }
            for name, content in files.items()
            if content
        ]

    def _euro(self, amount: str) -> str:
        return euro(amount, self.language)

    def _moment(self, at: str) -> str:
        return moment(datetime.fromisoformat(at), self.language)


_TYPES = {"json": "application/json", "jws": "application/jose", "txt": "text/plain"}


def claims_of(token: str) -> Json:
    """Return what a JWS of our own says."""
    part = token.split(".")[1]
    found: Json = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def qr_of(address: str) -> str:
    """Return the QR code of the address as SVG."""
    import segno  # noqa: PLC0415 - part of an optional extra, and the service starts without

    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=0)
    return drawn.getvalue().decode()


def _place(form: Json) -> str:
    cpas = form["cpas"]
    return f"{cpas['name']} ({cpas['nisCode']})"
