### What a month-end tells people of their marriage grant. By SMS at most three parts, signature and all.

notice-grant-payable = ✅ کمک‌هزینهٔ ازدواج شما تأیید شد.
    مبلغ: { RIALS($amount) } (حدود { TOMAN($amount) }).
    سازمان آن را برای پرداخت به حساب …{ LAST4($account) } می‌فرستد. پس از واریز به شما خبر می‌دهیم.
    .sms = { notice-addressee }، کمک‌هزینهٔ ازدواج شما تأیید شد. مبلغ: { RIALS($amount) }، به حساب …{ LAST4($account) }. پس از واریز به شما خبر می‌دهیم.
    .simple =
        کمک‌هزینهٔ ازدواج شما تأیید شد.
        مبلغ آن { RIALS($amount) } است.
        این مبلغ حدود { TOMAN($amount) } می‌شود.
        سازمان آن را به حساب …{ LAST4($account) } می‌فرستد.
        وقتی پول برسد، به شما خبر می‌دهیم.
    .button = محاسبه را ببینم
notice-grant-zero = شرط‌های کمک‌هزینهٔ ازدواج برای شما برقرار است، اما مبلغ آن صفر است.
    در دو سال پیش از ماه عقد، دستمزدی برای شما ثبت نشده است. پس چیزی پرداخت نمی‌شود.
    اگر در آن زمان کار کرده‌اید، می‌توانید با تصویر مدارک خود اعتراض کنید.
    .sms = { notice-addressee }، شرط‌های کمک‌هزینهٔ ازدواج برقرار است، اما مبلغ آن صفر است: در دو سال پیش از ماه عقد دستمزدی ندارید. اگر کار کرده‌اید، «اعتراض» را بفرستید.
    .simple =
        شما شرط‌های کمک‌هزینهٔ ازدواج را دارید.
        ولی مبلغ آن صفر شد.
        در دو سال پیش از ماه عقد، دستمزدی ندارید.
        پس پولی پرداخت نمی‌شود.
        شاید در آن زمان کار کرده باشید.
        پس می‌توانید اعتراض کنید.
    .button = محاسبه را ببینم
notice-grant-waiting = ⏳ کمک‌هزینهٔ ازدواج شما تأیید شد، اما هنوز نمی‌توان آن را پرداخت.
    مبلغ: { RIALS($amount) } (حدود { TOMAN($amount) }).
    { $missing ->
        [account] شمارهٔ حساب (شبا) شما ثبت نشده است. آن را در شعبه یا در { LATIN("es.tamin.ir") } ثبت کنید.
        [mobile] شمارهٔ همراه شما ثبت نشده است. آن را در شعبه یا در { LATIN("es.tamin.ir") } ثبت کنید.
       *[both] شمارهٔ حساب (شبا) و شمارهٔ همراه شما ثبت نشده است. آن‌ها را در شعبه یا در { LATIN("es.tamin.ir") } ثبت کنید.
    }
    حق شما از بین نمی‌رود. سازمان در پایان هر ماه دوباره بررسی می‌کند.
    .sms = { notice-addressee }، کمک‌هزینهٔ ازدواج شما تأیید شد: { RIALS($amount) }. برای پرداخت، { $missing ->
        [account] شمارهٔ حساب (شبا)
        [mobile] شمارهٔ همراه
       *[both] شمارهٔ حساب (شبا) و همراه
    } خود را در شعبه ثبت کنید. حق شما از بین نمی‌رود.
    .simple =
        کمک‌هزینهٔ ازدواج شما تأیید شد.
        ولی هنوز نمی‌توانیم آن را پرداخت کنیم.
        { $missing ->
            [account] شمارهٔ حساب شما را نداریم. آن را به شعبه بدهید.
            [mobile] شمارهٔ همراه شما را نداریم. آن را به شعبه بدهید.
           *[both] شمارهٔ حساب و شمارهٔ همراه شما را نداریم. آن‌ها را به شعبه بدهید.
        }
        یا اینجا ثبت کنید: es.tamin.ir
        مبلغ آن { RIALS($amount) } است.
        این مبلغ حدود { TOMAN($amount) } می‌شود.
        حق شما از بین نمی‌رود.
        سازمان پایان هر ماه دوباره نگاه می‌کند.
    .button = وضعیت را ببینم
