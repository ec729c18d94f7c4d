# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All mistakes in a tenant's description, as rows of a result."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob

_VALUE_LENGTH = 80


def problems_of(errors: Sequence[OptionError], jobs: Sequence[TenantJob]) -> list[dict[str, Any]]:
    """All errors as rows, in the order of their places. An error that several jobs inherit is one row without a job."""
    owners: dict[tuple[str, str], set[str]] = {}
    for error in errors:
        names = {job.name for job in jobs if error.option.startswith(f"{job.place}.")}
        owners.setdefault(_row(error), set()).update(names or {""})
    for job in jobs:
        for error in job.errors:
            owners.setdefault(_row(error), set()).add(job.name)
    rows = [{"place": place, "job": _only(names), "msg": text} for (place, text), names in owners.items()]
    return sorted(rows, key=lambda row: re.sub(r"\d+", lambda number: number[0].zfill(9), str(row["place"])))


def _only(names: Collection[str]) -> str | None:
    """The single name; None if there are several, or if it is unknown."""
    return (next(iter(names)) or None) if len(names) == 1 else None


def _row(error: OptionError) -> tuple[str, str]:
    value = repr(error.value)
    value = value if len(value) <= _VALUE_LENGTH else f"{value[:_VALUE_LENGTH]}…"
    return error.option, error.expected if error.value is None else f"{value}: {error.expected}"
