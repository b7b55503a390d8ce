"""The table in force, read from `rates.csv` when this is imported. The rules take its figures as values."""

from __future__ import annotations

from pathlib import Path

from services.premiums.rates import read_table

TABLE = read_table((Path(__file__).parent / "rates.csv").read_text(encoding="utf-8").splitlines())
