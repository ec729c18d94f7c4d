# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Removes pages of tenants that an earlier run wrote and this run did not write."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

MARK = '<meta name="generator" content="vb365.backup report">'
"""A mark in each page of a report, so that no other file is removed."""
_HEAD = 2000
"""The number of characters at the start of a page that contain the mark."""


def remove(folder: Path, written: Collection[str]) -> None:
    """Remove the pages of tenants that are not among the written paths. Raises OSError."""
    for path in sorted(folder.glob("tenant-*.html")):
        if str(path) not in written and path.is_file() and not path.is_symlink() and _is_ours(path):
            path.unlink()


def _is_ours(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        return MARK in file.read(_HEAD)
