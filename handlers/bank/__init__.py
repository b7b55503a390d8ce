"""Banks: people are sent to them and come back, and only the bank's own answer is believed."""
