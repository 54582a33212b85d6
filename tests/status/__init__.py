"""The status page: what it shows whom, how it signs in, how it is drawn."""
