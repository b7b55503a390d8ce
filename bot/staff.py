"""The staff's bot, put together: its edge for what comes in, its poster for what goes out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Bot

from bot.app import secret_key
from bot.refunds import make_refunds
from bot.reviews import make_reviews
from bot.settings import Settings
from handlers.desk import calls, commands
from handlers.desk.answering import TicketHears
from handlers.desk.calls import Calls
from handlers.desk.case_topics import CaseShows
from handlers.desk.cases import CaseTexts
from handlers.desk.edge import DeskEdge
from handlers.desk.pictures import StaffPictures
from handlers.desk.poster import Pace, Poster
from handlers.desk.private import PrivateChats
from handlers.desk.refund_texts import RefundTexts
from handlers.desk.refunding import RefundHears
from handlers.desk.reviewing import CaseHears
from handlers.desk.slips import SlipShows
from handlers.desk.texts import TicketTexts
from handlers.desk.tickets import TicketShows
from handlers.desk.together import Together
from handlers.floor import DeskActs, MakeDesk
from handlers.wording import Wording
from services.calendar import Clock
from services.documents.examining import Examiner
from services.documents.vault import Vault
from services.money import Rials
from services.papers_links import PapersLinks
from services.payments import Told


@dataclass(frozen=True)
class StaffPart:
    """The staff's bot. `poster` makes what posts in its groups; one of them works, by an advisory lock."""

    bot: Bot
    edge: DeskEdge
    secret: str
    poster: Callable[[Pace | None, Callable[[str], None]], Poster]


async def staff_part(
    settings: Settings,
    stack: AsyncExitStack,
    *,
    engine: AsyncEngine,
    desk: MakeDesk,
    acts: DeskActs,
    examiner: Examiner,
    vault: Vault,
    wording: Wording,
    clock: Clock,
    told: Told,
) -> StaffPart:
    """The part, closed with the stack. Every sort of topic is named here, for both its ways.

    `told` tells citizens of money that has gone back to them.
    """
    assert settings.desk_token
    token = settings.desk_token.get_secret_value()
    proxy = settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None
    bot, number = calls.make_bot(token, settings.desk_api, proxy=proxy), calls.number_of(token)
    stack.push_async_callback(calls.close, bot)
    asked = Calls(bot)
    chats = [group.chat_id for group in settings.desk_chats]
    reviews = make_reviews(settings, clock, wording)
    of_cases = CaseTexts(wording, Rials(settings.second_reviewer_rials))
    links = PapersLinks(secret_key(settings), clock, settings.public_url)
    private = PrivateChats(engine, reviews, links, asked, wording, clock, bot=number)
    stack.push_async_callback(private.close)
    of_refunds = RefundHears(make_refunds(clock, told), RefundTexts(wording))
    edge = DeskEdge(
        engine,
        acts,
        asked,
        StaffPictures(asked, examiner, vault, engine, clock),
        (TicketHears(desk), CaseHears(reviews, of_cases, clock), of_refunds),
        wording,
        clock,
        bot=number,
        chats=frozenset(chats),
        private=private,
        asked={**commands.ANYWHERE, **of_refunds.commands},
    )
    stack.push_async_callback(edge.close)

    def poster(pace: Pace | None, checkpoint: Callable[[str], None]) -> Poster:
        pace = pace or Pace()
        tickets = TicketShows(
            engine,
            desk,
            asked,
            vault,
            TicketTexts(wording),
            settings.desk_chats,
            clock,
            pace=pace,
            checkpoint=checkpoint,
        )
        cases = CaseShows(engine, reviews, asked, of_cases, settings.desk_chats, clock, checkpoint=checkpoint)
        shows = (SlipShows(engine, asked, checkpoint=checkpoint), Together(tickets, cases))
        limited = settings.rate_limits
        return Poster(engine, number, chats, shows, limited=limited, pace=pace, checkpoint=checkpoint)

    secret = settings.desk_secret.get_secret_value() if settings.desk_secret else ""
    return StaffPart(bot, edge, secret, poster)
