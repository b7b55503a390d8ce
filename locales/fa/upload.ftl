### The page where pictures are given, for people whose channel carries none. Its link goes by SMS.

upload-title = تصویر مدارک
upload-about = موضوع
upload-subject-decision = تصمیم دربارهٔ کمک‌هزینهٔ ازدواج ثبت‌شده در { DATE($on) }
upload-subject-unlisted = ازدواجی که در سامانهٔ سازمان نیست؛ تاریخ ثبت به گفتهٔ شما: { DATE($on) }
upload-subject-dependency = پایان کفالت شما
upload-subject-reinstatement = برقراری دوبارهٔ سهم شما از مستمری
upload-subject-added-to = افزودن تصویر به { objection-called } شمارهٔ { DIGITS($number) }
upload-reason = دلیل شما:
upload-lead = از هر مدرک، در نور کافی و از روبه‌رو عکس بگیرید. همهٔ نوشته‌ها باید خوانده شود. فایل پی‌دی‌اف هم پذیرفته است.

upload-hint-marriage-contract = صفحه‌ای که نام زن و شوهر و تاریخ ثبت ازدواج در آن است.
upload-hint-identity-page = صفحه‌ای که مهر ثبت ازدواج در آن است.
upload-hint-divorce-record = صفحه‌ای که نام شما و تاریخ ثبت طلاق در آن است.
upload-hint-death-record = صفحه‌ای که نام همسر و تاریخ فوت در آن است.
upload-hint-workshop-letter = نامه‌ای با نام شما و مهر کارگاه. باید نشان دهد که کارتان تمام شده یا آنجا کار نکرده‌اید.
upload-hint-other = اگر مدرک دیگری دارید که به پروندهٔ شما کمک می‌کند، بفرستید. بدون آن هم می‌توانید ادامه دهید.
upload-given = ✅ رسید
upload-missing = هنوز نرسیده

upload-camera = عکس می‌گیرم
upload-camera-more = عکس دیگر
upload-camera-again = دوباره عکس می‌گیرم
upload-gallery = از گالری می‌آورم
upload-gallery-again = دوباره از گالری
upload-send-file = فرستادن تصویر
upload-change = عوض‌کردن یا برداشتن این تصویر
upload-remove = این تصویر را بردار
upload-remove-called = برداشتن { $called }
upload-picture = تصویر { NUM($place) } از { $paper }
upload-pages = { NUM($pages) } صفحه دارد.

upload-remark-too-small = تصویر کوچک است و شاید نوشته‌ها خوانا نباشد. بهتر است از نزدیک‌تر عکس بگیرید. می‌توانید همین را هم بفرستید.
upload-remark-too-dark = تصویر تاریک است و نوشته‌ها خوانا نیست. لطفاً در نور بیشتر عکس بگیرید. می‌توانید همین را هم بفرستید.
upload-remark-blurred = نوشته‌ها خوانا نیست. لطفاً در نور بیشتر و بی‌تکان‌دادن گوشی عکس بگیرید. می‌توانید همین را هم بفرستید.
upload-remark-same = این تصویر را یک بار دیگر هم داده‌اید.

upload-sending = در حال فرستادن تصویر
upload-looking = تصویر رسید و در حال بررسی است.
upload-said-taken = تصویر رسید.
upload-said-remarked = تصویر رسید؛ نکته‌ای دربارهٔ آن زیر تصویر نوشته شده است.
upload-said-same = تصویر رسید، ولی آن را پیش‌تر هم داده‌اید.
upload-said-removed = تصویر برداشته شد.
upload-said-no-file = تصویری انتخاب نشده بود. لطفاً نخست عکس بگیرید یا از گالری یکی را انتخاب کنید.
upload-said-not-received = تصویر تا پایان نرسید. شاید اینترنت قطع شده است. لطفاً دوباره بفرستید.
upload-said-wait = تصویر قبلی هنوز در راه است. لطفاً کمی صبر کنید و دوباره بفرستید.
upload-said-most = بیش از این تصویر جا نمی‌گیرد. اگر تصویر بهتری دارید، آن را جای یکی از تصویرها بگذارید.
upload-said-tries = با این پیوند، فایل‌های زیادی فرستاده شده است. لطفاً با همین تصویرها ادامه دهید.
upload-said-none = هنوز تصویری نداده‌اید. دست‌کم یک تصویر لازم است.
upload-said-unknown-type = این فایل، تصویر یا پی‌دی‌اف نیست. لطفاً از مدرک عکس بگیرید.
upload-said-too-large = این فایل بیش از ۲۰ مگابایت است. لطفاً عکس سبک‌تری بفرستید.
upload-said-too-many-pixels = این تصویر بیش از اندازه بزرگ است. لطفاً با دوربین گوشی از مدرک عکس بگیرید.
upload-said-too-many-pages = این فایل بیش از ۲۰ صفحه دارد. لطفاً فقط صفحه‌های لازم را بفرستید.
upload-said-encrypted = این فایل رمز دارد و باز نمی‌شود. لطفاً از مدرک عکس بگیرید.
upload-said-damaged = این فایل خراب است و باز نمی‌شود. لطفاً دوباره عکس بگیرید.
upload-said-too-slow = این فایل سنگین است و نتوانستیم آن را بخوانیم. لطفاً با دوربین گوشی از مدرک عکس بگیرید.
upload-said-too-heavy = این فایل سنگین است و نتوانستیم آن را بخوانیم. لطفاً عکس سبک‌تری بفرستید.
upload-said-busy = کار زیاد است و نوبت شما نرسید. لطفاً یک دقیقهٔ دیگر دوباره بفرستید.

upload-nothing-yet = پس از رسیدن نخستین تصویر، دکمهٔ ثبت همین‌جا می‌آید.
upload-count = شما { NUM($count) } تصویر داده‌اید.
upload-submit-hint = پس از ثبت، تصویرها دیگر عوض نمی‌شوند و نتیجه با پیامک می‌رسد.
upload-submit = فرستادن تصویرها
upload-submit-objection = ثبت { objection-called }
upload-again = بار پیش کار به پایان نرسید. تصویرهای شما سر جای خود است. لطفاً دوباره آن‌ها را بفرستید.

upload-sent-title = تصویرهای شما رسید
upload-sent = تصویرها یک بار و کامل رسیده است. لازم نیست دوباره بفرستید.
upload-sent-next = خبر ثبت آن‌ها و شمارهٔ پیگیری تا چند دقیقهٔ دیگر با پیامک می‌رسد. این صفحه را می‌توانید ببندید.
upload-over-title = این پیوند کار نمی‌کند
upload-over = شاید زمان آن گذشته است، یا گفت‌وگو در پیامک ادامه پیدا کرده است.
upload-over-next = برای گرفتن پیوند تازه، واژهٔ «اعتراض» را به همان شماره پیامک کنید. کارشناسان هم در شمارهٔ ۱۴۲۰ پاسخ می‌دهند.
