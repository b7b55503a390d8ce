"""The phone page: a person's Telegram and SMS side by side, and the switches for what goes wrong."""
