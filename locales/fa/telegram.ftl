telegram-repeated = (شاید این پیام را دو بار ببینید.)
telegram-command-start = شروع
telegram-command-menu = فهرست کارها
telegram-command-help = راهنما
telegram-command-simple = ساده بنویس
telegram-command-plain = معمولی بنویس
telegram-command-forget = پاک‌کردن پیوند با من
