"""Papers as they come off the press: what stands on them, in which order, and that nothing is lost at any length."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace

import pytest
from PIL import Image

from handlers.printing import Press
from handlers.printing.texts import SHOWN, contract_texts, in_words, legible, receipt_texts
from handlers.printing.verification import QUIET, address, qr
from handlers.wording import Wording
from services.calendar import MONTH_NAMES, JalaliMonth
from services.issued import Receipt, Verdict, stated, verify
from services.money import Rials
from services.national_id import mask
from services.persian import grouped, persian_digits
from tests.handlers.printing.conftest import PUBLIC_URL
from tests.handlers.printing.reading import as_seen, lines, links, pages, picture, printed_width
from tests.services.issued.papers import CONTRACT, KEYS, LONG_RECEIPT, RECEIPT

MOST = replace(
    LONG_RECEIPT,
    payer=f"{'سیده فاطمه زهرا سادات ' * 4}ح•••",
    months=tuple(JalaliMonth(1402, 1).plus(2 * place) for place in range(12)),
    amount=Rials(777_777_777_777_777),
    reference="R" * 50,
)
RECEIPTS = pytest.mark.parametrize("receipt", [RECEIPT, LONG_RECEIPT, MOST], ids=["short", "long", "most"])


async def test_a_receipt_reads_from_its_number_to_its_time(press: Press) -> None:
    read = " ".join(lines((await press.receipt(RECEIPT)).pdf))
    rows = (
        "سازمان تأمین اجتماعی",
        "رسید پرداخت حق بیمه",
        "شماره رسید 140408-00012345",
        "بیمه‌شده سارا ا•••",
        "کد ملی ۶۷۹•••۰۰۱",  # pdfium takes the bullets for right to left; see below how they stand
        "بابت حق بیمه اختیاری",
        "ماه مهر ۱۴۰۴",
        "مبلغ ۳۴٬۷۸۸٬۹۶۱ ریال",
        "حدود ۳٬۴۷۸٬۸۹۶ تومان",
        "به حروف سی و چهار میلیون و هفتصد و هشتاد و هشت هزار و نهصد و شصت و یک ریال",
        "شماره پیگیری بانک 22334455667788",
    )
    assert read.startswith(" ".join(rows))


async def test_figures_stand_as_they_are_read(press: Press) -> None:
    seen = as_seen((await press.receipt(RECEIPT)).pdf, "۰۱۲۳۴۵۶۷۸۹٬•")
    assert "۰۰۱•••۶۷۹" in seen
    assert "۳۴٬۷۸۸٬۹۶۱" in seen
    assert "۱۲۳۵" in seen


async def test_months_that_follow_one_another_are_one_line(press: Press) -> None:
    read = "\n".join(lines((await press.receipt(LONG_RECEIPT)).pdf))
    assert "از مهر ۱۴۰۴ تا بهمن ۱۴۰۴" in read
    assert "از فروردین ۱۴۰۵ تا مهر ۱۴۰۵" in read
    assert "آبان ۱۴۰۴" not in read.replace("۱ آبان", "")
    assert "۱۲ ماه" in read


@RECEIPTS
async def test_a_receipt_is_one_page_of_any_length(press: Press, receipt: Receipt) -> None:
    drawn = await press.receipt(receipt)
    assert pages(drawn.pdf) == 1
    read = " ".join(lines(drawn.pdf))
    assert in_words(receipt.amount) in read
    assert grouped(receipt.amount) in read
    assert receipt.number in read
    for month in receipt.months[:1] + receipt.months[-1:]:
        assert persian_digits(f"{MONTH_NAMES[month.month - 1]} {month.year}") in read
    assert verify(drawn.pdf, KEYS.public).verdict is Verdict.GENUINE


@RECEIPTS
async def test_nothing_runs_off_the_page(press: Press, receipt: Receipt) -> None:
    width, extent = printed_width((await press.receipt(receipt)).pdf)
    assert width * 0.05 < extent[0] < extent[1] < width * 0.95


@RECEIPTS
async def test_its_picture_fits_a_chat(press: Press, receipt: Receipt) -> None:
    with picture(await press.receipt(receipt)) as image:
        assert image.format == "PNG"
        width, height = image.size
        assert 600 <= width <= 700
        assert height <= 3 * width
        assert width + height <= 10_000  # Telegram's own limit


async def test_a_contract_has_its_figures_and_numbered_terms(press: Press) -> None:
    drawn = await press.contract(CONTRACT, name="سارا احمدی", national_id="0012345679")
    read = lines(drawn.pdf)
    for line in (
        "بیمه‌شده سارا احمدی",
        "کد ملی ۰۰۱۲۳۴۵۶۷۹",
        "دستمزد روزانه مبنا ۴٬۱۵۶٬۳۸۷٫۲ ریال",
        "نرخ حق بیمه ۲۷ درصد",
        "حدود ۳٬۳۶۶٬۶۷۴ تومان",
        "آغاز از اول مهر ۱۴۰۴",
    ):
        assert line in read
    whole = "\n".join(read)
    assert "مهلت مهر ۱۴۰۴ تا ۳۰ آذر ۱۴۰۴ است." in whole
    assert [line[1] for line in read if line.startswith(".")][:9] == list("۱۲۳۴۵۶۷۸۹")
    assert verify(drawn.pdf, KEYS.public).verdict is Verdict.GENUINE


async def test_the_full_name_is_on_the_contract_and_nowhere_in_what_is_signed(press: Press) -> None:
    drawn = await press.contract(CONTRACT, name="سارا احمدی", national_id="0012345679")
    assert "احمدی" not in drawn.statement.payload.decode()
    assert "0012345679" not in drawn.statement.payload.decode()
    assert mask("0012345679") in drawn.statement.payload.decode()


async def test_a_paper_leads_to_the_page_that_checks_it(press: Press) -> None:
    drawn = await press.receipt(RECEIPT)
    assert links(drawn.pdf) == {address(PUBLIC_URL, stated(RECEIPT, KEYS))}


def test_the_qr_code_holds_the_address_and_stays_readable() -> None:
    for paper in (RECEIPT, LONG_RECEIPT, CONTRACT):
        url = address(PUBLIC_URL, stated(paper, KEYS))
        with Image.open(io.BytesIO(bytes(qr(url)))) as image:
            modules = image.width - 2 * QUIET
        assert modules <= 17 + 4 * 17  # 0.4 mm each on paper


async def test_without_a_public_address_it_is_signed_all_the_same() -> None:
    press = Press(KEYS, Wording(), None)
    drawn = await press.receipt(RECEIPT)
    assert links(drawn.pdf) == set()
    assert verify(drawn.pdf, KEYS.public).verdict is Verdict.GENUINE
    await press.close()


async def test_money_that_paid_for_no_month_is_told_as_credit(press: Press) -> None:
    read = " ".join(lines((await press.receipt(replace(RECEIPT, months=()))).pdf))
    assert "اعتبار" in read
    assert "ثبت شده" not in read


@pytest.mark.parametrize(
    "name",
    ["نام 😀 漢字", "a\x00b\x1bc", "\u202eevil", "x\u0301\u064b", "ﷺ", "#emph[x] $x$ \\ *b* @c", "", " ", "ا" * 500],
)
async def test_a_name_of_any_letters_is_drawn(press: Press, name: str) -> None:
    drawn = await press.receipt(replace(RECEIPT, payer=name))
    assert verify(drawn.pdf, KEYS.public).verdict is Verdict.GENUINE


async def test_what_a_name_holds_is_text_and_no_markup(press: Press) -> None:
    read = " ".join(lines((await press.receipt(replace(RECEIPT, payer="x #emph[y] $z$ *w*"))).pdf))
    for sign in ("#", "$", "*", "emph"):
        assert sign in read


async def test_every_letter_that_is_let_through_has_a_shape(press: Press) -> None:
    import re

    letters = "".join(chr(point) for point in range(0x20, 0xFFFE) if re.match(f"[{SHOWN}]", chr(point)))
    assert len(letters) > 300
    await press.receipt(replace(RECEIPT, payer=letters))  # an archival PDF is refused for one that has none


def test_nothing_of_our_own_wording_is_illegible() -> None:
    wording = Wording()
    texts = [receipt_texts(one, wording) for one in (RECEIPT, LONG_RECEIPT, MOST)]
    texts.append(contract_texts(CONTRACT, wording, name="سارا احمدی", national_id="0012345679"))
    for text in texts:
        assert "\ufffd" not in str(text)
        clauses = text.get("terms", {}).get("clauses", [])
        assert [legible(clause) for clause in clauses] == clauses


async def test_the_same_facts_are_the_same_bytes(press: Press) -> None:
    assert (await press.receipt(RECEIPT)).pdf == (await press.receipt(RECEIPT)).pdf


async def test_a_moment_of_a_real_clock_is_drawn_to_its_second(press: Press) -> None:
    finer = replace(RECEIPT, paid_at=RECEIPT.paid_at.replace(microsecond=123_456))
    assert (await press.receipt(finer)).pdf == (await press.receipt(RECEIPT)).pdf


async def test_papers_that_are_drawn_at_once_do_not_mix(press: Press) -> None:
    papers = [replace(RECEIPT, number=f"140408-{number:08}") for number in range(12)]
    drawn = await asyncio.gather(*map(press.receipt, papers))
    for paper, one in zip(papers, drawn, strict=True):
        found = verify(one.pdf, KEYS.public).statement
        assert found
        assert found.paper == paper
        assert f"شماره رسید {paper.number}" in lines(one.pdf)


async def test_the_event_loop_goes_on_while_a_page_is_set(press: Press) -> None:
    drawing, turns = asyncio.create_task(press.receipt(LONG_RECEIPT)), 0
    while not drawing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 100


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (1, "یک"),
        (100, "یکصد"),
        (1001, "یک هزار و یک"),
        (21_060_000, "بیست و یک میلیون و شصت هزار"),
        (33_666_736, "سی و سه میلیون و ششصد و شصت و شش هزار و هفتصد و سی و شش"),
        (34_788_961, "سی و چهار میلیون و هفتصد و هشتاد و هشت هزار و نهصد و شصت و یک"),
        (600_000_000, "ششصد میلیون"),
        (5_000_000_000, "پنج میلیارد"),
        (10**12 + 19, "یک تریلیون و نوزده"),
    ],
)
def test_an_amount_in_words(amount: int, words: str) -> None:
    assert in_words(Rials(amount)) == words