notice-grant-provisional = ⏳ هنوز نمی‌توان دربارهٔ کمک‌هزینهٔ ازدواج شما تصمیم نهایی گرفت.
    سابقهٔ شما تا اینجا { NUM($counted) } روز است؛ { NUM($needed) } روز لازم است. شرط‌های دیگر برقرار است.
    لیست بیمهٔ { $several ->
        [yes] { MONTH($first) } تا { MONTH($last) }
       *[no] { MONTH($last) }
    } هنوز کامل نرسیده است. مهلت کارفرما برای فرستادن آن: { DATE($until) }.
    سازمان در پایان هر ماه دوباره بررسی می‌کند. لازم نیست کاری بکنید.
    .sms = { notice-addressee }، دربارهٔ کمک‌هزینهٔ ازدواج شما هنوز تصمیم نهایی نداریم. سابقهٔ شما { NUM($counted) } روز است؛ { NUM($needed) } روز لازم است. کارفرما برای لیست { SHORTMONTH($last) } تا { DAY($until) } وقت دارد. لازم نیست کاری بکنید.
    .simple =
        دربارهٔ کمک‌هزینهٔ ازدواج هنوز تصمیم آخر را نگرفته‌ایم.
        سابقه یعنی روزهایی که بیمه بوده‌اید.
        سابقهٔ شما تا اینجا { NUM($counted) } روز است.
        سابقهٔ لازم { NUM($needed) } روز است.
        شرط‌های دیگر را دارید.
        کارفرما باید روزهای کار شما را به ما بگوید.
        { $several ->
            [yes] از { MONTH($first) } تا { MONTH($last) } را هنوز کامل نگفته است.
           *[no] { MONTH($last) } را هنوز کامل نگفته است.
        }
        او تا { DATE($until) } وقت دارد.
        سازمان پایان هر ماه دوباره نگاه می‌کند.
        لازم نیست کاری بکنید.
    .button = وضعیت را ببینم
notice-grant-refused = این بار کمک‌هزینهٔ ازدواج به شما تعلق نگرفت.
    دلیل: { notice-grant-reason } { $others ->
        [0] می‌توانید محاسبهٔ کامل را ببینید.
       *[other] { NUM($others) } دلیل دیگر هم هست که می‌توانید ببینید.
    }
    چیزی جا افتاده یا نادرست است؟ می‌توانید با تصویر مدارک خود اعتراض کنید.
    .sms = { notice-addressee }، کمک‌هزینهٔ ازدواج شما تأیید نشد. { notice-grant-reason } { $others ->
        [0] برای دیدن محاسبه
       *[other] برای دیدن همهٔ دلیل‌ها
    } «ازدواج» و برای اعتراض «اعتراض» را بفرستید.
    .simple =
        این بار کمک‌هزینهٔ ازدواج به شما نمی‌رسد.
        دلیل: { notice-grant-reason }
        { $others ->
            [0] می‌توانید همهٔ حساب را ببینید.
           *[other] { NUM($others) } دلیل دیگر هم هست. می‌توانید آن را ببینید.
        }
        شاید چیزی جا افتاده یا نادرست باشد.
        پس می‌توانید با عکس مدرک‌ها اعتراض کنید.
    .button = دلیل را ببینم
notice-grant-reason = { $reason ->
        [permanent] این عقد موقت است و کمک‌هزینه فقط برای عقد دائم است.
        [official] این ازدواج در دفتر رسمی ثبت نشده است.
        [first] این نخستین ازدواج دائم شما نیست.
        [employed] در روز عقد شاغل نبودید.
       *[days] سابقهٔ لازم { NUM($needed) } روز، سابقهٔ شما { NUM($counted) } روز.
    }
notice-grant-review = پروندهٔ کمک‌هزینهٔ ازدواج شما را باید یک کارشناس ببیند.
    { notice-grant-review-why }
    هنوز تصمیمی گرفته نشده است و حق شما از بین نمی‌رود. راهنمایی: ۱۴۲۰
    .sms = { notice-addressee }، پروندهٔ کمک‌هزینهٔ ازدواج شما را باید یک کارشناس ببیند. { notice-grant-review-why } هنوز تصمیمی گرفته نشده است. راهنمایی: ۱۴۲۰
    .simple =
        پروندهٔ کمک‌هزینهٔ ازدواج شما را باید یک کارشناس ببیند.
        { notice-grant-review-why }
        هنوز تصمیمی گرفته نشده است.
        حق شما از بین نمی‌رود.
        راهنمایی: ۱۴۲۰
    .button = وضعیت را ببینم
notice-grant-review-why = { $why ->
        [partial-history] تاریخچهٔ ازدواج شما در ثبت احوال کامل نیست.
        [quarantined] بعضی از داده‌هایی که دربارهٔ شما رسیده است، درست خوانده نمی‌شود.
       *[paid-before] پیش از این به نام شما کمک‌هزینهٔ ازدواج فرستاده شده است.
    }
notice-grant-paid = ✅ کمک‌هزینهٔ ازدواج شما در { DATE($on) } واریز شد.
    مبلغ: { RIALS($amount) } (حدود { TOMAN($amount) })، به حساب …{ LAST4($account) }.
    .sms = { notice-addressee }، کمک‌هزینهٔ ازدواج شما در { DAY($on) } به حساب …{ LAST4($account) } واریز شد. مبلغ: { RIALS($amount) }.
    .simple =
        کمک‌هزینهٔ ازدواج شما در { DATE($on) } به حسابتان رفت.
        مبلغ آن { RIALS($amount) } است.
        این مبلغ حدود { TOMAN($amount) } می‌شود.
        شمارهٔ حساب: …{ LAST4($account) }
    .button = وضعیت را ببینم
