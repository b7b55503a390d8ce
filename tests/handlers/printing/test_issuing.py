"""Papers as files: drawn from what was kept, the same each time, and none where nothing was issued."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.printing import Press
from handlers.printing.issuing import Issuing
from handlers.sending import NoSuchPaper
from services.issued import Contract, Receipt, Verdict, verify
from tests.clock import FrozenClock
from tests.handlers.bank.conftest import till
from tests.handlers.bank.till import Till
from tests.services.contracts.office import MEHR_PREMIUM, Office
from tests.services.issued.papers import KEYS

__all__ = ["till"]


@pytest.fixture
async def office(engine: AsyncEngine, clock: FrozenClock, till: Till) -> Office:
    office = Office(engine, clock, till)
    await office.born()
    return office


async def test_a_contract_and_a_receipt_are_drawn_as_they_were_kept(office: Office, press: Press) -> None:
    issuing = Issuing(office.engine, press)
    number = await office.signed()
    await office.paid()
    ((receipt,),) = await office.rows("SELECT number FROM hamyar.receipts")
    for kind, named in (("contract", number), ("receipt", receipt)):
        file = await issuing.file(kind, named)
        assert file.name == f"hamyar-{kind}-{named}.pdf"
        found = verify(file.pdf, KEYS.public)
        assert found.verdict is Verdict.GENUINE
        assert found.statement
        paper = found.statement.paper
        assert isinstance(paper, Receipt if kind == "receipt" else Contract)
        assert paper.number == named
        assert (paper.amount if isinstance(paper, Receipt) else paper.premium) == MEHR_PREMIUM


async def test_the_same_paper_is_the_same_file(office: Office, press: Press) -> None:
    issuing, number = Issuing(office.engine, press), await office.signed()
    assert await issuing.file("contract", number) == await issuing.file("contract", number)


@pytest.mark.parametrize("kind", ["contract", "receipt"])
async def test_there_is_no_paper_of_another_number(office: Office, press: Press, kind: str) -> None:
    with pytest.raises(NoSuchPaper):
        await Issuing(office.engine, press).file(kind, "12345674")
