### Notices: what a person is told although they did not ask just now. By SMS at most three parts, signature and all.

notice-addressee = بیمه‌شدهٔ گرامی
notice-objector = { $matter ->
        [dependency] مستمری‌بگیر گرامی
        [reinstatement] مستمری‌بگیر گرامی
       *[other] بیمه‌شدهٔ گرامی
    }
notice-paper = { $paper ->
        [marriage-contract] عقدنامه
        [identity-page] صفحهٔ ازدواج شناسنامه
        [divorce-record] طلاق‌نامه
        [death-record] گواهی فوت همسر
        [workshop-letter] نامهٔ کارگاه
       *[other] مدرک خود
    }
notice-refusal = { $reason ->
        [papers-do-not-show-it] مدرک‌های شما آنچه را نوشته‌اید نشان نمی‌دهد.
        [record-is-right] { $matter ->
            [dependency] آنچه را دربارهٔ شما ثبت شده است، دوباره دیدیم. درست است.
            [reinstatement] آنچه را دربارهٔ شما ثبت شده است، دوباره دیدیم. درست است.
           *[other] سابقهٔ شما را دوباره دیدیم و درست ثبت شده است.
        }
        [not-the-person] مدرک‌ها به نام شخص دیگری است.
        [not-registered] { $matter ->
            [dependency] آنچه نوشته‌اید، رسمی ثبت نشده است.
            [reinstatement] آنچه نوشته‌اید، رسمی ثبت نشده است.
           *[other] این ازدواج در دفتر رسمی ثبت نشده است.
        }
       *[other] مدرک‌ها را دیدیم و نتیجه عوض نشد.
    }
notice-upheld-next = { $matter ->
        [dependency] سهم شما از مستمری را برقرار نگه می‌داریم.
        [reinstatement] سهم شما از مستمری را دوباره برقرار می‌کنیم.
        [decision] کمک‌هزینهٔ ازدواج شما را در پایان این ماه دوباره بررسی می‌کنیم.
       *[unlisted] وقتی ثبت احوال این ازدواج را تأیید کند، آن را در پایان همان ماه بررسی می‌کنیم.
    }
    .simple =
        { $matter ->
            [dependency] سهم شما از مستمری را برقرار نگه می‌داریم.
            [reinstatement] سهم شما از مستمری را دوباره برقرار می‌کنیم.
            [decision] پایان این ماه، کمک‌هزینهٔ شما را دوباره بررسی می‌کنیم.
           *[unlisted] ثبت احوال باید این ازدواج را تأیید کند. پایان همان ماه، آن را بررسی می‌کنیم.
        }

notice-objection-filed = ✅ { objection-called } شما ثبت شد. شمارهٔ پیگیری: { COPY($number) }
    تا { DATE($answer_by) } منتظر پاسخ ما باشید.
    .sms = { notice-objector }، { objection-called } شما ثبت شد. تا { DAY($answer_by) } منتظر پاسخ ما باشید. برای دیدن، «{ objection-keyword } { DIGITS($number) }» را بفرستید.
    .simple =
        { objection-called } شما ثبت شد.
        شمارهٔ پیگیری: { COPY($number) }
        تا { DATE($answer_by) } منتظر پاسخ ما باشید.
    .button = پرونده را ببینم
notice-objection-more-wanted = 📄 برای بررسی { objection-called } شما تصویر بهتری از { notice-paper } لازم داریم. شمارهٔ پیگیری: { COPY($number) }
    هر وقت آن را بفرستید، بررسی ادامه پیدا می‌کند. آنچه فرستاده‌اید، گم نمی‌شود.
    .sms = { notice-objector }، برای بررسی { objection-called } شما تصویر بهتری از { notice-paper } لازم داریم. برای فرستادن آن، «{ objection-keyword } { DIGITS($number) }» را بفرستید.
    .simple =
        برای { objection-called } شما، تصویر بهتری از { notice-paper } لازم داریم.
        هر وقت بفرستید، بررسی ادامه پیدا می‌کند.
        آنچه فرستاده‌اید، گم نمی‌شود.
        شمارهٔ پیگیری: { COPY($number) }
    .button = تصویر را می‌فرستم
