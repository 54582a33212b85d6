"""Who calls while it is measured: invented persons of every CPAS, and their tokens."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bench.yardstick.tokens import Issuer
from models.cpas import NisCode, Region
from models.people import Role
from rapport_unique.issuer import AUDIENCE, DevelopmentIssuer
from rapport_unique.personas import Persona

SUBJECT_KEY = "the key of the pseudonyms while it is measured"
ISSUED_AT = datetime(2026, 1, 5, tzinfo=UTC)
LIFETIME_S = 50 * 365 * 24 * 3600


def staff(nis_code: str, role: Role) -> Persona:
    """Return the person who holds the role at that CPAS."""
    return Persona(
        key=f"bench-{nis_code}-{role.value.lower()}",
        description="",
        given_name="Dominique",
        family_name=f"{role.value.capitalize()}-Müller",
        locale="fr-BE",
        roles=frozenset({role}),
        nis_code=NisCode(nis_code),
    )


FEDERATION = Persona(
    key="bench-federation",
    description="",
    given_name="Dominique",
    family_name="Federation",
    locale="fr-BE",
    roles=frozenset({Role.FEDERATION}),
    region=Region.FLANDERS,
)
SPP_IS = Persona(
    key="bench-spp-is",
    description="",
    given_name="Dominique",
    family_name="Reader",
    locale="fr-BE",
    roles=frozenset({Role.SPP_IS_READER}),
)


@dataclass(frozen=True)
class Tokens:
    """Hands out tokens, one for each person."""

    address: str
    key: EllipticCurvePrivateKey
    issuer: DevelopmentIssuer = field(init=False)
    _issued: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Be an issuer at that address."""
        issuer = DevelopmentIssuer(base_url=self.address, key=self.key)
        object.__setattr__(self, "issuer", issuer)

    def of(self, persona: Persona) -> str:
        """Return the token of that person."""
        if persona.key not in self._issued:
            issued = self.issuer.issue_token(persona, now=ISSUED_AT, lifetime_s=LIFETIME_S)
            self._issued[persona.key] = issued
        return self._issued[persona.key]

    def for_yardstick(self) -> Issuer:
        """Return what the yardstick must know to trust these tokens."""
        public = self.key.public_key()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return Issuer(
            name=self.issuer.url,
            namespace=self.issuer.config.namespace,
            audience=AUDIENCE,
            public_key=pem.decode(),
            subject_key=SUBJECT_KEY.encode(),
        )
