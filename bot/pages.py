"""The pages behind links, with what they need of their process."""

from __future__ import annotations

from fastapi import APIRouter

from bot import paying
from bot.app import secret_key
from bot.parts import Parts
from bot.reviews import make_reviews
from bot.signing import signing_keys
from handlers.web import papers, uploads, verifying
from handlers.web.papers import PapersPage
from handlers.web.uploads import UploadPage


def router(parts: Parts) -> APIRouter:
    """Where citizens give pictures and pay, where reviewers see pictures, and where anybody checks an issued paper."""
    routes = APIRouter()
    routes.include_router(uploads.router(_upload_page(parts)))
    routes.include_router(papers.router(_papers_page(parts)))
    routes.include_router(verifying.router(signing_keys(parts.settings).public, parts.wording))
    routes.include_router(paying.router(parts))
    return routes


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
