# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One finding of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import Part, limited, plain

Finding = dict[str, Any]
"""A finding, as ``finding`` in report.schema.json."""
Row = Mapping[str, Any]


def finding(
    kind: str,
    severity: str,
    parts: Sequence[Part],
    *,
    job: str | None = None,
    path: str | None = None,
    expected: Any = None,
    found: Any = None,
    objects: Sequence[Row] = (),
    file: str | None = None,
    line: int | None = None,
) -> Finding:
    """A finding, which also has its sentence as a plain text."""
    kept = limited(parts)
    return {
        "severity": severity,
        "kind": kind,
        "job": job,
        "path": path,
        "expected": expected,
        "found": found,
        "objects": [*objects],
        "file": file,
        "line": line,
        "text": plain(kept),
        "parts": kept,
    }


def unnamed(one: Finding) -> list[Row]:
    """The objects of a finding that its sentence does not name."""
    said = {part["name"] for part in one["parts"] if isinstance(part, Mapping)}
    return [row for row in one["objects"] if row["name"] not in said]
