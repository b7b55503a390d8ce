"""Kavenegar's numbers: states of a message, and what `return.status` says of a call."""

from enum import IntEnum


class State(IntEnum):
    QUEUED = 1
    SCHEDULED = 2
    WITH_OPERATOR = 4
    FAILED = 6
    DELIVERED = 10
    UNDELIVERED = 11
    CANCELLED = 13
    BLOCKED = 14
    UNKNOWN = 100


FINAL = frozenset({State.FAILED, State.DELIVERED, State.UNDELIVERED, State.CANCELLED, State.BLOCKED})

STATE_TEXTS = {
    State.QUEUED: "در صف ارسال",
    State.SCHEDULED: "زمان بندی شده",
    State.WITH_OPERATOR: "ارسال به مخابرات",
    State.FAILED: "خطا در ارسال پیام",
    State.DELIVERED: "رسیده به گیرنده",
    State.UNDELIVERED: "نرسیده به گیرنده",
    State.CANCELLED: "لغو شده",
    State.BLOCKED: "بلاک شده است",
    State.UNKNOWN: "شناسه پیامک نامعتبر است",
}

OK = 200
RETURN_TEXTS = {
    200: "تایید شد",
    400: "پارامترها ناقص هستند",
    401: "حساب کاربری غیرفعال شده است",
    402: "عملیات ناموفق بود",
    403: "کد شناسائی API-Key معتبر نمی‌باشد",
    404: "متد نامشخص است",
    405: "متد Get/Post اشتباه است",
    406: "پارامترهای اجباری خالی ارسال شده اند",
    407: "دسترسی به اطلاعات مورد نظر برای شما امکان پذیر نیست",
    409: "سرور قادر به پاسخگوئی نیست بعدا تلاش کنید",
    411: "دریافت کننده نامعتبر است",
    412: "ارسال کننده نامعتبر است",
    413: "پیام خالی است و یا طول پیام بیش از حد مجاز می‌باشد",
    414: "حجم درخواست بیشتر از حد مجاز است",
    416: "IP سرویس مبدا با تنظیمات مطابقت ندارد",
    417: "تاریخ ارسال اشتباه است",
    418: "اعتبار شما کافی نمی‌باشد",
    419: "طول آرایه متن و گیرنده و فرستنده هم اندازه نیست",
    420: "استفاده از لینک در متن پیام برای شما محدود شده است",
    422: "داده ها به دلیل وجود کاراکتر نامناسب قابل پردازش نیست",
    424: "الگوی مورد نظر پیدا نشد",
    426: "استفاده از این متد نیازمند سرویس پیشرفته می‌باشد",
    427: "استفاده از این خط نیازمند ایجاد سطح دسترسی می باشد",
    429: "IP محدود شده است",
    431: "ساختار کد صحیح نمی‌باشد",
    432: "پارامتر کد در متن پیام پیدا نشد",
    451: "فراخوانی بیش از حد در بازه زمانی مشخص IP محدود شده",
    501: "فقط امکان ارسال پیام تست به شماره صاحب حساب کاربری وجود دارد",
}


class Refused(Exception):
    """What the panel answers instead of entries; `code` is also the HTTP status."""

    def __init__(self, code: int) -> None:
        super().__init__(f"{code} {RETURN_TEXTS.get(code, '')}")
        self.code = code
