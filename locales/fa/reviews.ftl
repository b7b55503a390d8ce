### Objections, as reviewers read them in the staff's groups: short, figures first.

# The head of a case's topic.
case-called = { $matter ->
        [reinstatement] درخواست
        [doubt] تردید
        [review] بررسی
       *[other] اعتراض
    }
case-topic = { case-called } { DIGITS($number) } · { $who }
case-who-unknown = نام نامعلوم
case-head = { STRONG($title) }
    وضع: { $state }
    شهروند: { NATIONALID($national_id) }، { $name }
    کانال: { $channel }
    ثبت: { DATE($filed_on) }، پاسخ تا: { DATE($answer_by) }
    { $subject }
    در گرو: { $stake }
    سخن شهروند: «{ $reason }»
    مدارک: { $papers }
case-head-doubt = { STRONG($title) }
    وضع: { $state }
    مستمری‌بگیر: { NATIONALID($national_id) }، { $name }
    ثبت: { DATE($filed_on) }، پاسخ تا: { DATE($answer_by) }
    { $subject }
    در گرو: { $stake }
    شهروند چیزی نخواسته است؛ قاعده‌ها نتوانستند تصمیم بگیرند.
case-head-review = { STRONG($title) }
    وضع: { $state }
    شهروند: { NATIONALID($national_id) }، { $name }
    ثبت: { DATE($filed_on) }، پاسخ تا: { DATE($answer_by) }
    { $subject }
    در گرو: { $stake }
    شهروند چیزی نخواسته است. آیا این نخستین عقد دائم اوست؟
case-title = { case-called } { DIGITS($number) }
case-how-pictures = تصویرها: دکمهٔ «تصاویر»، بعد «شروع» در گفت‌وگوی خصوصی ربات. پیوند به نام شماست و { NUM($minutes) } دقیقه می‌ماند.
case-state-filed = در انتظار بازبین
case-state-more-wanted = تصویر بهتر خواسته شد: { $paper }
case-state-to-confirm = تأیید اول: { $by }، در انتظار تأیید دوم
case-state-upheld = { $matter ->
        [doubt] برقرار ماند: { $by }
       *[other] تأیید شد: { $by }
    }
case-state-refused = { $matter ->
        [doubt] پایان می‌یابد: { $by }، «{ $note }»
        [review] عقد پیشین دارد: { $by }، «{ $note }»
       *[other] رد شد: { $by }، { $why }
    }
case-state-withdrawn = شهروند پس گرفت

# What is objected to.
case-subject-unlisted = ازدواجی که پایگاه ندارد. گفتهٔ شهروند: عقد { DATE($on) }، همسر { $spouse }
case-spouse-unnamed = نامعلوم
case-spouse = { NATIONALID($national_id) }
case-subject-decision = تصمیم گفته‌شده، عقد { DATE($on) }: { $decision }
case-subject-finance = گفته‌شده، عقد { DATE($on) }: { $outcome }، { $amount }
case-now = اکنون از پایگاه: { $decision }
case-now-gone = اکنون این ازدواج در پایگاه نیست.
case-overrides-nothing = تأیید به‌تنهایی رقمی را عوض نمی‌کند: مبلغ و حساب از پایگاه خوانده می‌شود.
case-outcome-payable = قابل پرداخت
case-outcome-waiting = در انتظار حساب یا همراه
case-outcome-refused = رد
case-outcome-review = نیازمند نظر بازبین
case-dependency = کفالت: { case-event } { DATE($on) }. اکنون: { $state ->
        [notified] اخطار داده شد
        [ended] پایان یافته است
        [restored] برقرار است
       *[review] منتظر بازبین
    }
case-event = { $kind ->
        [marriage] ازدواج
        [divorce] طلاق
        [widowhood] فوت همسر
        [employment_start] شروع کار
        [employment_end] پایان کار
       *[death] فوت خود او
    }
case-dependency-gone = رویداد { DATE($on) } دیگر در پایگاه نیست.
case-effective = نخستین روز بی‌مستمری: { DATE($on) }
case-since = گفتهٔ شهروند: { $cause ->
        [divorce] طلاق
        [widowhood] فوت همسر
       *[job-lost] پایان کار
    }
