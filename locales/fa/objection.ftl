### Objecting to a decision, and following the objection. What is asked first, an example next, the way out last.
### What is filed in the same way without being an objection is called a request.

objection-called = { $matter ->
        [reinstatement] درخواست
       *[other] اعتراض
    }
objection-keyword = { $matter ->
        [reinstatement] پیگیری درخواست
       *[other] اعتراض
    }

objection-which = این‌ها را پیش‌تر ثبت کرده‌اید. کدام را می‌خواهید ببینید؟
    .sms = این‌ها را پیش‌تر ثبت کرده‌اید. شمارهٔ یکی را بفرستید:
objection-one = { DIGITS($number) }: { $state }
objection-state-filed = در حال بررسی
objection-state-more-wanted = تصویر بهتر لازم است
objection-state-upheld = پذیرفته شد
objection-state-refused = پذیرفته نشد
objection-state-withdrawn = پس گرفته شد
objection-wrong-number = رقم‌های این شمارهٔ پیگیری درست نیست. لطفاً از روی پیامی که رسیده است بنویسید.
objection-not-theirs = چیزی با این شماره به نام شما ثبت نیست. لطفاً یکی از گزینه‌ها را انتخاب کنید.

objection-about = به کدام تصمیم اعتراض دارید؟
    .sms = به کدام‌یک اعتراض دارید؟ شمارهٔ گزینه را بفرستید:
objection-about-none = به نام شما ازدواجی در پرونده‌های سازمان نیست. اگر ازدواج شما ثبت رسمی شده است، همین‌جا بگویید.
    .sms = به نام شما ازدواجی در پرونده‌ها نیست. اگر ثبت رسمی شده است، شمارهٔ گزینه را بفرستید:
    .simple =
        به نام شما ازدواجی در پرونده‌ها نیست.
        اگر ازدواج شما ثبت رسمی شده است، همین‌جا بگویید.
objection-not-over =
    ⏳ هنوز دربارهٔ این ازدواج تصمیمی گرفته نشده است. پس چیزی برای اعتراض نیست.
    ازدواج شما در { DATE($registered_on) } ثبت شده است. سازمان آن را در پایان ماه، { DATE($until) }، بررسی می‌کند.
    پس از آن روز نتیجه را بپرسید. اگر نادرست بود، همان‌جا اعتراض کنید.
    .sms = هنوز دربارهٔ ازدواج { DAY($registered_on) } تصمیمی گرفته نشده است. سازمان آن را در { DAY($until) } بررسی می‌کند. پس از آن روز می‌توانید اعتراض کنید.
    .simple =
        هنوز دربارهٔ این ازدواج تصمیمی گرفته نشده است.
        پس هنوز نمی‌توانید اعتراض کنید.
        ازدواج شما در { DATE($registered_on) } ثبت شده است.
        سازمان آن را در { DATE($until) }، پایان ماه، بررسی می‌کند.
        پس از آن روز، نتیجه را بپرسید.
        اگر نادرست بود، همان‌جا اعتراض کنید.
objection-provisional =
    ⏳ تصمیم دربارهٔ این ازدواج هنوز نهایی نیست. پس چیزی برای اعتراض نیست.
    ازدواج شما در { DATE($registered_on) } ثبت شده است. سازمان تا { DATE($until) } منتظر لیست بیمهٔ کارفرما می‌ماند.
    پس از آن روز نتیجه را بپرسید. اگر نادرست بود، همان‌جا اعتراض کنید.
    .sms = تصمیم دربارهٔ ازدواج { DAY($registered_on) } هنوز نهایی نیست. سازمان تا { DAY($until) } منتظر لیست کارفرما می‌ماند. پس از آن روز می‌توانید اعتراض کنید.
    .simple =
        تصمیم دربارهٔ این ازدواج هنوز آخری نیست.
        پس هنوز نمی‌توانید اعتراض کنید.
        ازدواج شما در { DATE($registered_on) } ثبت شده است.
        کارفرما باید روزهای کار شما را به ما بگوید.
        سازمان تا { DATE($until) } منتظر او می‌ماند.
        پس از آن روز، نتیجه را بپرسید.
        اگر نادرست بود، همان‌جا اعتراض کنید.
