"""Printed forms: PDF with everything that stands on a form, and its proofs as attachments.

Typst makes them, in a process of its own. It is an optional extra: everything else runs without.
"""
