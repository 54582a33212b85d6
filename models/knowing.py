"""What makes the pseudonyms of persons, and whether it makes those of before."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class Knowing:
    """What makes the pseudonyms: the key, by a check value, and where those who sign stand.

    `claims` are, by issuer, the places of what identifies a person. Namespace and rule are None
    where nobody signs.
    """

    key_check: str
    namespace: str | None = None
    rule: str | None = None
    claims: Mapping[str, str] = field(default_factory=dict)

    def goes_on_from(self, known: "Knowing") -> bool:
        """Return whether persons who sign have the pseudonyms that they had."""
        same_place = None in {self.namespace, known.namespace} or (
            (self.namespace, self.rule) == (known.namespace, known.rule)
        )
        both = self.claims.keys() & known.claims.keys()
        same_claims = all(self.claims[issuer] == known.claims[issuer] for issuer in both)
        return self.key_check == known.key_check and same_place and same_claims

    def added_to(self, known: "Knowing") -> "Knowing":
        """Return what is known from now on: issuers that are left out may come back."""
        if self.namespace is None:
            return known
        return replace(self, claims={**known.claims, **self.claims})
