"""Invented persons to try the service with, one for each part in the Rapport unique."""

from dataclasses import dataclass

from models.cpas import NisCode, Region
from models.people import CPAS_ROLES, Role

EID = "urn:be:fedict:iam:fas:Level500"
ITSME = "urn:be:fedict:iam:fas:Level450"


@dataclass(frozen=True, kw_only=True, slots=True)
class Persona:
    """An invented person, and what the development issuer vouches for."""

    key: str
    description: str
    given_name: str
    family_name: str
    locale: str
    roles: frozenset[Role]
    acr: str = EID
    nis_code: NisCode | None = None
    region: Region | None = None

    @property
    def label(self) -> str:
        """The name of the person, as a list shows it."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Town:
    key: str
    name: str
    nis_code: str
    locale: str
    director_general: str


def _person_of(town: _Town, role: Role, name: tuple[str, str], *, acr: str = EID) -> Persona:
    does = {
        Role.EDITOR: "fills in the forms",
        Role.PRESIDENT: "signs as president",
        Role.DIRECTOR_GENERAL: f"signs as {town.director_general}",
    }
    return Persona(
        key=f"{town.key}-{role.value.lower().replace('_', '-')}",
        description=f"CPAS of {town.name}: {does[role]}.",
        given_name=name[0],
        family_name=name[1],
        locale=town.locale,
        roles=frozenset({role}),
        acr=acr,
        nis_code=NisCode(town.nis_code),
    )


def _staff(
    town: _Town,
    *,
    editor: tuple[str, str],
    president: tuple[str, str],
    director_general: tuple[str, str],
) -> tuple[Persona, ...]:
    return (
        _person_of(town, Role.EDITOR, editor, acr=ITSME),
        _person_of(town, Role.PRESIDENT, president),
        _person_of(town, Role.DIRECTOR_GENERAL, director_general),
    )


def _federation(key: str, region: Region, locale: str, name: tuple[str, str]) -> Persona:
    return Persona(
        key=key,
        description=f"Federation of {region.value.capitalize()}: follows, without the amounts.",
        given_name=name[0],
        family_name=name[1],
        locale=locale,
        roles=frozenset({Role.FEDERATION}),
        region=region,
    )


PERSONAS: tuple[Persona, ...] = (
    *_staff(
        _Town(
            key="charleroi",
            name="Charleroi",
            nis_code="52011",
            locale="fr-BE",
            director_general="director-general",
        ),
        editor=("Amélie", "Dubray"),
        president=("Philippe", "Vanhamme"),
        director_general=("Nadia", "Lefort"),
    ),
    *_staff(
        _Town(
            key="gent",
            name="Gent",
            nis_code="44021",
            locale="nl-BE",
            director_general="director-general (algemeen directeur)",
        ),
        editor=("Joke", "Verhelst"),
        president=("Wouter", "De Clippel"),
        director_general=("Annelies", "Maesschalk"),
    ),
    *_staff(
        _Town(
            key="eupen",
            name="Eupen",
            nis_code="63023",
            locale="de-BE",
            director_general="director-general (Generaldirektor)",
        ),
        editor=("Jürgen", "Schlömer"),
        president=("Katja", "Hennes"),
        director_general=("Rainer", "Kreutzfeld"),
    ),
    *_staff(
        _Town(
            key="ixelles",
            name="Ixelles",
            nis_code="21009",
            locale="fr-BE",
            director_general="secretary (secrétaire général)",
        ),
        editor=("Yasmina", "El Khoury"),
        president=("Benoît", "Delporte"),
        director_general=("Sofie", "Van Acker"),
    ),
    *_staff(
        _Town(
            key="pajottegem",
            name="Pajottegem, which took over Galmaarden, Gooik and Herne",
            nis_code="23106",
            locale="nl-BE",
            director_general="director-general (algemeen directeur)",
        ),
        editor=("Lien", "Van Droogenbroeck"),
        president=("Marc", "Timmermans"),
        director_general=("Ilse", "Schoukens"),
    ),
    Persona(
        key="namur-all-roles",
        description="CPAS of Namur: holds all three rights, and still signs only once.",
        given_name="Géraldine",
        family_name="Frippiat",
        locale="fr-BE",
        roles=CPAS_ROLES,
        nis_code=NisCode("92094"),
    ),
    _federation("brulocalis", Region.BRUSSELS, "fr-BE", ("Hélène", "Marchal")),
    _federation("uvcw", Region.WALLONIA, "fr-BE", ("Thierry", "Colson")),
    _federation("vvsg", Region.FLANDERS, "nl-BE", ("Griet", "Lambrechts")),
    Persona(
        key="spp-is-reader",
        description="SPP Intégration sociale: reads everything, of all CPAS.",
        given_name="Olivier",
        family_name="Tassin",
        locale="fr-BE",
        roles=frozenset({Role.SPP_IS_READER}),
    ),
    Persona(
        key="spp-is-manager",
        description="SPP Intégration sociale: opens, extends and closes, and reads everything.",
        given_name="Liesbeth",
        family_name="Cornelis",
        locale="nl-BE",
        roles=frozenset({Role.SPP_IS_MANAGER}),
    ),
)


def persona_named(key: str) -> Persona | None:
    """Return the persona with this key, none if there is no such person."""
    return next((persona for persona in PERSONAS if persona.key == key), None)
