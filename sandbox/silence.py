"""Answers that never come: what a client meets when the far side hangs, or its connection breaks.

Both need the connection itself, which the ASGI interface hides. `with_transport` puts it where a response finds it;
it knows uvicorn, whose `send` belongs to the object that holds the transport.
"""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import cast

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.faults import Fault, Kind

_TRANSPORT = "sandbox.transport"
_LINGER_NOT = struct.pack("ii", 1, 0)
LONGEST_HANG_SECONDS = 300.0


def with_transport(app: ASGIApp) -> ASGIApp:
    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope[_TRANSPORT] = getattr(getattr(send, "__self__", None), "transport", None)
        await app(scope, receive, send)

    return wrapped


class Reset(Response):
    """Breaks the connection with a TCP RST, after `wait` seconds of hanging or as soon as the client gives up."""

    def __init__(self, wait: float = 0.0) -> None:
        super().__init__()
        self._wait = wait

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._wait:
            await _client_leaves(receive, self._wait)
        transport = cast(asyncio.Transport | None, scope.get(_TRANSPORT))
        if transport is None:
            raise RuntimeError("a broken connection can be played only under uvicorn")
        if not transport.is_closing():
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
            transport.abort()
        await _client_leaves(receive, 1.0)


async def _client_leaves(receive: Receive, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


async def answered(
    fault: Fault | None, act: Callable[[], Awaitable[Response]], refusal: Callable[[Fault], Response]
) -> Response:
    """The far side's answer as the fault lets it through."""
    if fault is None:
        return await act()
    match fault.kind:
        case Kind.TIMEOUT_BEFORE:
            return Reset(LONGEST_HANG_SECONDS)
        case Kind.TIMEOUT_AFTER:
            await act()
            return Reset(LONGEST_HANG_SECONDS)
        case Kind.RESET_BEFORE | Kind.OUTAGE:
            return Reset()
        case Kind.RESET_AFTER:
            await act()
            return Reset()
        case Kind.DELAY:
            await asyncio.sleep(fault.pause)
            return await act()
        case _:
            return refusal(fault)
