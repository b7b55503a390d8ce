"""The page where anybody checks a paper that was issued: the code of the paper holds what it says, and its signature.

So nothing is looked up: a code tells whoever holds it what is on its paper, and no code tells anything else. Codes
that are wrong, in whatever way, all get the same answer.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from handlers.printing.texts import contract_texts, receipt_texts
from handlers.web.pages import private_page, saying
from handlers.wording import Wording
from services.issued import Contract, NotOurs, Paper, PublicKeys, Receipt, opened_code


def router(keys: PublicKeys, wording: Wording) -> APIRouter:
    """The route of the page."""
    routes = APIRouter()
    say = saying(wording, lambda name: f"verifying-{name}")

    @routes.get("/v/{code}")
    async def show(code: str) -> Response:
        try:
            paper: Paper | None = opened_code(code, keys).paper
        except NotOurs:
            paper = None
        if not isinstance(paper, Receipt | Contract):  # orders are no papers of a person's, and bear no code
            return private_page("verifying_unknown.html", status=404, say=say)
        kind = "receipt" if isinstance(paper, Receipt) else "contract"
        return private_page("verifying.html", say=say, kind=kind, facts=facts(paper, wording))

    return routes


def facts(paper: Receipt | Contract, wording: Wording) -> dict[str, Any]:
    """What stands on the paper, with the person masked."""
    if isinstance(paper, Receipt):
        return receipt_texts(paper, wording)
    return contract_texts(paper, wording, name=paper.holder, national_id=paper.national_id)
