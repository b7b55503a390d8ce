"""People with phones, and who prints what is said to them and by them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.errors import OperatorError
from bot.rehearsal import LINE
from handlers.rendering import PARTS, parts
from sandbox.kavenegar.core import Handset
from sandbox.papers import gallery
from sandbox.telegram.citizen import NotPossible, Silence, TelegramPhone
from sandbox.telegram.world import Message

PATIENCE = 60.0  # seconds for an answer; a loaded machine is slow
QUIET = 1.0  # seconds in which nothing more may come
PICTURE = "(picture)"


class Strayed(OperatorError):
    """A conversation did not go as it should."""

    def __init__(self, scene: str, expected: str, heard: str) -> None:
        super().__init__(f"the tour strayed in «{scene}»\n  expected: {expected}\n  heard: {heard}")


class Teller:
    """Prints a scene as it is played."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self.show = show
        self.scene = ""

    def begins(self, scene: str, who: str) -> None:
        self.scene = scene
        self.show(f"\n━━━ {scene} · {who} ━━━\n")

    def person(self, text: str) -> None:
        self.show(f"  ◂ {text}")

    def hamyar(self, text: str, buttons: Sequence[str] = ()) -> None:
        self._said("▸", text, buttons)

    def colleague(self, name: str, text: str) -> None:
        self._said("▪", f"{name}: {text}")

    def topic(self, text: str, buttons: Sequence[str] = ()) -> None:
        """What the bot writes where colleagues read it."""
        self._said("▫", text, buttons)

    def aside(self, text: str) -> None:
        """What is neither said nor written, in the tour's own words."""
        self.show(f"    ({text})")

    def _said(self, mark: str, text: str, buttons: Sequence[str] = ()) -> None:
        lines = [f"  {mark} {line}" if place == 0 else f"    {line}" for place, line in enumerate(text.split("\n"))]
        self.show("\n".join(lines))
        if buttons:
            self.show("    " + " ".join(f"[{button}]" for button in buttons))

    def check(self, heard: str, *expected: str) -> None:
        for words in expected:
            if words not in heard:
                raise Strayed(self.scene, words, heard)

    def check_not(self, heard: str, *unwanted: str) -> None:
        for words in unwanted:
            if words in heard:
                raise Strayed(self.scene, f"nothing of «{words}»", heard)


class OnTelegram:
    """Somebody with Telegram."""

    def __init__(self, phone: TelegramPhone, teller: Teller) -> None:
        self.phone = phone
        self._teller = teller

    def opens(self) -> None:
        self._teller.person("/start")
        self.phone.opens()

    def says(self, text: str) -> None:
        self._teller.person(text)
        self.phone.says(text)

    def presses(self, label: str) -> None:
        self._teller.person(f"[{label}]")
        keyboard = (self.phone.chat.keyboard or {}).get("rows", [])
        try:
            if any(button["text"] == label for row in keyboard for button in row):
                self.phone.taps(label)
            else:
                self.phone.presses(label)
        except NotPossible as error:
            raise Strayed(self._teller.scene, f"[{label}]", str(error)) from None

    def shows(self, name: str) -> None:
        """Sends a sample paper as a photo."""
        self._teller.person(f"{PICTURE} {name}")
        self.phone.sends_photo(gallery.as_photo(name))

    def sends(self, name: str) -> None:
        """Sends a sample paper as a file."""
        self._teller.person(f"(file) {name}")
        self.phone.sends_document(gallery.as_file(name), name, gallery.mime(name))

    async def hears(self, *expected: str) -> str:
        return (await self.gets(*expected)).text

    async def gets(self, *expected: str) -> Message:
        """The next message, whole."""
        try:
            message = await self.phone.hears(PATIENCE)
        except Silence:
            raise Strayed(self._teller.scene, " … ".join(expected) or "an answer", "nothing") from None
        self._teller.hamyar(shown(message), labels(message))
        self._teller.check(message.text, *expected)
        return message

    async def receives(self, ending: str, *expected: str) -> None:
        """The next message, which is a file whose name ends so."""
        message = await self.gets(*expected)
        self._teller.check(message.document.name if message.document else "", ending)

    async def hears_no_more(self) -> None:
        try:
            message = await self.phone.hears(QUIET)
        except Silence:
            return
        raise Strayed(self._teller.scene, "nothing more", message.text)


class BySms:
    """Somebody with a plain phone."""

    def __init__(self, handset: Handset, teller: Teller) -> None:
        self.handset = handset
        self._teller = teller

    def says(self, text: str) -> None:
        self._teller.person(f"(SMS) {text}")
        self.handset.texts(text, LINE)

    async def hears(self, *expected: str) -> str:
        try:
            sms = await self.handset.hears(PATIENCE)
        except Silence:
            raise Strayed(self._teller.scene, " … ".join(expected) or "an answer", "nothing") from None
        self._teller.hamyar(f"{sms.text}\n({parts(sms.text)} SMS parts)")
        self._teller.check(sms.text, *expected)
        if parts(sms.text) > PARTS:
            raise Strayed(self._teller.scene, f"at most {PARTS} parts", f"{parts(sms.text)} parts")
        return sms.text


def labels(message: Message) -> list[str]:
    """The buttons under a message."""
    return [button["text"] for row in message.buttons for button in row]


def shown(message: Message) -> str:
    """A message as it is printed."""
    file = f"(file) {message.document.name}" if message.document else ""
    return "\n".join(filter(None, (PICTURE if message.photo else "", file, message.text)))
