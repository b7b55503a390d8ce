"""Credit and its refunds, as supervisors have them in the staff's groups: two commands, and buttons under the answers.

`/credit` shows what a person has with us: in a ticket's topic its citizen's, anywhere after a national ID. No national
ID leaves with a button: the words that the button is under keep it in our own row.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk import buttons
from handlers.desk.acting import Fetched, Hands
from handlers.desk.buttons import Press
from handlers.desk.calls import Buttons
from handlers.desk.commands import Command
from handlers.desk.reading import Pressed, Said, Where
from handlers.desk.refund_texts import REFUND, RefundTexts, number_of
from services import national_id
from services.conversations import Place
from services.desk import DeskError, NotAllowed, TooLong
from services.money import Rials
from services.national_id import NotANationalId
from services.payments.refunds import NoSuchRefund, NotThatMuch, Refund, Refunds
from services.payments.rules import IllegalRefund, MayNotRefund, RefundState

MakeRefunds: TypeAlias = Callable[[AsyncConnection], Refunds]

MOST = 500  # letters of a ground
MOST_BUTTONS = 20  # refunds that `/refunds` leads to
_UNDONE = (MayNotRefund, NotThatMuch, NoSuchRefund, IllegalRefund, NotANationalId)


class Undone(DeskError):
    """Something about a refund that was not done; its cause says why."""


class NobodyNamed(DeskError):
    """`/credit` where no ticket tells whose."""


class RefundHears:
    """Refunds have no topics of their own: their words stand where they were asked for."""

    sign = REFUND

    def __init__(self, refunds: MakeRefunds, texts: RefundTexts) -> None:
        self._refunds = refunds
        self._texts = texts

    @property
    def commands(self) -> Mapping[str, Command]:
        """What can be asked in any topic."""
        return {"credit": self._credit, "refunds": self._open_ones}

    async def subject(self, connection: AsyncConnection, where: Where) -> int | None:
        return None

    async def takes_pictures(self, connection: AsyncConnection, number: int, staff: int) -> Place | None:
        return None

    async def said(self, hands: Hands, number: int, said: Said, pictures: Fetched) -> None:
        """Never: no topic is of this sort."""

    # ---- asked in words ---------------------------------------------------------------------------------------------

    async def _credit(self, hands: Hands, said: Said, rest: str) -> None:
        async with self._told_here(hands, said):
            refunds = self._refunds(hands.connection)
            await refunds.supervisor(said.staff)
            person = national_id.normalise(rest) if rest else await self._of_topic(hands, said.where)
            account = await refunds.account(person, said.staff)
            keys: Buttons = ()
            if account.credit:
                keys = [[(hands.word("refund-button-ask"), buttons.data(REFUND, "ask", said.message_id))]]
            key, text = _looked_at(said.where, said.message_id), self._texts.account(account)
            await hands.say(text, buttons=keys, answers=said.message_id, key=key, said=person)

    async def _of_topic(self, hands: Hands, where: Where) -> str:
        """The citizen whose ticket is shown there. Raises NobodyNamed."""
        ticket = await hands.desk.by_topic(where.chat_id, where.topic_id) if where.topic_id is not None else None
        person = (await hands.desk.ticket(ticket)).national_id if ticket is not None else None
        if person is None:
            raise NobodyNamed
        return person

    async def _open_ones(self, hands: Hands, said: Said, _: str) -> None:
        waiting = await self._refunds(hands.connection).waiting(said.staff)
        shown = waiting[:MOST_BUTTONS]
        keys = [[(refund.id, buttons.data(REFUND, "show", number_of(refund)))] for refund in shown]
        await hands.say(self._texts.listed(waiting), buttons=keys, answers=said.message_id)

    # ---- pressed ----------------------------------------------------------------------------------------------------

    async def pressed(self, hands: Hands, press: Press, pressed: Pressed) -> None:
        number, staff = f"R{press.number}", pressed.staff
        refunds = self._refunds(hands.connection)
        await refunds.supervisor(staff)  # before anything is told of what the button says
        with _undone():
            match press.act:
                case "ask":
                    await self._ask_ground(hands, refunds, staff, await self._person(hands, press, pressed))
                case "show":
                    await self._show(hands, await refunds.one(number, staff))
                case "confirm":
                    await self._show(hands, await refunds.confirm(number, staff))
                case "refuse":
                    refund = await refunds.may_become(number, staff, RefundState.REFUSED)
                    await self._ask(hands, refunds, staff, "refund-write-why", refund, {"act": "refuse"})
                case "paid":
                    refund = await refunds.may_become(number, staff, RefundState.PAID_BACK)
                    await self._ask(hands, refunds, staff, "refund-write-trace", refund, {"act": "paid"})

    async def _person(self, hands: Hands, press: Press, pressed: Pressed) -> str:
        """Whose credit was shown under that button. Raises NobodyNamed."""
        person = await hands.slips.said(_looked_at(pressed.where, press.number))
        if person is None:
            raise NobodyNamed
        return person

    async def _ask_ground(self, hands: Hands, refunds: Refunds, staff: int, person: str) -> None:
        """All of the credit there is now; what the question names is what is asked for."""
        account, who = await refunds.account(person, staff), await refunds.supervisor(staff)
        if not account.credit:
            raise NotThatMuch(account.credit)
        text = hands.word("refund-write-ground", asked=who.name, amount=account.credit)
        about = {"sort": REFUND, "act": "ask", "person": person, "amount": account.credit}
        await hands.say(text, about=about, asked=who)
        hands.toast = hands.word("staff-asked")

    async def _ask(
        self, hands: Hands, refunds: Refunds, staff: int, words: str, refund: Refund, about: Mapping[str, Any]
    ) -> None:
        who = await refunds.supervisor(staff)
        text = hands.word(words, asked=who.name, number=refund.id, amount=refund.amount)
        await hands.say(text, about={"sort": REFUND, "number": refund.id, **about}, asked=who)
        hands.toast = hands.word("staff-asked")

    async def _show(self, hands: Hands, refund: Refund) -> None:
        """Where it stands now, with what can be done about it."""
        text = await self._texts.refund(hands.connection, refund)
        await hands.say(text, buttons=self._texts.buttons(refund))
        hands.toast = hands.word("staff-asked")

    # ---- answered ---------------------------------------------------------------------------------------------------

    async def answered(self, hands: Hands, about: Mapping[str, Any], said: Said) -> None:
        async with self._told_here(hands, said):
            refunds, text = self._refunds(hands.connection), said.text.strip()
            if len(text) > MOST:
                raise TooLong(0, MOST)
            match about["act"]:
                case "ask":
                    refund = await refunds.ask(about["person"], Rials(about["amount"]), said.staff, text)
                case "refuse":
                    refund = await refunds.refuse(about["number"], said.staff, text)
                case _:
                    refund = await refunds.paid_back(about["number"], said.staff, text)
            await self._show(hands, refund)

    # ---- what could not be done -------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _told_here(self, hands: Hands, said: Said) -> AsyncIterator[None]:
        """What is refused undoes itself and is told by this sort, whichever sort the topic is of.

        But who is not a supervisor is told so as in any topic.
        """
        try:
            async with hands.connection.begin_nested():
                with _undone():
                    yield
        except NotAllowed:
            raise
        except DeskError as error:
            await hands.say(self.told(hands, error), answers=said.message_id)

    async def refused(self, hands: Hands, number: int | None, error: Exception, said: Said) -> None:
        """Never: no topic is of this sort."""

    def told(self, hands: Hands, error: Exception) -> str:
        return self._texts.told(error.__cause__ if isinstance(error, Undone) and error.__cause__ else error)


@contextmanager
def _undone() -> Iterator[None]:
    """What the law of refunds forbids is an error of the desk's: then nothing is done."""
    try:
        yield
    except _UNDONE as error:
        raise Undone from error


def _looked_at(where: Where, message_id: int) -> str:
    """The key of the slip that answers a `/credit`, and keeps whose it was."""
    return f"credit {where.chat_id}.{message_id}"
