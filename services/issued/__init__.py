"""Papers that the Organisation issues: signed statements of facts, which anybody can check without asking us.

A paper is a value (`paper`). Signed, it is a statement (`statement`): one line of JSON under an Ed25519 signature, or
the same as a code short enough for a QR code. A PDF carries the statement, and a seal over all of its bytes (`pdf`); an
order is a CSV that ends in one (`sheet`).
Nothing here has a database: whoever has the public keys can tell a genuine paper.
"""

from services.issued.keys import NotKeys, PublicKeys, SigningKeys, new_key
from services.issued.paper import Contract, Paper, PaymentOrder, PensionOrder, Receipt, mask_name
from services.issued.pdf import Verdict, Verified, verify
from services.issued.statement import Changed, NotOurs, Statement, UnknownKey, code, opened_code, stated

__all__ = [
    "Changed",
    "Contract",
    "NotKeys",
    "NotOurs",
    "Paper",
    "PaymentOrder",
    "PensionOrder",
    "PublicKeys",
    "Receipt",
    "SigningKeys",
    "Statement",
    "UnknownKey",
    "Verdict",
    "Verified",
    "code",
    "mask_name",
    "new_key",
    "opened_code",
    "stated",
    "verify",
]
