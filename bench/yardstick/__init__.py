"""The yardstick: what somebody would write by hand who needed these answers and nothing else.

Starlette, one route per operation, SQL by hand on the driver itself, orjson. It checks the same
tokens, obeys the same rules as far as the measured operations meet them, writes the same rows, and
answers the same bytes as the GraphQL API. It is never part of a service: it has no contract, no
languages, no refusals worth the name, and a second copy of the rules.
"""
