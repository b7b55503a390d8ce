"""Insurance talked about: nothing is done without a yes, and what is confirmed is what was shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app import CATALOG
from dialogs.messages import Issued, Message, Pressed, Started, Typed
from dialogs.premium import count_in
from handlers import sms, telegram
from handlers.wording import Wording
from tests.dialogs.cabinet import NUMBERS
from tests.dialogs.explorer import Explorer, Standpoint, Step
from tests.dialogs.insurance import NUMBER, OFFER, Insurance
from tests.dialogs.worlds import SHE, World, worlds

WORLDS = {world.name: world for world in worlds() if world.opens}
CONTRACT, PREMIUM = Started("contract"), Started("premium")
GOES_ON, LOWEST, SIGNS = Typed("ادامه می‌دهم"), Typed("کمترین"), Typed("امضا می‌کنم")
CODE = Typed("111111")


async def said(world: str | World, *messages: Message, channel: object = telegram.CHANNEL) -> list[Step]:
    """What comes of saying all this, one after the other."""
    here_is = WORLDS[world] if isinstance(world, str) else world
    explorer = Explorer(CATALOG, Wording(), lambda *_: None)
    here = Standpoint(link=None if channel is sms.CHANNEL else here_is.link)
    steps = []
    for message in messages:
        steps.append(await explorer.say(here_is, channel, here, message))  # type: ignore[arg-type]
        here = steps[-1].after
    return steps


def heard(step: Step) -> list[str]:
    reply = step.turned.reply
    return [words.id for words in (*reply.said, *([reply.question.words] if reply.question else []))]


def acts(steps: list[Step]) -> list[str]:
    return [act for step in steps for act in step.acts]


async def test_a_contract_is_signed_on_a_yes_with_its_paper_and_the_first_link() -> None:
    steps = await said("contract: eligible", CONTRACT, GOES_ON, LOWEST, SIGNS)
    assert [step.acts for step in steps] == [(), (), (), ("signed",)]
    assert heard(steps[-1]) == ["contract-signed", "paying-link"]
    assert steps[-1].turned.reply.papers == (Issued("contract", NUMBER),)


async def test_a_no_signs_nothing() -> None:
    steps = await said("contract: eligible", CONTRACT, GOES_ON, LOWEST, Typed("نه، امضا نمی‌کنم"))
    assert (acts(steps), heard(steps[-1])) == ([], ["contract-not-signed"])


async def test_a_second_press_signs_nothing() -> None:
    steps = await said("contract: eligible", CONTRACT, GOES_ON, LOWEST)
    front = steps[-1].after.conversation.front
    assert front
    assert front.shown
    yes = Pressed(front.shown.nonce, 0)
    assert acts(await said("contract: eligible", CONTRACT, GOES_ON, LOWEST, SIGNS, yes)) == ["signed"]


async def test_by_sms_a_yes_signs_nothing_before_the_code() -> None:
    steps = await said(
        "contract: eligible", CONTRACT, GOES_ON, LOWEST, SIGNS, Typed("222222"), CODE, channel=sms.CHANNEL
    )
    assert [step.acts for step in steps] == [(), (), (), (), (), ("signed",)]
    assert steps[-1].turned.reply.papers == (Issued("contract", NUMBER),)
    assert len(steps[-1].rendered) == 1, "an SMS carries no file"


async def test_the_offer_that_was_shown_is_the_one_that_is_signed() -> None:
    """The registry is delivered anew in between: the figures stay those that were shown, and the service decides."""
    steps = await said("contract: eligible", CONTRACT, GOES_ON)
    explorer = Explorer(CATALOG, Wording(), lambda *_: None)
    dearer = replace(OFFER, suggestions=[replace(one, premium=1) for one in OFFER.suggestions])  # type: ignore[arg-type]
    changed = World("", link=SHE, insurance=Insurance(dearer))
    step = await explorer.say(changed, telegram.CHANNEL, steps[-1].after, LOWEST)
    assert step.turned.reply.question
    assert step.turned.reply.question.words.facts["premium"] == OFFER.suggestions[0].premium


async def test_what_would_begin_with_another_month_than_was_shown_is_not_signed() -> None:
    steps = await said("contract: eligible", CONTRACT, GOES_ON, LOWEST)
    explorer = Explorer(CATALOG, Wording(), lambda *_: None)
    later = World("", link=SHE, insurance=Insurance(replace(OFFER, first_month=OFFER.first_month.next())))
    step = await explorer.say(later, telegram.CHANNEL, steps[-1].after, SIGNS)
    assert step.acts == ()
    assert heard(step)[0] == "contract-changed"
    assert heard(step)[-1] == "contract-go-on"


@pytest.mark.parametrize(
    ("world", "told"),
    [
        ("contract: standing, no figures for next year", "standing-no-figures"),
        ("contract: standing, other bounds next year", "standing-not-allowed"),
    ],
)
async def test_a_base_that_next_year_does_not_allow_changes_nothing(world: str, told: str) -> None:
    steps = await said(world, CONTRACT, Typed("تغییر مبنا"), LOWEST, Typed("تغییر می‌دهم"))
    assert (acts(steps), heard(steps[-1])) == ([], [told, "standing-next"])


async def test_a_year_without_figures_is_said_to_be_one() -> None:
    (last,) = await said("contract: no figures", CONTRACT)
    assert heard(last) == ["contract-no-figures"]


async def test_where_next_year_s_figures_are_missing_nothing_is_said_to_be_payable() -> None:
    (paying,) = await said("premium: nothing that has figures", Typed("حق بیمه"))
    assert heard(paying) == ["premium-no-figures"]
    (standing,) = await said("contract: standing, no figures", CONTRACT)
    assert "هنوز معلوم نیست" in standing.rendered[0].text
    assert "می‌توانید بپردازید" not in standing.rendered[0].text


@pytest.mark.parametrize(
    ("typed", "monthly"),
    [("۲۵ میلیون تومان", 250_000_000), ("300,000,000", 300_000_000), ("سیصد", None), ("1", 199_506_600)],
)
async def test_a_base_is_a_suggestion_or_a_month_s_amount(typed: str, monthly: int | None) -> None:
    (*_, last) = await said("contract: eligible", CONTRACT, GOES_ON, Typed(typed))
    assert last.turned.reply.question
    assert last.turned.reply.question.words.facts.get("monthly") == monthly


async def test_refusals_name_every_reason_and_lead_nowhere() -> None:
    (last,) = await said("contract: employed, and too little record", CONTRACT)
    assert heard(last) == ["contract-about", "contract-refused"]
    assert [reason.id for reason in last.turned.reply.said[1].facts["reasons"]] == [
        "contract-reason-employed",
        "contract-reason-record-for-age",
    ]


async def test_whoever_s_contract_has_lapsed_is_told_and_may_sign_anew() -> None:
    lapsed = WORLDS["contract: a freelancer, lapsed"].insurance
    world = World("", link=SHE, insurance=replace(lapsed, offer=OFFER))
    steps = await said(world, CONTRACT, GOES_ON, LOWEST, SIGNS)
    assert heard(steps[0])[0] == "contract-lapsed"
    assert acts(steps) == ["signed"]


async def test_a_standing_contract_is_changed_and_ended_on_a_yes() -> None:
    world = "contract: standing, months unpaid"
    changing = (Typed("تغییر مبنا"), LOWEST, Typed("تغییر می‌دهم"))
    steps = await said(world, CONTRACT, *changing, Typed("پایان قرارداد"), Typed("نه، بماند"))
    assert acts(steps) == ["changed"]
    assert heard(steps[3]) == ["standing-changed", "standing-state", "standing-next"]
    assert heard(steps[-1]) == ["standing-not-ended", "standing-next"]
    assert acts(await said(world, CONTRACT, Typed("پایان قرارداد"), Typed("پایان می‌دهم"))) == ["ended"]


async def test_its_paper_comes_again() -> None:
    (_, last) = await said("contract: standing, months unpaid", CONTRACT, Typed("متن قرارداد"))
    assert heard(last) == ["standing-state", "standing-next"]  # in words, beside the paper
    assert last.turned.reply.papers == (Issued("contract", NUMBER),)


@pytest.mark.parametrize(("said_", "count"), [("یک ماه", 1), ("۴ ماه", 4), ("3", 3)])
async def test_months_are_paid_from_the_first_on(said_: str, count: int) -> None:
    (_, last) = await said("premium: four months and a partial one", PREMIUM, Typed(said_))
    assert heard(last) == ["paying-link"]
    assert last.turned.reply.said[0].facts["amount"] == count * 324_697_000


async def test_by_sms_the_first_month_s_link_comes_at_once_and_a_figure_asks_for_more() -> None:
    (first,) = await said("premium: four months and a partial one", Typed("حق بیمه"), channel=sms.CHANNEL)
    assert heard(first) == ["paying-link", "premium-more-by-sms"]
    assert "/p/" in first.rendered[0].text
    (more,) = await said("premium: four months and a partial one", Typed("حق بیمه ۴"), channel=sms.CHANNEL)
    assert more.turned.reply.said[0].facts["amount"] == 4 * 324_697_000


@pytest.mark.parametrize(("text", "count"), [("حق بیمه ۳", "3"), ("حق بیمه", ""), ("حق بیمه 12", ""), ("۲ یا ۳", "")])
def test_a_count_is_one_figure(text: str, count: str) -> None:
    assert count_in(text) == count


async def test_where_there_is_no_bank_it_is_said_where_to_pay() -> None:
    (last,) = await said("premium: no bank", PREMIUM)
    assert heard(last) == ["paying-elsewhere"]


async def test_months_that_were_paid_meanwhile_open_no_payment() -> None:
    (_, last) = await said("premium: paid meanwhile", PREMIUM, Typed("یک ماه"))
    assert heard(last) == ["premium-changed"]


async def test_partial_months_are_requested_on_a_yes() -> None:
    world = "partial_months: partial months, no request"
    assert acts(await said(world, Started("partial_months"), Typed("نه، ثبت نکن"))) == []
    steps = await said(world, Started("partial_months"), Typed("ثبت می‌کنم"))
    assert (acts(steps), heard(steps[-1])) == (["requested"], ["partial-months-requested"])


async def test_a_receipt_comes_by_its_number_and_another_person_s_does_not() -> None:
    (mine,) = await said("receipts: eight receipts", Typed(f"رسید {NUMBERS[22]}"))
    assert mine.turned.reply.papers == (Issued("receipt", NUMBERS[22]),)
    (theirs,) = await said("receipts: eight receipts", Typed(f"رسید {NUMBERS[40]}"))
    assert heard(theirs) == ["receipts-unknown", "receipts-which"]
    assert theirs.turned.reply.papers == ()


async def test_an_older_receipt_is_chosen_or_named() -> None:
    (_, older, _) = steps = await said(
        "receipts: eight receipts", Started("receipts"), Typed("قدیمی‌ترها"), Typed(NUMBERS[21])
    )
    assert heard(older) == ["receipts-which"]
    assert steps[-1].turned.reply.papers == (Issued("receipt", NUMBERS[21]),)


@pytest.mark.parametrize(
    ("text", "dialog"),
    [
        ("بیمه اختیاری", "contract"),
        ("می‌خوام خودم را بیمه کنم", "contract"),
        ("قرارداد بیمه‌ام را ببینم", "contract"),
        ("حق بیمه", "premium"),
        ("حق بيمه من چقدر شد", "premium"),
        ("کسری ماه", "partial_months"),
        ("تکمیل سوابق", "partial_months"),
        ("رسید", "receipts"),
        ("رسید 40000010", "receipts"),
        ("پول ازدواج من کی می‌رسد؟ رسید", "grant_status"),
        ("کسر از اقساط", None),
        ("بیمه سلامت", None),
        ("حق بیمه بیکاری", None),
        ("حقوقم نرسید", None),
    ],
)
def test_people_call_it_by_many_names(text: str, dialog: str | None) -> None:
    wanted = CATALOG.wanted(text, exactly=False)
    assert (wanted.dialog if wanted else None) == dialog
