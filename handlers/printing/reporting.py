"""The report of a month-end as a page for a browser and as a PDF, of the same words and the same bars."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from handlers.printing.texts import saying
from handlers.wording import Wording
from services.month_end.report import Report
from services.month_end.run import Result

HERE = Path(__file__).parent
COLOURS = {
    Result.PAYABLE: "#0b6b57",
    Result.WAITING: "#c98a1b",
    Result.PROVISIONAL: "#6f8fb8",
    Result.REFUSED: "#b3423a",
    Result.REVIEW: "#6d5a8c",
}
_PAGES = Environment(
    loader=FileSystemLoader(HERE), autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True
)


def report_texts(report: Report, wording: Wording) -> dict[str, Any]:
    """The words and bars of a report; a bar's length is a share of the longest of its chart, in hundredths."""
    say = saying(wording, lambda name: f"month-report-{name}")
    most = max((share.people for share in report.shares), default=0)
    most_of_months = max((sum(one.people.values()) for one in report.trend), default=0)
    most_paid = max((one.to_pay for one in report.trend), default=0)
    of_nothing = sum(share.people for share in report.shares if share.result is Result.PAYABLE) - report.ordered
    return {
        "title": say("title", month=report.month),
        "runs": [say("run", run=run.label, at=run.finished_at, people=run.people) for run in report.runs],
        "people": say("people", people=report.people),
        "to_pay": say("to-pay", people=report.ordered, amount=report.to_pay),
        "of_nothing": say("of-nothing", people=of_nothing) if of_nothing else "",
        "results": {
            "title": say("results"),
            "bars": [
                {
                    "label": say(f"result-{share.result}"),
                    "figure": say("count", count=share.people),
                    "more": say("amount", amount=share.amount) if share.amount else "",
                    "parts": [_part(share.people, most, COLOURS[share.result])],
                }
                for share in report.shares
            ],
        },
        "reasons": [
            {
                "title": say(f"reasons-{result}"),
                "bars": [
                    {
                        "label": say(f"reason-{reason.replace('_', '-')}"),
                        "figure": say("count", count=people),
                        "more": "",
                        "parts": [_part(people, reasons[0][1], COLOURS[result])],
                    }
                    for reason, people in reasons
                ],
            }
            for result, reasons in report.reasons.items()
        ],
        "trend": {
            "title": say("trend"),
            "legend": [[say(f"result-{result}"), COLOURS[result]] for result in Result],
            "bars": [
                {
                    "label": say("month", month=one.month),
                    "figure": say("count", count=sum(one.people.values())),
                    "more": "",
                    "parts": [_part(one.people[result], most_of_months, COLOURS[result]) for result in Result],
                }
                for one in report.trend
            ],
        },
        "paid": {
            "title": say("paid"),
            "bars": [
                {
                    "label": say("month", month=one.month),
                    "figure": say("amount", amount=one.to_pay),
                    "more": "",
                    "parts": [_part(one.to_pay, most_paid, COLOURS[Result.PAYABLE])],
                }
                for one in report.trend
            ],
        },
        "several": say("several"),
    }


def report_page(texts: dict[str, Any]) -> str:
    """The report for a browser: one file, nothing of anybody else's in it, no script."""
    return _PAGES.get_template("month_report.html").render(texts)


def report_pdf(texts: dict[str, Any]) -> bytes:
    """The report on A4."""
    compiler = typst.Compiler(root=HERE, font_paths=[HERE / "fonts"], ignore_system_fonts=True)
    made = compiler.compile(
        HERE / "month_report.typ", format="pdf", sys_inputs={"facts": json.dumps(texts)}, pdf_standards="a-3b"
    )
    assert isinstance(made, bytes)
    return made


def _part(count: int, most: int, colour: str) -> list[Any]:
    return [round(100 * count / most, 2) if most else 0, colour]