notice-objection-upheld = ✅ { objection-called } شما پذیرفته شد. شمارهٔ پیگیری: { COPY($number) }
    { notice-upheld-next } نتیجه را به شما خبر می‌دهیم.
    .sms = { notice-objector }، { objection-called } شما پذیرفته شد. { notice-upheld-next } برای دیدن، «{ objection-keyword } { DIGITS($number) }» را بفرستید.
    .simple =
        { objection-called } شما پذیرفته شد.
        شمارهٔ پیگیری: { COPY($number) }
        { notice-upheld-next.simple }
        نتیجه را به شما خبر می‌دهیم.
    .button = پرونده را ببینم
notice-objection-refused = ❌ { objection-called } شما پذیرفته نشد. شمارهٔ پیگیری: { COPY($number) }
    { $noted ->
        [yes] دلیل: { notice-refusal } توضیح کارشناس: «{ $note }»
       *[no] دلیل: { notice-refusal }
    }
    اگر این پاسخ را درست نمی‌دانید، می‌توانید به دیوان عدالت اداری شکایت کنید.
    .sms = { notice-objector }، { objection-called } شما پذیرفته نشد. { notice-refusal } برای دیدن، «{ objection-keyword } { DIGITS($number) }» را بفرستید. مرجع شکایت: دیوان عدالت اداری.
    .simple =
        { objection-called } شما پذیرفته نشد.
        شمارهٔ پیگیری: { COPY($number) }
        دلیل: { notice-refusal }
        { $noted ->
            [yes] کارشناس نوشته است: «{ $note }»
           *[no] می‌توانید پاسخ را ببینید.
        }
        شاید این پاسخ را درست ندانید.
        پس می‌توانید به دیوان عدالت اداری شکایت کنید.
        این دیوان، دادگاه شکایت از اداره‌هاست.
    .button = پاسخ را ببینم
notice-objection-withdrawn = { objection-called } شما پس گرفته شد و دیگر بررسی نمی‌شود. شمارهٔ پیگیری: { COPY($number) }
    اگر شما این کار را نکرده‌اید، «کارشناس» را بفرستید.
    .sms = { notice-objector }، { objection-called } { DIGITS($number) } پس گرفته شد و دیگر بررسی نمی‌شود. اگر شما این کار را نکرده‌اید، «کارشناس» را بفرستید.
    .button = پرونده را ببینم
notice-ticket-answered = کارشناس به پیام شما پاسخ داد. پاسخ در گفت‌وگوی شما با همیار است.
    .sms = { notice-addressee }، کارشناس به پیام شما در تلگرام پاسخ داد. پاسخ را در گفت‌وگوی خود با همیار ببینید.

## Contracts, premiums and receipts.

notice-paid-months = { $count ->
        [1] { MONTH($first) }
       *[other] { MONTH($first) } تا { MONTH($last) }
    }
notice-paid-months-short = { $count ->
        [1] { SHORTMONTH($first) }
       *[other] { SHORTMONTH($first) } تا { SHORTMONTH($last) }
    }
notice-paid-for = { $kind ->
        [partial] روزهای کسری در سابقهٔ شما ثبت شد.
       *[other] سابقه و پوشش درمان شما از همین لحظه برقرار است.
    }
    .simple =
        { $kind ->
            [partial] روزهای کم در سابقهٔ شما ثبت شد.
           *[other] سابقه و بیمهٔ درمان شما از همین لحظه برقرار است.
        }
notice-paid-credit = { $credit ->
        [0] { "" }
       *[other] { " " }{ RIALS($credit) } اضافه آمد و نزد ما به نام شما می‌ماند.
    }
notice-paid-credit-short = { $credit ->
        [0] { "" }
       *[other] { " " }{ RIALS($credit) } اضافه نزد ما ماند.
    }
notice-credit-why = { $why ->
        [paid] این حق بیمه پیش از آن پرداخت شده بود.
        [amount] مبلغ پرداختی با مبلغ ما یکی نبود.
        [lapsed] مهلت پرداخت گذشته و قرارداد لغو شده بود.
       *[closed] این ماه دیگر با این مبلغ قابل پرداخت نبود.
    }

