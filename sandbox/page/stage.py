"""Who is on stage: the sample people, the Telegram account and the phone each has, and the desk beside them.

An account belongs to a mobile number, as at Telegram, so people who share a number share the account. Its id comes from
the number: it is the same after a restart, when a database remembers whom it was linked to.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.faults import Faults
from sandbox.kavenegar.core import Handset, Kavenegar
from sandbox.kavenegar.parts import units
from sandbox.kavenegar.statuses import STATE_TEXTS
from sandbox.kavenegar.world import Incoming, Sms, mobile
from sandbox.page.desk import Desk
from sandbox.page.presets import PRESETS
from sandbox.page.showing import message_wire
from sandbox.telegram.citizen import TelegramPhone
from sandbox.telegram.commands import offered
from sandbox.telegram.core import Bot, Telegram, chat_key
from sandbox.telegram.world import User

Json = dict[str, Any]

NOBODY: Mapping[str, str] = {
    "national_id": "",
    "name": "رهگذر",
    "mobile": "09120000000",
    "case": "کسی که سازمان او را نمی‌شناسد",
    "code": "stranger",
}


class Stage:
    def __init__(
        self, telegram: Telegram, kavenegar: Kavenegar, faults: Faults, people: Sequence[Mapping[str, str]]
    ) -> None:
        """`people` have national_id, name, mobile (may be empty), case (one line on what theirs is) and code."""
        self.telegram = telegram
        self.kavenegar = kavenegar
        self.faults = faults
        self.desk = Desk(telegram)
        self.people = [{**person, "phone": _phone(person)} for person in people or [NOBODY]]
        self._switched: dict[str, list[int]] = {}
        self._users: dict[str, User] = {}

    @property
    def bot(self) -> Bot | None:
        """The citizens' bot: the first one added."""
        return next(iter(self.telegram.bots.values()), None)

    def user(self, number: str) -> User:
        if number not in self._users:
            name = next((person["name"] for person in self.people if person["phone"] == number), number)
            first, _, last = name.partition(" ")
            known = self.telegram.world.users.get(int(number))
            self._users[number] = known or self.telegram.world.add_user(
                first, last, phone="98" + number[1:], user_id=int(number)
            )
        return self._users[number]

    def account(self, number: str) -> TelegramPhone | None:
        """None as long as there is no bot."""
        return TelegramPhone(self.telegram, self.user(number), self.bot) if self.bot else None

    def handset(self, number: str) -> Handset:
        return self.kavenegar.handset(number)

    def setup(self) -> Json:
        bot = self.bot
        return {
            "people": self.people,
            "bot": bot and {"name": bot.user.first_name, "username": bot.user.username},
            "lines": list(self.kavenegar.world.lines),
        }

    def phones(self, number: str) -> Json:
        """Both phones as they are now."""
        account = self.account(number)
        handset = self.handset(number)
        return {
            "telegram": account and self._chat(account),
            "sms": {
                "messages": [sms_wire(sms) for sms in handset.phone.exchanged],
                "reception": handset.phone.reception,
            },
        }

    def _chat(self, account: TelegramPhone) -> Json:
        return self.chat_state(account) | {
            "messages": [message_wire(message, account.user) for message in account.chat.shown()],
            "commands": offered(account.bot, account.chat, account.user),
        }

    def chat_state(self, account: TelegramPhone) -> Json:
        return {
            "keyboard": account.chat.keyboard,
            "blocked": account.has_blocked,
            "started": bool(account.chat.messages),
        }

    def told(self, number: str, kind: str, facts: Json) -> tuple[str, Json] | None:
        """A piece of news as the page of this number's owner gets it; None when it is not theirs."""
        if kind == "faults":
            return "faults", self.faults_wire()
        if kind == "telegram.commands":
            return "commands", {}
        if kind.startswith("sms."):
            return self._told_sms(number, kind, facts)
        if told := self.desk.told(kind, facts):
            return told
        account = self.account(number)
        if account is None or facts.get("chat") != chat_key(account.chat):
            return None
        if kind == "telegram.message":
            message = account.chat.messages[facts["message"]]
            return "message", {"message": message_wire(message, account.user), **self.chat_state(account)}
        if kind == "telegram.membership":
            return "state", self.chat_state(account)
        return kind.removeprefix("telegram."), facts

    def _told_sms(self, number: str, kind: str, facts: Json) -> tuple[str, Json] | None:
        if facts.get("number") != number:
            return None
        handset = self.handset(number)
        if kind == "sms.reception":
            return "reception", facts
        if kind == "sms.in":
            return "sms", next(sms_wire(sms) for sms in handset.phone.sent if sms.id == facts["sms"])
        sms = self.kavenegar.world.outbox[facts["sms"]]
        return ("sms", sms_wire(sms)) if sms in handset.inbox else None

    def faults_wire(self) -> Json:
        active = self.faults.active()
        for name, numbers in list(self._switched.items()):
            self._switched[name] = [number for number in numbers if number in active]
        return {
            "presets": [
                {
                    "name": name,
                    "title": preset.title,
                    "meaning": preset.meaning,
                    "on": bool(self._switched.get(name)),
                    "of_bank": preset.of_bank,
                }
                for name, preset in PRESETS.items()
            ],
            "active": {
                str(number): {"provider": fault.provider, "kind": fault.kind, "method": fault.method, "left": left}
                for number, (fault, left) in active.items()
            },
        }

    def switch(self, name: str, *, on: bool) -> None:
        """Raises KeyError for a preset there is not."""
        preset = PRESETS[name]
        for number in self._switched.pop(name, []):
            self.faults.switch_off(number)
        if on:
            self._switched[name] = [self.faults.switch_on(fault) for fault in preset.faults]


def _phone(person: Mapping[str, str]) -> str:
    """The phone they hold: the number the registry knows, or for want of one a number it does not."""
    return mobile(person["mobile"]) or "0999" + person["national_id"][-7:].zfill(7)


def sms_wire(sms: Sms | Incoming) -> Json:
    received = isinstance(sms, Sms)
    length, gsm = units(sms.text)
    return {
        "id": f"{'out' if received else 'in'}-{sms.id}",
        "mine": not received,
        "text": sms.text,
        "line": sms.line,
        "date": sms.date,
        "units": length,
        "gsm": gsm,
        "parts": sms.parts,
        "state": STATE_TEXTS[sms.state] if isinstance(sms, Sms) else "",
    }
