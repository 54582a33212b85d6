"""The screens of the manual, in a browser: clients of the public API, and nothing else.

A page is a GraphQL document, a template beside it, and the few lines between them.
"""