objection-already-open = در همین باره پیش‌تر { objection-called }ی ثبت کرده‌اید که هنوز باز است:
    .sms = پیش‌تر { objection-called }ی ثبت کرده‌اید که باز است.

objection-ends = پایان کفالت من
objection-nothing-ends =
    اکنون در این باره چیزی برای ثبت نیست. شاید وضع کفالت شما عوض شده است.
    برای دیدن وضع کنونی، «کفالت» را بفرستید.
    .sms = اکنون در این باره چیزی برای ثبت نیست. برای دیدن وضع کنونی، «کفالت» را بفرستید.
objection-since = از آن پس چه پیش آمده است؟
    .sms = از آن پس چه پیش آمده است؟ شماره را بفرستید:
objection-since-divorce = طلاق
objection-since-widowhood = فوت همسر

objection-day = تاریخ ثبت عقد را از روی عقدنامه بنویسید. نمونه: ۱۵ آذر ۱۴۰۴
    .sms = تاریخ ثبت عقد را بنویسید. نمونه: ۱۴۰۴/۰۹/۱۵
objection-day-ahead = این روز هنوز نرسیده است. تاریخ ثبت عقد را از روی عقدنامه بنویسید. نمونه: ۱۵ آذر ۱۴۰۴
objection-day-listed = ازدواج این روز در پرونده‌های سازمان هست. با «برگشت» به فهرست ازدواج‌ها بروید یا تاریخ دیگری بنویسید.
objection-spouse = کد ملی همسرتان چیست؟ ۱۰ رقم است. نمونه: ۰۰۱۲۳۴۵۶۷۹
    .sms = کد ملی همسرتان را بنویسید. نمونه: ۰۰۱۲۳۴۵۶۷۹
objection-spouse-self = این کد ملی خود شماست. لطفاً کد ملی همسرتان را بنویسید یا «نمی‌دانم» را انتخاب کنید.

# What is objected to, in a line.
objection-subject-payable = کمک‌هزینهٔ ازدواج { DATE($on) }، تأییدشده با مبلغ { RIALS($amount) }
    .sms = ازدواج { DAY($on) }، تأییدشده با { RIALS($amount) }
objection-subject-waiting = کمک‌هزینهٔ ازدواج { DATE($on) } با مبلغ { RIALS($amount) }، در انتظار حساب یا شمارهٔ همراه
    .sms = ازدواج { DAY($on) }، در انتظار حساب یا همراه
objection-subject-refused = کمک‌هزینهٔ ازدواج { DATE($on) } که تأیید نشد
    .sms = ازدواج { DAY($on) } که تأیید نشد
objection-subject-review = کمک‌هزینهٔ ازدواج { DATE($on) } که منتظر نظر کارشناس است
    .sms = ازدواج { DAY($on) }، منتظر کارشناس
objection-subject-unlisted = ازدواج { DATE($on) } که در پرونده‌های سازمان نیست
    .sms = ازدواج { DAY($on) } که در پرونده نیست
objection-subject-dependency = پایان کفالت شما، پس از { objection-event } { DATE($on) }
    .sms = پایان کفالت پس از { objection-event } { DAY($on) }
objection-subject-reinstatement = برقراری دوبارهٔ سهم شما از مستمری
    .sms = برقراری دوبارهٔ سهم مستمری
objection-event = { $cause ->
        [employment] شروع کار در
       *[marriage] ازدواج
    }
objection-about-decision = کمک‌هزینهٔ ازدواج { DATE($on) }
    .sms = ازدواج { DAY($on) }
objection-about-unlisted = ازدواج { DATE($on) } که در پرونده‌های سازمان نیست
    .sms = ازدواج { DAY($on) }
objection-about-dependency = پایان کفالت شما
    .sms = پایان کفالت
objection-about-reinstatement = برقراری دوبارهٔ سهم شما از مستمری
    .sms = برقراری دوباره

