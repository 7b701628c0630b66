"""What many organisations sent, as a summary for people, as JSON for other programs, and as CSV for a spreadsheet."""

from __future__ import annotations

from sheetplan.render.batch.data import batch_json
from sheetplan.render.batch.tables import batch_csv
from sheetplan.render.batch.text import batch_text

__all__ = ["batch_csv", "batch_json", "batch_text"]
