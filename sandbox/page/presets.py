"""The faults that the page offers, in words of its own."""

from dataclasses import dataclass

from sandbox.faults import Fault, Kind


@dataclass(frozen=True)
class Preset:
    title: str
    meaning: str
    faults: tuple[Fault, ...]


PRESETS: dict[str, Preset] = {
    "telegram-outage": Preset(
        "تلگرام قطع است",
        "هیچ پیامی نمی‌رود و نمی‌آید. پس از وصل شدن، همه به‌ترتیب می‌رسند.",
        (Fault("telegram", Kind.OUTAGE),),
    ),
    "telegram-slow": Preset(
        "تلگرام کند است",
        "هر پیام ربات دو ثانیه دیرتر فرستاده می‌شود.",
        (Fault("telegram", Kind.DELAY, method="send*", pause=2.0),),
    ),
    "telegram-too-many": Preset(
        "محدودیت سرعت تلگرام",
        "تلگرام سه بار می‌گوید: پنج ثانیهٔ دیگر بفرستید.",
        (Fault("telegram", Kind.TOO_MANY, method="send*", times=3, pause=5.0),),
    ),
    "telegram-error": Preset(
        "خطای تلگرام",
        "سه فرستادن پی‌درپی خطای ۵۰۰ می‌گیرد.",
        (Fault("telegram", Kind.SERVER_ERROR, method="send*", times=3),),
    ),
    "answer-lost": Preset(
        "پاسخ تلگرام گم می‌شود",
        "پیام بعدی می‌رسد، ولی ربات از رسیدن آن باخبر نمی‌شود.",
        (Fault("telegram", Kind.RESET_AFTER, method="sendMessage", times=1),),
    ),
    "duplicate": Preset(
        "پیام‌ها دو بار می‌رسند",
        "هر پیام شما در تلگرام و پیامک دو بار به سامانه می‌رسد.",
        (
            Fault("telegram", Kind.DUPLICATE, method="update"),
            Fault("kavenegar", Kind.DUPLICATE, method="inbound"),
        ),
    ),
    "wrong-order": Preset(
        "ترتیب به‌هم می‌خورد",
        "هر پیام شما پس از پیام بعدی یا سه ثانیه دیرتر می‌رسد.",
        (
            Fault("telegram", Kind.WRONG_ORDER, method="update"),
            Fault("kavenegar", Kind.WRONG_ORDER, method="inbound"),
        ),
    ),
    "sms-outage": Preset(
        "سامانهٔ پیامک قطع است",
        "هیچ پیامکی فرستاده نمی‌شود و خبر رسیدن‌ها هم نمی‌آید.",
        (Fault("kavenegar", Kind.OUTAGE),),
    ),
    "sms-credit": Preset(
        "اعتبار پیامک تمام شده است",
        "سامانهٔ پیامک هر فرستادن را به‌خاطر اعتبار رد می‌کند.",
        (
            Fault("kavenegar", Kind.REFUSED, method="sms/send*", code=418),
            Fault("kavenegar", Kind.REFUSED, method="verify/lookup", code=418),
        ),
    ),
}
