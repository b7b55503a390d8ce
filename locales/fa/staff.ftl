### What colleagues read in the staff's groups: short, figures first.

# The head of a ticket's topic.
staff-topic = { DIGITS($number) } { LATIN($who) } { $service }
staff-head = { STRONG($title) }
    { $state }
    شهروند: { LATIN($who) }
    کانال: { $channel }
    کار: { $service }
    گروه: { $kind }
    باز شد: { DATE($opened) }، { TIME($opened) }
staff-title = درخواست { DIGITS($number) }
staff-state-waiting = در صف: نفر { NUM($place) }
staff-state-taken = پیش { $by }
staff-state-handed_back = پیش ربات
staff-state-closed = بسته: { DATE($closed) }، { TIME($closed) }
staff-head-mark = امتیاز شهروند: { NUM($mark) } از ۵
staff-head-said = پیش از این:
staff-who-unknown = ناشناس
staff-channel-telegram = تلگرام
staff-channel-sms = پیامک، هر پاسخ حداکثر { NUM($most) } بخش
staff-channel-terminal = پایانه
staff-channel-registry = پایگاه
staff-kind-insured = بیمه‌شدگان
staff-kind-employers = کارفرمایان
staff-kind-complaints = شکایت‌ها
staff-citizen = شهروند
staff-bot = ربات
staff-colleague = همکار
staff-says = { STRONG($who) }: { $said }
staff-note = { STRONG($who) } (یادداشت): { $said }
staff-edited = (ویرایش‌شده)
staff-picture = (تصویر)
staff-picture-gone = (تصویر دیگر در دسترس نیست)
staff-not-shown = (تلگرام نپذیرفت که این پیام کامل بیاید؛ تصویرش را دوباره بخواهید.)
staff-repeated = (شاید تکراری است)
staff-so-far = تا اینجا:
staff-supervisors = سرپرست: { $names }

# Buttons under it, and what a press is answered at once.
staff-button-take = برداشتن
staff-button-give = سپردن به همکار
staff-button-group = سپردن به گروه
staff-button-back = پس دادن به ربات
staff-button-close = بستن
staff-button-sms = فرستادن با پیامک{ $parts ->
        [0] { "" }
       *[other] {" "}({ NUM($parts) } بخش)
    }
staff-done-take = برداشتید. هرچه بنویسید به شهروند می‌رسد.
staff-done-back = پیش ربات است.
staff-done-close = بسته شد.
staff-done-give = سپرده شد به { $to }.
staff-done-group = سپرده شد به گروه { $kind }.
staff-done-say = فرستاده شد.
staff-asked = در همین موضوع بخوانید.

# Answers to what was written.
staff-parts = پیامک در { NUM($parts) } بخش می‌رود.
staff-which-colleague = درخواست { DIGITS($number) } به که سپرده شود؟
staff-which-group = درخواست { DIGITS($number) } به کدام گروه سپرده شود؟
staff-no-colleague = همکار دیگری ثبت نشده است.
staff-write-note = { $asked }: یادداشت سپردن درخواست { DIGITS($number) } به { $to } را در پاسخ به همین پیام بنویسید.
staff-moved = ادامهٔ درخواست { DIGITS($number) } پیش گروه { $kind } است.
staff-canned = پاسخ آماده برای درخواست { DIGITS($number) }:
staff-canned-greeting = سلام
staff-canned-checking = بررسی می‌کنم
staff-canned-papers = تصویر مدرک
staff-canned-branch = مراجعه به شعبه
staff-canned-done = انجام شد
staff-no-canned = پاسخ آماده‌ای به نام «{ $name }» نیست. برای فهرست، فقط { LATIN("/r") } بنویسید.
staff-queue = { NUM($count) } درخواست باز
staff-queue-line = { DIGITS($number) }: { $state }، { $kind }، { $channel }
staff-queue-none = درخواستی باز نیست.

