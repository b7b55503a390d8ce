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
<link rel="icon" href="data:,">
<style>
@font-face{font-family:Vazirmatn;src:url(/static/fonts/vazirmatn.woff2) format("woff2");font-weight:100 900}
body{font:1rem/1.8 Vazirmatn,sans-serif;margin:0;background:#e9eef5;color:#14243a}
header{background:#12356b;color:#fff;padding:.75rem 1.25rem;font-weight:600}
main{max-width:26rem;margin:1rem auto;padding:0 1rem}
section{background:#fff;border-radius:12px;padding:1rem 1.25rem;margin-bottom:1rem;box-shadow:0 1px 4px #0002}
h1{font-size:1.15rem;margin:0 0 .5rem}p{margin:.25rem 0}
strong{font-size:1.5rem;display:block;line-height:1.6}small{color:#4a5a70}
form{margin:0}button{font:inherit;width:100%;min-height:3rem;padding:.5rem;margin:.3rem 0;border:1px solid #6d7f99;
border-radius:8px;background:#fff;color:#14243a;cursor:pointer}
button.pay{background:#0a6b45;border-color:#0a6b45;color:#fff;font-weight:600}
:focus-visible{outline:3px solid #12356b;outline-offset:2px}
</style></head><body><header>$bank</header><main><section><h1>$title</h1>$body</section>
<p><small>این بانک آزمایشی است و پولی جابه‌جا نمی‌شود.</small></p></main></body></html>""")

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
        if act != "twice" or session.gateway == "sep"  # under one session Zarinpal takes money once
    )
    body = (
        f"<p>پذیرنده: سازمان تأمین اجتماعی</p><p><strong>{amount} ریال</strong>"
        f"<small>شمارهٔ سفارش: <bdi>{escape(session.order)}</bdi></small></p>{buttons}"
    )
    return _page("صفحهٔ پرداخت", body, _NAMES[session.gateway])


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


def said(title: str, text: str, *, closes: bool = False) -> str:
    """A page that only says something; one that `closes` its window, where the browser lets it."""
    script = "<script>window.close()</script>" if closes else ""
    return _page(title, f"<p>{escape(text)}</p>{script}")


def _page(title: str, body: str, bank: str = "بانک آزمایشی") -> str:
    return _PAGE.substitute(title=escape(title), bank=escape(bank), body=body)
