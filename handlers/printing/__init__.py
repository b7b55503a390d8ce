"""Drawing the papers that the Organisation issues, as PDF and as a picture for a chat.

Typst sets them from templates that lie here; all their words come from the locale. Setting a page takes some
milliseconds of a processor, outside Python's lock, so one thread beside the event loop does it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import typst

from handlers.printing.order_texts import payment_order_texts, pension_order_texts
from handlers.printing.texts import contract_texts, receipt_texts
from handlers.printing.verification import address, check_texts, qr
from handlers.wording import Wording
from services.dependency.case import Change, EventKind
from services.issued import Contract, Paper, PaymentOrder, PensionOrder, Receipt, SigningKeys, Statement, stated
from services.issued.pdf import ATTACHMENT, UNSEALED, sealed
from services.issued.statement import envelope
from services.money import Rials

HERE = Path(__file__).parent
ARCHIVAL: Literal["a-3b"] = "a-3b"  # PDF/A that may carry files
DOTS_AN_INCH = 160  # of a picture: 661 dots wide; messengers make what is longer than 1280 smaller


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper as it was issued; a receipt is a picture as well."""

    statement: Statement
    pdf: bytes
    png: bytes | None = None


class Press:
    """Signs papers and draws them; `close` ends its thread.

    Without a public address there is no page to check them on, so they bear no QR code; `hamyar verify` knows them all
    the same.
    """

    def __init__(self, keys: SigningKeys, wording: Wording, public_url: str | None) -> None:
        self._keys = keys
        self._wording = wording
        self._public_url = public_url
        self._made: typst.Compiler | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="press")

    async def receipt(self, receipt: Receipt) -> Drawn:
        """A receipt, on A5 and as a picture."""
        return await self._in_thread(self._receipt, receipt)

    async def contract(self, contract: Contract, *, name: str, national_id: str) -> Drawn:
        """A contract, on A4, with the person's own name and national ID, which only the seal vouches for."""
        return await self._in_thread(self._contract, contract, name, national_id)

    async def payment_order(self, order: PaymentOrder, banks: Mapping[str, tuple[int, Rials]]) -> Drawn:
        """The summary of a payment order, on A4, with the sums of each bank, which only the seal vouches for."""
        return await self._in_thread(self._payment_order, order, banks)

    async def pension_order(self, order: PensionOrder, sorts: Mapping[tuple[Change, EventKind], int]) -> Drawn:
        """The summary of a pension order, on A4, with its changes by cause, which only the seal vouches for."""
        return await self._in_thread(self._pension_order, order, sorts)

    async def close(self) -> None:
        """End the thread, once what it is at is done."""
        await asyncio.to_thread(self._thread.shutdown)

    def _facts(self, paper: Paper, texts: Mapping[str, Any], at: datetime) -> tuple[Mapping[str, Any], Statement]:
        statement = stated(paper, self._keys)
        url = address(self._public_url, statement) if self._public_url else None
        more = {
            "check": check_texts(statement, self._wording),
            "url": url,
            "qr": qr(url) if url else None,
            "attachment": ATTACHMENT,
            "statement": envelope(statement).decode(),
            "seal": UNSEALED,
            "date": _date(at),
        }
        return {**texts, **more}, statement

    async def _in_thread(self, draw: Callable[..., Drawn], *what: Any) -> Drawn:
        return await asyncio.get_running_loop().run_in_executor(self._thread, draw, *what)

    def _receipt(self, receipt: Receipt) -> Drawn:
        facts, statement = self._facts(receipt, receipt_texts(receipt, self._wording), receipt.paid_at)
        pdf = self._page("receipt.typ", facts, receipt.paid_at)
        return Drawn(statement, pdf, self._picture("receipt.typ", facts))

    def _contract(self, contract: Contract, name: str, national_id: str) -> Drawn:
        texts = contract_texts(contract, self._wording, name=name, national_id=national_id)
        facts, statement = self._facts(contract, texts, contract.signed_at)
        return Drawn(statement, self._page("contract.typ", facts, contract.signed_at))

    def _payment_order(self, order: PaymentOrder, banks: Mapping[str, tuple[int, Rials]]) -> Drawn:
        facts, statement = self._facts(order, payment_order_texts(order, banks, self._wording), order.made_at)
        return Drawn(statement, self._page("order.typ", facts, order.made_at))

    def _pension_order(self, order: PensionOrder, sorts: Mapping[tuple[Change, EventKind], int]) -> Drawn:
        facts, statement = self._facts(order, pension_order_texts(order, sorts, self._wording), order.made_at)
        return Drawn(statement, self._page("order.typ", facts, order.made_at))

    def _page(self, template: str, facts: Mapping[str, Any], at: datetime) -> bytes:
        inputs, stamp = _inputs(facts, "page"), at.astimezone(UTC).replace(microsecond=0)
        made = self._compiler().compile(
            HERE / template, format="pdf", sys_inputs=inputs, pdf_standards=ARCHIVAL, timestamp=stamp
        )
        return sealed(_whole(made), self._keys.sign)

    def _picture(self, template: str, facts: Mapping[str, Any]) -> bytes:
        inputs = _inputs(facts, "picture")
        return _whole(self._compiler().compile(HERE / template, format="png", sys_inputs=inputs, ppi=DOTS_AN_INCH))

    def _compiler(self) -> typst.Compiler:
        """The one of the thread, which reads the templates and the typeface once."""
        if self._made is None:
            self._made = typst.Compiler(root=HERE, font_paths=[HERE / "fonts"], ignore_system_fonts=True)
        return self._made


def _inputs(facts: Mapping[str, Any], form: str) -> dict[str, str]:
    return {"facts": json.dumps({**facts, "form": form})}


def _whole(made: bytes | list[bytes] | None) -> bytes:
    """What is one file: a list it would be where a picture has several pages."""
    assert isinstance(made, bytes)
    return made


def _date(at: datetime) -> dict[str, int]:
    """As Typst takes one."""
    moment = at.astimezone(UTC)
    return {name: getattr(moment, name) for name in ("year", "month", "day", "hour", "minute", "second")}
