"""When links to the upload page, and to the pictures of an objection, are past their time."""

from datetime import timedelta

from services.store.pruning import PastItsTime

KEPT = timedelta(days=30)
WHY = "a complaint that a link did not work comes within days; what it has done stands elsewhere"

UPLOADS = PastItsTime("hamyar.uploads", ("id",), "expires_at < :before", KEPT, WHY)
UPLOAD_PICTURES = PastItsTime("hamyar.upload_pictures", ("upload", "number"), "given_at < :before", KEPT, WHY)
PAPERS_LINKS = PastItsTime("hamyar.papers_links", ("id",), "ends_at < :before", KEPT, WHY)
