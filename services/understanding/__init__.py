"""What a message is about: text in, a service with a confidence out, and the question of the FAQ that it asks.

The way of a text: `normalising` makes what people type comparable, `spelling` finds what two scripts and many spellings
of a word have in common, `features` turns that into numbers, and `model` weighs them. `training` makes the weights from
examples.txt and is the only part that needs a library for it; what ships is model.npz, read with numpy.

This module is small on purpose, and so is everything it imports: who only names a service pays for no numbers.
"""

from services.understanding.understood import Alternative, Service, Sureness, Thresholds, Understood

__all__ = ["Alternative", "Service", "Sureness", "Thresholds", "Understood"]
