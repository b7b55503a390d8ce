"""The pages, with what they need of their process."""

from __future__ import annotations

from fastapi import APIRouter

from bot import paying
from bot.app import secret_key
from bot.parts import Parts
from bot.reviews import make_reviews
from bot.signing import signing_keys
from handlers.web import landing, papers, uploads, verifying
from handlers.web.landing import Reach
from handlers.web.papers import PapersPage
from handlers.web.uploads import UploadPage


def router(parts: Parts) -> APIRouter:
    """The landing page; where citizens give pictures and pay, reviewers see pictures, and anybody checks a paper."""
    routes = APIRouter()
    routes.include_router(landing.router(parts.wording, _reach(parts)))
    routes.include_router(uploads.router(_upload_page(parts)))
    routes.include_router(papers.router(_papers_page(parts)))
    routes.include_router(verifying.router(signing_keys(parts.settings).public, parts.wording))
    routes.include_router(paying.router(parts))
    return routes


def _reach(parts: Parts) -> Reach:
    chat = (lambda: paying.chat(parts)) if parts.telegram else None
    return Reach(chat, parts.settings.sms_line if parts.sms else None)


def _upload_page(parts: Parts) -> UploadPage:
    return UploadPage(
        engine=parts.engine,
        turn=parts.turn,
        examiner=parts.examiner,
        vault=parts.vault,
        wording=parts.wording,
        clock=parts.clock,
        key=secret_key(parts.settings),
    )


def _papers_page(parts: Parts) -> PapersPage:
    return PapersPage(
        engine=parts.engine,
        reviews=make_reviews(parts.settings, parts.clock, parts.wording),
        vault=parts.vault,
        wording=parts.wording,
        clock=parts.clock,
        key=secret_key(parts.settings),
        secure=(parts.settings.public_url or "").startswith("https:"),
    )
