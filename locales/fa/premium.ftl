### Paying premiums: what is due, for how many months, and the link, where a conversation ends.

premium-months =
    چند ماه را با هم می‌پردازید؟ ماه‌ها به ترتیب پرداخت می‌شود.
    { $lines }
    .help = هر ماه را تا پایان ماه دوم پس از آن می‌توانید بپردازید. اگر نپردازید، قرارداد از همان ماه لغو می‌شود.
    .help-simple =
        هر ماه دو ماه وقت پرداخت دارد.
        اگر در این وقت نپردازید، قرارداد لغو می‌شود.
premium-line = • یک ماه، { MONTH($month) }: { RIALS($amount) } (حدود { TOMAN($amount) })، مهلت تا { DATE($due) }
    .simple = • یک ماه، { MONTH($month) }: { RIALS($amount) }، حدود { TOMAN($amount) }، مهلت تا { DATE($due) }
premium-line-several = • { NUM($count) } ماه، تا { MONTH($month) }: { RIALS($amount) } (حدود { TOMAN($amount) })، مهلت ماه آخر تا { DATE($due) }
    .simple = • { NUM($count) } ماه، تا { MONTH($month) }: { RIALS($amount) }، حدود { TOMAN($amount) }، مهلت ماه آخر تا { DATE($due) }
premium-count =
    { $count ->
        [1] یک ماه
       *[other] { NUM($count) } ماه
    }
premium-more-by-sms = برای { NUM($months) } ماه: «حق بیمه { NUM($months) }»
premium-changed = در این میان چیزی در پرداخت‌های شما عوض شد. لطفاً «حق بیمه» را دوباره بفرستید.
premium-all-paid = ✅ حق بیمهٔ شما تا پایان { MONTH($through) } پرداخت شده است. اکنون چیزی برای پرداخت نیست.
    .sms = حق بیمهٔ شما تا پایان { SHORTMONTH($through) } پرداخت شده است. اکنون چیزی برای پرداخت نیست.
premium-no-figures =
    ✅ حق بیمهٔ شما تا پایان { MONTH($through) } پرداخت شده است.
    رقم‌های سال { DIGITS($year) } هنوز اعلام نشده است. پس اکنون چیزی برای پرداخت نیست و قرارداد شما برقرار می‌ماند.
    پس از اعلام آن، «حق بیمه» را بفرستید.
    .sms = حق بیمهٔ شما تا پایان { SHORTMONTH($through) } پرداخت شده است. رقم‌های { DIGITS($year) } هنوز اعلام نشده است. قرارداد برقرار می‌ماند. پس از اعلام، «حق بیمه» را بفرستید.
    .simple =
        حق بیمهٔ شما تا پایان { MONTH($through) } پرداخت شده است.
        رقم‌های سال { DIGITS($year) } هنوز اعلام نشده است.
        پس اکنون چیزی برای پرداخت نیست.
        قرارداد شما برقرار می‌ماند.
        پس از اعلام آن، «حق بیمه» را بفرستید.
premium-not-yet = قرارداد شما از { MONTH($first) } آغاز می‌شود. اکنون چیزی برای پرداخت نیست.
premium-bye = بسیار خوب. هر وقت خواستید، «قرارداد بیمه» را بفرستید.
premium-no-contract = اکنون قرارداد بیمهٔ اختیاری ندارید. پس حق بیمه‌ای برای پرداخت نیست.
premium-no-contract-next = می‌خواهید قرارداد ببندید؟
    .sms = یکی را بفرستید:

paying-month = { MONTH($month) }
    .sms = { SHORTMONTH($month) }
paying-months = { NUM($count) } ماه، از { MONTH($first) } تا { MONTH($last) }
    .sms = { SHORTMONTH($first) } تا { SHORTMONTH($last) }
paying-months-apart = { NUM($count) } ماه
paying-for = { $kind ->
        [partial] تکمیل { $months }
       *[voluntary] حق بیمهٔ { $months }
    }
paying-link =
    💳 { paying-for }: { RIALS($amount) } (حدود { TOMAN($amount) }). مهلت: { DATE($due) }
    برای پرداخت، این پیوند را باز کنید:
    { $url }
    تا ساعت { TIME($until) } روز { DATE($until) } اعتبار دارد. دیگری هم می‌تواند با آن به جای شما بپردازد.
    پس از پرداخت، تأیید و رسید خودبه‌خود همین‌جا می‌آید.
    .sms =
        { paying-for }: { RIALS($amount) } ({ TOMAN($amount) })، مهلت { DAY($due) }:
        { $url }
        پرداخت شما یا دیگری تا { TIME($until) } { DAY($until) }
    .simple =
        { paying-for }: { RIALS($amount) }
        این مبلغ حدود { TOMAN($amount) } می‌شود.
        تا { DATE($due) } وقت دارید.
        برای پرداخت، این پیوند را باز کنید:
        { $url }
        پیوند تا ساعت { TIME($until) } روز { DATE($until) } کار می‌کند.
        کس دیگری هم می‌تواند به جای شما بپردازد.
        پس از پرداخت، رسید خودش می‌آید.
paying-elsewhere =
    { paying-for }: { RIALS($amount) } (حدود { TOMAN($amount) }). مهلت: { DATE($due) }
    از اینجا اکنون نمی‌شود پرداخت کرد. در شعبه یا در { LATIN("es.tamin.ir") } بپردازید. تلفن راهنمایی: ۱۴۲۰
    .sms =
        { paying-for }: { RIALS($amount) } ({ TOMAN($amount) })، مهلت { DAY($due) }.
        از اینجا نمی‌شود پرداخت کرد. پرداخت در شعبه یا es.tamin.ir
    .simple =
        { paying-for }: { RIALS($amount) }
        این مبلغ حدود { TOMAN($amount) } می‌شود.
        تا { DATE($due) } وقت دارید.
        از اینجا اکنون نمی‌شود پرداخت کرد.
        در شعبه بپردازید.
        یا اینجا بپردازید: es.tamin.ir
        تلفن راهنمایی: ۱۴۲۰