notice-contract-signed = 📄 قرارداد بیمهٔ اختیاری شما امضا شد. شمارهٔ قرارداد: { COPY($number) }
    قرارداد از { MONTH($begins) } آغاز می‌شود. حق بیمهٔ این ماه { RIALS($premium) } (حدود { TOMAN($premium) }) است.
    تا { DATE($due) } برای پرداخت آن فرصت دارید.
    .sms = { notice-addressee }، قرارداد بیمهٔ اختیاری { DIGITS($number) } ثبت شد. حق بیمهٔ { SHORTMONTH($begins) }: { RIALS($premium) }، مهلت { DAY($due) }. برای پرداخت، «حق بیمه» را بفرستید.
    .simple =
        قرارداد بیمهٔ اختیاری شما امضا شد.
        شمارهٔ قرارداد: { COPY($number) }
        قرارداد از { MONTH($begins) } آغاز می‌شود.
        حق بیمهٔ این ماه { RIALS($premium) } است.
        این مبلغ حدود { TOMAN($premium) } می‌شود.
        تا { DATE($due) } وقت دارید.
    .button = قرارداد را ببینم
notice-contract-ended = قرارداد بیمهٔ اختیاری شما پایان یافت. شمارهٔ قرارداد: { COPY($number) }
    { $paid ->
        [yes] آخرین ماه آن { MONTH($last) } است. سابقهٔ ماه‌های پرداخت‌شده برای شما می‌ماند.
       *[no] ماهی از آن پرداخت نشده بود و دیگر بدهکار نیستید.
    }
    اگر شما این کار را نکرده‌اید، «کارشناس» را بفرستید.
    .sms = { notice-addressee }، قرارداد بیمهٔ اختیاری { DIGITS($number) } پایان یافت. اگر شما این کار را نکرده‌اید، «کارشناس» را بفرستید.
    .simple =
        قرارداد بیمهٔ اختیاری شما پایان یافت.
        شمارهٔ قرارداد: { COPY($number) }
        { $paid ->
            [yes] آخرین ماه آن { MONTH($last) } است. سابقهٔ ماه‌های پرداخت‌شده می‌ماند.
           *[no] ماهی از آن پرداخت نشده بود. بدهکار نیستید.
        }
        شاید شما این کار را نکرده‌اید.
        پس «کارشناس» را بفرستید.
    .button = قرارداد را ببینم
notice-premium-due = ⏳ حق بیمهٔ { MONTH($month) } را تا { DATE($due) } بپردازید.
    مبلغ: { RIALS($amount) } (حدود { TOMAN($amount) }). اگر پرداخت نشود، قرارداد لغو می‌شود.
    .sms = { notice-addressee }، حق بیمهٔ { SHORTMONTH($month) } را تا { DAY($due) } بپردازید: { RIALS($amount) }. اگر پرداخت نشود، قرارداد لغو می‌شود. برای پرداخت، «حق بیمه» را بفرستید.
    .simple =
        حق بیمهٔ { MONTH($month) } را تا { DATE($due) } بپردازید.
        مبلغ آن { RIALS($amount) } است.
        این مبلغ حدود { TOMAN($amount) } می‌شود.
        اگر نپردازید، قرارداد لغو می‌شود.
    .button = می‌پردازم
notice-contract-lapsing = ⏳ امروز آخرین روز پرداخت حق بیمهٔ { MONTH($month) } است.
    مبلغ: { RIALS($amount) } (حدود { TOMAN($amount) }). اگر تا پایان امروز پرداخت نشود، قرارداد شما لغو می‌شود.
    .sms = { notice-addressee }، امروز آخرین روز پرداخت حق بیمهٔ { SHORTMONTH($month) } است: { RIALS($amount) }. اگر پرداخت نشود، قرارداد لغو می‌شود. برای پرداخت، «حق بیمه» را بفرستید.
    .simple =
        امروز آخرین روز پرداخت حق بیمهٔ { MONTH($month) } است.
        مبلغ آن { RIALS($amount) } است.
        این مبلغ حدود { TOMAN($amount) } می‌شود.
        اگر تا پایان امروز نپردازید، قرارداد لغو می‌شود.
    .button = می‌پردازم