objection-in-pictures = در تصویرها آمده است
objection-reason =
    موضوع { objection-called }: { $subject }.
    { $matter ->
        [unlisted] بنویسید این ازدواج کجا ثبت شده است. نمونه: «در دفترخانهٔ ۱۲ شیراز ثبت شد.»
        [dependency] به زبان خودتان بنویسید چه چیزی نادرست است. نمونه: «این ثبت برای شخص دیگری است.»
        [reinstatement] بنویسید چه پیش آمده است و از چه روزی. نمونه: «کار من در پایان مهر تمام شد.»
       *[decision] به زبان خودتان بنویسید چه چیزی نادرست است. نمونه: «لیست بیمهٔ مهر و آبان من نرسیده است.»
    }
    .sms =
        موضوع: { $subject }.
        { $matter ->
            [unlisted] در یک پیامک بنویسید کجا ثبت شده است. نمونه: «در دفترخانهٔ ۱۲ شیراز ثبت شد.»
            [dependency] در یک پیامک بنویسید چه چیزی نادرست است. نمونه: «این ثبت برای شخص دیگری است.»
            [reinstatement] در یک پیامک بنویسید چه پیش آمده است. نمونه: «کار من در پایان مهر تمام شد.»
           *[decision] در یک پیامک بنویسید چه چیزی نادرست است. نمونه: «لیست بیمهٔ مهر من نرسیده است.»
        }
    .help = هرچه می‌دانید در یک پیام بنویسید: چه چیزی نادرست است و کدام مدرک آن را نشان می‌دهد. چند جمله کافی است. «انصراف» گفت‌وگو را می‌بندد.
    .help-simple =
        بنویسید چه چیزی نادرست است.
        بنویسید کدام مدرک آن را نشان می‌دهد.
        همه را در یک پیام بنویسید.
        چند جمله کافی است.
objection-papers =
    { $by_link ->
        [yes] تصویر { $paper } و هر مدرک دیگر را در این نشانی بگذارید. نشانی سه روز اعتبار دارد: { LATIN($link) }
       *[no] { $named ->
            [yes] لطفاً تصویر { $paper } را بفرستید. عکس یا فایل، هر دو پذیرفته است.
           *[no] { $taken ->
                [0] لطفاً تصویر مدرک خود را بفرستید. عکس یا فایل، هر دو پذیرفته است.
               *[other] { NUM($taken) } تصویر رسیده است. اگر مدرک دیگری دارید، بفرستید. اگر نه، «کافی است» را بزنید.
            }
        }
    }
    .sms =
        { $by_link ->
            [yes]
                تصویر { $paper } و هر مدرک دیگر را در نشانی زیر بگذارید. سه روز اعتبار دارد:
                { $link }
           *[no] لطفاً تصویر { $paper } را بفرستید.
        }
    .simple =
        { $by_link ->
            [yes]
                تصویر { $paper } را در نشانی زیر بگذارید.
                هر مدرک دیگری را هم همان‌جا بگذارید.
                نشانی سه روز کار می‌کند:
                { $link }
           *[no] { $named ->
                [yes]
                    لطفاً تصویر { $paper } را بفرستید.
                    عکس یا فایل بفرستید.
               *[no] { $taken ->
                    [0]
                        لطفاً تصویر مدرک خود را بفرستید.
                        عکس یا فایل بفرستید.
                   *[other]
                        { NUM($taken) } تصویر رسیده است.
                        اگر مدرک دیگری دارید، بفرستید.
                        اگر نه، «کافی است» را بزنید.
                }
            }
        }
    .help = صفحه را صاف و در نور کافی بگذارید و از روبه‌رو عکس بگیرید. چند عکس با هم هم پذیرفته است. عکس شما رمز می‌شود و فقط بازبین پرونده آن را می‌بیند.
    .help-simple =
        صفحه را صاف و در نور کافی بگذارید.
        از روبه‌رو عکس بگیرید.
        چند عکس با هم هم می‌توانید بفرستید.
        عکس شما رمز می‌شود.
        فقط کسی که پرونده را بررسی می‌کند، آن را می‌بیند.
