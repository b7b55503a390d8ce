### What stands on every paper that is issued.

issued-issuer = سازمان تأمین اجتماعی
issued-check = برای اطمینان از درستی این برگه، دوربین گوشی را روی این نشان بگیرید.
issued-check-at = یا این پیوند را باز کنید:
issued-check-link = بررسی درستی برگه
issued-key = کلید امضا: { LATIN($key) }
issued-caption-receipt = 📄 رسید پرداخت، شمارهٔ { COPY($number) }. مبلغ و ماه‌های آن در پیام بالا هم نوشته شده است.
issued-caption-contract = 📄 قرارداد بیمهٔ اختیاری، شمارهٔ { COPY($number) }. حق بیمهٔ آن در همین گفت‌وگو نوشته شده است.
issued-page = صفحهٔ { NUM($page) } از { NUM($pages) }

## What stands on the summary of every order.

order-made-at = تاریخ و ساعت
order-moment = { DATE($at) }، ساعت { TIME($at) }
order-count = { NUM($count) }
order-digest = چکیدهٔ فایل
order-whole = جمع
order-prepared = امضای تهیه‌کننده
