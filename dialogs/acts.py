"""What else people call an act whose button lies before them: as good as its label, in any question that offers it."""

from __future__ import annotations

from collections.abc import Mapping

OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "how": (
        *("چرا", "چرا آخه", "آخه چرا", "دلیلش", "دلیلش چیه", "دلیلش چیست", "به چه دلیل", "یعنی چه", "یعنی چی"),
        *("چطور حساب شد", "چطور حساب کردید", "چطور حساب کردین", "چه‌طور حساب شده", "چجوری حساب کردین", "سابقه من"),
        *("چرا کم", "چرا کمه", "چرا انقد کم", "چرا انقدر کم", "چرا اینقدر کم", "چرا این‌قدر کم است", "چرا کم است"),
        *("چرا تأیید نشد", "چرا قبول نشد", "چرا رد شد", "چرا ندادید", "چرا ندادین", "چرا نریختید", "چرا نریختین"),
        *("chera", "yani chi", "chetori hesab shod"),
    ),
    "object": ("قبول ندارم", "اعتراض دارم", "اشتباه است", "اشتباهه", "درست نیست", "eteraz", "eteraz daram"),
    "done": ("باشه", "نه", "نه ممنون", "کافیه", "بسه", "همین", "فهمیدم", "متوجه شدم", "bashe", "na"),
}
