"""An objection filed from a plain phone: by SMS to the link, through the page, and back by SMS."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

from bot.rehearsal import LINE
from sandbox.kavenegar.core import Handset
from services.persian import latin_digits
from tests.handlers.web.conftest import sample
from tests.rehearsal import fetch, rehearsal, settled
from tests.rehearsal import sample as sample_registry

REASON = "سابقهٔ من در کارگاه نساجی نیامده است."


async def answered(handset: Handset, said: str) -> str:
    """What comes back by SMS."""
    handset.texts(said, LINE)
    return (await handset.hears()).text


async def test_an_objection_is_filed_by_sms_through_the_page(database_url: str, tmp_path: Path) -> None:
    person = sample_registry(database_url, tmp_path)["days-690"]
    async with rehearsal(database_url, tmp_path) as running, httpx.AsyncClient(trust_env=False, timeout=60) as http:
        engine = running.parts.engine
        handset = running.sandbox.kavenegar.handset(person.mobile)
        await answered(handset, "اعتراض")
        await answered(handset, "۱")
        told = await answered(handset, REASON)
        found = re.search(r"http\S+/u/[a-z0-9]{29}(?!\S)", told)
        assert found, told
        link = found[0]
        page = await http.get(link)
        assert REASON in page.text
        assert "کمک‌هزینهٔ ازدواج ثبت‌شده در" in page.text
        for name, paper in (("booklet.png", "identity-page"), ("contract.webp", "marriage-contract")):
            files = {"gallery": (name, sample(name), "application/octet-stream")}
            given = await http.post(link, data={"paper": paper}, files=files, follow_redirects=True)
            assert "تصویر رسید." in given.text
        assert "ثبت اعتراض" in given.text
        for _ in range(2):
            sent = await http.post(f"{link}/submit", follow_redirects=True)
            assert "تصویرهای شما رسید" in sent.text
        [(filed, reason)] = await fetch(engine, "SELECT number, reason FROM hamyar.objections")
        assert reason == REASON
        assert filed in latin_digits((await handset.hears()).text)
        papers = await fetch(engine, "SELECT paper FROM hamyar.objection_images ORDER BY paper")
        assert papers == [("identity-page",), ("marriage-contract",)]
        await settled(engine, person.mobile)
