"""The bank's pages, as plain as they can be: they work without scripts, from right to left, on a telephone."""

from collections.abc import Mapping
from html import escape
from string import Template

from sandbox.bank.book import Session

_NAMES = {"zarinpal": "زرین‌پال", "sep": "پرداخت الکترونیک سامان"}
_DIGITS = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")

_PAGE = Template("""<!doctype html>
<html lang="fa" dir="rtl"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>$title</title>
<style>
body{font:16px/1.8 Vazirmatn,sans-serif;max-width:26rem;margin:0 auto;padding:1rem;background:#eef2f6;color:#123}
main{background:#fff;border-radius:12px;padding:1rem 1.25rem;box-shadow:0 1px 4px #0002}
h1{font-size:1.15rem;margin:.25rem 0}strong{font-size:1.4rem;display:block}
small{color:#567}button{font:inherit;width:100%;padding:.7rem;margin:.3rem 0;border:1px solid #9ab;border-radius:8px;
background:#fff;color:#123}button.pay{background:#0a7d4f;border-color:#0a7d4f;color:#fff}form{margin:0}
</style></head><body><main><h1>$title</h1>$body</main></body></html>""")

_ACTS = (
    ("pay", "پرداخت می‌کنم", ' class="pay"'),
    ("twice", "دو بار پرداخت می‌کنم", ""),
    ("cancel", "انصراف", ""),
    ("close", "پنجره را می‌بندم", ""),
)


def to_pay(session: Session) -> str:
    """Where somebody pays."""
    amount = f"{session.amount:,}".translate(_DIGITS)
    buttons = "".join(
        f'<form method="post" action="/bank-page/{escape(session.token)}/{act}"><button{look}>{label}</button></form>'
        for act, label, look in _ACTS
    )
    body = (
        f"<p><small>پذیرنده: سازمان تأمین اجتماعی</small><strong>{amount} ریال</strong>"
        f"<small>شمارهٔ سفارش: <bdi>{escape(session.order)}</bdi></small></p>{buttons}"
        "<p><small>این بانک آزمایشی است و پولی جابه‌جا نمی‌شود.</small></p>"
    )
    return _page(f"درگاه {_NAMES[session.gateway]}", body)


def posting(url: str, fields: Mapping[str, str]) -> str:
    """A form that sends itself, or is sent by hand where scripts are off."""
    inputs = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in fields.items()
    )
    body = (
        f'<form id="back" method="post" action="{escape(url)}">{inputs}'
        '<button class="pay">بازگشت به پذیرنده</button></form>'
        "<script>document.getElementById('back').submit()</script>"
    )
    return _page("در حال بازگشت", body)


def said(title: str, text: str) -> str:
    """A page that only says something."""
    return _page(title, f"<p>{escape(text)}</p>")


def _page(title: str, body: str) -> str:
    return _PAGE.substitute(title=escape(title), body=body)
