"""The citizens' bot on Telegram, through aiogram: types, and sending. Private chats only."""

from dialogs.messages import Channel

NAME = "telegram"
CHANNEL = Channel(NAME, limit=4000, files=True)
"""Telegram's own limit is 4096; the rest is for a note on a repeated message."""
