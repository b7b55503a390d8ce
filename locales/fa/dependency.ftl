### The dependency of pensioners' daughters. By SMS at most three parts, signature and all.

notice-pensioner = مستمری‌بگیر گرامی
notice-dependency-cause = { $kind ->
        [marriage] ازدواج شما در ثبت احوال ثبت شده است (تاریخ: { DATE($on) }).
       *[employment_start] آغاز کار شما در فهرست‌های بیمه ثبت شده است (تاریخ: { DATE($on) }).
    }
    .sms = { $kind ->
        [marriage] ازدواج شما ({ DAY($on) }) ثبت شده است.
       *[employment_start] آغاز کار شما ({ DAY($on) }) ثبت شده است.
    }
notice-dependency-notice = ⏳ سهم شما از مستمری از { DATE($effective_on) } پایان می‌یابد.
    { notice-dependency-cause } تا آن روز مستمری شما پرداخت می‌شود.
    اگر این درست نیست، با تصویر مدارک خود اعتراض کنید.
    .sms = { notice-pensioner }، { notice-dependency-cause.sms } سهم شما از مستمری از { DAY($effective_on) } پایان می‌یابد. اگر این درست نیست، «کفالت» را بفرستید و اعتراض کنید.
    .button = وضعیت را ببینم
notice-dependency-ended = سهم شما از مستمری از { DATE($effective_on) } پایان یافت.
    { notice-dependency-cause }
    اگر این درست نیست، می‌توانید اعتراض کنید. اگر دوباره بی‌همسر و بی‌کار شدید، می‌توانید برقراری دوباره را بخواهید.
    .sms = { notice-pensioner }، سهم شما از مستمری از { DAY($effective_on) } پایان یافت. { notice-dependency-cause.sms } برای اعتراض یا برقراری دوباره، «کفالت» را بفرستید.
    .button = وضعیت را ببینم
notice-dependency-review = کارشناس سازمان وضعیت کفالت شما را بررسی می‌کند.
    { notice-dependency-cause } { $reason ->
        [quarantined] بخشی از اطلاعات شما نیاز به بررسی دارد.
        [temporary_marriage] نوع این ازدواج باید بررسی شود.
        [undone] پس از آن نیز تغییری ثبت شده است.
        [late] خبر آن دیر رسیده است.
       *[corrected] این خبر پس از اعلام ما تغییر کرده است.
    }
    تا پایان بررسی، مستمری شما پرداخت می‌شود. نتیجه را به شما خبر می‌دهیم.
    .sms = { notice-pensioner }، { notice-dependency-cause.sms } کارشناس سازمان آن را بررسی می‌کند. تا پایان بررسی، مستمری شما پرداخت می‌شود. نتیجه را خبر می‌دهیم.
    .button = وضعیت را ببینم
notice-dependency-restored = ✅ { $ground ->
        [objection] اعتراض شما پذیرفته شد. سهم شما از مستمری مانند پیش پرداخت می‌شود.
        [review] بررسی پایان یافت. سهم شما از مستمری مانند پیش پرداخت می‌شود.
       *[asked_again] درخواست شما پذیرفته شد. سهم شما از مستمری دوباره برقرار شد.
    }
    .sms = { notice-pensioner }، { $ground ->
        [objection] اعتراض شما پذیرفته شد. سهم شما از مستمری مانند پیش پرداخت می‌شود.
        [review] بررسی پایان یافت. سهم شما از مستمری مانند پیش پرداخت می‌شود.
       *[asked_again] درخواست شما پذیرفته شد. سهم شما از مستمری دوباره برقرار شد.
    }
    .button = وضعیت را ببینم
