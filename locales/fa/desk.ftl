### The desk: what a citizen hears of it, and what colleagues read.

desk-opened = { $complaint ->
        [yes] شکایت شما برای کارشناس ثبت شد.
       *[no] درخواست شما برای گفت‌وگو با کارشناس ثبت شد.
    } شمارهٔ درخواست: { COPY($number) }
    { $wait }
    تا آن وقت هم می‌توانید از من بپرسید.
    .sms =
        { $complaint ->
            [yes] شکایت شما برای کارشناس ثبت شد.
           *[no] درخواست گفت‌وگو با کارشناس ثبت شد.
        } { $wait } تا آن وقت از من بپرسید. شماره: { COPY($number) }
    .simple =
        { $complaint ->
            [yes] شکایت شما برای کارشناس ثبت شد.
           *[no] کارشناس را صدا کردم.
        }
        شمارهٔ درخواست: { COPY($number) }
        { $wait }
        تا آن وقت هم از من بپرسید.
desk-still = درخواست شما برای گفت‌وگو با کارشناس هنوز در صف است. شمارهٔ درخواست: { COPY($number) }
    { $wait }
    تا آن وقت هم می‌توانید از من بپرسید.
    .sms = درخواست شما برای کارشناس در صف است. { $wait } تا آن وقت از من بپرسید. شماره: { COPY($number) }
    .simple =
        هنوز در صف کارشناس هستید.
        شمارهٔ درخواست: { COPY($number) }
        { $wait }
        تا آن وقت هم از من بپرسید.
desk-wait-minutes = نفر { ORDINAL($place) } صف هستید و انتظار این روزها حدود { NUM($minutes) } دقیقه است.
    .simple =
        نفر { ORDINAL($place) } صف هستید.
        حدود { NUM($minutes) } دقیقه طول می‌کشد.
desk-wait-place = نفر { ORDINAL($place) } صف هستید. زمان انتظار را هنوز نمی‌توانم بگویم.
    .sms = نفر { ORDINAL($place) } صف هستید.
desk-wait-until = اکنون کارشناسی پشت میز نیست. از { DATE($opens) }، ساعت { TIME($opens) } پاسخ می‌دهند و شما نفر { ORDINAL($place) } صف هستید.
    .sms = کارشناسان از { DAY($opens) } ساعت { TIME($opens) } پاسخ می‌دهند؛ نفر { ORDINAL($place) } صف هستید.
    .simple =
        اکنون کارشناسی نیست.
        از { DATE($opens) }، ساعت { TIME($opens) } پاسخ می‌دهند.
        نفر { ORDINAL($place) } صف هستید.
desk-wait-late = نفر { ORDINAL($place) } صف هستید. شاید امروز نوبت به شما نرسد؛ آن وقت پاسخ به { DATE($late) }، ساعت { TIME($late) } می‌ماند.
    .sms = نفر { ORDINAL($place) } صف هستید؛ شاید پاسخ به { DAY($late) } ساعت { TIME($late) } بماند.
    .simple =
        نفر { ORDINAL($place) } صف هستید.
        شاید امروز نوبت به شما نرسد.
        پس پاسخ به { DATE($late) }، ساعت { TIME($late) } می‌ماند.
dialog-complaint = شکایت
desk-offer = برای گفت‌وگو با کارشناس، «کارشناس» را بفرستید.
desk-taken = کارشناس سازمان به این گفت‌وگو آمد. از این پس پیام‌های شما را او می‌خواند و پاسخ می‌دهد.
    .sms = کارشناس سازمان به این گفت‌وگو آمد. از این پس پیامک‌های شما را او می‌خواند.
desk-moved = گفت‌وگوی شما را به گروه دیگری از کارشناسان سپردیم. نفر { ORDINAL($place) } صف هستید. تا نوبت شما هم می‌توانید از من بپرسید.
desk-returned = کارشناس گفت‌وگو را به من سپرد. ادامه می‌دهیم.
desk-closed = درخواست شما برای گفت‌وگو با کارشناس بسته شد. هر وقت بخواهید، «کارشناس» را دوباره بفرستید.
desk-reply = کارشناس:
    { $text }
    .sms = { $text }
