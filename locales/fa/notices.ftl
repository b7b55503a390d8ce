### Notices: what a person is told although they did not ask just now. By SMS at most three parts, signature and all.

notice-addressee = بیمه‌شدهٔ گرامی
notice-paper = { $paper ->
        [marriage-contract] عقدنامه
        [identity-page] صفحهٔ ازدواج شناسنامه
       *[other] مدرک خود
    }
notice-refusal = { $reason ->
        [papers-do-not-show-it] مدرک‌های شما آنچه را نوشته‌اید نشان نمی‌دهد.
        [record-is-right] سابقهٔ شما را دوباره دیدیم و درست ثبت شده است.
        [not-the-person] مدرک‌ها به نام شخص دیگری است.
        [not-registered] این ازدواج در دفتر رسمی ثبت نشده است.
       *[other] مدرک‌ها را دیدیم و نتیجه عوض نشد.
    }
notice-upheld-next = { $listed ->
        [yes] کمک‌هزینهٔ ازدواج شما را در پایان این ماه دوباره بررسی می‌کنیم.
       *[no] وقتی ثبت احوال این ازدواج را تأیید کند، آن را در پایان همان ماه بررسی می‌کنیم.
    }

notice-objection-filed = ✅ اعتراض شما ثبت شد. شمارهٔ پیگیری: { COPY($number) }
    تا { DATE($answer_by) } منتظر پاسخ ما باشید.
    .sms = { notice-addressee }، اعتراض شما ثبت شد. تا { DAY($answer_by) } منتظر پاسخ ما باشید. برای دیدن، «اعتراض { DIGITS($number) }» را بفرستید.
    .button = اعتراض را ببینم
notice-objection-more-wanted = 📄 برای بررسی اعتراض شما تصویر بهتری از { notice-paper } لازم داریم. شمارهٔ پیگیری: { COPY($number) }
    هر وقت آن را بفرستید، بررسی ادامه پیدا می‌کند. آنچه فرستاده‌اید، گم نمی‌شود.
    .sms = { notice-addressee }، برای بررسی اعتراض شما تصویر بهتری از { notice-paper } لازم داریم. برای فرستادن آن، «اعتراض { DIGITS($number) }» را بفرستید.
    .button = تصویر را می‌فرستم
notice-objection-upheld = ✅ اعتراض شما پذیرفته شد. شمارهٔ پیگیری: { COPY($number) }
    { notice-upheld-next } نتیجه را به شما خبر می‌دهیم.
    .sms = { notice-addressee }، اعتراض شما پذیرفته شد. { notice-upheld-next } برای دیدن، «اعتراض { DIGITS($number) }» را بفرستید.
    .button = اعتراض را ببینم
notice-objection-refused = ❌ اعتراض شما پذیرفته نشد. شمارهٔ پیگیری: { COPY($number) }
    { $noted ->
        [yes] دلیل: { notice-refusal } توضیح کارشناس: «{ $note }»
       *[no] دلیل: { notice-refusal }
    }
    اگر این پاسخ را درست نمی‌دانید، می‌توانید به دیوان عدالت اداری شکایت کنید.
    .sms = { notice-addressee }، اعتراض شما پذیرفته نشد. { notice-refusal } برای دیدن، «اعتراض { DIGITS($number) }» را بفرستید. مرجع شکایت: دیوان عدالت اداری.
    .button = پاسخ را ببینم
notice-objection-withdrawn = اعتراض شما پس گرفته شد و دیگر بررسی نمی‌شود. شمارهٔ پیگیری: { COPY($number) }
    اگر شما این کار را نکرده‌اید، «کارشناس» را بفرستید.
    .sms = { notice-addressee }، اعتراض { DIGITS($number) } پس گرفته شد و دیگر بررسی نمی‌شود. اگر شما این کار را نکرده‌اید، «کارشناس» را بفرستید.
    .button = اعتراض را ببینم
notice-ticket-answered = کارشناس به پیام شما پاسخ داد. پاسخ در گفت‌وگوی شما با همیار است.
    .sms = { notice-addressee }، کارشناس به پیام شما در تلگرام پاسخ داد. پاسخ را در گفت‌وگوی خود با همیار ببینید.
