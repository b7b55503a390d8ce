"""The desk: a citizen's wish for a person, until somebody has helped.

A ticket belongs to a conversation; while a colleague has it, the conversation's floor is the ticket's: everything the
citizen sends becomes a line of the ticket, and the bot is silent. Each method is one act inside the caller's
transaction, with its row of the audit. It holds the conversation's row first and the ticket's after it, as turns do,
so that an act and a turn never meet half-way, and of two colleagues who take at once one gets it.

What the desk wants the bot to do, to repeat the open question or to ask for a mark, it notes in the conversation's
inbox; `touched` names the conversations to be looked at once the transaction is committed, and the sweep backs that up.
What a topic has to show is a line that is not posted yet; NOTIFY on `hamyar_desk` says that there is something.
"""

from __future__ import annotations

from services.desk.citizens import CitizensSide
from services.desk.colleagues import StaffsSide
from services.desk.watching import Watching


class Desk(CitizensSide, StaffsSide, Watching):
    """The desk, inside one transaction. Staff are named by their Telegram id, and must be enrolled."""
