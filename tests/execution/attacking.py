"""Documents that are made to cost much, by kind; and the dearest of those that are accepted."""


def times(count: int, text: str) -> str:
    """The text so often; # stands for the number of each."""
    return " ".join(text.replace("#", str(at)) for at in range(count))


def below(depth: int, outer: str, inner: str) -> str:
    """Selections below each other."""
    return f"{outer} {{ " * depth + inner + " }" * depth


def spreading(count: int, spreads: str, last: str) -> str:
    """Fragments of which each spreads the next one."""
    each = (f"fragment f{at} on Query {{ {spreads} }}" for at in range(count))
    written = (text.replace("#", str(at + 1)) for at, text in enumerate(each))
    return f"{{ ...f0 }} {' '.join(written)} fragment f{count} on Query {{ {last} }}"


NAMES = "query q# { viewer { roles } }"
ATTACKS = {
    "a long text": ("{ viewer { roles } } #" + "x" * 100_000, "characters"),
    "tokens": (f"{{ viewer {{ {'roles ' * 1_500} }} }}", "tokens"),
    "comments": ("{ viewer { roles } }" + "#\n" * 1_500, "tokens"),
    "operations": (times(21, NAMES), "operations"),
    "variables": (f"query ({times(51, '$v#: Int')}) {{ viewer {{ roles }} }}", "variables"),
    "fields at the root": (f"{{ {times(21, 'viewer { roles }')} }}", "fields at the root"),
    "fields at the root by a fragment": (
        f"{{ ...f }} fragment f on Query {{ {times(21, 'a#: viewer { roles }')} }}",
        "fields at the root",
    ),
    "fields at the root under conditions": (
        f"{{ {times(21, '... { viewer { roles } }')} }}",
        "fields at the root",
    ),
    "fields at the root by many fragments": (
        f"{{ {times(7, '...f#')} }} "
        + times(7, "fragment f# on Query { a: viewer { x } b: viewer { x } ...g }")
        + " fragment g on Query { c: viewer { x } }",
        "fields at the root",
    ),
    "pages by alias": (
        f"{{ viewer {{ {times(31, 'a#: awaitingMySignature { nodes { id } }')} }} }}",
        "pages, counts and summaries",
    ),
    "counts by alias": (
        f"{{ forms(year: 2020) {{ {times(30, 'a#: totalCount')} }} }}",
        "pages, counts and summaries",
    ),
    "summaries by alias": (
        f"{{ forms(year: 2020) {{ {times(30, 'a#: summary { total }')} }} }}",
        "pages, counts and summaries",
    ),
    "pages in pages": (
        "{ forms(year: 2020) { nodes { "
        + times(30, "a#: events(first: #) { nodes { id } }")
        + " } } }",
        "pages, counts and summaries",
    ),
    "a long alias": (f"{{ {'x' * 101}: viewer {{ roles }} }}", "characters in a name"),
    "a long alias in a page": (
        f"{{ forms(year: 2020, first: 600) {{ nodes {{ {'x' * 9_000}: id }} }} }}",
        "characters in a name",
    ),
    "a long field": (f"{{ viewer {{ {'x' * 101} }} }}", "characters in a name"),
    "fragments": (
        f"{{ {times(51, '...f#')} }} {times(51, 'fragment f# on Query { __typename }')}",
        "fragments",
    ),
    "operations times fragments": (
        times(20, "query q# { ...f }")
        + f" fragment f on Query {{ {times(16, 'viewer { roles }')} }}",
        "fields;",
    ),
    "fragments that double": (spreading(8, "...f# ...f#", ""), "uses of fragments"),
    "empty fragments that double": (spreading(28, "...f# ...f#", ""), "uses of fragments"),
    "fragments in a chain": (spreading(40, "...f#", "__typename"), "levels of selections"),
    "conditions in conditions": (f"{{ {below(40, '...', '__typename')} }}", "levels of selections"),
    "depth": (f"{{ cpas {{ {below(16, 'successor', 'id')} }} }}", "levels of fields"),
    "fields": (f"{{ {times(20, 'a#: viewer { ' + times(31, 'f#') + ' }')} }}", "fields;"),
    "aliases": (f"{{ viewer {{ {times(101, 'a#: roles')} }} }}", "aliases"),
    "directives": (f"{{ viewer {{ roles {'@skip(if: false) ' * 51} }} }}", "directives"),
    "directives of an operation": (f"query {'@x ' * 51} {{ viewer {{ roles }} }}", "directives"),
    "directives of a fragment": (
        f"{{ ...f }} fragment f on Query {'@x ' * 51} {{ viewer {{ roles }} }}",
        "directives",
    ),
    "directives of a variable": (f"query ($v: Int {'@x ' * 51}) {{ viewer {{ roles }} }}", "direc"),
    "literals in a list": (f"{{ nodes(ids: [{'1 ' * 1_000}]) {{ id }} }}", "literal values"),
    "literals in an object": (
        f"{{ forms(year: 1, filter: {{ {times(120, 'k#: [1 1 1 1 1 1 1 1]')} }}) {{ x }} }}",
        "literal values",
    ),
    "literals as a default": (
        f"query ($v: [Int] = [{'1 ' * 1_001}]) {{ viewer {{ roles }} }}",
        "literal values",
    ),
    "literals of a directive": (
        f"{{ viewer @x(y: [{'1 ' * 1_001}]) {{ roles }} }}",
        "literal values",
    ),
    "a long literal": (f'{{ node(id: "{"x" * 40_001}") {{ id }} }}', "characters in literal"),
    "a long number": (f"{{ forms(year: {'1' * 40_001}) {{ totalCount }} }}", "characters in liter"),
    "introspection by alias": (
        f"{{ {times(19, 'a#: __schema { types { name } }')} }}",
        "looks at the contract",
    ),
    "aliases within introspection": (
        f"{{ __schema {{ {times(9, 'a#: types { name }')} }} }}",
        "looks at the contract",
    ),
    "introspection by fragments": (
        f"{{ {times(3, 'a#: __type(name: $n) { ...f }')} }} fragment f on __Type {{ name }}",
        "looks at the contract",
    ),
    "lists of types in lists of types": (
        "{ __schema { types { fields { type { fields { name } } } } } }",
        "lists of the contract within each other",
    ),
    "values": (
        "{ forms(year: 2020, first: 600) { nodes { "
        + times(9, "a#: lines { key label }")
        + " } } }",
        "values in the answer",
    ),
}
"""By kind of attack: the document, and what is too much of it."""
MERGED = {
    "equal fields": f"{{ viewer {{ cpas {{ {'id ' * 400} }} }} }}",
    "equal fields with fields": f"{{ viewer {{ {'cpas { id } ' * 250} }} }}",
    "equal aliases": f"{{ viewer {{ {'a: roles ' * 99} }} }}",
    "equal fields when merged": f"{{ viewer {{ {'cpas { id id id id id } ' * 30} }} }}",
    "equal fields at every level": "{ viewer { cpas { "
    + "successor { " * 4
    + "id name " * 60
    + "} " * 4
    + "successor { " * 4
    + "id name " * 60
    + "} " * 4
    + "} } }",
    "equal fields by fragments": "{ viewer { "
    + times(45, "...f#")
    + " } } "
    + times(45, "fragment f# on Viewer { displayName roles region cpas { id name } }"),
    "equal fields by fragments in fragments": "{ viewer { "
    + times(20, "...f#")
    + " } } "
    + times(20, "fragment f# on Viewer { roles ...g# }")
    + times(20, "fragment g# on Viewer { roles displayName region cpas { id } }"),
    "equal fields by conditions": f"{{ viewer {{ {'... on Viewer { roles region } ' * 60} }} }}",
    "equal arguments": f"{{ viewer {{ cpas {{ {'name(language: NL) ' * 70} }} }} }}",
    "many names twice": "{ forms(year: 2020, first: 1) { nodes { "
    + times(45, "a#: id ") * 2
    + "id kind status version title year contentDigest edition updatedAt " * 30
    + "} } }",
}
"""Documents whose fields would be compared with each other, pair by pair."""
UNFIT = {
    "types": times(300, "type T# { a: Int }"),
    "a fragment in itself": "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
    "unused fragments": "{ viewer { roles } } "
    + times(40, "fragment f# on Query { viewer { x } }"),
    "fragments of one name": "{ ...a } " + times(40, "fragment a on Query { viewer { x } }"),
}
"""Documents that could not be run anyway, and would take long to validate."""
ECHOES = {
    "unknown fields": f"{{ viewer {{ {times(250, 'x#')} }} }}",
    "an unknown field with a long name": f"{{ {'x' * 90_000} }}",
    "an unknown argument with a long name": f"{{ viewer({'x' * 90_000}: 1) {{ roles }} }}",
    "unknown keys": f"{{ forms(year: 1, filter: {{ {times(490, 'k#: 1')} }}) {{ totalCount }} }}",
    "a long literal where none fits": f'{{ forms(year: "{"x" * 39_000}") {{ totalCount }} }}',
    "wrong literals": f"{{ nodes(ids: [{'1.5 ' * 990}]) {{ id }} }}",
    "what is not GraphQL": "x" * 90_000,
    "fields in conflict": f"{{ viewer {{ {'a: roles a: displayName ' * 9} }} }}",
}
"""Documents whose refusal could repeat what was sent."""


