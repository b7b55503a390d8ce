"""The faults that the page offers, in words of its own."""

from dataclasses import dataclass

from sandbox.faults import Fault, Kind


@dataclass(frozen=True)
class Preset:
    """`of_bank`: stands with the bank's own, apart from what befalls messages."""

    title: str
    meaning: str
    faults: tuple[Fault, ...]
    of_bank: bool = False


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
        "هیچ پیامکی نمی‌رود و نمی‌آید. پیامک شما پس از وصل شدن، تا یک دقیقه خوانده می‌شود.",
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
    "bank-slow": Preset(
        "بانک کند است",
        "هر پاسخ بانک سه ثانیه دیرتر می‌آید.",
        (Fault("bank", Kind.DELAY, method="*/*", pause=3.0),),
        of_bank=True,
    ),
    "bank-outage": Preset(
        "بانک پاسخ نمی‌دهد",
        "صفحهٔ پرداخت آن کار می‌کند، ولی همیار نمی‌تواند چیزی از بانک بپرسد.",
        (Fault("bank", Kind.OUTAGE, method="*/*"),),
        of_bank=True,
    ),
    "bank-unanswered": Preset(
        "پاسخ تأیید گم می‌شود",
        "بانک پرداخت بعدی را تأیید می‌کند، ولی همیار از آن باخبر نمی‌شود.",
        (Fault("bank", Kind.RESET_AFTER, method="*/verify", times=1),),
        of_bank=True,
    ),
    "callback-lost": Preset(
        "بازگشت از بانک گم می‌شود",
        "پول بعدی برداشته می‌شود، ولی مرورگر برنمی‌گردد. همیار آن را تا یک دقیقهٔ دیگر پیدا می‌کند.",
        (Fault("bank", Kind.LOST, method="callback", times=1),),
        of_bank=True,
    ),
    "callback-twice": Preset(
        "بازگشت از بانک دو بار می‌رسد",
        "هر پرداخت دو بار خبر داده می‌شود و یک بار ثبت می‌شود.",
        (Fault("bank", Kind.DUPLICATE, method="callback"),),
        of_bank=True,
    ),
    "wrong-amount": Preset(
        "بانک مبلغ دیگری برمی‌دارد",
        "پرداخت بعدی ده هزار ریال کمتر است. پول نگه داشته می‌شود و ماهی با آن پرداخت نمی‌شود.",
        (Fault("bank", Kind.WRONG_AMOUNT, method="pay", times=1, code=-10_000),),
        of_bank=True,
    ),
    "already-verified": Preset(
        "بانک می‌گوید «پیش‌تر تأیید شده»",
        "بانک به نخستین پرسش هر پرداخت چنین پاسخ می‌دهد.",
        (Fault("bank", Kind.ALREADY, method="*/verify"),),
        of_bank=True,
    ),
    "given-back": Preset(
        "بانک پول را برمی‌گرداند",
        "بانک پول پرداخت بعدی را، پیش از تأیید، به کارت برمی‌گرداند.",
        (Fault("bank", Kind.GIVEN_BACK, method="pay", times=1),),
        of_bank=True,
    ),
}
