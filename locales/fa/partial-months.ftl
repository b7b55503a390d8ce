### Completing partial months: what it is, the request, and the months as their lists come in.

partial-months-about =
    اگر کارفرما برای بخشی از ماه حق بیمه داده باشد، روزهای دیگر آن ماه را خودتان می‌توانید بپردازید.
    • برای ماه‌های پس از درخواست است: از { MONTH($first) }. ماه‌های گذشته را نمی‌شود خرید.
    • ماهی کامل می‌شود که دست‌کم یک روز آن در لیست کارفرما باشد.
    • حق بیمهٔ هر روز کسری از روی دستمزد روزانهٔ همان ماه حساب می‌شود.
    • این روزها سابقه می‌شود، اما پوشش درمان ندارد.
    .sms = روزهای کسری ماه‌های پس از درخواست، از { SHORTMONTH($first) }، را خودتان می‌پردازید. سابقه می‌شود، درمان ندارد.
partial-months-examples =
    اگر درخواست داشتید، این ماه‌ها چنین می‌شد:
    { $lines }
partial-months-example = • { MONTH($month) }: { NUM($recorded) } روز ثبت شده، { NUM($days) } روز کم، حق بیمه { RIALS($premium) }
partial-months-request-it = درخواست تکمیل ماه‌ها را از { MONTH($first) } ثبت کنم؟ تا پرداخت نکنید، چیزی به عهدهٔ شما نیست.
    .sms = درخواست را ثبت کنم؟
    .yes = ثبت می‌کنم
    .no = نه، ثبت نکن
    .help = یک درخواست برای همهٔ ماه‌های بعد کافی است. وقتی لیست ماهی برسد، مبلغ را خبر می‌دهیم و شما تصمیم می‌گیرید.
partial-months-not-requested = درخواستی ثبت نشد. هر وقت خواستید، «تکمیل ماه» را بفرستید.
partial-months-not-eligible =
    این کار برای کسی است که در کارگاهی کار می‌کند و فقط بخشی از ماه را در لیست بیمه است.
    در این ماه و دو ماه گذشته چنین سابقه‌ای برای شما ثبت نشده است. اگر کارفرما ندارید، «قرارداد بیمه» را بفرستید.
    .sms = تکمیل ماه برای کسی است که در کارگاهی کار می‌کند. در این ماه و دو ماه گذشته سابقه‌ای ندارید. اگر کارفرما ندارید، «قرارداد بیمه» را بفرستید.
partial-months-requested =
    ✅ درخواست تکمیل ماه‌ها ثبت شد. شمارهٔ درخواست: { COPY($number) }
    ماه‌های شما از { MONTH($first) } کامل می‌شود. وقتی لیست ماهی برسد و روزی کم باشد، مبلغ و مهلت را خبر می‌دهیم.
    .sms = درخواست { DIGITS($number) } ثبت شد. وقتی لیست ماهی از { SHORTMONTH($first) } برسد و روزی کم باشد، مبلغ و مهلت را خبر می‌دهیم.

partial-months-request = درخواست تکمیل ماه‌ها در { DATE($on) } ثبت شده است. شمارهٔ درخواست: { COPY($number) }. ماه نخست: { MONTH($first) }
    .sms = درخواست { DIGITS($number) } از { SHORTMONTH($first) } برقرار است.
partial-months-months = { $lines }
partial-months-month-awaited = • { MONTH($month) }: لیست این ماه هنوز نرسیده است.
    .sms = { SHORTMONTH($month) }: لیست نرسیده
partial-months-month-payable =
    • { MONTH($month) }: { NUM($recorded) } روز ثبت شده، { NUM($days) } روز کم. حق بیمه { RIALS($premium) } (حدود { TOMAN($premium) })، مهلت تا { DATE($due) }
    .sms = { SHORTMONTH($month) }: { NUM($days) } روز کم، { RIALS($premium) } ({ TOMAN($premium) })، مهلت { DAY($due) }
partial-months-month-paid = • { MONTH($month) }: { NUM($days) } روز کم را پرداخته‌اید. ماه کامل است.
    .sms = { SHORTMONTH($month) }: پرداخت شد
partial-months-month-late = • { MONTH($month) }: { NUM($days) } روز کم ماند. مهلت پرداخت { DATE($due) } بود.
    .sms = { SHORTMONTH($month) }: مهلت گذشت
partial-months-month-whole = • { MONTH($month) }: کامل است و چیزی کم ندارد.
    .sms = { SHORTMONTH($month) }: کامل
partial-months-nothing-due = اکنون چیزی برای پرداخت نیست. وقتی لیست ماهی برسد و روزی کم باشد، خبر می‌دهیم.
    .sms = اکنون چیزی برای پرداخت نیست. اگر ماهی کم باشد، خبر می‌دهیم.
partial-months-which = کدام ماه را می‌پردازید؟
    .sms = کدام را می‌پردازید؟
    .help = ماهی را که انتخاب کنید، پیوند پرداخت آن می‌آید. پس از مهلت، آن ماه را دیگر نمی‌شود کامل کرد.
partial-months-pay-month = { MONTH($month) }
    .sms = { SHORTMONTH($month) }: { RIALS($amount) }، تا { DAY($due) }
partial-months-bye = بسیار خوب. تا پایان مهلت، هر وقت خواستید «تکمیل ماه» را بفرستید.
partial-months-changed = در این میان چیزی در ماه‌های شما عوض شد. لطفاً «تکمیل ماه» را دوباره بفرستید.
