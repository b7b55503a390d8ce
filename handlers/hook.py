"""What the webhooks of both bots have in common: who calls, and how much is read of it."""

from __future__ import annotations

import hmac

from fastapi import Request, Response

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1 << 20  # bytes; Telegram's own updates are a few thousand


async def body_of(request: Request, secret: str) -> bytes | Response:
    """The body of a call that proves itself by the secret, or what it is answered instead."""
    if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), secret.encode()):
        return Response(status_code=403)
    told = request.headers.get("content-length", "")
    if told.isdecimal() and (len(told) > 10 or int(told) > LARGEST):
        return Response(status_code=413)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return Response(status_code=413)
    return bytes(body)
