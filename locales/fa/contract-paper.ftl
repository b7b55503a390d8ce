### The contract of voluntary insurance, on paper.

contract-paper-title = قرارداد بیمهٔ اختیاری
contract-paper-number = شمارهٔ قرارداد
contract-paper-holder = بیمه‌شده
contract-paper-national-id = کد ملی
contract-paper-signed-at = تاریخ قرارداد
contract-paper-moment = { DATE($at) }، ساعت { TIME($at) }
contract-paper-base = دستمزد روزانهٔ مبنا
contract-paper-base-rials = { $base } ریال
contract-paper-rate = نرخ حق بیمه
contract-paper-percent = { $rate } درصد
contract-paper-premium = حق بیمهٔ ماه نخست ({ NUM($days) } روز)
contract-paper-rials = { RIALS($amount) }
contract-paper-toman = حدود { TOMAN($amount) }
contract-paper-in-words = به حروف
contract-paper-amount-in-words = { $words } ریال
contract-paper-begins = آغاز
contract-paper-begin = از اول { MONTH($begins) }

contract-paper-terms = شرایط
contract-paper-term-parties = این قرارداد میان سازمان تأمین اجتماعی و بیمه‌شدهٔ نام‌برده است.
contract-paper-term-begins = بیمهٔ اختیاری از اول { MONTH($begins) } آغاز می‌شود.
contract-paper-term-premium = حق بیمهٔ هر ماه برابر { $rate } درصد دستمزد مبنای همهٔ روزهای آن ماه است. با تغییر حداقل دستمزد، نرخ یا مبنا، این مبلغ تغییر می‌کند.
contract-paper-term-due = حق بیمهٔ هر ماه را تا پایان ماه دوم پس از آن بپردازید. مهلت { MONTH($begins) } تا { DATE($due) } است.
contract-paper-term-lapse = اگر حق بیمهٔ ماهی تا پایان مهلت پرداخت نشود، قرارداد از همان ماه لغو می‌شود. برای ادامه، قرارداد تازه لازم است.
contract-paper-term-covers = این بیمه بازنشستگی، فوت، ازکارافتادگی، درمان و کمک‌هزینهٔ کفن و دفن را در بر می‌گیرد.
contract-paper-term-covers-not = بیمهٔ بیکاری و کمک‌هزینهٔ ازدواج در این بیمه نیست.
contract-paper-term-health = پوشش درمان با تأیید پرداخت هر ماه برقرار می‌شود.
contract-paper-term-change = دستمزد مبنا را می‌توانید در همیار تغییر دهید. مبنا از حداقل سال کمتر و از سقف آن بیشتر نمی‌شود.
contract-paper-term-elsewhere = این بیمه برای کسی است که جای دیگری بیمه نیست.
contract-paper-term-ends = هر زمان بخواهید، می‌توانید قرارداد را در همیار پایان دهید. سابقهٔ ماه‌های پرداخت‌شده می‌ماند.
contract-paper-signed = این قرارداد با امضای الکترونیکی سازمان صادر شده است و به مهر و امضای دستی نیاز ندارد.
