"""The clients that are used in the field, against a real server."""
