### What became of a marriage grant. The outcome first, the figures next, what to do last.

grant-status-none =
    به نام شما ازدواجی در پرونده‌های سازمان پیدا نشد.
    اگر ازدواج شما رسمی ثبت شده است، با تصویر عقدنامه و شناسنامه اعتراض کنید. تلفن راهنمایی: ۱۴۲۰
    .sms = به نام شما ازدواجی پیدا نشد. اگر ازدواج شما رسمی ثبت شده است، با تصویر عقدنامه و شناسنامه اعتراض کنید.
grant-status-none-next = می‌خواهید اعتراض کنید؟
    .sms = یکی را بفرستید:
grant-status-not-yours = این پرونده به نام شما نیست. برای دیدن پروندهٔ خودتان «ازدواج» را بفرستید.
grant-status-which = چند ازدواج به نام شما ثبت شده است. کدام را می‌خواهید؟
    .sms = چند ازدواج به نام شما ثبت شده است. شمارهٔ یکی را بفرستید:
grant-status-marriage = ازدواج { DATE($on) }
grant-status-marriage-with = { DATE($on) }، با { $spouse }

grant-status-not-over =
    ⏳ هنوز دربارهٔ کمک‌هزینهٔ ازدواج شما تصمیمی گرفته نشده است.
    ازدواج شما در { DATE($registered_on) } ثبت شده است. سازمان آن را در پایان ماه، { DATE($decided_on) }، بررسی می‌کند.
    لازم نیست کاری بکنید. پس از آن روز، نتیجه را همین‌جا بپرسید.
    .sms = هنوز تصمیمی گرفته نشده است. ازدواج شما در { DAY($registered_on) } ثبت شده است. سازمان آن را در پایان ماه، { DAY($decided_on) }، بررسی می‌کند. پس از آن روز دوباره بپرسید.

grant-status-payable =
    ✅ کمک‌هزینهٔ ازدواج شما تأیید شد.
    مبلغ: { RIALS($amount) } (حدود { TOMAN($amount) }).
    محاسبه: جمع دستمزد شما از { MONTH($first) } تا { MONTH($last) } بر { NUM($months) } تقسیم شده است.
    جمع دستمزد: { RIALS($total) }. { grant-status-months-with-wages }
    سازمان کمک‌هزینه‌ها را در پایان ماه برای پرداخت می‌فرستد.
    .sms = کمک‌هزینهٔ ازدواج شما تأیید شد. مبلغ: { RIALS($amount) }. سازمان کمک‌هزینه‌ها را در پایان ماه برای پرداخت می‌فرستد.
grant-status-months-with-wages =
    { $without_wages ->
        [0] برای همهٔ این ماه‌ها دستمزد ثبت شده است.
       *[other] برای { NUM($with_wages) } ماه دستمزد ثبت شده است و برای { NUM($without_wages) } ماه نه.
    }
grant-status-payable-zero =
    شرط‌های کمک‌هزینهٔ ازدواج برای شما برقرار است، اما مبلغ آن صفر است.
    مبلغ از دستمزد { NUM($months) } ماهِ پیش از ماه عقد حساب می‌شود: از { MONTH($first) } تا { MONTH($last) }.
    در این ماه‌ها دستمزدی برای شما ثبت نشده است. پس چیزی پرداخت نمی‌شود.
    اگر در این ماه‌ها کار کرده‌اید، می‌توانید با تصویر مدارک خود اعتراض کنید. تلفن راهنمایی: ۱۴۲۰
    .sms = شرط‌ها برقرار است، اما مبلغ صفر است. از { SHORTMONTH($first) } تا { SHORTMONTH($last) } دستمزدی برای شما ثبت نشده است. اگر کار کرده‌اید، «ثبت اعتراض» را بفرستید.
