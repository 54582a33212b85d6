"""`python -m rapport_unique` is the command line."""

from rapport_unique.cli import main

main()
