### The page of a payment: to pay on, and to read what became of it. Its link goes into the chat and by SMS.

pay-what = پرداخت
pay-person = بیمه‌شده
pay-national-id = کد ملی
pay-national-id-masked = { NATIONALID($id) }
pay-for = بابت
pay-for-voluntary = حق بیمهٔ اختیاری
pay-for-partial = تکمیل کسری از ماه
pay-months = { $count ->
    [1] ماه
   *[other] ماه‌ها
}
pay-month = { MONTH($month) }
pay-month-and-amount = { MONTH($month) }: { RIALS($amount) }
pay-amount = مبلغ
pay-rials = { RIALS($amount) }
pay-toman = حدود { TOMAN($amount) }
pay-bank-number = شمارهٔ پیگیری بانک
pay-receipt-number = شمارهٔ رسید
pay-copied = { LATIN($text) }
pay-paid-at = تاریخ و ساعت
pay-moment = { DATE($at) }، ساعت { TIME($at) }

pay-to-pay-title = پرداخت حق بیمه
pay-to-pay = با دکمهٔ پایین به صفحهٔ بانک می‌روید. پس از پرداخت، تأیید آن را همین‌جا و در گفت‌وگو می‌بینید.
pay-until = این پیوند تا ساعت { TIME($at) } روز { DATE($at) } کار می‌کند.
pay-anybody = دیگران هم می‌توانند به جای بیمه‌شده بپردازند. پرداخت به نام همین بیمه‌شده ثبت می‌شود.
pay-pay = پرداخت می‌کنم
pay-away = بانک اکنون پاسخ نمی‌دهد. چیزی از کارت شما برداشته نشده است. چند دقیقهٔ دیگر دوباره دکمه را بزنید.
pay-other-bank = پرداخت از { $bank }
pay-bank-sep = درگاه سامان
pay-bank-zarinpal = درگاه زرین‌پال

pay-changed-title = مبلغ پرداخت عوض شده است
pay-changed = بخشی از این ماه‌ها پرداخت شده است یا دیگر پرداختنی نیست. آنچه مانده است در پایین آمده است.
pay-pay-rest = مانده را می‌پردازم

pay-at-bank-title = پرداخت شما در بانک باز است
pay-at-bank = اگر پرداخت کرده‌اید، پول شما گم نمی‌شود. تا چند دقیقهٔ دیگر از بانک می‌پرسیم و نتیجه را همین‌جا می‌گوییم.
pay-at-bank-next = اگر هنوز پرداخت نکرده‌اید، با دکمهٔ پایین به همان صفحهٔ بانک برگردید.
pay-go-on = ادامه در بانک

pay-asked-title = ⏳ از بانک می‌پرسیم
pay-asked = بانک هنوز پاسخ آخر را نداده است. لطفاً دوباره پرداخت نکنید.
pay-asked-next = اگر پولی از کارت شما برداشته شده باشد، گم نمی‌شود. نتیجه همین‌جا و در گفت‌وگو می‌آید.
pay-refreshing = این صفحه خودش تازه می‌شود.

pay-confirmed-title = ✅ پرداخت شما تأیید شد
pay-confirmed = این پرداخت به حساب سازمان رسید و در سابقهٔ حق بیمه ثبت شد.
pay-confirmed-health = پوشش درمان از همین حالا برقرار است.
pay-confirmed-told = رسید برای بیمه‌شده هم فرستاده می‌شود.
pay-confirmed-credit = از پول شما { RIALS($credit) } بیش از این ماه‌ها بود و نزد ما به نام بیمه‌شده می‌ماند.
pay-see-receipt = دیدن رسید

pay-credit-title = پول شما رسید و نگه داشته شد
pay-credit-amount = مبلغ این پرداخت { RIALS($amount) } بود، ولی بانک { RIALS($charged) } برداشت. برای همین، ماهی با آن پرداخت نشد.
pay-credit-otherwise = این ماه‌ها پیش‌تر با پرداخت دیگری پرداخت شده بود.
pay-credit-not-owed = این ماه‌ها دیگر پرداختنی نبود: قرارداد یا مهلت آن به پایان رسیده است.
pay-credit-kept = { RIALS($credit) } نزد ما به نام بیمه‌شده می‌ماند و گم نمی‌شود.
pay-credit-next = برای پس گرفتن این پول، در گفت‌وگو «کارشناس» را بنویسید یا با ۱۴۲۰ تماس بگیرید.

pay-not-paid-title = ❌ پرداخت انجام نشد
pay-not-paid = بانک می‌گوید برای این پرداخت پولی نیامده است. اگر از کارت شما پولی برداشته شده، بانک تا ۷۲ ساعت آن را برمی‌گرداند.
pay-again = دوباره می‌پردازم

pay-returned-title = بانک پول را برگرداند
pay-returned = پرداخت { RIALS($amount) } به نتیجه نرسید و بانک آن را به کارت شما برمی‌گرداند. این کار تا ۷۲ ساعت زمان می‌برد.

pay-expired-title = زمان این پیوند گذشته است
pay-expired = با این پیوند پولی از کسی برداشته نشده است.
pay-in-chat-voluntary = برای پیوند تازه، در گفت‌وگو «حق بیمه» را بنویسید یا همین واژه را پیامک کنید.
pay-in-chat-partial = برای پیوند تازه، در گفت‌وگو «تکمیل ماه» را بنویسید یا همین واژه را پیامک کنید.

pay-paid-otherwise-title = این ماه‌ها پرداخت شده است
pay-paid-otherwise = پرداخت دیگری برای همین ماه‌ها تأیید شده است. لازم نیست دوباره بپردازید.

pay-not-owed-title = این مبلغ دیگر پرداختنی نیست
pay-not-owed = قرارداد عوض شده یا به پایان رسیده است، یا مهلت این ماه‌ها گذشته است.
pay-not-owed-next = وضعیت قرارداد و ماه‌های پرداختنی را در گفت‌وگو ببینید.

pay-chat = برگشت به گفت‌وگو
pay-close = این صفحه را می‌توانید ببندید و به گفت‌وگو برگردید.

pay-bank-title = رفتن به بانک
pay-bank-opens = صفحهٔ بانک باز می‌شود. اگر باز نشد، دکمهٔ پایین را بزنید.
pay-bank-go = رفتن به بانک

pay-unknown-title = این پیوند کار نمی‌کند
pay-unknown = نشانی کامل نیست، یا چنین پرداختی نداریم.
pay-unknown-next = برای پیوند تازه، در گفت‌وگو «حق بیمه» را بنویسید یا همین واژه را پیامک کنید.
pay-later-title = اکنون نمی‌توانیم پاسخ دهیم
pay-later = مشکلی از سوی ما پیش آمده است. اگر پرداخت کرده‌اید، پول شما گم نشده است و نتیجه در گفت‌وگو می‌آید.
pay-later-next = لطفاً چند دقیقهٔ دیگر دوباره نگاه کنید.
pay-look = وضعیت پرداخت
