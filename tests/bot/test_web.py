"""The HTTP server as it is set up."""

from __future__ import annotations

from fastapi import FastAPI

from bot.web import server

PROXY_SECONDS = 60  # for which nginx keeps an idle connection to us, unless it is told otherwise


def test_an_idle_connection_is_not_ended_while_a_proxy_still_uses_it() -> None:
    assert server(FastAPI(), "127.0.0.1:0").config.timeout_keep_alive > PROXY_SECONDS
