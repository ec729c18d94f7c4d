# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Differences: the changes of a result, and the diff that Ansible prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Change = Mapping[str, Any]


def change(path: str, before: Any, after: Any) -> Change:
    """One difference. ``path``: an option's path. None as a value means that the option is absent."""
    return {"path": path, "before": before, "after": after}


def merge(changes: Iterable[Change]) -> list[Change]:
    """Successive changes as one list with one row for each path: the first before, the last after."""
    merged: dict[str, Change] = {}
    for row in changes:
        first = merged.get(row["path"], row)
        merged[row["path"]] = change(row["path"], first["before"], row["after"])
    return [row for row in merged.values() if row["before"] != row["after"]]


def diff(changes: Iterable[Change], header: str) -> dict[str, Any]:
    """The ``diff`` of a result: only the differences, nested like the options."""
    rows = list(changes)
    return {
        "before": nest(rows, "before"),
        "after": nest(rows, "after"),
        "before_header": header,
        "after_header": header,
    }


def nest(rows: Iterable[Change], side: str) -> dict[str, Any]:
    """One side of the rows, nested like the options. In ``selected_items[User a@b.com].mailbox`` only the last dot
    separates: a name in brackets may contain dots."""
    nested: dict[str, Any] = {}
    for row in rows:
        if row[side] is None:
            continue
        *parents, leaf = re.findall(r"[^.\[]+(?:\[.*\])?", row["path"])
        place = nested
        for parent in parents:
            place = place.setdefault(parent, {})
        place[leaf] = row[side]
    return nested


def flatten(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by their paths. A dict is expanded by one level, such as ``schedule.daily_time``."""
    flat: dict[str, Any] = {}
    for key, value in settings.items():
        if isinstance(value, Mapping):
            flat.update({f"{key}.{inner}": one for inner, one in value.items()})
        else:
            flat[key] = value
    return flat
