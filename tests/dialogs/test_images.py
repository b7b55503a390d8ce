"""Asking for pictures, and asking for a yes."""

from __future__ import annotations

import json

import pytest

from dialogs.messages import Pictures, load_message
from dialogs.reading import Text
from dialogs.talk import BETTER_PICTURES, Talk
from services.pictures import PaperSeen, Remark
from tests.dialogs.phone import Phone

WANTED = ("marriage-contract", "identity-page")


async def papers(talk: Talk) -> None:
    images = await talk.ask_images("papers", wanted=WANTED, most=4)
    if not await talk.confirm("file-it", count=len(images)):
        await talk.say("dropped")
        return
    await talk.say("filed", images=",".join(images))


async def one_paper(talk: Talk) -> None:
    images = await talk.ask_images("papers", wanted=("card",), most=1)
    reason = await talk.ask("reason", Text())
    await talk.say("filed", images=",".join(images), reason=reason)


async def test_pictures_are_asked_for_one_by_one_by_name() -> None:
    phone = Phone(papers=papers)
    await phone.starts("papers")
    phone.hears("papers-papers")
    assert phone.question.key == "papers.1"
    assert phone.fact("paper").id == "paper-marriage-contract"
    await phone.sends(Pictures(("a",)))
    assert (phone.question.key, phone.fact("paper").id, phone.fact("taken")) == ("papers.2", "paper-identity-page", 1)
    await phone.sends(Pictures(("b",)))
    assert phone.fact("paper").id == "paper-other"


async def test_the_first_picture_cannot_be_enough() -> None:
    phone = Phone(papers=papers)
    await phone.starts("papers")
    assert phone.shown.options == ()
    await phone.sends(Pictures(("a",)))
    assert phone.options == ["enough"]


async def test_enough_ends_the_asking_and_a_yes_files_them() -> None:
    phone = Phone(papers=papers)
    await phone.starts("papers")
    await phone.sends(Pictures(("a",)))
    await phone.presses("enough")
    phone.hears("papers-file-it")
    assert [words.id for words in (option.label for option in phone.question.options)] == [
        "papers-file-it.yes",
        "papers-file-it.no",
    ]
    await phone.presses(True)
    assert phone.fact("images") == "a"


async def test_an_album_answers_as_many_questions_as_it_has_pictures() -> None:
    phone = Phone(papers=papers)
    await phone.starts("papers")
    await phone.sends(Pictures(("a", "b", "c")))
    assert (phone.question.key, phone.fact("taken")) == ("papers.4", 3)
    await phone.presses("enough")
    await phone.presses(True)
    assert phone.fact("images") == "a,b,c"


async def test_the_most_pictures_end_the_asking_and_an_album_s_further_ones_are_left() -> None:
    phone = Phone(papers=papers)
    await phone.starts("papers")
    await phone.sends(Pictures(("a", "b", "c", "d", "e")))
    phone.hears("papers-file-it")
    await phone.presses(True)
    assert phone.fact("images") == "a,b,c,d"


async def test_what_is_left_of_an_album_is_no_answer_to_another_question() -> None:
    phone = Phone(one_paper=one_paper)
    await phone.starts("one_paper")
    await phone.sends(Pictures(("a", "b")))
    phone.hears("one-paper-reason")


async def test_going_back_takes_one_picture_back() -> None:
    phone = Phone(papers=papers)
    await phone.starts("papers")
    await phone.sends(Pictures(("a", "b")))
    await phone.commands("back")
    assert (phone.question.key, phone.fact("taken")) == ("papers.2", 1)


async def test_a_no_drops_them() -> None:
    phone = Phone(papers=papers)
    await phone.starts("papers")
    await phone.sends(Pictures(("a",)))
    await phone.presses("enough")
    await phone.says("نه")
    phone.hears("papers-dropped")


# ---- looking at them ------------------------------------------------------------------------------------------------

SEEN = {
    "dark": PaperSeen((Remark.TOO_DARK,)),
    "blurred": PaperSeen((Remark.BLURRED, Remark.TOO_SMALL)),
    "same": PaperSeen((), ("a",)),
}


async def looked_at(talk: Talk) -> None:
    images = await talk.ask_images("papers", wanted=WANTED, look=_look, given=("old",), link="https://x", most=4)
    await talk.say("filed", images=",".join(images))
    await talk.ask("reason", Text())


async def _look(document_id: str) -> PaperSeen:
    return SEEN.get(document_id, PaperSeen())


async def looking(*pictures: Pictures) -> Phone:
    phone = Phone(looked_at=looked_at)
    await phone.starts("looked_at")
    for sent in pictures:
        await phone.sends(sent)
    return phone


def wrong(phone: Phone) -> list[str]:
    return [words.id for words in phone.fact("remarks")]


async def test_a_good_picture_is_followed_by_the_next_question() -> None:
    phone = await looking(Pictures(("a",)))
    phone.hears("looked-at-papers")
    assert phone.fact("taken") == 1


