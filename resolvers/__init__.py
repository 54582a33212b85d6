"""What happens: one function per operation - load, ask the rules, store."""
