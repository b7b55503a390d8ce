"""What supervisors read of credit and refunds: figures first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.messages import Words
from handlers.desk import buttons
from handlers.desk.calls import Buttons
from handlers.wording import Wording
from services.desk import Empty, Enrolment, NotAllowed, TooLong
from services.national_id import NotANationalId
from services.payments.refunds import Account, NoSuchRefund, NotThatMuch, Refund
from services.payments.rules import IllegalRefund, MayNotRefund, RefundState, SameSupervisor

REFUND = "r"  # the sort of buttons that refunds have
_BUTTONS = {
    RefundState.ASKED: ("confirm", "refuse"),
    RefundState.CONFIRMED: ("paid", "refuse"),
    RefundState.PAID_BACK: (),
    RefundState.REFUSED: (),
}


class RefundTexts:
    """Speaks of refunds to colleagues."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def say(self, words: str, **facts: object) -> str:
        """Words of the locale, with our marks."""
        return self._wording(Words(words, facts))

    def account(self, account: Account) -> str:
        """A person's credit, where it is from, and what of it is on its way back."""
        head = self.say(
            "refund-account",
            title=self.say("refund-account-title"),
            national_id=account.national_id,
            name=account.name or self.say("refund-name-unknown"),
            credit=account.credit,
            sheba=self.say("refund-sheba", last=account.sheba[-4:]) if account.sheba else self.say("refund-no-sheba"),
        )
        sources = [
            self.say(
                "refund-source",
                at=source.at,
                gateway=source.gateway,
                trace=source.trace or "-",
                charged=source.charged,
                credit=source.credit,
            )
            for source in account.sources
        ]
        return "\n".join([head, *sources, *map(self._line, account.refunds)])

    def listed(self, refunds: Sequence[Refund]) -> str:
        """Those that are not closed."""
        if not refunds:
            return self.say("refund-none-open")
        return "\n".join([self.say("refund-open", count=len(refunds)), *map(self._line, refunds)])

    async def refund(self, connection: AsyncConnection, refund: Refund) -> str:
        """One of them, with the names of who had to do with it."""
        names = {staff.national_id: staff.name for staff in await Enrolment(connection).everybody()}
        unknown = self.say("staff-colleague")
        return self.say(
            "refund-head",
            title=self.say("refund-title", number=refund.id),
            national_id=refund.national_id,
            amount=refund.amount,
            ground=refund.ground,
            by=names.get(refund.asked_by, unknown),
            state=self.state(refund.state),
        )

    def state(self, state: RefundState) -> str:
        """Where it stands."""
        return self.say(f"refund-state-{state.value}")

    def buttons(self, refund: Refund) -> Buttons:
        """What can be done now; pressed later, each is looked at anew."""
        acts = _BUTTONS[refund.state]
        row = [(self.say(f"refund-button-{act}"), buttons.data(REFUND, act, number_of(refund))) for act in acts]
        return [row] if row else ()

    def told(self, error: BaseException) -> str:
        """Why something was not done, in a short word."""
        match error:
            case NotAllowed(telegram_id=one, role=None):
                return self.say("staff-not-enrolled", id=str(one))
            case NotAllowed():
                return self.say("staff-not-allowed")
            case SameSupervisor():
                return self.say("refund-same-supervisor")
            case MayNotRefund():
                return self.say("refund-own")
            case NotThatMuch(credit=0):
                return self.say("refund-nothing-there")
            case NotThatMuch(credit=there):
                return self.say("refund-not-that-much", credit=there)
            case IllegalRefund(now=now):
                return self.say("refund-is-so", state=self.state(now))
            case NoSuchRefund():
                return self.say("refund-none")
            case NotANationalId():
                return self.say("refund-no-national-id")
            case Empty():
                return self.say("refund-empty")
            case TooLong(most=most):
                return self.say("refund-too-long", most=most)
            case _:
                return self.say("refund-whose")

    def _line(self, refund: Refund) -> str:
        return self.say("refund-line", number=refund.id, amount=refund.amount, state=self.state(refund.state))


def number_of(refund: Refund) -> int:
    """Its number, as buttons carry it."""
    return int(refund.id.removeprefix("R"))