# What could not be done: nothing has left.
staff-not-enrolled = ثبت نشده‌اید؛ چیزی فرستاده نشد. شناسهٔ شما: { COPY($id) }
staff-anonymous = چیزی فرستاده نشد: با نام گروه نوشته‌اید و معلوم نیست کیستید. «ناشناس ماندن» را در حق مدیران گروه خاموش کنید.
staff-not-allowed = نقش شما اجازهٔ این کار را ندارد.
staff-own-ticket = درخواست خود شماست؛ همکار دیگری بردارد.
staff-not-taken = فرستاده نشد: اول درخواست را بردارید.
staff-left-behind = انجام نشد: کسی که درخواست پیش او بود دیگر همکار میز نیست؛ آن را بردارید.
staff-many-parts = هنوز نرفته: پیامک در { NUM($parts) } بخش می‌رود. کوتاه‌تر بنویسید یا همین را با دکمه بفرستید.
staff-taken-by = انجام نشد: درخواست پیش { $by } است.
staff-closed = فرستاده نشد: درخواست در { DATE($at) }، { TIME($at) } بسته شده است.
staff-note-missing = یادداشت لازم است.
staff-no-such-staff = چنین همکاری ثبت نشده است.
staff-no-such-ticket = چنین درخواستی نیست.
staff-empty = پیام خالی است.
staff-too-long = فرستاده نشد: { NUM($parts) } بخش پیامک می‌شود، حداکثر { NUM($most) }. کوتاه‌تر بنویسید.
staff-blocked = فرستاده نشد: شهروند ربات را بسته است.
staff-no-pictures = فرستاده نشد: تصویر با پیامک نمی‌رود.
staff-picture-not-fetched = تصویر گرفته نشد و فرستاده نشد. دوباره بفرستید.
staff-picture-not-taken = فرستاده نشد: این فایل تصویر سالم نیست یا بسیار بزرگ است.
staff-only-text = فرستاده نشد: فقط متن، تصویر و { LATIN("PDF") }.
staff-note-within = چیزی فرستاده نشد: یادداشت را در پیامی جدا بنویسید.
staff-has-left = پیش‌تر برای شهروند رفته است و یادداشت نمی‌شود.
staff-picture-stays = تصویری که رفته است عوض نمی‌شود. اگر تصویر دیگری لازم است، دوباره بفرستید.
staff-edit-of-nothing = ویرایش اثری نداشت: این پیام برای شهروند نرفته بود. اگر باید برود، دوباره بنویسید.
staff-our-fault = خطای برنامه؛ چیزی انجام نشد. کد پیگیری: { COPY($reference) }
staff-general = چیزی فرستاده نشد. به هر شهروند در موضوع خودش پاسخ دهید.
staff-no-ticket-here = چیزی فرستاده نشد: این موضوع به درخواستی وابسته نیست.
staff-prompt-unknown = چیزی انجام نشد: این پرسش دیگر معتبر نیست. دکمه را دوباره بزنید.
staff-give-same = چند همکار این نام را دارند. دکمهٔ «سپردن به همکار» را بزنید.
staff-give-how = بنویسید: نام همکار پس از { LATIN("/give") } و بعد یادداشت.

# Figures.
staff-stats = آمار { DAY($since) } تا { DAY($until) }
staff-stats-line = { $name }: { NUM($tickets) } درخواست، { NUM($closed) } بسته، پاسخ اول { $first }، تا بستن { $resolution }، امتیاز { $mark }
staff-stats-total = همه
staff-stats-minutes = { NUM($minutes) } دقیقه
staff-stats-none = —
staff-chart-title = درخواست‌های هر روز؛ در پرانتز: میانهٔ پاسخ اول، دقیقه
staff-command-r = پاسخ‌های آماده
staff-command-give = سپردن به همکار، با یادداشت
staff-command-queue = درخواست‌های باز
staff-command-stats = آمار دو هفته
staff-command-credit = بستانکاری شهروند، برای سرپرست
staff-command-refunds = بازپرداخت‌های باز، برای سرپرست
