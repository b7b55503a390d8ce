"""The till of the bank's tests serves here too: what is recorded comes by a bank."""

from tests.handlers.bank.conftest import till

__all__ = ["till"]