_LEAVES = (
    "id kind status version title year contentDigest edition canonicalContent viewerCanEdit"
    " viewerCannotEditReasons viewerCanSignAs viewerCannotSignReasons missingSignatures updatedAt"
)
DEAREST = {
    "as many values as may be": "{ nodes(ids: [" + '"a" ' * 990 + "]) { id } }",
    "as many aliases as may be": "{ forms(year: 2020, first: 1) { nodes { "
    + times(95, "a#: title(language: NL)")
    + " } } }",
    "as many variables as may be": f"query ({times(50, '$v#: Language = NL')})"
    " { forms(year: 2020, first: 1) { nodes { "
    + times(50, "a#: title(language: $v#)")
    + f" {_LEAVES} " * 5
    + " } } }",
    "as many fragments as may be": "{ forms(year: 2020, first: 1) { nodes { "
    + times(11, "...f#")
    + " } } } "
    + times(11, f"fragment f# on Form {{ {_LEAVES} cpas {{ id }} }}"),
    "as many fields as may be": "{ forms(year: 2020, first: 1) { nodes { "
    + times(90, "a#: progress { encoded signed sent encodedAt signedAt }")
    + " } } }",
    "as many operations as may be": times(
        15,
        "query q#($a: Int!, $b: Int) { ...f forms(year: $a, first: $b) { summary { sent } } }",
    )
    + " fragment f on Query { "
    + times(5, "a#: viewer { roles region }")
    + " }",
    "as many comparisons as may be": "{ forms(year: 2020, first: 1) { nodes { "
    + f"{_LEAVES} " * 11
    + " } } }",
    "as many directives as may be": "query ($v: Boolean!) { viewer { "
    + "roles @skip(if: $v) @include(if: $v) " * 25
    + " } }",
    "as many roots as may be": "{ "
    + times(
        20,
        "a#: forms(year: 2020, first: 9, filter: {kind: [PIIS], status: [SENT], region: []})"
        " { pageInfo { hasNextPage } }",
    )
    + " }",
    "long arguments that are compared": "{ " + f'node(id: "{"x" * 1_900}") {{ id }} ' * 20 + "}",
}
"""Documents that are as large as may be, or nearly."""

ALL = {kind: text for kind, (text, _) in ATTACKS.items()} | MERGED | UNFIT | ECHOES
"""Whatever is refused."""
