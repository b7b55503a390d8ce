"""What the page asks for, read from where a conversation stands: the papers that fit what it is about."""

from __future__ import annotations

from dialogs.messages import Message, Started, Typed
from handlers import sms
from handlers.web.asked import Asked, asked
from services.objections import SubjectKind
from tests.dialogs.test_objection import said
from tests.dialogs.worlds import UPLOAD_LINK, World, worlds

WORLDS = {world.name: world for world in worlds()}
CODE = UPLOAD_LINK.rpartition("/")[2]
REASON = Typed("این ثبت درست نیست و مدرک دارم")


async def after(world: World, *messages: Message) -> Asked:
    """What is asked once all this was said by SMS."""
    (*_, last) = await said(*messages, world=world, channel=sms.CHANNEL)
    found = asked(last.after.conversation.dump(), CODE)
    assert found
    return found


async def test_of_a_marriage_grant_the_contract_and_the_page_are_wanted() -> None:
    found = await after(WORLDS["three marriages"], Started("objection", "M1"), REASON)
    assert found.papers == ("marriage-contract", "identity-page", "other")
    assert (found.matter, found.reason) == (SubjectKind.DECISION, REASON.text)


async def test_of_a_dependency_only_the_papers_that_fit_are_shown() -> None:
    found = await after(WORLDS["dependency: notified"], Started("objection", "dependency"), REASON)
    assert (found.wanted, found.papers) == (("identity-page",), ("identity-page", "other"))
    assert found.matter is SubjectKind.DEPENDENCY


async def test_of_a_request_the_paper_of_what_has_come_since_is_wanted() -> None:
    messages = (Started("objection", "reinstatement"), Typed("فوت همسر"), REASON)
    found = await after(WORLDS["dependency: ended"], *messages)
    assert (found.matter, found.papers) == (SubjectKind.REINSTATEMENT, ("death-record", "other"))


async def test_where_a_better_picture_is_wanted_it_stands_first() -> None:
    world = WORLDS["objection: a better picture wanted"]
    number = world.cabinet.filed[0].objection.number
    found = await after(world, Typed(f"اعتراض {number}"), Typed("۱"))
    assert (found.wanted, found.reason) == (("identity-page",), "")
    assert found.papers == ("identity-page", "marriage-contract", "other")