objection-file-it =
    لطفاً پیش از ثبت، یک بار نگاه کنید.
    موضوع: { $subject }
    دلیل شما: «{ $reason }»
    تصویرها:
    { $papers }
    { objection-called } ثبت شود؟
    .yes = ثبت می‌کنم
    .no = نه، ثبت نکن
objection-dropped = چیزی ثبت نشد. تصویرها پاک می‌شود. هر وقت خواستید، دوباره شروع کنید.
objection-gone =
    تصویرها پس از چند روز پاک شده است. پس چیزی ثبت نشد و باید دوباره آن‌ها را بفرستید.
    این نوشتهٔ شماست. آن را بردارید تا دوباره ننویسید:
    «{ $reason }»
    .sms = تصویرها پس از چند روز پاک شده است. پس چیزی ثبت نشد. لطفاً دوباره بنویسید:
    .simple =
        تصویرها پس از چند روز پاک شده است.
        پس چیزی ثبت نشد.
        لطفاً آن‌ها را دوباره بفرستید.
        این نوشتهٔ خود شماست:
        «{ $reason }»
        آن را نگه دارید تا دوباره ننویسید.
objection-changed =
    پروندهٔ شما پس از آنکه آن را دیدید، تغییر کرده است. پس چیزی ثبت نشد. لطفاً دوباره نگاه کنید.
    این نوشتهٔ شماست. آن را بردارید تا دوباره ننویسید:
    «{ $reason }»
    .sms = پروندهٔ شما پس از آنکه آن را دیدید، تغییر کرده است. پس چیزی ثبت نشد. لطفاً دوباره نگاه کنید:
    .simple =
        پروندهٔ شما عوض شده است.
        پس چیزی ثبت نشد.
        لطفاً پرونده را دوباره نگاه کنید.
        این نوشتهٔ خود شماست:
        «{ $reason }»
        آن را نگه دارید تا دوباره ننویسید.
objection-filed =
    ✅ { objection-called } شما ثبت شد. شمارهٔ پیگیری: { COPY($number) }
    تا { DATE($answer_by) } منتظر پاسخ ما باشید. نتیجه را همین‌جا و با پیامک خبر می‌دهیم.
    تا آن روز می‌توانید تصویر تازه بفرستید یا { objection-called } را پس بگیرید. برای این کار «{ objection-keyword }» را بنویسید.
    .sms = { objection-called } شما ثبت شد. تا { DAY($answer_by) } منتظر پاسخ ما باشید. برای پیگیری «{ objection-keyword } { DIGITS($number) }» را بفرستید.
    .simple =
        { objection-called } شما ثبت شد.
        شمارهٔ پیگیری: { COPY($number) }
        تا { DATE($answer_by) } منتظر پاسخ ما باشید.
        نتیجه را همین‌جا و با پیامک می‌گوییم.
        تا آن روز می‌توانید تصویر تازه بفرستید.
        می‌توانید { objection-called } را هم پس بگیرید.
        برای این کار «{ objection-keyword }» را بنویسید.
objection-already-filed =
    در این باره پیش‌تر { objection-called }ی ثبت شده است. شمارهٔ پیگیری آن: { COPY($number) }
    چیز تازه‌ای ثبت نشد. تا { DATE($answer_by) } منتظر پاسخ ما باشید. برای افزودن تصویر، «{ objection-keyword }» را بنویسید.
    .sms = در این باره پیش‌تر { objection-called }ی ثبت شده است. تا { DAY($answer_by) } منتظر پاسخ باشید. برای پیگیری «{ objection-keyword } { DIGITS($number) }» را بفرستید.
    .simple =
        در این باره پیش‌تر { objection-called }ی ثبت شده است.
        شمارهٔ پیگیری آن: { COPY($number) }
        چیز تازه‌ای ثبت نشد.
        تا { DATE($answer_by) } منتظر پاسخ ما باشید.
        برای تصویر تازه، «{ objection-keyword }» را بنویسید.

### Following one.

