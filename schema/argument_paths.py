"""Which argument an error is about, when a scalar could not read what was sent for it."""

import re
from collections.abc import Iterator
from typing import Any

from graphql import (
    ArgumentNode,
    GraphQLError,
    ListValueNode,
    Node,
    ObjectFieldNode,
    VariableDefinitionNode,
    parse,
)

_PLACE = re.compile(r" at ((?:\.\w+|\[\d+\])+): ")
_STEP = re.compile(r"\w+")


def argument_of(error: GraphQLError) -> list[str]:
    """Return the path to the argument, such as ["input", "lines", "0", "amount"], or nothing.

    Of what came in a variable, the path begins with its name.
    """
    node = error.nodes[0] if error.nodes else None
    if isinstance(node, VariableDefinitionNode):
        place = _PLACE.search(error.message)
        return [node.variable.name.value, *(_STEP.findall(place[1]) if place else ())]
    if node is None or node.loc is None:
        return []
    document = parse(node.loc.source)
    return next(_paths(document, node.loc.start, node.kind), [])


def _paths(node: Node, start: int, kind: str, *above: str) -> Iterator[list[str]]:
    """Yield the names of the arguments above the node that begins there in the text."""
    if node.kind == kind and node.loc is not None and node.loc.start == start:
        yield list(above)
        return
    here = above
    if isinstance(node, ArgumentNode):
        here = (node.name.value,)
    elif isinstance(node, ObjectFieldNode):
        here = (*above, node.name.value)
    for place, child in enumerate(_children(node)):
        step = (str(place),) if isinstance(node, ListValueNode) else ()
        yield from _paths(child, start, kind, *here, *step)


def _children(node: Node) -> Iterator[Node]:
    for key in node.keys:
        value: Any = getattr(node, key, None)
        for child in value if isinstance(value, list | tuple) else (value,):
            if isinstance(child, Node):
                yield child
