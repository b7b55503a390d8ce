"""How a bot hears: getUpdates, webhooks, and the files that messages name."""

import re
from time import monotonic

from sandbox.calls import Call
from sandbox.loopback import NotLoopback, checked_url
from sandbox.telegram.core import Bot, Telegram
from sandbox.telegram.delivery import Webhook
from sandbox.telegram.errors import TERMINATED, WEBHOOK_ACTIVE, bad_request
from sandbox.telegram.wire import file_wire
from sandbox.telegram.world import Json

MOST_UPDATES = 100
LONGEST_POLL_SECONDS = 50
MOST_DOWNLOAD_BYTES = 20 * 1024 * 1024
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


async def get_updates(telegram: Telegram, bot: Bot, call: Call) -> list[Json]:
    """Waits for something to arrive; a second poller ends the first."""
    if bot.delivery.webhook is not None:
        raise WEBHOOK_ACTIVE
    updates = bot.updates
    updates.allow(call.json("allowed_updates"))
    bot.poll += 1
    mine = bot.poll
    updates.arrived.ring()
    updates.confirm(call.whole("offset"))
    limit = min(max(call.whole("limit", MOST_UPDATES), 1), MOST_UPDATES)
    until = monotonic() + min(call.whole("timeout"), LONGEST_POLL_SECONDS)
    while not (ready := updates.due(limit)) and monotonic() < until and not bot.closing:
        await updates.arrived.wait(until - monotonic())
        if bot.poll != mine:
            raise TERMINATED
        if bot.delivery.webhook is not None:
            raise WEBHOOK_ACTIVE
    for update in ready:
        update.handed_out = True
    return [update.wire() for update in ready]


async def set_webhook(telegram: Telegram, bot: Bot, call: Call) -> bool:
    url, secret = call.text("url"), call.text("secret_token")
    if not url:
        return await delete_webhook(telegram, bot, call)
    try:
        checked_url(url)
    except NotLoopback:
        raise bad_request("bad webhook: IP address is not of this machine, and the sandbox calls no other") from None
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    bot.updates.allow(call.json("allowed_updates"))
    if call.flag("drop_pending_updates"):
        bot.updates.drop_all()
    await bot.delivery.start(Webhook(url, secret, min(max(call.whole("max_connections", 40), 1), 100)))
    bot.updates.arrived.ring()
    return True


async def delete_webhook(telegram: Telegram, bot: Bot, call: Call) -> bool:
    if call.flag("drop_pending_updates"):
        bot.updates.drop_all()
    await bot.delivery.stop()
    return True


async def get_webhook_info(telegram: Telegram, bot: Bot, call: Call) -> Json:
    webhook = bot.delivery.webhook
    info: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.updates),
    }
    if webhook:
        info |= {"max_connections": webhook.max_connections, "ip_address": "127.0.0.1"}
        if webhook.last_error_date:
            info |= {"last_error_date": webhook.last_error_date, "last_error_message": webhook.last_error}
    return info | ({"allowed_updates": bot.updates.allowed} if bot.updates.allowed else {})


async def get_file(telegram: Telegram, bot: Bot, call: Call) -> Json:
    if "file_id" not in call:
        raise bad_request("file_id not specified")
    file = telegram.world.files.by_id(bot.user.id, call.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > MOST_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    path = telegram.world.files.link(bot.user.id, file)
    return file_wire(bot.user.id, file, telegram.world.files) | {"file_path": path}
