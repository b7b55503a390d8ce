"""Assembly: the only place that chooses implementations."""
