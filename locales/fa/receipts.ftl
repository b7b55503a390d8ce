### Receipts: any of them again.

receipts-none = به نام شما رسیدی نیست. پس از هر پرداخت، رسید خودبه‌خود می‌آید.
receipts-which = رسید کدام پرداخت؟ شمارهٔ رسید را هم می‌توانید بنویسید.
    .sms = رسید کدام پرداخت؟
    .help = ماه و مبلغ روی هر گزینه است. شمارهٔ رسید ۸ رقم است و روی رسید و در پیام تأیید نوشته شده است.
    .help-simple =
        ماه و مبلغ روی هر گزینه است.
        شمارهٔ رسید ۸ رقم دارد.
        روی رسید و در پیام تأیید نوشته شده است.
receipts-option = { MONTH($first) }: { RIALS($amount) }
    .sms = { SHORTMONTH($first) }: { RIALS($amount) }
receipts-option-several = { MONTHNAME($first) } تا { MONTH($last) }: { RIALS($amount) }
    .sms = { SHORTMONTH($first) } تا { SHORTMONTH($last) }: { RIALS($amount) }
receipts-unknown = رسیدی با این شماره به نام شما نیست.
receipts-wrong-number = رقم‌های این شمارهٔ رسید درست نیست. لطفاً از روی پیام تأیید بنویسید.
receipts-not-theirs = رسیدی با این شماره به نام شما نیست. لطفاً یکی از گزینه‌ها را انتخاب کنید.
receipts-one-voluntary =
    رسید { COPY($number) }: حق بیمهٔ اختیاری، { RIALS($amount) } (حدود { TOMAN($amount) })
    پرداخت در { DATE($on) }، ساعت { TIME($on) }. برای ماه‌های:
    { $months }
    .sms = رسید { DIGITS($number) }: حق بیمهٔ { $span }، { RIALS($amount) }، پرداخت در { DAY($on) }. این پرداخت تأیید شده است.
    .simple =
        رسید { COPY($number) }
        حق بیمهٔ اختیاری: { RIALS($amount) }
        این مبلغ حدود { TOMAN($amount) } می‌شود.
        روز پرداخت: { DATE($on) }، ساعت { TIME($on) }
        برای ماه‌های:
        { $months }
receipts-one-partial =
    رسید { COPY($number) }: تکمیل کسری از ماه، { RIALS($amount) } (حدود { TOMAN($amount) })
    پرداخت در { DATE($on) }، ساعت { TIME($on) }. برای ماه‌های:
    { $months }
    .sms = رسید { DIGITS($number) }: تکمیل ماه { $span }، { RIALS($amount) }، پرداخت در { DAY($on) }. این پرداخت تأیید شده است.
    .simple =
        رسید { COPY($number) }
        تکمیل ماه، یعنی پول روزهای کم: { RIALS($amount) }
        این مبلغ حدود { TOMAN($amount) } می‌شود.
        روز پرداخت: { DATE($on) }، ساعت { TIME($on) }
        برای ماه‌های:
        { $months }
receipts-month = • { MONTH($month) }