grant-status-waiting =
    ⏳ کمک‌هزینهٔ ازدواج شما تأیید شد، اما هنوز نمی‌توان آن را پرداخت.
    مبلغ: { RIALS($amount) } (حدود { TOMAN($amount) }).
    محاسبه: جمع دستمزد شما از { MONTH($first) } تا { MONTH($last) } بر { NUM($months) } تقسیم شده است.
    جمع دستمزد: { RIALS($total) }. { grant-status-months-with-wages }
    { $missing }
    حق شما از بین نمی‌رود. سازمان در پایان هر ماه دوباره بررسی می‌کند.
    .sms =
        کمک‌هزینهٔ ازدواج شما تأیید شد: { RIALS($amount) }. حق شما از بین نمی‌رود. برای پرداخت:
        { $missing }
grant-status-missing-account = شمارهٔ حساب شما ثبت نشده است. شبای خود را در شعبه یا در { LATIN("es.tamin.ir") } ثبت کنید.
    .sms = شمارهٔ حساب (شبا) را ثبت کنید: شعبه یا es.tamin.ir
grant-status-missing-mobile = شمارهٔ همراه شما ثبت نشده است. شمارهٔ خود را در شعبه یا در { LATIN("es.tamin.ir") } ثبت کنید.
    .sms = شمارهٔ همراه را در شعبه ثبت کنید.

grant-status-refused =
    این بار کمک‌هزینهٔ ازدواج به شما تعلق نگرفت.
    { $reasons }
    چیزی جا افتاده یا نادرست است؟ می‌توانید با تصویر مدارک خود اعتراض کنید. تلفن راهنمایی: ۱۴۲۰
    .sms =
        { $count ->
            [1] کمک‌هزینهٔ ازدواج شما تأیید نشد. { $first }
           *[other] کمک‌هزینهٔ ازدواج شما به { NUM($count) } دلیل تأیید نشد. دلیل اول: { $first }
        }
    .more =
        { $rest }
        چیزی جا افتاده یا نادرست است؟ «ثبت اعتراض» را بفرستید. تلفن راهنمایی: ۱۴۲۰
grant-status-numbered = { NUM($place) }. { $what }
grant-status-reason-permanent = این عقد موقت است. کمک‌هزینه فقط برای عقد دائم است.
grant-status-reason-official = این ازدواج در دفتر رسمی ثبت نشده است. ثبت رسمی لازم است.
grant-status-reason-first = این نخستین ازدواج دائم شما نیست. ازدواج دائم پیشین: { DATE($earlier) }.
    .sms = ازدواج دائم پیشین: { DAY($earlier) }.
grant-status-reason-employed = رابطهٔ استخدامی (شاغل بودن در روز عقد): در { DATE($registered_on) } شاغل نبودید. آخرین روز کار شما: { DATE($last_day) }.
    .sms = در روز عقد، { DAY($registered_on) }، شاغل نبودید. آخرین روز کار: { DAY($last_day) }.
grant-status-reason-never-employed = رابطهٔ استخدامی (شاغل بودن در روز عقد): تا { DATE($registered_on) } کاری برای شما ثبت نشده است.
    .sms = تا روز عقد، { DAY($registered_on) }، کاری برای شما ثبت نشده است.
grant-status-reason-days = سابقه: { NUM($counted) } روز از { NUM($needed) } روز لازم؛ { NUM($short) } روز کم است. سابقهٔ پنج سال پیش از عقد حساب می‌شود: از { DATE($first_day) } تا { DATE($last_day) }.
    .sms = سابقهٔ لازم { NUM($needed) } روز، سابقهٔ شما { NUM($counted) } روز.

grant-status-review =
    پروندهٔ شما را باید یک کارشناس ببیند.
    { $why }
    هنوز تصمیمی گرفته نشده است. برای پیگیری با ۱۴۲۰ تماس بگیرید.
    .sms = هنوز تصمیمی گرفته نشده است. پروندهٔ شما را باید یک کارشناس ببیند. { $why } پیگیری: ۱۴۲۰
grant-status-review-partial-history = تاریخچهٔ ازدواج شما در ثبت احوال کامل نیست. همهٔ شرط‌های دیگر برقرار است.
    .sms = تاریخچهٔ ازدواج شما در ثبت احوال کامل نیست.
grant-status-review-quarantined = بعضی از داده‌هایی که دربارهٔ شما رسیده است، درست خوانده نمی‌شود.