desk-picture = تصویر از کارشناس
desk-correction = کارشناس، در اصلاح پیام قبلی:
    { $text }
    .sms = اصلاح پیام قبلی: { $text }

marking-mark = گفت‌وگوی شما با کارشناس تمام شد. پاسخ او چقدر به کارتان آمد؟
    .sms = گفت‌وگو با کارشناس تمام شد. چقدر به کارتان آمد؟ از ۱ تا ۵:
    .help = از ۱ تا ۵ یک عدد بفرستید؛ ۵ یعنی بسیار خوب. اگر نمی‌خواهید، «انصراف» را بفرستید.
    .help-simple =
        از ۱ تا ۵ یک عدد بفرستید.
        ۵ یعنی بسیار خوب.
        اگر نمی‌خواهید، «انصراف» را بفرستید.
marking-1 = ۱، بسیار بد
    .sms = بسیار بد
marking-2 = ۲، بد
    .sms = بد
marking-3 = ۳، متوسط
    .sms = متوسط
marking-4 = ۴، خوب
    .sms = خوب
marking-5 = ۵، بسیار خوب
    .sms = بسیار خوب
marking-thanks = نظر شما ثبت شد. سپاسگزاریم.
marking-none = پرسشی برای نظر دادن باز نیست.
dialog-marking = نظر شما دربارهٔ کارشناس

# Replies that lie ready for colleagues.
desk-canned-greeting = { $named ->
        [yes] سلام { $name }. کارشناس سازمان هستم و پیام‌های شما را خواندم.
       *[no] سلام. کارشناس سازمان هستم و پیام‌های شما را خواندم.
    }
desk-canned-checking = پروندهٔ شما را بررسی می‌کنم. چند دقیقه صبر کنید؛ همین‌جا پاسخ می‌دهم.
desk-canned-papers = برای بررسی به تصویر مدرک نیاز داریم. لطفاً آن را در نور کافی بگیرید و همین‌جا بفرستید.
desk-canned-branch = این کار در شعبه انجام می‌شود. لطفاً با کارت ملی به نزدیک‌ترین شعبهٔ تأمین اجتماعی بروید.
desk-canned-done = کار شما انجام شد. شمارهٔ درخواست: { COPY($number) }. اگر پرسش دیگری ندارید، گفت‌وگو را می‌بندم.

# What a citizen sent that is no text, as colleagues read it.
desk-relayed-contact = شمارهٔ همراه: { $mobile }
desk-relayed-button = (دکمه‌ای از یک پیام قبلی را زد)
desk-relayed-not-taken = ({ NUM($files) } فایل فرستاد که به دست ما نرسید یا تصویر سالم نبود)
desk-relayed-other = (چیزی فرستاد که اینجا نمی‌آید: { $what ->
        [voice] پیام صوتی
        [audio] فایل صوتی
        [video] ویدئو
        [video_note] ویدئوی کوتاه
        [animation] تصویر متحرک
        [sticker] استیکر
        [location] مکان
        [venue] مکان
        [poll] نظرسنجی
       *[other] نه متن است و نه تصویر
    })

# What happened to a ticket, for colleagues.
desk-event-taken = برداشت: { $by }
desk-event-handed-to = { $by } سپرد به { $to }: { $note }
desk-event-handed-to-group = { $by } سپرد به گروه { $kind ->
        [insured] بیمه‌شدگان
        [employers] کارفرمایان
       *[complaints] شکایت‌ها
    }: { $note }
desk-event-handed-back = { $by } به ربات پس داد
desk-event-closed = { $by } بست
desk-event-reopened = شهروند دوباره کارشناس خواست
desk-event-forgotten = بسته شد: یک روز پس از بازگشت به ربات خبری نبود
desk-event-marked = امتیاز شهروند: { NUM($mark) } از ۵
desk-event-reminded = { NUM($minutes) } دقیقهٔ کاری بی‌پاسخ
desk-event-escalated = { NUM($minutes) } دقیقهٔ کاری بی‌پاسخ؛ به سرپرست
desk-event-not-delivered = پاسخ نرسید: { $fault ->
        [blocked] شهروند ربات را بسته است
       *[other] خطای ارسال
    }{ $sms ->
        [yes] ؛ پیامک ممکن است
       *[no] .
    }