notice-contract-lapsed = ❌ قرارداد بیمهٔ اختیاری شما از { MONTH($month) } لغو شد. شمارهٔ قرارداد: { COPY($number) }
    حق بیمهٔ { MONTH($month) } تا { DATE($due) } پرداخت نشد. سابقهٔ ماه‌های پرداخت‌شده برای شما می‌ماند.
    اگر شرایط آن را داشته باشید، می‌توانید قرارداد تازه‌ای امضا کنید.
    .sms = { notice-addressee }، حق بیمهٔ { SHORTMONTH($month) } تا { DAY($due) } پرداخت نشد و قرارداد { DIGITS($number) } لغو شد. برای قرارداد تازه، «قرارداد بیمه» را بفرستید.
    .simple =
        قرارداد بیمهٔ اختیاری شما از { MONTH($month) } لغو شد.
        شمارهٔ قرارداد: { COPY($number) }
        حق بیمهٔ { MONTH($month) } تا { DATE($due) } پرداخت نشد.
        سابقهٔ ماه‌های پرداخت‌شده می‌ماند.
        اگر شرط‌ها را دارید، می‌توانید قرارداد تازه ببندید.
    .button = قرارداد تازه
notice-partial-ready = 📄 لیست { MONTH($month) } رسید: { NUM($recorded) } روز برای شما ثبت شده و { NUM($days) } روز کم است.
    تکمیل این ماه { RIALS($amount) } (حدود { TOMAN($amount) }) است. تا { DATE($due) } برای پرداخت فرصت دارید.
    .sms = { notice-addressee }، { NUM($days) } روز از { SHORTMONTH($month) } کم است. تکمیل آن: { RIALS($amount) }، مهلت { DAY($due) }. برای پرداخت، «تکمیل ماه» را بفرستید.
    .simple =
        کارفرما روزهای { MONTH($month) } را به ما گفت.
        { NUM($recorded) } روز برای شما ثبت شده است.
        { NUM($days) } روز کم است.
        تکمیل این ماه { RIALS($amount) } است.
        این مبلغ حدود { TOMAN($amount) } می‌شود.
        تا { DATE($due) } وقت دارید.
    .button = می‌پردازم
notice-premium-paid = ✅ پرداخت شما تأیید شد. شمارهٔ رسید: { COPY($number) }
    حق بیمهٔ { notice-paid-months }: { RIALS($amount) } (حدود { TOMAN($amount) }).
    { notice-paid-for }{ notice-paid-credit }
    .sms = { notice-addressee }، پرداخت شما تأیید شد: { RIALS($amount) } برای { notice-paid-months-short }.{ notice-paid-credit-short } برای دیدن رسید، «رسید { DIGITS($number) }» را بفرستید.
    .simple =
        پرداخت شما تأیید شد.
        شمارهٔ رسید: { COPY($number) }
        حق بیمهٔ { notice-paid-months }: { RIALS($amount) }
        این مبلغ حدود { TOMAN($amount) } می‌شود.
        { notice-paid-for.simple }{ notice-paid-credit }
    .button = رسید را ببینم
notice-credit-kept = پول شما رسید، ولی برای ماهی ثبت نشد. مبلغ: { RIALS($amount) }
    دلیل: { notice-credit-why }
    این مبلغ نزد ما به نام شما می‌ماند. برای پس گرفتن آن، «کارشناس» را بفرستید.
    .sms = { notice-addressee }، { RIALS($amount) } رسید ولی برای ماهی ثبت نشد. { notice-credit-why } این پول نزد ما به نام شماست. برای پس گرفتن، «کارشناس» را بفرستید.
    .simple =
        پول شما رسید، ولی برای ماهی ثبت نشد.
        مبلغ: { RIALS($amount) }
        دلیل: { notice-credit-why }
        این پول نزد ما به نام شما می‌ماند.
        برای پس گرفتن آن، «کارشناس» را بفرستید.
    .button = وضعیت را ببینم
notice-payment-returned = پرداخت { RIALS($amount) } کامل نشد و بانک پول را به حساب شما برگرداند.
    حق بیمه هنوز پرداخت نشده است.
    .sms = { notice-addressee }، پرداخت { RIALS($amount) } کامل نشد و بانک پول را به حساب شما برگرداند. حق بیمه هنوز پرداخت نشده است.
    .simple =
        پرداخت { RIALS($amount) } کامل نشد.
        بانک پول را به حساب شما برگرداند.
        حق بیمه هنوز پرداخت نشده است.
    .button = دوباره می‌پردازم
notice-credit-returned = ✅ مبلغ { RIALS($amount) } که نزد ما داشتید، به حساب شما پس داده شد.
    .sms = { notice-addressee }، مبلغ { RIALS($amount) } که نزد ما داشتید، به حساب شما پس داده شد.
    .simple =
        { RIALS($amount) } نزد ما داشتید.
        این پول به حساب شما پس داده شد.