notice-grant-returned = ❌ بانک کمک‌هزینهٔ ازدواج شما را در { DATE($on) } برگرداند.
    { notice-grant-returned-why } شمارهٔ حساب: …{ LAST4($account) }. مبلغ { RIALS($amount) } نزد سازمان می‌ماند.
    شمارهٔ حساب (شبای) دیگری را در شعبه یا در { LATIN("es.tamin.ir") } ثبت کنید. سازمان در پایان همان ماه دوباره پرداخت می‌کند.
    .sms = { notice-addressee }، بانک کمک‌هزینهٔ ازدواج شما را برگرداند. { notice-grant-returned-why } { RIALS($amount) } نزد سازمان می‌ماند. شمارهٔ حساب دیگری به شعبه بدهید؛ پایان ماه می‌پردازیم.
    .simple =
        بانک کمک‌هزینهٔ ازدواج شما را در { DATE($on) } برگرداند.
        { notice-grant-returned-why }
        شمارهٔ حساب: …{ LAST4($account) }
        مبلغ { RIALS($amount) } نزد سازمان می‌ماند.
        شمارهٔ حساب دیگری به شعبه بدهید.
        یا اینجا ثبت کنید: es.tamin.ir
        سازمان پایان همان ماه دوباره می‌پردازد.
    .button = وضعیت را ببینم
notice-grant-returned-why = { $reason ->
        [account-closed] این حساب بسته است.
        [account-unknown] بانک این شمارهٔ حساب را نمی‌شناسد.
        [other-name] این حساب به نام شخص دیگری است.
       *[other] به این حساب نمی‌توان واریز کرد.
    }

## The summary of a payment order, on paper.

payment-order-title = سند پرداخت کمک‌هزینهٔ ازدواج
payment-order-number = شمارهٔ سند
payment-order-month = ماه
payment-order-of-month = { MONTH($month) }
payment-order-lines = تعداد پرداخت
payment-order-total = جمع مبلغ
payment-order-rials = { RIALS($amount) }
payment-order-toman = حدود { TOMAN($amount) }
payment-order-in-words = به حروف
payment-order-amount-in-words = { $words } ریال
payment-order-banks = جمع هر بانک
payment-order-bank = کد بانک در شبا
payment-order-note = پرداخت‌ها در فایل همین سند آمده است. چکیدهٔ بالا و امضای فایل نشان می‌دهد که فایل دست نخورده است.
payment-order-received = امضای امور مالی

## The report of a month.

month-report-title = گزارش کمک‌هزینهٔ ازدواج، { MONTH($month) }
month-report-run = اجرای { LATIN($run) }: { NUM($people) } نفر، پایان در { DATE($at) }، ساعت { TIME($at) }
month-report-people = { NUM($people) } نفر بررسی شدند.
month-report-to-pay = برای پرداخت: { NUM($people) } نفر، { RIALS($amount) } (حدود { TOMAN($amount) })
month-report-of-nothing = مبلغ { NUM($people) } نفر از تأییدشده‌ها صفر است؛ برای آن‌ها پرداختی نیست.
month-report-count = { NUM($count) }
month-report-amount = { RIALS($amount) }
month-report-month = { MONTH($month) }
month-report-results = نتیجه‌ها
month-report-result-payable = تأیید شد
month-report-result-waiting = در انتظار حساب یا همراه
month-report-result-provisional = در انتظار لیست بیمه
month-report-result-refused = تعلق نگرفت
month-report-result-review = نزد کارشناس
month-report-reasons-waiting = چه چیزی کم است
month-report-reasons-provisional = چرا هنوز تصمیم نهایی نیست
month-report-reasons-refused = چرا تعلق نگرفت
month-report-reasons-review = چرا نزد کارشناس است
month-report-reason-permanent = عقد موقت
month-report-reason-official = ثبت‌نشده در دفتر رسمی
month-report-reason-first = ازدواج دائم پیشین
month-report-reason-employed = شاغل نبودن در روز عقد
month-report-reason-days = کمبود سابقه
month-report-reason-account = شمارهٔ حساب
month-report-reason-mobile = شمارهٔ همراه
month-report-reason-partial-history = تاریخچهٔ ناقص ازدواج
month-report-reason-quarantined = دادهٔ ناخوانا
month-report-reason-paid-before = پرداخت پیشین
month-report-several = هر نفر ممکن است چند دلیل داشته باشد؛ پس جمع دلیل‌ها می‌تواند بیشتر از شمار افراد باشد.
month-report-trend = روند ماه‌ها
month-report-paid = مبلغ فرستاده‌شده برای پرداخت
