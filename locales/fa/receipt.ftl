### The receipt of a premium, on paper and as a picture.

receipt-title = رسید پرداخت حق بیمه
receipt-number = شمارهٔ رسید
receipt-payer = بیمه‌شده
receipt-national-id = کد ملی
receipt-scheme = بابت
receipt-scheme-voluntary = حق بیمهٔ اختیاری
receipt-scheme-partial = تکمیل کسری از ماه
receipt-months = { $count ->
    [1] ماه
   *[other] ماه‌ها ({ NUM($count) } ماه)
}
receipt-month = { MONTH($first) }
receipt-months-run = از { MONTH($first) } تا { MONTH($last) }
receipt-amount = مبلغ
receipt-rials = { RIALS($amount) }
receipt-toman = حدود { TOMAN($amount) }
receipt-in-words = به حروف
receipt-amount-in-words = { $words } ریال
receipt-reference = شمارهٔ پیگیری بانک
receipt-paid-at = تاریخ و ساعت
receipt-moment = { DATE($at) }، ساعت { TIME($at) }
receipt-note = این مبلغ به حساب سازمان رسیده و در سابقهٔ حق بیمه ثبت شده است.
receipt-credit = این مبلغ به حساب سازمان رسیده و به عنوان اعتبار نگه داشته شده است.