case-undone = پایگاه پس از آن: { case-event } { DATE($on) }
case-married = پایگاه: اکنون همسر دارد
case-at-work = پایگاه: اکنون شاغل است
case-doubt = تردید: { $reason ->
        [own_death] فوت او ثبت شده است
        [quarantined] بخشی از داده‌ها خوانا نیست
        [temporary_marriage] شاید عقد موقت است
        [undone] پیش از اخطار از میان رفته است
        [late] خبر دیر رسیده است
       *[corrected] خبر پس از اخطار عوض شده است
    }
case-stake-share = سهم مستمری، یک بازبین کافی است
case-not-known = نامعلوم
case-amount = { RIALS($amount) }
case-permanent = عقد دائم: { $holds ->
        [yes] بله
       *[no] نه، موقت
    }
case-official = ثبت رسمی: { $holds ->
        [yes] بله
       *[no] نه
    }
case-first = نخستین عقد دائم: { $holds ->
        [yes] بله
       *[no] نه، پیشین { DATE($earlier) }
    }
case-first-found = نخستین عقد دائم: نه، بازبین عقد پیشین را دیده است
case-first-not-known = نخستین عقد دائم: تاریخچهٔ ثبت احوال ناقص است
case-employed = شاغل در روز عقد: { $holds ->
        [yes] بله
       *[no] نه، آخرین روز کار { DATE($last_day) }
    }
case-never-employed = شاغل در روز عقد: نه، کاری ثبت نشده است
case-days = سابقه: { NUM($counted) } از { NUM($needed) } روز، { DAY($first_day) } تا { DAY($last_day) }
case-computed = مبلغ: { RIALS($amount) } = { RIALS($total) } ÷ { NUM($divided_by) }، { MONTH($first) } تا { MONTH($last) }، { NUM($with_wages) } ماه با دستمزد
case-missing-account = کمبود: شمارهٔ حساب
case-missing-mobile = کمبود: شمارهٔ همراه
case-quarantined = بخشی از داده‌های این شخص خوانا نیست
case-overridden = { $what } (با تأیید اعتراض)
case-stake-unknown = نامعلوم، یک بازبین کافی است
case-stake-one = { RIALS($amount) }، یک بازبین کافی است
case-stake-two = { RIALS($amount) }، بیش از { RIALS($limit) }: تأیید دوم لازم است
case-no-papers = ندارد
case-papers = { $paper }: { NUM($count) }

# What happened, each a post; a topic that was deleted begins with all of it.
case-so-far = تا اینجا:
case-happened-at = { DAY($at) } { TIME($at) }، { $what }
case-happened-filed = { $matter ->
        [doubt] به بازبین سپرده شد
        [review] به بازبین سپرده شد
       *[other] ثبت شد، { NUM($images) } تصویر
    }
case-happened-images-added = شهروند { NUM($images) } تصویر افزود
case-happened-more-wanted = { $by } تصویر بهتر خواست: { $paper }
case-happened-to-confirm = { $by } تأیید کرد، تأیید دوم لازم است. مبنا: «{ $note }»
case-happened-upheld = { $matter ->
        [doubt] نظر { $by }: برقرار می‌ماند. مبنا: «{ $note }»
       *[other] { $by } تأیید کرد. مبنا: «{ $note }»
    }
case-happened-refused = { $matter ->
        [doubt] نظر { $by }: پایان می‌یابد. مبنا: «{ $note }»
        [review] نظر { $by }: عقد پیشین دارد. مبنا: «{ $note }»
       *[other] { $by } رد کرد: { $why }
    }
case-happened-withdrawn = شهروند پس گرفت
case-why = { $noted ->
        [yes] { $reason }، «{ $note }»
       *[no] { $reason }
    }
case-reason-papers-do-not-show-it = مدرک نشان نمی‌دهد
case-reason-record-is-right = سابقه درست است
case-reason-not-the-person = به نام دیگری است
case-reason-not-registered = ثبت رسمی ندارد
case-reason-other = دلیل دیگر

