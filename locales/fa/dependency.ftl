### The dependency of pensioners' daughters: what a daughter hears of her own, and what she is told unasked.

dependency-none =
    به نام شما سهمی از مستمری پدر یا مادر در پرونده‌های سازمان نیست.
    اگر فکر می‌کنید اشتباهی شده است، «کارشناس» را بنویسید. تلفن راهنمایی: ۱۴۲۰
    .sms = به نام شما سهمی از مستمری پدر یا مادر در پرونده‌ها نیست. اگر فکر می‌کنید اشتباهی شده است، «کارشناس» را بفرستید.
dependency-drawing =
    ✅ سهم شما از مستمری از { DATE($since) } برقرار است. سن شما آن را پایان نمی‌دهد.
    این سهم با ازدواج یا شروع کار پایان می‌یابد. پیش از پایان، به شما خبر می‌دهیم.
    .sms = سهم شما از مستمری از { DAY($since) } برقرار است. با ازدواج یا شروع کار پایان می‌یابد. پیش از پایان، به شما خبر می‌دهیم.
dependency-notified =
    ⏳ سهم شما از مستمری از { DATE($effective_on) } پایان می‌یابد. تا آن روز پرداخت می‌شود.
    { dependency-cause }
    اگر این درست نیست، پیش از آن روز اعتراض کنید. تصویر مدرک لازم است.
    .sms = سهم شما از مستمری از { DAY($effective_on) } پایان می‌یابد. { dependency-cause.sms } اگر درست نیست، اعتراض کنید.
dependency-ended =
    سهم شما از مستمری از { DATE($effective_on) } پایان یافت.
    { dependency-cause }
    { $again }
    .sms =
        سهم شما از مستمری از { DAY($effective_on) } پایان یافت. { dependency-cause.sms }
        { $again }
dependency-objected =
    ⏳ اعتراض شما به پایان کفالت در حال بررسی است. شمارهٔ پیگیری: { COPY($number) }
    { dependency-cause }
    { $drawing }
    .sms = اعتراض { DIGITS($number) } به پایان کفالت در حال بررسی است. { dependency-cause.sms } { $drawing }
dependency-review =
    ⏳ وضع کفالت شما را باید یک کارشناس ببیند. هنوز تصمیمی گرفته نشده است.
    { dependency-cause } { dependency-doubt }
    تا پایان بررسی، سهم شما پرداخت می‌شود. نتیجه را خبر می‌دهیم.
    .sms = وضع کفالت شما را کارشناس بررسی می‌کند. { dependency-cause.sms } { dependency-doubt } تا پایان بررسی، سهم شما پرداخت می‌شود.
dependency-restored =
    ✅ سهم شما از مستمری برقرار است. { dependency-ground }
    اگر باز ازدواج یا شروع کاری ثبت شود، پیش از پایان به شما خبر می‌دهیم.
    .sms = سهم شما از مستمری برقرار است. { dependency-ground }
dependency-over =
    { dependency-ground } اما اکنون سهمی از مستمری به نام شما در پرونده‌ها برقرار نیست.
    برای پیگیری «کارشناس» را بنویسید یا با ۱۴۲۰ تماس بگیرید.
    .sms = اکنون سهمی از مستمری به نام شما در پرونده‌ها برقرار نیست. برای پیگیری «کارشناس» را بفرستید.
dependency-still-drawing = تا پاسخ ما سهم شما پرداخت می‌شود.
dependency-not-drawing = تا پاسخ ما سهم شما پرداخت نمی‌شود.
dependency-again =
    پس از طلاق، فوت همسر یا پایان کار می‌توانید با تصویر مدرک، برقراری دوباره را بخواهید.
    اگر پایان کفالت درست نیست، می‌توانید اعتراض کنید.
    .sms = پس از طلاق، فوت همسر یا پایان کار می‌توانید برقراری دوباره را بخواهید.
dependency-again-undone =
    پس از آن، { dependency-event } شما در { DATE($since_on) } ثبت شده است.
    سهم شما خودبه‌خود برنمی‌گردد. می‌توانید با تصویر مدرک، برقراری دوباره را بخواهید.
    .sms = پس از آن { dependency-event } ({ DAY($since_on) }) ثبت شده است. می‌توانید برقراری دوباره را بخواهید.
dependency-again-at-work =
    اکنون کاری به نام شما ثبت است. تا پایان کار، سهم دوباره برقرار نمی‌شود.
    اگر این درست نیست، می‌توانید اعتراض کنید.
    .sms = اکنون کاری به نام شما ثبت است. اگر این درست نیست، می‌توانید اعتراض کنید.
