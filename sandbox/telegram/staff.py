"""A forum of staff, set up at once: the group, who works there, the bots that serve it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox.telegram.citizen import GroupMember
from sandbox.telegram.core import Bot, Telegram
from sandbox.telegram.world import Chat, Status


@dataclass(frozen=True)
class Colleague:
    """Somebody who works in the group. `title` stands beside their name there; administrators may delete topics."""

    user_id: int
    first_name: str
    last_name: str = ""
    title: str = ""
    status: Status = "administrator"


@dataclass(frozen=True)
class StaffGroup:
    """`members` by their user id."""

    chat: Chat
    members: Mapping[int, GroupMember]


def add_staff_group(
    telegram: Telegram, chat_id: int, title: str, members: Sequence[Colleague], bots: Sequence[Bot] = ()
) -> StaffGroup:
    """The forum `chat_id` with these people in it and these bots as its administrators.

    The same number again is the same group; whoever is missing joins. A person of several groups is one account.
    """
    world = telegram.world
    chat = world.groups.get(chat_id) or world.add_group(title, is_forum=True, chat_id=chat_id)
    joined: dict[int, GroupMember] = {}
    for colleague in members:
        user = world.users.get(colleague.user_id) or world.add_user(
            colleague.first_name, colleague.last_name, user_id=colleague.user_id
        )
        member = joined[user.id] = GroupMember(telegram, user, chat, colleague.status)
        chat.members[user.id].custom_title = colleague.title
        for bot in bots if member is next(iter(joined.values())) else ():
            if bot.user.id not in chat.members:
                member.adds_bot(bot)
    telegram.news.tell("telegram.group", chat=str(chat.id))
    return StaffGroup(chat, joined)
