"""Asking for pictures, and asking for a yes."""

from __future__ import annotations

from dialogs.messages import Pictures
from dialogs.reading import Text
from dialogs.talk import Talk
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