dependency-again-asked = ⏳ درخواست شما برای برقراری دوباره در حال بررسی است. شمارهٔ پیگیری: { COPY($number) }
    .sms = درخواست { DIGITS($number) } برای برقراری دوباره در حال بررسی است.
dependency-cause = { $kind ->
        [marriage] دلیل: ازدواج شما در { DATE($on) } در ثبت احوال ثبت شده است.
       *[employment_start] دلیل: شروع کار شما در { DATE($on) } در لیست‌های بیمه ثبت شده است.
    }
    .sms = { $kind ->
        [marriage] ازدواج { DAY($on) } ثبت شده است.
       *[employment_start] شروع کار در { DAY($on) } ثبت شده است.
    }
dependency-event = { $since ->
        [divorce] طلاق
        [widowhood] فوت همسر
       *[employment_end] پایان کار
    }
dependency-doubt = { $reason ->
        [quarantined] بخشی از داده‌هایی که دربارهٔ شما رسیده است، درست خوانده نمی‌شود.
        [temporary_marriage] دائم یا موقت بودن این عقد روشن نیست.
        [undone] پس از آن خبر دیگری هم ثبت شده است.
        [late] این خبر دیر به سازمان رسیده است.
       *[corrected] این خبر پس از اعلام ما عوض شده است.
    }
dependency-ground = { $ground ->
        [objection] اعتراض شما پذیرفته شد.
        [review] کارشناس پروندهٔ شما را دید و دلیلی برای پایان این سهم نبود.
       *[asked_again] درخواست شما پذیرفته شد.
    }
dependency-next = چه می‌خواهید بکنید؟
    .sms = یکی را بفرستید:
    .help = اعتراض برای وقتی است که این خبر درست نیست. برقراری دوباره پس از طلاق، فوت همسر یا پایان کار است. برای هر دو، تصویر مدرک لازم است.
dependency-bye = بسیار خوب. هر وقت خواستید، دوباره بپرسید.

### What she is told unasked. By SMS at most three parts, signature and all.

notice-pensioner = مستمری‌بگیر گرامی
notice-dependency-notice = ⏳ سهم شما از مستمری از { DATE($effective_on) } پایان می‌یابد. تا آن روز پرداخت می‌شود.
    { dependency-cause }
    اگر این درست نیست، می‌توانید با تصویر مدارک خود اعتراض کنید.
    .sms = { notice-pensioner }، سهم شما از مستمری از { DAY($effective_on) } پایان می‌یابد. { dependency-cause.sms } اگر درست نیست، برای اعتراض «کفالت» را بفرستید.
    .button = وضعیت را ببینم
notice-dependency-ended = سهم شما از مستمری از { DATE($effective_on) } پایان یافت.
    { dependency-cause }
    اگر این درست نیست، می‌توانید با تصویر مدارک خود اعتراض کنید.
    پس از طلاق، فوت همسر یا پایان کار می‌توانید برقراری دوباره را بخواهید.
    .sms = { notice-pensioner }، سهم شما از مستمری از { DAY($effective_on) } پایان یافت. { dependency-cause.sms } برای اعتراض یا برقراری دوباره، «کفالت» را بفرستید.
    .button = وضعیت را ببینم
notice-dependency-review = ⏳ وضع کفالت شما را یک کارشناس بررسی می‌کند. هنوز تصمیمی گرفته نشده است.
    { dependency-cause } { dependency-doubt }
    تا پایان بررسی، سهم شما پرداخت می‌شود. نتیجه را خبر می‌دهیم. لازم نیست کاری بکنید.
    .sms = { notice-pensioner }، وضع کفالت شما را یک کارشناس بررسی می‌کند. { dependency-cause.sms } تا پایان بررسی، سهم شما پرداخت می‌شود. نتیجه را خبر می‌دهیم.
    .button = وضعیت را ببینم
notice-dependency-restored = ✅ { notice-dependency-ground }
    اگر باز ازدواج یا شروع کاری ثبت شود، پیش از پایان به شما خبر می‌دهیم.
    .sms = { notice-pensioner }، { notice-dependency-ground }
    .button = وضعیت را ببینم
notice-dependency-ground = { $ground ->
        [objection] اعتراض شما به پایان کفالت پذیرفته شد. سهم شما از مستمری مانند پیش برقرار است.
        [review] بررسی کفالت شما پایان یافت. سهم شما از مستمری مانند پیش برقرار است.
       *[asked_again] درخواست شما پذیرفته شد. سهم شما از مستمری دوباره برقرار است.
    }
