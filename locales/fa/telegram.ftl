telegram-repeated = (شاید این پیام را دو بار ببینید.)
telegram-command-start = شروع
telegram-command-menu = فهرست کارها
telegram-command-help = راهنما
telegram-command-forget = پاک‌کردن پیوند با من
