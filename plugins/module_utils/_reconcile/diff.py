# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs: changes, the diff that Ansible prints, and the revision that a job is at."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError

Change = Mapping[str, Any]


def change(path: str, before: Any, after: Any) -> Change:
    """One difference; ``path`` is an option's path, None stands for "not there"."""
    return {"path": path, "before": before, "after": after}


def merge(changes: Iterable[Change]) -> list[Change]:
    """Changes made one after another as one list: the first before, the last after, one row a path."""
    merged: dict[str, Change] = {}
    for row in changes:
        first = merged.get(row["path"], row)
        merged[row["path"]] = change(row["path"], first["before"], row["after"])
    return [row for row in merged.values() if row["before"] != row["after"]]


def diff(changes: Iterable[Change], header: str) -> dict[str, Any]:
    """The ``diff`` of a result: only what differs, nested as the options are."""
    rows = list(changes)
    return {
        "before": _nest(rows, "before"),
        "after": _nest(rows, "after"),
        "before_header": header,
        "after_header": header,
    }


def _nest(rows: Iterable[Change], side: str) -> dict[str, Any]:
    """One side of the rows. Dots part a path, save those of a name in brackets: selected_items[User a@b.com].mailbox"""
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


def revision(etag: Any, parts: Mapping[str, Any]) -> str:
    """An opaque string for the state that was read: the eTag, and a fingerprint of each part by its name."""
    return ".".join([str(etag or 0), *(f"{name}-{_fingerprint(part)}" for name, part in sorted(parts.items()))])


def _fingerprint(part: Any) -> str:
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:16]


def parse_revision(text: str) -> tuple[str, dict[str, str]]:
    """The eTag in a revision and the fingerprints of its parts: none for a bare eTag. Raises OptionError."""
    if not re.fullmatch(r"-?\d+(\.[a-z_]+-[0-9a-f]{16})*", text):
        raise OptionError("if_match", text, "expected a revision or an eTag that a result of this collection shows")
    etag, *marks = text.split(".")
    return etag, dict(mark.split("-") for mark in marks)


def moved(expected: str, current: str) -> list[str]:
    """The parts in which the job is no longer at the expected revision; of a bare eTag, "etag".

    Parts that only one of the two knows do not count, nor does an eTag beside fingerprints: a run may move it.
    Raises OptionError.
    """
    etag, parts = parse_revision(expected)
    current_etag, current_parts = parse_revision(current)
    if not parts:
        return [] if etag == current_etag else ["etag"]
    return [name for name, mark in parts.items() if current_parts.get(name, mark) != mark]
