"""The conversations, one file each, and the engine that plays them."""
