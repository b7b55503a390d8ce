"""What the paper of a contract says, as it was signed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.ext.asyncio import AsyncConnection

from services import national_id as ids
from services.calendar import JalaliMonth
from services.contracts import NoContract, records
from services.issued import Contract
from services.money import Rials


@dataclass(frozen=True, slots=True)
class ContractPaper:
    """A contract to be drawn, with the holder's own name and national ID, which only its seal vouches for."""

    contract: Contract
    name: str
    national_id: str


async def paper(connection: AsyncConnection, number: str) -> ContractPaper:
    """What a contract says, to be drawn. Raises NoContract."""
    row = (await connection.execute(records.BY_NUMBER, {"number": number})).one_or_none()
    if row is None:
        raise NoContract
    facts = row.facts
    contract = Contract(
        number=row.number,
        holder=facts["holder"],
        national_id=ids.mask(row.national_id),
        base_daily=Fraction(facts["base_daily"]),
        rate=Fraction(facts["rate"]),
        premium=Rials(facts["premium"]),
        begins=JalaliMonth.of_number(row.first_month),
        signed_at=row.signed_at,
    )
    return ContractPaper(contract, facts["name"], row.national_id)
