# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gaps of a report of coverage as CSV, for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible

COLUMNS = ("host", "organization", "type", "name", "display_name", "state", "workloads", "jobs", "advice", "id")
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]")
"""The first characters of a cell that a spreadsheet may evaluate."""


def table(report: Mapping[str, Any]) -> str:
    """One row for each gap. No cell is a formula for a spreadsheet. It begins with a byte order mark, without which
    Excel does not read UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for tenant in report["tenants"]:
        for row in _rows(tenant):
            writer.writerow([inert(row[column]) for column in COLUMNS])
    return f"\ufeff{text.getvalue()}"


def inert(value: Any) -> str:
    """A cell on one line. An apostrophe before a possible formula makes it a text."""
    text = " ".join(visible(str(value or "")).split())
    return f"'{text}" if _FORMULA.match(text) else text


def _rows(tenant: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for one in tenant["objects"]:
        lost = [part for part in one["workloads"] if part["state"] not in ("protected", "twice")]
        jobs = dict.fromkeys(job["name"] for part in one["workloads"] for job in part["jobs"])
        words = {"workloads": ", ".join(part["workload"] for part in lost), "jobs": ", ".join(jobs)}
        yield {"host": tenant["host"], "organization": tenant["organization"], **one, **words}
