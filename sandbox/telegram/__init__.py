"""A Bot API of our own: several bots, real update queues and webhooks, Telegram's limits and refusals."""
