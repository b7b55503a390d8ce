"""Issued papers as files: what was kept of a receipt or a contract, drawn when somebody is to have it.

Drawing the same facts gives the same page, so no file is kept.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.printing import Drawn, Press
from handlers.sending import IssuedFile, NoSuchPaper
from services import receipts
from services.contracts import NoContract, papers


class Issuing:
    """Draws papers by kind and number. It reads first and draws then, so no transaction waits for the press."""

    def __init__(self, engine: AsyncEngine, press: Press) -> None:
        self._engine = engine
        self._press = press

    async def file(self, kind: str, number: str) -> IssuedFile:
        """The paper as a PDF. Raises NoSuchPaper; database trouble comes through."""
        drawn = await self._drawn(kind, number)
        return IssuedFile(f"hamyar-{kind}-{number}.pdf", drawn.pdf)

    async def _drawn(self, kind: str, number: str) -> Drawn:
        if kind == "receipt":
            try:
                async with self._engine.connect() as connection:
                    receipt = await receipts.paper(connection, number)
            except receipts.NoSuchReceipt:
                raise NoSuchPaper from None
            return await self._press.receipt(receipt)
        try:
            async with self._engine.connect() as connection:
                kept = await papers.paper(connection, number)
        except NoContract:
            raise NoSuchPaper from None
        return await self._press.contract(kept.contract, name=kept.name, national_id=kept.national_id)
