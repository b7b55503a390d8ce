"""Premiums that people pay for themselves: voluntary insurance, and completing partial months."""
