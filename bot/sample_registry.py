"""The sample registry in a database: loaded, and replaced when it is another one.

The sample is reckoned back from a day and drawn by this program, so one that was loaded on an earlier day, or by an
earlier version, is replaced. A registry that somebody else loaded is never touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.errors import OperatorError
from sandbox.people import write_sample
from services.registry import import_folder
from services.store.engine import connect

PEOPLE, SEED = 200, 1
TABLES = (
    "registry.people, registry.employment, registry.wage_months, registry.marriages, registry.payments,"
    " registry.pensions, registry.civil_events, registry.quarantine, hamyar.decisions, hamyar.dependency_cases,"
    " hamyar.dependency_matches, hamyar.dependency_steps, hamyar.share_changes, hamyar.pension_orders"
)
# What was filed about dependencies, and told of them: its people and cases are gone with the sample.
FILED = """
WITH gone AS (
    DELETE FROM hamyar.objections WHERE subject ->> 'event_id' IS NOT NULL RETURNING national_id, number
), happened AS (
    DELETE FROM hamyar.objection_events o USING gone g WHERE o.national_id = g.national_id AND o.number = g.number
), pictured AS (
    DELETE FROM hamyar.objection_images o USING gone g WHERE o.national_id = g.national_id AND o.number = g.number
), shown AS (
    DELETE FROM hamyar.objection_topics o USING gone g WHERE o.national_id = g.national_id AND o.number = g.number
)
DELETE FROM hamyar.notices WHERE starts_with(event, 'dependency-')
"""
MARK = "sample as of "  # the schema's comment, so that it is replaced with the rows or not at all
STATE = "SELECT EXISTS (SELECT FROM registry.people), obj_description('registry'::regnamespace)"


class OtherRegistry(OperatorError):
    """The database holds a registry that is no sample."""

    def __init__(self) -> None:
        super().__init__(
            "this database holds a registry of its own, and the sample would have to replace it\n"
            "Give the sample a folder of its own: HAMYAR_DATA_DIR=.hamyar-demo"
        )


@dataclass(frozen=True)
class SamplePerson:
    """Somebody of the sample, and in a line what their case is; `mobile` may be empty."""

    code: str
    national_id: str
    name: str
    mobile: str
    case: str


def loaded(url: str, folder: Path, day: date) -> Sequence[SamplePerson]:
    """The people worth showing, with the sample of that day in the database. Raises OtherRegistry."""
    cases = write_sample(folder, people=PEOPLE, seed=SEED, today=day)
    with connect(url) as connection:
        has_people, mark = connection.execute(STATE).fetchone() or (False, None)
        if has_people and not (mark or "").startswith(MARK):
            raise OtherRegistry
        this = f"{MARK}{day}, {_digest(folder)}"
        if not has_people or mark != this:
            connection.execute(f"TRUNCATE {TABLES}")
            connection.execute(FILED)
            import_folder(connection, folder, today=day, progress=_Silent())
            connection.execute(f"COMMENT ON SCHEMA registry IS '{this}'")
        found = connection.execute("SELECT national_id, coalesce(mobile, '') FROM registry.people").fetchall()
    mobiles: dict[str, str] = dict(found)
    return [
        SamplePerson(case.code, case.national_id, case.name, mobiles[case.national_id], case.line) for case in cases
    ]


def _digest(folder: Path) -> str:
    """What tells this sample from another one of the same day."""
    written = hashlib.sha256()
    for file in sorted(folder.glob("*.csv")):
        written.update(file.read_bytes())
    return written.hexdigest()[:16]


class _Silent:
    def read(self, file: str, done: int, total: int) -> None:
        """The sample is small."""

    def step(self, name: str) -> None:
        """Nobody waits for it."""
