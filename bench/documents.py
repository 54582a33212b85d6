"""The operations of the API that are measured, as a client sends them."""

_SIGNATURE = "{ id role signer { displayName roles assuranceLevel } signedAt }"
_PROGRESS = "{ encoded encodedAt signed signedAt sent sentAt }"
_AMOUNTS = "{ advance justified balance { direction amount } }"

FORM_PAGE = f"""query ($id: ID!) {{ node(id: $id) {{ ... on Form {{
  id kind title year status version contentDigest
  cpas {{ id name }}
  progress {_PROGRESS}
  amounts {_AMOUNTS}
  signatures {_SIGNATURE}
  missingSignatures
  submission {{
    reference sentAt contentDigest acknowledgedAt bankAccountChangedSinceSigning
  }}
  viewerCanEdit viewerCannotEditReasons viewerCanSignAs viewerCannotSignReasons
}} }} }}"""

HOME_PAGE = f"""query ($year: Int!) {{ cpas {{
  id name
  report(year: $year) {{
    id status closesAt
    contact {{ name email phone }}
    bankAccount {{ iban bic historicalNumber }}
    forms {{ id kind title status progress {_PROGRESS} }}
  }}
}} }}"""

FOLLOW_UP = f"""query ($year: Int!, $filter: FormFilter, $first: Int!, $after: String) {{
  forms(year: $year, filter: $filter, first: $first, after: $after) {{
    nodes {{
      id kind title status version
      cpas {{ id nisCode name region }}
      progress {_PROGRESS}
      amounts {_AMOUNTS}
      signatures {_SIGNATURE}
      missingSignatures
    }}
    pageInfo {{ hasNextPage endCursor }}
    totalCount
  }}
}}"""

_COUNTS = "total notStarted partiallyEncoded encoded partiallySigned sent"

SUMMARY = f"""query ($year: Int!) {{ forms(year: $year) {{ summary {{
  {_COUNTS} declaredZero waitingForPresident waitingForDirectorGeneral
  byRegion {{ region {_COUNTS} }}
  money {{ advance justified toRepay toReceive setOff borne }}
}} }} }}"""

SAVE = f"""mutation ($input: SaveJustifiedAmountInput!) {{ saveJustifiedAmount(input: $input) {{
  form {{ id status version contentDigest progress {_PROGRESS} amounts {_AMOUNTS} }}
  invalidatedSignatures {{ id role signer {{ displayName roles assuranceLevel }} }}
  userErrors {{ code message path }}
}} }}"""

SIGN = f"""mutation ($input: SignInput!) {{ sign(input: $input) {{
  form {{ id status progress {_PROGRESS} missingSignatures }}
  signature {_SIGNATURE}
  submission {{ reference sentAt }}
  userErrors {{ code message path }}
}} }}"""