objection-following-no-number = شمارهٔ پیگیری { NUM($needed) } رقم دارد و رقم‌هایش با هم می‌خوانند. این { NUM($digits) } رقم درست نیست. لطفاً از روی پیامی که رسیده است بنویسید.
    .sms = این شمارهٔ پیگیری درست نیست. شماره { NUM($needed) } رقم دارد. لطفاً از روی پیامک خود بنویسید؛ مثلاً «اعتراض ۱۲۳۴۵۶۷۴»
    .simple =
        این شمارهٔ پیگیری درست نیست.
        شما { NUM($digits) } رقم نوشتید.
        شماره { NUM($needed) } رقم دارد.
        لطفاً از روی پیامی که رسیده است بنویسید.
objection-following-unknown = چیزی با این شماره به نام شما ثبت نیست. برای دیدن اعتراض‌ها و درخواست‌های خود «اعتراض» را بفرستید.
objection-following-state-filed =
    ⏳ { objection-called } شما در حال بررسی است. شمارهٔ پیگیری: { COPY($number) }
    موضوع: { $about }
    روز ثبت: { DATE($filed_on) }، با { NUM($images) } تصویر. تا { DATE($answer_by) } منتظر پاسخ ما باشید.
    .sms = { objection-called } { DIGITS($number) } ({ $about }) در حال بررسی است. تا { DAY($answer_by) } منتظر پاسخ باشید.
    .simple =
        { objection-called } شما در حال بررسی است.
        شمارهٔ پیگیری: { COPY($number) }
        موضوع: { $about }
        آن را در { DATE($filed_on) } ثبت کردید.
        { NUM($images) } تصویر دارد.
        تا { DATE($answer_by) } منتظر پاسخ ما باشید.
objection-following-state-more-wanted =
    📄 برای بررسی { objection-called } شما تصویر بهتری از { $paper } لازم است. شمارهٔ پیگیری: { COPY($number) }
    موضوع: { $about }
    با «افزودن تصاویر جدید» آن را بفرستید. بررسی پس از آن ادامه پیدا می‌کند. آنچه فرستاده‌اید، گم نمی‌شود.
    .sms = برای { objection-called } { DIGITS($number) } تصویر بهتری از { $paper } لازم است.
    .simple =
        برای { objection-called } شما، تصویر بهتری از { $paper } لازم است.
        با «افزودن تصاویر جدید» آن را بفرستید.
        بررسی پس از آن ادامه پیدا می‌کند.
        آنچه فرستاده‌اید، گم نمی‌شود.
        شمارهٔ پیگیری: { COPY($number) }
        موضوع: { $about }
objection-following-state-upheld =
    ✅ { objection-called } شما پذیرفته شد. شمارهٔ پیگیری: { COPY($number) }
    موضوع: { $about }
    { notice-upheld-next } نتیجه را به شما خبر می‌دهیم.
    .sms = { objection-called } { DIGITS($number) } پذیرفته شد. { notice-upheld-next }
    .simple =
        { objection-called } شما پذیرفته شد.
        شمارهٔ پیگیری: { COPY($number) }
        موضوع: { $about }
        { notice-upheld-next.simple }
        نتیجه را به شما خبر می‌دهیم.
objection-following-state-refused =
    ❌ { objection-called } شما پذیرفته نشد. شمارهٔ پیگیری: { COPY($number) }
    موضوع: { $about }
    دلیل: { notice-refusal }
    { $noted ->
        [yes] توضیح کارشناس: «{ $note }»
       *[no] کارشناس توضیح دیگری ننوشته است.
    }
    اگر این پاسخ را درست نمی‌دانید، می‌توانید به دیوان عدالت اداری شکایت کنید. تلفن راهنمایی: ۱۴۲۰
    .sms = { objection-called } { DIGITS($number) } پذیرفته نشد. { notice-refusal } مرجع شکایت: دیوان عدالت اداری.
    .simple =
        { objection-called } شما پذیرفته نشد.
        شمارهٔ پیگیری: { COPY($number) }
        موضوع: { $about }
        دلیل: { notice-refusal }
        { $noted ->
            [yes] کارشناس نوشته است: «{ $note }»
           *[no] کارشناس چیز دیگری ننوشته است.
        }
        شاید این پاسخ را درست ندانید.
        پس می‌توانید به دیوان عدالت اداری شکایت کنید.
        این دیوان، دادگاه شکایت از اداره‌هاست.
        تلفن راهنمایی: ۱۴۲۰
    .more =
        { $noted ->
            [yes] توضیح کارشناس: «{ $note }»
           *[no] { "" }
        }
