### Credit and refunds, as supervisors read them in the staff's groups: short, figures first.

refund-account = { STRONG($title) }: { RIALS($credit) }، { TOMAN($credit) }
    شهروند: { NATIONALID($national_id) }، { $name }
    واریز به: { $sheba }
refund-account-title = بستانکاری
refund-name-unknown = نام نامعلوم
refund-sheba = شبای پایگاه، …{ DIGITS($last) }
refund-no-sheba = پایگاه شبا ندارد؛ از شهروند بگیرید
refund-source = از پرداخت { DAY($at) }: { RIALS($credit) } از { RIALS($charged) }، درگاه { LATIN($gateway) }، پیگیری بانک { COPY($trace) }
refund-line = بازپرداخت { COPY($number) }: { RIALS($amount) }، { $state }
refund-open = { NUM($count) } بازپرداخت باز
refund-none-open = بازپرداختی باز نیست.

# One of them.
refund-head = { STRONG($title) }: { RIALS($amount) }
    وضع: { $state }
    شهروند: { NATIONALID($national_id) }
    خواستهٔ { $by }: «{ $ground }»
refund-title = بازپرداخت { COPY($number) }
refund-state-asked = در انتظار تأیید سرپرست دوم
refund-state-confirmed = تأیید شد، در انتظار واریز مالی
refund-state-paid-back = واریز شد
refund-state-refused = رد شد، مبلغ دوباره بستانکاری است

# Buttons.
refund-button-ask = بازپرداخت
refund-button-confirm = تأیید دوم
refund-button-refuse = رد
refund-button-paid = واریز شد

# Questions.
refund-write-ground = { $asked }: دلیل بازپرداخت { RIALS($amount) } را در پاسخ به همین پیام بنویسید. به شهروند گفته نمی‌شود.
refund-write-why = { $asked }: دلیل رد بازپرداخت { COPY($number) } را در پاسخ به همین پیام بنویسید. به شهروند گفته نمی‌شود.
refund-write-trace = { $asked }: شمارهٔ پیگیری واریز { RIALS($amount) } را در پاسخ به همین پیام بنویسید. پس از آن به شهروند گفته می‌شود.

# What could not be done.
refund-own = پول خود شماست؛ سرپرست دیگری رسیدگی می‌کند.
refund-same-supervisor = خواستن با شما بود؛ تأیید دوم با سرپرست دیگری است.
refund-nothing-there = انجام نشد: بستانکاری ندارد.
refund-not-that-much = انجام نشد: بستانکاری اکنون { RIALS($credit) } است. دکمه را دوباره بزنید.
refund-is-so = انجام نشد. وضع اکنون: { $state }
refund-none = چنین بازپرداختی نیست.
refund-no-national-id = کد ملی درست نیست. نمونه: { LATIN("/credit 0012345679") }
refund-whose = بنویسید از آنِ که: { LATIN("/credit 0012345679") }
    در موضوع درخواست، بدون کد ملی.
refund-empty = انجام نشد: متن خالی است. دوباره در پاسخ به همان پیام بنویسید.
refund-too-long = انجام نشد: حداکثر { NUM($most) } حرف. کوتاه‌تر بنویسید.
