### What a button does. The same act has the same label everywhere.

act-back = برگشت
act-cancel = انصراف
act-menu = فهرست
act-person = کارشناس
act-continue = ادامه می‌دهم
act-drop = نه، کنار بگذار
act-share-contact = 📱 شماره‌ام را می‌فرستم
act-no-contact = شماره‌ام را نمی‌فرستم
act-send-again = کد تازه بفرست
act-other-national-id = کد ملی دیگر
act-grant-status = کمک‌هزینهٔ ازدواج
act-objection = اعتراض
act-contract = قرارداد بیمه
act-premium = پرداخت حق بیمه
    .sms = حق بیمه
act-partial-months = تکمیل ماه
act-receipts = رسیدها
    .sms = رسید
act-change-base = تغییر مبنا
act-contract-paper = متن قرارداد
act-end-contract = پایان قرارداد
act-all-months = همهٔ این ماه‌ها
act-older-receipts = قدیمی‌ترها
act-more = ادامه
act-object = ثبت اعتراض
act-unlisted = ازدواج من در فهرست نیست
act-new-objection = اعتراض تازه
act-unknown-spouse = نمی‌دانم
act-enough = کافی است
act-keep = همین را بفرست
act-add-pictures = افزودن تصاویر جدید
act-history = تاریخچه
act-withdraw = پس گرفتن اعتراض
    .sms = پس گرفتن
act-how = محاسبه را ببینم
    .sms = محاسبه
act-other-marriage = ازدواج دیگر
act-done = همین کافی است
    .sms = کافی است

# What a conversation is called when it is spoken of.
dialog-menu = فهرست
dialog-grant-status = کمک‌هزینهٔ ازدواج
dialog-objection = اعتراض
dialog-contract = قرارداد بیمه
dialog-premium = حق بیمه
dialog-partial-months = تکمیل ماه
dialog-receipts = رسیدها
dialog-resume = ادامهٔ گفت‌وگو
dialog-forget = پاک‌کردن پیوند

sms-signature = تأمین اجتماعی
sms-more = ادامه: «بیشتر» را بفرستید.
    .simple = باز هم هست. «ادامه» را بفرستید.