objection-following-state-withdrawn =
    این { objection-called } را پس گرفته‌اید و دیگر بررسی نمی‌شود. شمارهٔ پیگیری: { COPY($number) }
    موضوع: { $about }
    .sms = { objection-called } { DIGITS($number) } را پس گرفته‌اید و دیگر بررسی نمی‌شود.
objection-following-next = چه می‌خواهید بکنید؟
    .sms = یکی را بفرستید:
objection-following-bye = بسیار خوب. هر وقت خواستید، دوباره بپرسید.

objection-following-papers = { objection-papers }
    .sms = { objection-papers.sms }
    .simple = { objection-papers.simple }
    .help = { objection-papers.help }
    .help-simple = { objection-papers.help-simple }
objection-following-add-them =
    این تصویرها به { objection-called } { DIGITS($number) } افزوده شود؟
    { $papers }
    .yes = می‌فرستم
    .no = نه، نفرست
objection-following-not-added = تصویری افزوده نشد.
objection-following-added = ✅ { NUM($count) } تصویر به { objection-called } شما افزوده شد.
    .sms = { NUM($count) } تصویر به { objection-called } شما افزوده شد.
objection-following-closed = در این میان به { objection-called } شما پاسخ داده شده است. پس تصویری افزوده نشد.
objection-following-gone = تصویرها پس از چند روز پاک شده است و افزوده نشد. لطفاً دوباره بفرستید.

objection-following-history =
    آنچه بر { objection-called } { DIGITS($number) } گذشته است:
    { $steps }
objection-following-step-filed = { DATE($on) }: با { NUM($images) } تصویر ثبت شد.
    .sms = { DAY($on) }: با { NUM($images) } تصویر ثبت شد.
objection-following-step-images-added = { DATE($on) }: { NUM($images) } تصویر افزوده شد.
    .sms = { DAY($on) }: { NUM($images) } تصویر افزوده شد.
objection-following-step-more-wanted = { DATE($on) }: تصویر بهتری از { $paper } خواسته شد.
    .sms = { DAY($on) }: تصویر بهتری از { $paper } خواسته شد.
objection-following-step-upheld = { DATE($on) }: پذیرفته شد.
    .sms = { DAY($on) }: پذیرفته شد.
objection-following-step-refused = { DATE($on) }: پذیرفته نشد.
    .sms = { DAY($on) }: پذیرفته نشد.
objection-following-step-withdrawn = { DATE($on) }: پس گرفته شد.
    .sms = { DAY($on) }: پس گرفته شد.

objection-following-withdraw-it = { objection-called } { DIGITS($number) } را پس می‌گیرید؟ دیگر بررسی نمی‌شود. بعد می‌توانید دوباره { objection-called } کنید.
    .simple =
        اگر پس بگیرید، دیگر بررسی نمی‌شود.
        بعد می‌توانید دوباره { objection-called } کنید.
        { objection-called } { DIGITS($number) } را پس می‌گیرید؟
    .yes = پس می‌گیرم
    .no = نه، بماند
objection-following-not-withdrawn = بسیار خوب. { objection-called } شما سر جای خود است.

### Pictures of papers, in any dialog.

evidence-no-way =
    اینجا نمی‌شود تصویر فرستاد و برای این کار، تصویر مدارک لازم است.
    در تلگرام به همیار پیام بدهید یا با مدارک خود به شعبه بروید. تلفن راهنمایی: ۱۴۲۰
    .sms = از راه پیامک نمی‌شود تصویر فرستاد. برای این کار در تلگرام به همیار پیام بدهید یا با مدارک خود به شعبه بروید. تلفن راهنمایی: ۱۴۲۰
    .simple =
        اینجا نمی‌شود تصویر فرستاد.
        برای این کار، تصویر مدارک لازم است.
        در تلگرام به همیار پیام بدهید.
        یا با مدارک خود به شعبه بروید.
        تلفن راهنمایی: ۱۴۲۰
