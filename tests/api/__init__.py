"""The API as its clients meet it: through HTTP, on a real database."""
