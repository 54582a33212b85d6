"""The follow-up as files."""
