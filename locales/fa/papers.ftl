### The pictures of an objection, as reviewers see them.

papers-title = مدارک اعتراض { DIGITS($number) }
papers-filed = ثبت: { DAY($on) }؛ تصویر: { NUM($pictures) }؛ دلیل شهروند:
papers-picture = { NUM($place) }. { $paper }
papers-given = رسیده: { DAY($at) } ساعت { TIME($at) }؛ صفحه: { NUM($pages) }
papers-page = صفحهٔ { NUM($page) } از { NUM($pages) }
papers-alt = { $paper }، صفحهٔ { NUM($page) }
papers-frame = تصویر { NUM($place) }، صفحهٔ { NUM($page) }، با کلیدها بزرگ و چرخانده می‌شود
papers-tools = کار با تصویر { NUM($place) }، صفحهٔ { NUM($page) }
papers-keys = کلیدها روی تصویر: { LATIN("+") } بزرگ‌تر، { LATIN("-") } کوچک‌تر، { LATIN("]") } چرخش به راست، { LATIN("[") } چرخش به چپ، { LATIN("0") } اندازهٔ صفحه.
papers-larger = بزرگ‌تر
papers-smaller = کوچک‌تر
papers-right = چرخش به راست
papers-left = چرخش به چپ
papers-fit = اندازهٔ صفحه
papers-remark-too-small = نظر ماشین: تصویر کوچک است.
papers-remark-too-dark = نظر ماشین: تصویر تاریک است.
papers-remark-blurred = نظر ماشین: نوشته‌ها خوانا نیست.
papers-gone = این تصویر دیگر نیست؛ زمان نگهداری آن گذشته است.
papers-none = این اعتراض تصویری ندارد.

papers-door-title = مدارک یک اعتراض
papers-door = این پیوند یک بار و در همین مرورگر باز می‌شود. هر بار دیدن، به نام شما ثبت می‌شود.
papers-open = دیدن مدارک
papers-used-title = این پیوند پیش‌تر باز شده است
papers-used = هر پیوند یک بار باز می‌شود و ۱۵ دقیقه اعتبار دارد. پیوند تازه را در گروه، از همان اعتراض بگیرید.
papers-unknown-title = چیزی اینجا نیست
papers-unknown = پیوند درست نیست، یا دیدن این مدارک با شما نیست.
papers-unreadable-title = این صفحه باز نشد
papers-unreadable = کلید این تصویر در دسترس نیست، یا فایل آن خراب است. لطفاً به مسئول سامانه بگویید.