async def test_what_is_hard_to_read_is_said_at_once_and_asked_for_again() -> None:
    phone = await looking(Pictures(("blurred",)))
    phone.hears("picture-better")
    assert wrong(phone) == ["picture-blurred", "picture-too-small"]
    assert (phone.fact("paper").id, phone.fact("link"), phone.options) == (
        "paper-marriage-contract",
        "https://x",
        ["keep"],
    )
    assert phone.shown.wants == "pictures"


async def test_a_better_picture_takes_its_place() -> None:
    phone = await looking(Pictures(("blurred",)), Pictures(("a",)), Pictures(("b",)))
    await phone.presses("enough")
    assert phone.fact("images") == "a,b"


async def test_it_may_be_sent_all_the_same() -> None:
    phone = await looking(Pictures(("blurred",)))
    await phone.presses("keep")
    phone.hears("looked-at-papers")
    await phone.presses("enough")
    assert phone.fact("images") == "blurred"


async def test_a_better_picture_is_looked_at_too_but_not_for_ever() -> None:
    phone = await looking(*[Pictures(("dark",))] * BETTER_PICTURES)
    phone.hears("picture-better")
    await phone.sends(Pictures(("dark",)))
    phone.hears("looked-at-papers")


@pytest.mark.parametrize("again", ["a", "same", "old"])
async def test_a_picture_that_was_given_before_is_noticed(again: str) -> None:
    phone = await looking(Pictures(("a",)), Pictures((again,)))
    phone.hears("picture-better")
    assert wrong(phone) == ["picture-same"]


async def test_a_copy_of_a_picture_that_was_not_given_here_is_no_matter() -> None:
    phone = await looking(Pictures(("same",)))
    phone.hears("looked-at-papers")


async def test_an_album_flows_on_and_what_is_wrong_with_it_is_said() -> None:
    phone = await looking(Pictures(("dark", "b", "blurred")))
    phone.hears("picture-remarked", "picture-remarked", "looked-at-papers")
    assert [words.facts["paper"].id for words in phone.reply.said] == ["paper-marriage-contract", "paper-other"]
    await phone.commands("help")
    await phone.presses("enough")
    assert phone.fact("images") == "dark,b,blurred"


async def test_back_from_an_album_offers_to_better_its_last_picture() -> None:
    phone = await looking(Pictures(("a", "dark")))
    await phone.commands("back")
    phone.hears("picture-better")
    await phone.sends(Pictures(("b",)))
    await phone.presses("enough")
    assert phone.fact("images") == "a,b"


async def test_an_album_at_the_question_for_a_better_picture_goes_on_with_the_next_paper() -> None:
    phone = await looking(Pictures(("dark",)), Pictures(("a", "b")))
    await phone.presses("enough")
    assert phone.fact("images") == "a,b"


async def test_of_an_album_the_good_ones_are_taken_and_the_others_are_named() -> None:
    phone = await looking(Pictures(("a", "dark"), faults=("too_large", "not_fetched")))
    phone.hears("picture-not-taken", "picture-remarked", "looked-at-papers")
    assert [words.id for words in phone.fact("faults")] == ["picture-fault-too-large", "picture-fault-not-fetched"]


async def test_one_good_picture_among_bad_files_is_asked_for_again_like_any() -> None:
    phone = await looking(Pictures(("dark",), faults=("damaged",)))
    phone.hears("picture-not-taken", "picture-better")


async def test_where_none_was_taken_the_question_stays() -> None:
    phone = await looking(Pictures((), faults=("damaged",)))
    phone.hears("picture-not-taken", "looked-at-papers")
    assert phone.question.key == "papers.1"


async def test_when_all_there_are_have_come_nothing_more_is_asked() -> None:
    phone = await looking(Pictures(("a", "dark"), complete=True))
    phone.hears("looked-at-filed", "looked-at-reason")
    assert phone.fact("images") == "a,dark"


async def test_one_picture_may_be_all_there_are() -> None:
    phone = await looking(Pictures(("dark",), complete=True))
    phone.hears("looked-at-filed", "looked-at-reason")


async def test_more_than_the_most_that_are_all_leave_the_next_question_open() -> None:
    phone = await looking(Pictures(("a", "b", "c", "d", "e"), complete=True))
    phone.hears("looked-at-filed", "looked-at-reason")
    assert phone.fact("images") == "a,b,c,d"


async def test_stored_state_tells_whether_pictures_are_wanted() -> None:
    phone = await looking()
    assert json.loads(phone.kept)["front"]["shown"]["wants"] == "pictures"
    await phone.sends(Pictures(("a",), complete=True))
    assert "wants" not in json.loads(phone.kept)["front"]["shown"]


def test_pictures_noted_before_faults_were_known_still_read() -> None:
    assert load_message({"is": "pictures", "ids": ["a"], "caption": ""}) == Pictures(("a",))
