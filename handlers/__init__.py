"""The edges: one folder per way in and out, and what they share (turn, courier, wording)."""
