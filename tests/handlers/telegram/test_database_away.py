"""The database goes away and comes back: Telegram hears 503, brings it again, and nobody notices more than a wait."""

from __future__ import annotations

from pathlib import Path

import httpx

from handlers.hook import HEADER
from tests.databases import Databases
from tests.handlers.telegram.conftest import message
from tests.rehearsal import PATIENCE, cut_off, hasty_sandbox, inbox, rehearsal, settled, stranger, until


async def test_while_the_database_is_away_telegram_hears_503_and_afterwards_all_are_answered(
    postgres_url: str, databases: Databases, tmp_path: Path
) -> None:
    sandbox = hasty_sandbox()
    with databases.lent() as url:
        async with (
            rehearsal(url, tmp_path, sandbox=sandbox) as running,
            httpx.AsyncClient(base_url=running.web, timeout=PATIENCE) as http,
        ):
            assert running.parts.telegram
            phone, other = stranger(running), stranger(running)
            phone.opens()
            await phone.hears(PATIENCE)
            cut_off(postgres_url, url, allow=False)
            answer = await http.post(
                "/telegram", json=message(other, "سلام", 1), headers={HEADER: running.parts.telegram.secret}
            )
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            assert (await http.get("/health")).status_code == 200
            assert (await http.get("/ready")).status_code == 503
            assert (await http.get("/metrics")).status_code == 200
            secret = running.parts.sms.secret if running.parts.sms else ""
            form = {"messageid": "1", "from": "09121111111", "to": running.parts.settings.sms_line, "message": "سلام"}
            assert (await http.post(f"/sms/{secret}/inbound", data=form)).status_code == 503
            delivered = {"messageid": "1", "status": "10"}
            assert (await http.post(f"/sms/{secret}/delivery", data=delivered)).status_code == 503
            phone.says("راهنما")
            hook = running.bot.delivery.webhook
            assert hook

            async def refused() -> bool:
                return "503" in hook.last_error

            await until(refused)
            cut_off(postgres_url, url, allow=True)
            await phone.hears(PATIENCE)
            await settled(running.parts.engine, phone.user.id)
            assert (await http.get("/ready")).status_code == 200
            assert [state for _, state in await inbox(running.parts.engine, phone.user.id)] == ["played"] * 2
            assert await inbox(running.parts.engine, other.user.id) == []
