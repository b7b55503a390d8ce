"""The business: one package per topic, and small values."""
