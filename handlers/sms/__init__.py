"""Plain SMS through Kavenegar, in and out."""

from dialogs.messages import Channel

NAME = "sms"
CHANNEL = Channel(NAME, buttons=False, pictures=False, contact=False, short=True)
