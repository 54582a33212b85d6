"""The documents for readers: what can be run in them is run, and what they name is there."""
