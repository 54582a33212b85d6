"""Links to a print: each works for a few minutes, for one viewer, object and language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from auth.identity import Actor
from models.cpas import EnterpriseNumber, NisCode, Region
from models.language import Language
from models.people import Person, Role, Subject
from rapport_unique.pages.sealing import Seal

LASTS_S = 300
PATH = "/print"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a link leads to: what is printed, for whom, and in which language."""

    actor: Actor
    node_id: str
    language: Language


class PrintLinks:
    """Makes links, and opens them; what they hold is encrypted."""

    def __init__(self, secret: bytes, base_url: str, clock: Callable[[], datetime]) -> None:
        """Make links below that address, under a key of the installation."""
        self.base_url = base_url
        self._seal = Seal(secret, "link to a print", clock)

    def link(self, wanted: Wanted) -> str:
        """Return the link."""
        actor = wanted.actor
        token = self._seal.seal(
            {
                "node": wanted.node_id,
                "language": wanted.language.value,
                "subject": actor.person.subject,
                "name": actor.person.display_name,
                "roles": sorted(actor.roles),
                "nis": actor.nis_code,
                "enterprise": actor.enterprise_number,
                "region": actor.region,
            }
        )
        return f"{self.base_url}{PATH}/{token}"

    def open(self, token: str) -> Wanted | None:
        """Return what the link leads to, None when it is none or too old."""
        found = self._seal.open(token, lasts_s=LASTS_S)
        if found is None:
            return None
        person = Person(
            subject=Subject(found["subject"]),
            display_name=found["name"],
            roles=frozenset(map(Role, found["roles"])),
        )
        actor = Actor(
            person=person,
            nis_code=found["nis"] and NisCode(found["nis"]),
            enterprise_number=found["enterprise"] and EnterpriseNumber(found["enterprise"]),
            region=found["region"] and Region(found["region"]),
        )
        return Wanted(actor=actor, node_id=found["node"], language=Language(found["language"]))
