"""The commands of `hamyar`, by what they are for. Each is thin and imports only what it uses."""