grant-status-provisional =
    ⏳ هنوز نمی‌توان تصمیم نهایی گرفت.
    لیست بیمهٔ { $several ->
        [yes] { MONTH($first) } تا { MONTH($last) }
       *[no] { MONTH($last) }
    } هنوز کامل نرسیده است. کارفرما تا { DATE($until) } برای فرستادن آن مهلت دارد.
    سابقهٔ شما تا اینجا { NUM($counted) } روز از { NUM($needed) } روز لازم است. شرط‌های دیگر برقرار است.
    سازمان در پایان هر ماه دوباره بررسی می‌کند. لازم نیست کاری بکنید.
    .sms = هنوز تصمیم نهایی گرفته نشده است. سابقهٔ شما { NUM($counted) } روز از { NUM($needed) } روز لازم است. لیست بیمهٔ { SHORTMONTH($last) } هنوز کامل نیست. مهلت کارفرما: { DAY($until) }

grant-status-ordered =
    ✅ کمک‌هزینهٔ ازدواج شما تأیید شد. سازمان آن را در { DATE($on) } به امور مالی فرستاد.
    مبلغ: { RIALS($amount) } (حدود { TOMAN($amount) }).
    هنوز خبر پرداخت نرسیده است.
    .sms = کمک‌هزینهٔ ازدواج شما تأیید شد. سازمان آن را در { DAY($on) } به امور مالی فرستاد. مبلغ: { RIALS($amount) }. هنوز خبر پرداخت نرسیده است.
grant-status-paid =
    ✅ کمک‌هزینهٔ ازدواج شما در { DATE($on) } پرداخت شد.
    مبلغ: { RIALS($amount) } (حدود { TOMAN($amount) }).
    .sms = کمک‌هزینهٔ ازدواج شما در { DAY($on) } پرداخت شد. مبلغ: { RIALS($amount) }.
grant-status-returned =
    ❌ کمک‌هزینهٔ ازدواج شما پرداخت نشد. بانک آن را در { DATE($on) } برگرداند.
    مبلغ: { RIALS($amount) } (حدود { TOMAN($amount) }). این پول نزد سازمان می‌ماند.
    شمارهٔ حساب خود را در شعبه یا در { LATIN("es.tamin.ir") } بررسی و درست کنید.
    .sms = بانک کمک‌هزینهٔ ازدواج شما را در { DAY($on) } برگرداند. { RIALS($amount) } نزد سازمان می‌ماند. شمارهٔ حساب خود را در شعبه درست کنید یا در es.tamin.ir

grant-status-next = چیز دیگری دربارهٔ آن می‌خواهید؟
    .sms = یکی را بفرستید:
grant-status-bye = بسیار خوب. هر وقت خواستید، دوباره بپرسید.
grant-status-record =
    سابقهٔ شما در پنج سال پیش از عقد، از { DATE($first_day) } تا { DATE($last_day) }:
    { $lines }
    جمع: { NUM($counted) } روز. لازم: { NUM($needed) } روز.
    .sms =
        جمع سابقه: { NUM($counted) } روز از { NUM($needed) } روز لازم.
        { $years }
grant-status-record-empty = از { DATE($first_day) } تا { DATE($last_day) } هیچ سابقه‌ای برای شما ثبت نشده است.
grant-status-record-year = سال { DIGITS($year) }
grant-status-record-month = • { MONTHNAME($month) }: { NUM($days) } روز، { RIALS($wage) }
grant-status-record-month-part = • { MONTHNAME($month) }: { NUM($recorded) } روز ({ NUM($days) } روز حساب شد)، { RIALS($wage) }
grant-status-record-year-sum = { DIGITS($year) }: { NUM($days) } روز، { RIALS($wage) }
grant-status-record-amount =
    جمع دستمزد از { MONTH($first) } تا { MONTH($last) }: { RIALS($total) }.
    تقسیم بر { NUM($months) }: { RIALS($amount) }.
    .sms =
        دستمزد { SHORTMONTH($first) } تا { SHORTMONTH($last) }: { RIALS($total) }
        تقسیم بر { NUM($months) }: { RIALS($amount) }
