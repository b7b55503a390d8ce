"""The outside world imitated, for the demo, the tour, tests and benchmarks only."""
