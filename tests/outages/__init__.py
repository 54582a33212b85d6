"""What becomes of calls while the database is away, busy, frozen, or another one than before."""