evidence-paper = • { $paper }
evidence-hard-to-read = • { $paper }؛ شاید خوانا نباشد
    .simple = • { $paper }، شاید خوانا نباشد

paper-marriage-contract = عقدنامه
paper-identity-page = صفحهٔ ازدواج شناسنامه
paper-divorce-record = طلاق‌نامه
paper-death-record = گواهی فوت همسر
paper-workshop-letter = نامهٔ کارگاه
paper-other = مدرک دیگر

picture-better =
    { $remarks }
    اگر می‌توانید، تصویر بهتری از { $paper } بفرستید. اگر نه، «همین را بفرست» را بزنید.
    .sms =
        { $remarks }
        تصویر بهتری از { $paper } بفرستید یا این گزینه را:
picture-remarked =
    دربارهٔ تصویر { $paper }:
    { $remarks }
    آن را نگه داشتیم. اگر تصویر بهتری دارید، حالا بفرستید.
    .sms =
        تصویر { $paper }:
        { $remarks }
picture-too-small = نوشته‌ها خوانا نیست، چون تصویر کوچک است. لطفاً از نزدیک‌تر عکس بگیرید.
    .sms = تصویر کوچک است و خوانا نیست.
picture-too-dark = نوشته‌ها خوانا نیست، چون تصویر تاریک است. لطفاً در نور بیشتر عکس بگیرید.
    .sms = تصویر تاریک است و خوانا نیست.
picture-blurred = نوشته‌ها خوانا نیست، چون تصویر تار است. لطفاً گوشی را ثابت نگه دارید و دوباره عکس بگیرید.
    .sms = تصویر تار است و خوانا نیست.
picture-same = این همان تصویری است که پیش‌تر فرستاده‌اید.
    .sms = این تصویر تکراری است.
picture-not-taken =
    فایلی که فرستادید پذیرفته نشد:
    { $faults }
    .sms =
        فایل پذیرفته نشد:
        { $faults }
picture-fault-unknown-type = این فایل تصویر نیست. عکس یا فایل پی‌دی‌اف بفرستید.
    .sms = فایل، عکس یا پی‌دی‌اف نیست.
picture-fault-too-large = این فایل بزرگ‌تر از ۲۰ مگابایت است. عکس کوچک‌تری بفرستید.
    .sms = فایل بزرگ‌تر از ۲۰ مگابایت است.
picture-fault-too-many-pixels = این تصویر بیش از اندازه بزرگ است. با دوربین گوشی دوباره عکس بگیرید.
    .sms = تصویر بیش از اندازه بزرگ است.
picture-fault-too-many-pages = این فایل بیش از ۲۰ صفحه دارد. فقط صفحه‌های لازم را بفرستید.
    .sms = فایل بیش از ۲۰ صفحه دارد.
picture-fault-encrypted = این فایل رمز دارد و باز نمی‌شود. بدون رمز بفرستید.
    .sms = فایل رمز دارد.
picture-fault-damaged = این فایل خراب است و باز نمی‌شود. دوباره عکس بگیرید.
    .sms = فایل خراب است.
picture-fault-too-slow = باز کردن این فایل بیش از اندازه طول کشید. با دوربین گوشی دوباره عکس بگیرید.
    .sms = باز کردن فایل طول کشید.
picture-fault-too-heavy = این فایل بیش از اندازه سنگین است. با دوربین گوشی دوباره عکس بگیرید.
    .sms = فایل سنگین است.
picture-fault-busy = اکنون نتوانستیم این تصویر را ببینیم. لطفاً چند دقیقهٔ دیگر دوباره بفرستید.
    .sms = اکنون نشد؛ کمی بعد دوباره بفرستید.
picture-fault-not-fetched = این تصویر به دست ما نرسید. لطفاً دوباره بفرستید.
    .sms = تصویر به دست ما نرسید.
