"""What a restored outbox must not do: send again, unmarked, what went out after the backup was taken.

To the database a row that was queued at that moment is queued still, though it was sent a second later. So whatever was
open becomes *ambiguous*, and the courier settles it as it settles a send that was cut off: an SMS is asked about by its
number, a Telegram reply is sent once more and marked. What cannot be asked about is given up.

The numbers of rows go on far beyond the backup's: an SMS carries its row's number, and the provider gives for a number
it remembers the old message instead of sending the new one.
"""

GIVEN_UP = "outcome unknown after a restore"
PROVIDER_REMEMBERS = "12 hours"  # how long an SMS can be asked about by our number
NUMBERS_LEFT_OUT = 50_000_000  # far more than are sent between a backup and the need for it

AFTER_RESTORE = f"""
UPDATE hamyar.outbox
SET state = 'failed', fault = '{GIVEN_UP}', lease_until = NULL, body = CASE WHEN kind = 'code' THEN NULL ELSE body END
WHERE state IN ('queued', 'sending', 'ambiguous')
  AND (kind = 'code' OR (channel = 'sms' AND created_at < now() - interval '{PROVIDER_REMEMBERS}'));

UPDATE hamyar.outbox SET state = 'ambiguous', lease_until = now() WHERE state IN ('queued', 'sending');

SELECT setval(numbers, nextval(numbers) + {NUMBERS_LEFT_OUT})
FROM (SELECT pg_get_serial_sequence('hamyar.outbox', 'id')::regclass AS numbers) AS outbox;
"""  # noqa: S608  constants of our own
