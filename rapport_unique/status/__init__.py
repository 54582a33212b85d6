"""The status page: how far the Rapport unique has come, for people to look at and to print."""
