### The page where anybody checks a paper that the Organisation issued.

verifying-genuine-title = این برگه اصل است
verifying-genuine-receipt = سازمان تأمین اجتماعی این رسید را صادر کرده است.
verifying-genuine-contract = سازمان تأمین اجتماعی این قرارداد را صادر کرده است.
verifying-compare = برگه‌ای که در دست دارید باید همین‌ها را بگوید. اگر چیزی جز این نوشته است، دستکاری شده است.
verifying-masked = برای حفظ حریم افراد، نام و کد ملی کامل نشان داده نمی‌شود.
verifying-unknown-title = این برگه تأیید نشد
verifying-unknown = نشانی کامل نیست، یا این برگه را سازمان صادر نکرده است.
verifying-again = نشان روی برگه را یک بار دیگر با دوربین گوشی بخوانید. اگر باز هم تأیید نشد، به این برگه اعتماد نکنید.
verifying-ask = برای پرسش، با ۱۴۲۰ تماس بگیرید.
