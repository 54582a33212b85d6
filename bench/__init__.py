"""The benchmark: this service against a hand-written one, over the same database."""