# Buttons under the head, and what a press is answered at once.
case-button-papers = تصاویر
case-button-uphold = تأیید
case-button-uphold-doubt = برقرار می‌ماند
case-button-uphold-review = نخستین عقد است
case-button-confirm-review = تأیید دوم: نخستین است
case-button-refuse-review = عقد پیشین دارد
case-button-refuse-doubt = پایان می‌یابد
case-button-confirm = تأیید دوم
case-button-refuse = رد
case-button-better = تصویر بهتر
case-asked = در همین موضوع بخوانید.
case-done-better = خواسته شد: { $paper }

# Questions.
case-write-ground = { $asked }: مبنای تأیید پروندهٔ { DIGITS($number) } را در پاسخ به همین پیام بنویسید. به شهروند گفته نمی‌شود.
case-write-end = { $asked }: مبنای پایان کفالت، پروندهٔ { DIGITS($number) }، را در پاسخ به همین پیام بنویسید. به شهروند گفته نمی‌شود.
case-write-earlier = { $asked }: پروندهٔ { DIGITS($number) }، از کجا پیداست که عقد دائم پیشین دارد؟ در پاسخ به همین پیام بنویسید. به شهروند گفته نمی‌شود.
case-which-reason = پروندهٔ { DIGITS($number) } به چه دلیل رد شود؟
case-write-line = { $asked }: رد پروندهٔ { DIGITS($number) }، { $reason }. یک خط برای شهروند در پاسخ به همین پیام بنویسید.
case-line-needed = این دلیل بی‌توضیح پذیرفته نیست.
case-line-or-dash = بدون توضیح: فقط یک خط تیره.
case-which-paper = پروندهٔ { DIGITS($number) }: تصویر بهتر از کدام مدرک؟

# What could not be done.
case-not-enrolled = ثبت نشده‌اید؛ کاری انجام نشد. شناسهٔ شما: { COPY($id) }
case-not-allowed = نقش شما اجازهٔ این کار را ندارد.
case-own = پروندهٔ شما یا همسرتان است؛ بازبین دیگری تصمیم می‌گیرد.
case-same-reviewer = تأیید اول با شما بود؛ تأیید دوم با نفر دیگری است.
case-is-so = انجام نشد. وضع اکنون: { case-now-it-is }
case-changed = انجام نشد: پس از پرسش، پرونده عوض شد. وضع اکنون: { case-now-it-is }. ببینید و دوباره بزنید.
case-now-it-is = { $state ->
        [filed] در انتظار بازبین
        [more-wanted] تصویر بهتر خواسته شد
        [to-confirm] در انتظار تأیید دوم
        [upheld] به سود شهروند تصمیم گرفته شده است
        [refused] تصمیم گرفته شده است و به سود شهروند نیست
       *[withdrawn] شهروند پس گرفته است
    }
case-empty = انجام نشد: متن خالی است. دوباره در پاسخ به همان پیام بنویسید.
case-note-within = انجام نشد: سطری که با // آغاز شود به شهروند نمی‌رسد. بی‌آن، دوباره در پاسخ به همان پیام بنویسید.
case-too-long = انجام نشد: حداکثر { NUM($most) } حرف. کوتاه‌تر بنویسید.
case-none = چنین اعتراضی نیست.
case-note-stays = یادداشت شد. آنچه اینجا بنویسید به شهروند نمی‌رسد؛ تصمیم فقط با دکمه‌هاست.

# In a colleague's private chat with the staff's bot.
case-link = مدارک اعتراض { DIGITS($number) }: { LATIN($link) }
    فقط برای شما. یک بار و تا { NUM($minutes) } دقیقه باز می‌شود. هر بار دیدن ثبت می‌شود.
case-no-link = پیوندی ساخته نشد: نشانی عمومی سامانه تنظیم نشده است.
case-private = اینجا فقط پیوند تصاویر فرستاده می‌شود. دکمهٔ «تصاویر» را در موضوع اعتراض بزنید.
