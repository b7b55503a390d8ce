"""The marriage grant: what became of it."""
